"""Alembic's environment: one connection, given by `tracker.core.schema` or opened from the settings."""

from alembic import context

from tracker.core.models import Base
from tracker.core.schema import know_all_tables

know_all_tables()


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


run()
