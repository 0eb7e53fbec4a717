from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from tests.factories.people import new_actor, new_region
from tracker.core.db import change, reading, take, writing
from tracker.core.ids import new_id
from tracker.core.models import LabelType, Moment
from tracker.core.words import Label
from tracker.people.models import MarketPotential, Person, Region

SHANGHAI = timezone(timedelta(hours=8))


def test_a_moment_is_the_same_moment_wherever_it_was_said(database):
    said = datetime(2026, 3, 1, 4, 0, 0, 123456, tzinfo=SHANGHAI)
    with writing() as session:
        key = new_actor(session).person_id
        session.get_one(Person, key).created_at = said
    with reading() as session:
        stored = session.get_one(Person, key).created_at
    assert stored == said
    assert stored.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database):
    with writing() as session:
        key = new_actor(session).person_id
    with pytest.raises(StatementError, match="time zone"), writing() as session:
        session.execute(update(Person).where(Person.id == key).values(created_at=datetime(2026, 3, 1)))  # noqa: DTZ001


@given(some.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=some.timezones()))  # noqa: DTZ001
def test_every_moment_survives_both_databases(said):
    # An hour that a clock skips or repeats never equals a moment of another zone (PEP 495), so moments are compared in UTC.
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        bound = Moment().process_bind_param(said, dialect)
        assert Moment().process_result_value(bound, dialect) == said.astimezone(UTC)


@given(some.text(), some.text())
def test_every_label_survives(english, chinese):
    dialect = sqlite.dialect()
    label = Label(english, chinese)
    assert LabelType().process_result_value(LabelType().process_bind_param(label, dialect), dialect) == label


def test_a_label_is_stored_and_found_again(database):
    with writing() as session:
        new_region(session, "N").name = Label("North", "北区")
    with reading() as session:
        assert session.scalars(select(Region.name)).one() == Label("North", "北区")


def test_an_enum_is_stored_by_its_value(database):
    with writing() as session:
        new_region(session, "N", potential=MarketPotential.HIGH)
    with reading() as session:
        assert session.connection().exec_driver_sql("SELECT market_potential FROM region").scalar() == "high"
        assert session.scalars(select(Region.market_potential)).one() is MarketPotential.HIGH


def test_an_edit_leaves_the_moment_of_the_edit(database):
    with writing() as session:
        region = new_region(session, "N")
        region.changed_at = datetime(2020, 1, 1, tzinfo=UTC)
        key = region.id
    with writing() as session:
        change(take(session, Region, key, seen=1), code="S")
    with reading() as session:
        assert session.get_one(Region, key).changed_at > datetime(2026, 1, 1, tzinfo=UTC)


def test_keys_are_of_version_7_differ_and_sort_by_time():
    keys = [new_id() for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}
