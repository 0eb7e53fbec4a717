"""Derived values become readings: once, again where something changed, and every hour by themselves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from audits.findings.models import CorrectiveAction
from audits.findings.rules import ActionState
from audits.visits.models import Assignment
from results.__main__ import main
from results.readings.actions.deriving import Refreshed, refresh_derived
from results.readings.models import Reading
from results.readings.queries import Stretch, by_store, series
from results.readings.rules import ReadingSource
from tests.conftest import Database
from tests.factories.audits import FULL, new_visit
from tests.factories.findings import approved_audit, new_action
from tests.factories.people import new_actor
from tests.factories.results import new_indicator
from tests.tracker.money.conftest import Office, open_office
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed
from tracker.money.rules import EntryKind
from tracker.people.models import Store
from tracker.people.rules import Role
from tracker.plan.models import Programme, Task
from tracker.plan.rules import TaskStatus
from tracker.targets.models import Indicator
from tracker.targets.rules import Unit

KINDS = ("coverage", "closed_in_time", "tasks_done", "spend")
FEBRUARY, SUNDAY = date(2026, 2, 28), date(2026, 3, 15)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """A tenth of the money was spent in February; of two visits due by mid-March one was made, what it found was put right by
    its day, and the first of the tasks was done late."""
    with clock.standing_at(datetime(2026, 2, 20, 9, tzinfo=UTC)):
        with writing() as session:
            lead = new_actor(session, Role.ADMINISTRATOR)
        office = open_office(lead, date(2026, 2, 1))
        office.book(EntryKind.ACTUAL, "training", 100_000, date(2026, 2, 10))
    with clock.standing_at(datetime(2026, 3, 4, 9, tzinfo=UTC)), writing() as session:
        programme = session.get_one(Programme, office.programme_id)
        for kind in KINDS:
            new_indicator(session, programme, kind, derived=kind, unit=Unit.PERCENT, target=95.0)
        task = session.get_one(Task, office.task_ids[0])
        task.status, task.done_on = TaskStatus.DONE, date(2026, 3, 2)
        made = new_visit(session)
        for visit in (made, new_visit(session, store=session.get_one(Store, made.store_id))):
            row = session.get_one(Assignment, visit.assignment_id)
            row.programme_id, row.due_on = office.programme_id, date(2026, 3, 14)
        session.flush()
        key = approved_audit(session, made, {**FULL, "smile": "no"})
        action = session.get_one(CorrectiveAction, new_action(session, made, key, due_on=date(2026, 3, 12)))
        action.state, action.done_at = ActionState.DONE, datetime(2026, 3, 12, 20, tzinfo=UTC)
    with clock.standing_at(datetime(2026, 3, 18, 9, tzinfo=UTC)):
        yield office


def told(office: Office) -> dict[str, list[tuple[date, float | None, float | None, float | None]]]:
    with reading() as session:
        found = series(session, programme_id=office.programme_id, by=office.lead)
        codes = dict(session.execute(select(Indicator.id, Indicator.code)).all())
    return {
        codes[key]: [(point.on, point.value, point.numerator, point.denominator) for point in points]
        for key, points in found.items()
    }


def refresh(office: Office) -> Refreshed:
    with writing() as session:
        return refresh_derived(session, programme_id=office.programme_id, by=office.lead)


def test_what_the_tracker_holds_becomes_readings(office: Office) -> None:
    assert refresh(office) == Refreshed(6, 0, 0)
    assert told(office) == {
        "coverage": [(SUNDAY, 50, 1, 2)],
        "closed_in_time": [(SUNDAY, 100, 1, 1)],
        "tasks_done": [(FEBRUARY, 0, 0, 1), (SUNDAY, 100, 1, 1)],
        "spend": [(FEBRUARY, 10, 100_000, 1_000_000), (SUNDAY, 10, 100_000, 1_000_000)],
    }
    with reading() as session:
        coverage = session.scalars(select(Indicator.id).where(Indicator.code == "coverage")).one()
        places = by_store(session, indicator_id=coverage, within=Stretch(FEBRUARY, SUNDAY), by=office.lead)
        assert [(place.value, place.n) for place in places] == [(50, 2)]
        assert set(session.scalars(select(Reading.source))) == {ReadingSource.DERIVED}


def test_only_what_differs_is_stored_again_and_the_last_of_a_month_counts(office: Office) -> None:
    refresh(office)
    assert refresh(office) == Refreshed(0, 0, 6)
    office.book(EntryKind.ACTUAL, "training", 50_000, date(2026, 2, 11))
    assert refresh(office) == Refreshed(0, 2, 4)
    with clock.standing_at(datetime(2026, 4, 1, 9, tzinfo=UTC)):
        assert refresh(office).new == 4
        assert [value for _, value, *_ in told(office)["spend"]] == [15, 15]
        assert [on for on, *_ in told(office)["spend"]] == [FEBRUARY, date(2026, 3, 31)]
    with reading() as session:
        changes = session.scalars(select(Event.change).where(Event.verb == "readings.derived").order_by(Event.position)).all()
        assert [change["corrected"] for change in changes] == [0, 2, 0]


def test_a_command_does_it_for_all_and_a_reader_may_not(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive"]) == 0
    assert capsys.readouterr().out == "Derived values: 6 new, 0 corrected, 0 unchanged.\n"
    with writing() as session:
        reader = new_actor(session, Role.EXECUTIVE)
    with pytest.raises(NotAllowed), writing() as session:
        refresh_derived(session, programme_id=office.programme_id, by=reader)
