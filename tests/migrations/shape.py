"""A database as a plain value that two databases can be compared by."""

from types import ModuleType
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from tracker.core.models import Base
from tracker.core.schema import configuration, know_all_tables

Shape = dict[str, dict[str, Any]]


def every_model() -> type[Base]:
    """The base, after every module with tables was imported."""
    know_all_tables()
    return Base


def revisions() -> list[ModuleType]:
    return [script.module for script in ScriptDirectory.from_config(configuration()).walk_revisions()]


def append_only_tables() -> list[str]:
    return sorted({table for revision in revisions() for table in getattr(revision, "APPEND_ONLY", ())})


def shape(engine: Engine) -> Shape:
    look = inspect(engine)
    look.clear_cache()
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"]) for column in look.get_columns(table)
            },
            "primary key": look.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                (
                    key["name"] or "",
                    key["constrained_columns"],
                    key["referred_table"],
                    key["referred_columns"],
                    str(key["options"]),
                )
                for key in look.get_foreign_keys(table)
            ),
            "unique": sorted((unique["name"] or "", unique["column_names"]) for unique in look.get_unique_constraints(table)),
            "indexes": sorted(
                (index["name"] or "", index["column_names"], index["unique"], _plain(index.get("dialect_options")))
                for index in look.get_indexes(table)
            ),
            "checks": {check["name"]: check["sqltext"] for check in look.get_check_constraints(table)},
        }
        for table in sorted(look.get_table_names())
        if table != "alembic_version"
    }


def _plain(options: Any) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in (options or {}).items())
