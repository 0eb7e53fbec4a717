"""The migrated schema is the models' schema; the way up and down is clean; several processes may go it at once."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from tests.conftest import Database, PostgresServer
from tests.migrations.shape import every_model, shape
from tracker.core.db import doors, ping
from tracker.core.schema import bring_up_to_date, configuration, newest
from tracker.core.settings import ROOT, settings

PROCESSES = 4
MIGRATE = """
import sys
from tracker.core.schema import bring_up_to_date
print("ready", flush=True)
sys.stdin.readline()
bring_up_to_date()
"""


@pytest.fixture
def modelled(database: Database, request: pytest.FixtureRequest, tmp_path) -> Iterator[Engine]:
    """A second database of the same kind, made from the models and not by migrations."""
    name = ""
    if database.kind == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'modelled.db'}")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.new_database()
        engine = create_engine(settings().url.replace(database.url.split("/")[3].split("?")[0], name))
    every_model().metadata.create_all(engine)
    yield engine
    engine.dispose()
    if name:
        request.getfixturevalue("postgres").drop(name)


def test_the_migrated_schema_is_the_models_schema(database, modelled):
    migrated, wanted = shape(doors().write_engine), shape(modelled)
    assert list(migrated) == list(wanted)
    for table in wanted:
        for part in wanted[table]:
            assert migrated[table][part] == wanted[table][part], f"{table}: {part}"


def test_every_limited_column_is_checked_by_the_database(database):
    checks = {name for table in shape(doors().write_engine).values() for name in table["checks"]}
    wanted = {
        str(constraint.name)
        for table in every_model().metadata.sorted_tables
        for constraint in table.constraints
        if str(constraint.name).endswith("_fits")
    }
    assert len(wanted) > 100
    assert wanted <= checks


def test_up_down_up_leaves_nothing_behind_and_ends_the_same(empty_database):
    bring_up_to_date()
    engine = doors().write_engine
    first = shape(engine)
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
    assert shape(engine) == {}
    assert _left_over(engine) == []
    bring_up_to_date()
    assert shape(engine) == first
    assert ping() == newest()


def _left_over(engine: Engine) -> list[str]:
    """Functions, triggers and sequences that a way down forgot."""
    statement = {
        "sqlite": "SELECT name FROM sqlite_master WHERE name NOT LIKE '%alembic_version%'",
        "postgresql": "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "UNION SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relname NOT LIKE 'alembic_version%'",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return list(connection.execute(text(statement)).scalars())


def test_several_processes_may_migrate_at_once(empty_database):
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    assert [process.stdout.readline() for process in started] == ["ready\n"] * PROCESSES
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * PROCESSES, said
    assert ping() == newest()


def test_migrating_again_changes_nothing(database):
    before = shape(doors().write_engine)
    bring_up_to_date()
    assert shape(doors().write_engine) == before


def test_the_revisions_form_one_line():
    """Two heads would mean that two branches each added a migration."""
    script = ScriptDirectory.from_config(configuration())
    assert len(script.get_heads()) == 1
    line = list(script.walk_revisions())
    assert all(later.down_revision == earlier.revision for later, earlier in pairwise(line))
