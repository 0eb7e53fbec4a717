"""A visitor's calendar, and reminders before and after the last day."""

from datetime import UTC, datetime, timedelta

import pytest

from audits.visits.models import Assignment
from audits.visits.queries.due import visit_days, visits_to_remind_of
from tests.factories.audits import DAY, new_submission, new_visit
from tests.factories.people import new_actor
from tests.tracker.messages.letters import PERSONAL, new_target, stored
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import speaking
from tracker.messages.rules import MessageKind
from tracker.messages.sender import remind
from tracker.people.models import Identity, Person
from tracker.people.rules import Role
from tracker.plan.models import Programme, ProgrammeStatus

DUE = DAY + timedelta(days=13)


def at(days: int, hour: int = 12) -> datetime:
    """So many days after the last day of the visit, in UTC."""
    return datetime(DUE.year, DUE.month, DUE.day, hour, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def visit(database):
    with writing() as session:
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, language="zh_CN", time_zone="Asia/Shanghai")
        session.get_one(Identity, shopper.person_id).email = "eve@example.org"
        return new_visit(session, shopper=shopper)


def reminded() -> list[str]:
    with reading() as session:
        return [reminder.kind.value for reminder in visits_to_remind_of(session)]


def test_an_open_visit_is_a_day_of_its_visitor_and_of_nobody_else(visit):
    with reading() as session, speaking("en"):
        (day,) = visit_days(session, visit.shopper)
        assert visit_days(session, visit.lead) == []
    assert (day.key, day.day) == (f"visit-{visit.assignment_id}", DUE)
    assert day.title.startswith("Visit: Store S")
    assert "Mar 2, 2026" in day.text


def test_a_planned_day_is_the_day_and_the_key_stays(visit):
    with writing() as session:
        session.get_one(Assignment, visit.assignment_id).planned_on = DAY + timedelta(days=3)
    with reading() as session:
        (day,) = visit_days(session, visit.shopper)
    assert (day.key, day.day) == (f"visit-{visit.assignment_id}", DAY + timedelta(days=3))


def test_what_is_submitted_or_of_a_closed_programme_is_no_day_and_not_reminded_of(visit):
    with writing() as session:
        other = new_visit(session, shopper=visit.shopper)
        session.get_one(Programme, other.programme_id).status = ProgrammeStatus.CLOSED
        new_submission(session, visit)
    with reading() as session:
        assert visit_days(session, visit.shopper) == []
    with clock.standing_at(at(0)):
        assert reminded() == []


@pytest.mark.parametrize(
    ("moment", "kinds"),
    [
        (at(-3, hour=15), []),
        (at(-3, hour=17), ["visit_due_soon"]),  # 01:00 of the next day in Shanghai
        (at(0, hour=15), ["visit_due_soon"]),
        (at(0, hour=17), ["visit_overdue"]),
        (at(7, hour=15), ["visit_overdue"]),
        (at(7, hour=17), []),
    ],
)
def test_reminders_follow_the_visitors_own_day(visit, moment, kinds):
    with clock.standing_at(moment):
        assert reminded() == kinds


def test_who_left_is_not_reminded(visit):
    with writing() as session:
        session.get_one(Person, visit.shopper.person_id).active = False
    with clock.standing_at(at(0)):
        assert reminded() == []


def test_it_is_told_once_each_in_the_visitors_language_and_morning(visit):
    with writing() as session:
        new_target(session, PERSONAL)
    with clock.standing_at(at(-3, hour=17)):
        remind([visits_to_remind_of])
        remind([visits_to_remind_of])
    with clock.standing_at(at(1)):
        remind([visits_to_remind_of])
    with reading() as session:
        soon, late = stored(session)
    assert [soon.kind, late.kind] == [MessageKind.VISIT_DUE_SOON, MessageKind.VISIT_OVERDUE]
    assert soon.subject.startswith("2026年3月15日 到期：")
    assert soon.next_at == at(-2, hour=0)  # eight in the morning in Shanghai


def test_a_moved_due_day_is_a_new_reason(visit):
    with writing() as session:
        new_target(session, PERSONAL)
    for days in (0, 10):
        with writing() as session:
            session.get_one(Assignment, visit.assignment_id).due_on = DUE + timedelta(days=days)
        with clock.standing_at(at(days - 1)):
            remind([visits_to_remind_of])
    with reading() as session:
        assert [row.kind for row in stored(session)] == ["visit_due_soon", "visit_due_soon"]
