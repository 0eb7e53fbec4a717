"""Alembic's environment: one connection, given by `tracker.core.schema` or opened from the settings."""

from importlib import import_module

from alembic import context

from tracker.core.models import Base
from tracker.core.settings import ROOT

for path in sorted(ROOT.glob("*/*/models.py")):
    if path.parts[-3] in ("tracker", "audits", "results"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


run()
