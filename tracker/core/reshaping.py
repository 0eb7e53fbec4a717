"""A migration's change of a table that has rows. PostgreSQL alters it; SQLite, which cannot alter constraints, copies it into a
new one under the same name: https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".

Indexes and triggers of a copied table go with it: the migration makes them again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from alembic import op
from sqlalchemy import CheckConstraint, Column, MetaData, Table, inspect
from sqlalchemy.schema import CreateTable, ForeignKeyConstraint, SchemaItem

from tracker.core.models import Base

Definition = Sequence[SchemaItem]


def grow(name: str, definition: Definition, given: Mapping[str, str]) -> None:
    """The table as `definition` has it. A new column holds in the rows there are what `given` says, as SQL, or nothing."""
    table, known = _table(name, definition), _columns(name)
    if op.get_bind().dialect.name == "sqlite":
        _copy(table, {column.name: column.name if column.name in known else given.get(column.name, "NULL") for column in table.c})
        return
    kinds = op.get_bind().dialect.type_compiler_instance
    for column in table.c:
        if column.name in known:
            continue
        filled = f" DEFAULT {given[column.name]}" if column.name in given else ""
        needed = "" if column.nullable else " NOT NULL"
        op.execute(f"ALTER TABLE {name} ADD COLUMN {column.name} {kinds.process(column.type)}{needed}{filled}")
        if filled:
            op.execute(f"ALTER TABLE {name} ALTER COLUMN {column.name} DROP DEFAULT")
    _constrain(table, known)


def shrink(name: str, definition: Definition, gone: Iterable[str]) -> None:
    """The table as `definition` has it, without some columns and every constraint that speaks of one."""
    lost = set(gone)
    if op.get_bind().dialect.name == "sqlite":
        kept = [item for item in definition if not _speaks_of(item, lost)]
        table = _table(name, kept)
        _copy(table, {column.name: column.name for column in table.c})
        return
    for column in sorted(lost):
        op.execute(f"ALTER TABLE {name} DROP COLUMN {column} CASCADE")


def _table(name: str, definition: Definition) -> Table:
    """With no other table known: what it refers to is looked up by the database."""
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    for item in definition:
        for target in (element.target_fullname for element in getattr(item, "elements", ())):
            other, column = target.split(".")
            if other not in metadata.tables:
                Table(other, metadata, Column(column))
    return Table(name, metadata, *definition)


def _columns(name: str) -> set[str]:
    return {column["name"] for column in inspect(op.get_bind()).get_columns(name)}


def _copy(table: Table, filled: Mapping[str, str]) -> None:
    """Others' references to it are not looked at while it is gone: `bring_up_to_date` has SQLite look once, at the end."""
    made = f"{table.name}_new"
    op.execute(str(CreateTable(table).compile(op.get_bind())).replace(f"CREATE TABLE {table.name} ", f"CREATE TABLE {made} "))
    op.execute(f"INSERT INTO {made} ({', '.join(filled)}) SELECT {', '.join(filled.values())} FROM {table.name}")  # noqa: S608
    op.execute(f"DROP TABLE {table.name}")
    op.execute(f"ALTER TABLE {made} RENAME TO {table.name}")


def _constrain(table: Table, known: set[str]) -> None:
    """Those constraints that speak of a new column; the others are there."""
    fresh = {column.name for column in table.c} - known
    for constraint in table.constraints:
        if not _speaks_of(constraint, fresh):
            continue
        added = f"ALTER TABLE {table.name} ADD CONSTRAINT {constraint.name}"
        if isinstance(constraint, CheckConstraint):
            rule = constraint.sqltext.compile(op.get_bind(), compile_kwargs={"literal_binds": True})
            op.execute(f"{added} CHECK ({rule})")
        elif isinstance(constraint, ForeignKeyConstraint):
            other, column = constraint.elements[0].target_fullname.split(".")
            op.execute(f"{added} FOREIGN KEY ({', '.join(constraint.column_keys)}) REFERENCES {other} ({column})")


def _speaks_of(item: SchemaItem, columns: set[str]) -> bool:
    if isinstance(item, Column):
        return item.name in columns
    if isinstance(item, ForeignKeyConstraint):
        return bool(set(item.column_keys) & columns)
    if isinstance(item, CheckConstraint):
        return bool(set(re.findall(r"\w+", str(item.sqltext))) & columns)
    return False
