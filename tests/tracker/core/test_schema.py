import os
import subprocess
import sys

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, text

from tracker.core.db import doors, is_empty, tables, writing
from tracker.core.schema import append_only, bring_up_to_date, drop_append_only, newest


def test_an_empty_database_is_brought_up_to_date(empty_database):
    with doors().write_engine.connect() as connection:
        assert is_empty(connection)
    bring_up_to_date()
    with doors().write_engine.connect() as connection:
        assert not is_empty(connection)
        assert set(tables()) <= set(inspect(connection).get_table_names())


def test_a_process_that_finds_all_up_to_date_knows_all_tables(database):
    """Else the first submission after a restart, before anybody looked at a page, fails on a table nobody imported."""
    ask = "from tracker.core.schema import bring_up_to_date as up; up(); from tracker.core.db import tables; print(tables())"
    said = subprocess.run([sys.executable, "-c", ask], env=os.environ | database.environment, capture_output=True, check=True)
    assert b"'programme'" in said.stdout
    assert b"'reading'" in said.stdout


def test_another_address_than_the_settings_may_be_given(empty_database, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.db'}"
    bring_up_to_date(other)
    with doors(other).write_engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == newest()
    with doors().write_engine.connect() as connection:
        assert is_empty(connection)


def test_a_database_newer_than_the_code_is_refused(database):
    with writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CommandError, match="9999"):
        bring_up_to_date()


def test_a_migration_that_fails_leaves_nothing_behind(empty_database):
    with writing() as session:
        session.execute(text("CREATE TABLE store (id INTEGER)"))
    with pytest.raises(Exception, match="store"):
        bring_up_to_date()
    with doors().write_engine.connect() as connection:
        assert [name for name in inspect(connection).get_table_names() if name != "alembic_version"] == ["store"]


def test_the_triggers_of_a_later_table_come_and_go(database):
    kind = database.kind
    with writing() as session:
        session.execute(text("CREATE TABLE note (id INTEGER)"))
        session.execute(text("INSERT INTO note VALUES (1)"))
        for statement in append_only("note", kind):
            session.connection().exec_driver_sql(statement)
    for statement in ("UPDATE note SET id = 2", "DELETE FROM note"):
        with pytest.raises(Exception, match="note is append-only"), writing() as session:
            session.execute(text(statement))
    with writing() as session:
        for statement in drop_append_only("note", kind):
            session.connection().exec_driver_sql(statement)
        session.execute(text("DROP TABLE note"))
