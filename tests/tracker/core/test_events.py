"""The event log: who changed what, in the change's own transaction, in a chain that shows every tampering."""

import hashlib
import json
import os
import threading
from datetime import UTC, date, datetime
from uuid import uuid5

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as some
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.conftest import forget
from tests.factories.people import new_region
from tests.tracker.core.test_db import in_threads
from tracker.__main__ import main
from tracker.core import events
from tracker.core.db import doors, reading, writing
from tracker.core.events import FIRST, holds, keyed_hash, record, verify
from tracker.core.ids import new_id
from tracker.core.models import Event, Secret
from tracker.core.settings import settings
from tracker.core.words import Label
from tracker.people.models import MarketPotential, Region
from tracker.people.rules import Role

ENTRIES = 6


def fill(entries: int = ENTRIES) -> None:
    for number in range(1, entries + 1):
        with writing() as session:
            record(session, by=None, verb="task.rescheduled", on="task", key=new_id(), change={"position": [number, number + 1]})


def verified() -> events.Verified:
    with reading() as session:
        return verify(session)


def test_an_empty_log_is_whole(database):
    assert verified() == events.Verified(0, FIRST, None)


def test_a_log_tells_who_did_what_to_which(database, actor_of):
    actor, key = actor_of(Role.REVIEWER), new_id()
    with writing() as session:
        record(session, by=actor.person_id, verb="task.rescheduled", on="task", key=key, change={"code": ["A", "B"]})
    with reading() as session:
        entry = session.scalars(select(Event)).one()
        assert (entry.by, entry.verb, entry.subject_kind, entry.subject_id) == (actor.person_id, "task.rescheduled", "task", key)
        assert (entry.position, entry.change) == (1, {"code": ["A", "B"]})


def test_the_change_and_its_record_are_stored_together_or_not_at_all(database):
    with pytest.raises(ZeroDivisionError):
        _change_record_and_fail()
    assert verified().entries == 0
    with reading() as session:
        assert session.scalars(select(Region)).all() == []


def _change_record_and_fail() -> None:
    with writing() as session:
        record(session, by=None, verb="region.added", on="region", key=new_region(session).id)
        raise ZeroDivisionError


def test_many_writers_make_one_unbroken_chain(database):
    """On PostgreSQL without the log's lock 895 of 974 links broke."""

    def work(number: int) -> None:
        for turn in range(5):
            with writing() as session:
                record(session, by=None, verb="task.moved", on="task", change={"n": [number, turn]})

    in_threads(work, 8)
    found = verified()
    assert (found.entries, found.broken_at) == (40, None)


def test_writers_past_the_gate_make_one_unbroken_chain(database):
    """As several application processes do."""

    def work(number: int) -> None:
        for turn in range(5):
            with doors().write() as session, session.begin():
                record(session, by=None, verb="task.moved", on="task", change={"n": [number, turn]})

    in_threads(work, 8)
    found = verified()
    assert (found.entries, found.broken_at) == (40, None)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_who_notes_an_entry_first_and_who_takes_a_row_first_do_not_wait_for_each_other(database):
    """As two application processes may: one notes and then takes the row that the other took before it notes."""
    with writing() as session:
        key = new_region(session).id
    taken = threading.Barrier(2, timeout=30)

    def work(number: int) -> None:
        with doors().write() as session, session.begin():
            row = select(Region).where(Region.id == key).with_for_update()
            if number:
                session.scalars(row).one()
            else:
                record(session, by=None, verb="region.changed", on="region", key=key)
            taken.wait()
            if number:
                record(session, by=None, verb="region.changed", on="region", key=key)
            else:
                session.scalars(row).one()

    in_threads(work, 2)
    assert (verified().entries, verified().broken_at) == (2, None)


def tamper(session: Session, statement: str, **values: object) -> None:
    """As somebody with every right in the database, but without the key."""
    session.execute(text(statement), values)


def _edit(session):
    tamper(session, "UPDATE event SET verb = 'task.deleted' WHERE position = 3")


def _edit_change(session):
    tamper(session, "UPDATE event SET change = :change WHERE position = 3", change=json.dumps({"position": [3, 99]}))


def _delete_from_the_middle(session):
    tamper(session, "DELETE FROM event WHERE position = 3")


def _delete_and_close_the_gap(session):
    _delete_from_the_middle(session)
    for position in range(4, ENTRIES + 1):
        tamper(session, "UPDATE event SET position = :to WHERE position = :position", to=position - 1, position=position)


def _insert(session):
    for position in range(ENTRIES, 2, -1):
        tamper(session, "UPDATE event SET position = :to WHERE position = :position", to=position + 1, position=position)
    tamper(
        session,
        "INSERT INTO event (position, at, verb, subject_kind, change, hash) "
        "SELECT 3, at, verb, subject_kind, change, :hash FROM event WHERE position = 2",
        hash="a" * 64,
    )


def _swap(session):
    for position, to in ((3, 100), (4, 3), (100, 4)):
        tamper(session, "UPDATE event SET position = :to WHERE position = :position", to=to, position=position)


