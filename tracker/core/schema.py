"""Migrations at start, safe when several processes start at once; and the triggers that make history append-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tracker.core.db import doors
from tracker.core.models import Base
from tracker.core.settings import ROOT

MIGRATION_LOCK = 7_265_002
PACKAGES = ("tracker", "audits", "results")


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def know_all_tables() -> None:
    """A table names others by text, and whichever route is called first needs them all, not only those its module imports."""
    for path in sorted([*ROOT.glob("*/*/models.py"), *ROOT.glob("*/*/models/__init__.py")]):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module.split(".")[0] in PACKAGES:
            import_module(module)


def bring_up_to_date(url: str | None = None) -> None:
    """Take the lock, then look: the second of two processes finds nothing left to do."""
    know_all_tables()
    with doors(url).write_engine.connect() as connection, _without_references(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        if MigrationContext.configure(connection).get_current_revision() != newest():
            command.upgrade(configuration(connection), "head")
            _check_references(connection)


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and meanwhile what refers to it refers to nothing. It can be told so only outside
    of a transaction."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise BrokenReference(str(broken[0]), str(broken[2]))


class BrokenReference(RuntimeError):
    """A migration left a row that refers to nothing; its transaction is rolled back."""

    def __init__(self, table: str, other: str) -> None:
        super().__init__(f"A row of {table} refers to a row of {other} that is not there. Nothing was changed.")


def lay_out_anew(connection: Connection) -> None:
    """Every table taken down and laid out empty, in the caller's transaction: append-only rows go no other way. Not by the
    migrations' way down, which would first copy what is about to go."""
    know_all_tables()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    Base.metadata.drop_all(connection)
    for table in Base.metadata.tables:
        for statement in drop_append_only(table, connection.dialect.name):
            connection.execute(text(statement))
    connection.execute(text("DROP TABLE alembic_version"))
    command.upgrade(configuration(connection), "head")


def append_only(table: str, dialect: str) -> list[str]:
    """Statements that let the database itself refuse to edit or delete a row of this table."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_append_only_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    ]


def drop_append_only(table: str, dialect: str) -> list[str]:
    """Only for a migration's way down; in SQLite the triggers go with their table."""
    return [] if dialect == "sqlite" else [f"DROP FUNCTION IF EXISTS {table}_append_only() CASCADE"]
