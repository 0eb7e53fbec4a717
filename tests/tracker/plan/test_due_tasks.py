"""Tasks and milestones in calendars, and reminders before and after the day a task is due."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import STARTS_ON, new_milestone, new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import speaking
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme, ProgrammeStatus, Task, TaskStatus
from tracker.plan.queries.due import milestone_days, task_days, tasks_to_remind_of

DUE = STARTS_ON + timedelta(days=13)


def at(days: int, hour: int = 12) -> datetime:
    """So many days after the task is due, in UTC."""
    return datetime(DUE.year, DUE.month, DUE.day, hour, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def owner(database: Database) -> Actor:
    """Of a task and of a milestone at the end of its phase, in Shanghai."""
    with writing() as session:
        owner = new_actor(session, Role.SUPERVISOR, language="zh_CN", time_zone="Asia/Shanghai")
        phase = new_phase(session, new_programme(session, "NORTH"))
        new_task(session, phase, owner_id=owner.person_id)
        new_milestone(session, phase).owner_id = owner.person_id
    return owner


def close(code: str = "NORTH") -> None:
    with writing() as session:
        programme = session.query(Programme).filter_by(code=code).one()
        programme.status = ProgrammeStatus.CLOSED


def test_a_task_is_a_day_of_its_owner_and_a_milestone_of_whoever_sees_the_programme(owner: Actor) -> None:
    with writing() as session:
        other, elsewhere = new_actor(session, Role.EXECUTIVE), new_programme(session)
        limited = new_actor(session, Role.EXECUTIVE, programmes=[elsewhere.id])
        shopper = new_actor(session, Role.MYSTERY_SHOPPER)
    with reading() as session, speaking("en"):
        (task,), (stone,) = task_days(session, owner), milestone_days(session, owner)
        assert (task.day, task.title, task.text) == (DUE, "Task due: Task T1", "Programme NORTH · A document")
        assert (stone.title, stone.text) == ("Milestone: Milestone M1", "Programme NORTH")
        assert [task_days(session, by) for by in (other, limited, shopper)] == [[], [], []]
        assert [len(milestone_days(session, by)) for by in (other, limited, shopper)] == [1, 0, 0]
    close()
    with reading() as session:
        assert task_days(session, owner) == milestone_days(session, owner) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_reminders_follow_the_owners_own_day_and_language(owner: Actor) -> None:
    found = {}
    for days, hour in ((-3, 15), (-3, 17), (0, 15), (0, 17), (7, 15), (7, 17)):
        with clock.standing_at(at(days, hour)), reading() as session:
            found[days, hour] = [(one.kind.value, one.facts["name"]) for one in tasks_to_remind_of(session)]
    soon, late = [("task_due_soon", "T1任务")], [("task_overdue", "T1任务")]
    assert list(found.values()) == [[], soon, soon, late, late, []]  # 17:00 is 01:00 of the next day in Shanghai
    with writing() as session:
        for task in session.query(Task):
            task.status, task.done_on = TaskStatus.DONE, DUE
    with clock.standing_at(at(0)), reading() as session:
        assert list(tasks_to_remind_of(session)) == []