def _edit_and_compute_again_without_the_key(session):
    """As far as anybody comes who knows how the chain is made but has not its key."""
    rows = session.scalars(select(Event).where(Event.position >= 2).order_by(Event.position)).all()
    previous = rows[0].hash
    for entry in rows[1:]:
        verb = "task.deleted" if entry.position == 3 else entry.verb
        body = [previous, entry.position, entry.at.isoformat(), str(entry.by), verb, entry.subject_kind]
        body += [str(entry.subject_id), entry.change]
        written = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(written.encode()).hexdigest()
        tamper(
            session,
            "UPDATE event SET verb = :verb, hash = :hash WHERE position = :position",
            verb=verb,
            hash=previous,
            position=entry.position,
        )


@pytest.mark.parametrize(
    "how",
    [
        _edit,
        _edit_change,
        _delete_from_the_middle,
        _delete_and_close_the_gap,
        _insert,
        _swap,
        _edit_and_compute_again_without_the_key,
    ],
)
def test_tampering_is_found_where_it_was_done(unguarded, how):
    with writing() as session:
        how(session)
    found = verified()
    assert (found.broken_at, found.entries) == (3, 2)


def test_a_cut_tail_is_found_against_an_anchor_kept_elsewhere(unguarded):
    anchor = verified().head
    with reading() as session:
        assert holds(session, anchor)
    with writing() as session:
        tamper(session, "DELETE FROM event WHERE position > 4")
    assert verified().broken_at is None
    with reading() as session:
        assert not holds(session, anchor)


@pytest.fixture
def unguarded(database):
    """A filled log whose triggers the owner of the database took away."""
    fill()
    with writing() as session:
        if database.kind == "sqlite":
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER event_append_only_{verb}"))
        else:
            session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
    return database


def test_with_the_triggers_in_place_nobody_tampers(database):
    fill(3)
    for statement in ("UPDATE event SET verb = 'x'", "DELETE FROM event"):
        with pytest.raises(DBAPIError, match="append-only"), writing() as session:
            session.execute(text(statement))
    assert verified().entries == 3


def test_another_key_makes_another_chain(database, monkeypatch):
    fill(2)
    monkeypatch.setenv("TRACKER_EVENT_KEY", "somebody else's")
    forget()
    assert verified().broken_at == 1


def test_the_key_is_outside_the_database_and_only_its_owner_reads_it(database):
    fill(1)
    path = settings().var / "event.key"
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert len(path.read_text()) == 64
    forget()
    assert verified().broken_at is None


def test_personal_values_are_in_the_chain_as_keyed_hashes_only(database):
    with writing() as session:
        record(session, by=None, verb="person.renamed", on="person", change={"name": [Secret("Wang Fang"), Secret("王芳")]})
    with reading() as session:
        stored = str(session.execute(text("SELECT * FROM event")).all())
        change = session.scalars(select(Event)).one().change
    assert "Wang" not in stored
    assert "王芳" not in stored
    assert change == {"name": ["hmac:" + keyed_hash("Wang Fang"), "hmac:" + keyed_hash("王芳")]}
    assert keyed_hash("Wang Fang") != hashlib.sha256(b"Wang Fang").hexdigest()
    assert verified().broken_at is None


def test_every_kind_of_value_reads_back_the_same(database):
    moment = datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)
    key = uuid5(new_id(), "a")
    change = {
        "float": [1.0, 0.1 + 0.2, 1e300],
        "day": [date(2026, 3, 1), moment],
        "label": [Label("Store", "门店"), None],
        "choice": [MarketPotential.HIGH, True],
        "key": key,
        "set": {3},
        "large": 2**53,
    }
    with writing() as session:
        record(session, by=None, verb="x.changed", on="x", change=change)
    with reading() as session:
        stored = session.scalars(select(Event)).one().change
    assert stored == {
        "float": ["1.0", "0.30000000000000004", "1e+300"],
        "day": ["2026-03-01", "2026-03-01T12:30:00.123456+00:00"],
        "label": [{"en": "Store", "zh_CN": "门店"}, None],
        "choice": ["high", True],
        "key": str(key),
        "set": [3],
        "large": 2**53,
    }
    assert verified().broken_at is None


_scalars = (
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | some.floats(allow_nan=True) | some.dates() | some.uuids()
)
_texts = some.text(some.characters(exclude_categories=("Cs",), exclude_characters="\x00"))
_changes = some.dictionaries(_texts, some.recursive(_scalars | _texts, lambda inner: some.lists(inner, max_size=3), max_leaves=5))


@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=_changes)
def test_no_change_breaks_the_chain(database, change):
    with writing() as session:
        record(session, by=None, verb="x.changed", on="x", change=change)
    assert verified().broken_at is None


def test_the_command_names_the_first_broken_entry(unguarded, capsys):
    assert main(["verify-events"]) == 0
    assert "unbroken" in capsys.readouterr().out
    with writing() as session:
        _edit(session)
    assert main(["verify-events"]) == 1
    assert "entry 3 is the first" in capsys.readouterr().out


def test_the_command_finds_a_cut_tail_by_its_anchor(unguarded, capsys):
    anchor = verified().head
    assert main(["verify-events", "--anchor", anchor]) == 0
    with writing() as session:
        tamper(session, "DELETE FROM event WHERE position > 4")
    assert main(["verify-events"]) == 0
    assert main(["verify-events", "--anchor", anchor]) == 1
    assert "was cut" in capsys.readouterr().out
