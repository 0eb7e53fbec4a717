"""Migrations at start, safe when several processes start at once; and the triggers that make history append-only."""

from importlib import import_module

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tracker.core.db import doors
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
    with doors(url).write_engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        if MigrationContext.configure(connection).get_current_revision() != newest():
            command.upgrade(configuration(connection), "head")


def lay_out_anew(connection: Connection) -> None:
    """Every table taken down and laid out empty, in the caller's transaction: append-only rows go no other way."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    command.downgrade(configuration(connection), "base")
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
    return [] if dialect == "sqlite" else [f"DROP FUNCTION {table}_append_only() CASCADE"]
