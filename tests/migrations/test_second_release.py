"""A database of the first release, with rows, comes up to date: nothing is lost, and history stays closed."""

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tracker.core import schema
from tracker.core.db import doors, ping, reading
from tracker.core.schema import BrokenReference, bring_up_to_date, configuration, newest

PROGRAMME, INDICATOR = "0" * 31 + "1", "0" * 31 + "2"
KEYS = {"programme": PROGRAMME, "indicator": INDICATOR, "reading": "0" * 31 + "3"}
ROWS = (
    """INSERT INTO programme VALUES ('P9', '{"en": "x", "zh_CN": ""}', '{"en": "", "zh_CN": ""}', 'none', '', '2026-01-01',
        '2026-12-31', 'active', '2026-01-01', 3, '2026-01-01', :programme)""",
    """INSERT INTO indicator (programme_id, code, name, note, unit, direction, position, baseline, target_kind, target,
        target_on, smallest_n, source, version, changed_at, id) VALUES (:programme, 'csi', '{"en": "x", "zh_CN": ""}',
        '{"en": "", "zh_CN": ""}', 'score', 'higher', 1, 82, 'level', 90, '2026-12-31', 1, 'P', 5, '2026-01-01', :indicator)""",
    """INSERT INTO reading (programme_id, indicator_id, observed_on, value, n, revision, recorded_at, id)
        VALUES (:programme, :indicator, '2026-03-31', 83.5, 40, 1, '2026-04-01', :reading)""",
)


def as_first_released(connection: Connection) -> None:
    command.upgrade(configuration(connection), "0001")
    for row in ROWS:
        connection.execute(text(row), {name: key for name, key in KEYS.items() if f":{name}" in row})


def test_rows_of_the_first_release_are_there_with_what_is_new(empty_database):
    with doors().write_engine.begin() as connection:
        as_first_released(connection)
    bring_up_to_date()
    assert ping() == newest()
    with reading() as session:
        row = session.execute(text("SELECT version, baseline, measure, frequency, consecutive, number, owner_id FROM indicator"))
        assert row.one() == (5, 82, "mean", "monthly", 1, 1, None)
        row = session.execute(text("SELECT value, n, channel_code, source, numerator FROM reading"))
        assert row.one() == (83.5, 40, "", "file", None)


@pytest.mark.parametrize("statement", ["UPDATE reading SET value = 99", "DELETE FROM reading"])
def test_history_that_was_moved_stays_closed(empty_database, statement):
    with doors().write_engine.begin() as connection:
        as_first_released(connection)
    bring_up_to_date()
    with pytest.raises(DBAPIError, match="reading is append-only"), doors().write_engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_a_row_left_without_what_it_refers_to_stops_the_migration(empty_database, monkeypatch):
    with doors().write_engine.begin() as connection:
        as_first_released(connection)
    upgrade = schema.command.upgrade

    def careless(configured, target):
        upgrade(configured, target)
        configured.attributes["connection"].execute(text("DELETE FROM programme"))

    monkeypatch.setattr(schema.command, "upgrade", careless)
    with pytest.raises(BrokenReference, match="programme"):
        bring_up_to_date()
    monkeypatch.undo()
    assert ping() == "0001"
    with doors().write_engine.begin() as connection, pytest.raises(DBAPIError, match="FOREIGN KEY"):
        connection.execute(text("DELETE FROM programme"))
