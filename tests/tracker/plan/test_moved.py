"""What moved between two points, and the changes of a task in words."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tracker.core import clock, events
from tracker.core.db import reading, writing
from tracker.core.refusals import NotFound
from tracker.people.models import Person
from tracker.people.rules import Actor, Role
from tracker.plan.actions import take_baseline, update_task
from tracker.plan.models import Minute, Phase
from tracker.plan.queries import plan, plan_look
from tracker.plan.queries.moved import Moved, Point, PointKind, a_day, moved, points
from tracker.plan.queries.task_log import task_log
from tracker.plan.rules import MinuteKind, TaskStatus


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def lead(database: Database) -> Iterator[Actor]:
    with clock.standing_at(at(1, 5)):
        with writing() as session:
            actor = new_actor(session, Role.PROGRAMME_LEAD, time_zone="UTC")
        yield actor


@pytest.fixture
def programme_id(lead: Actor) -> UUID:
    """Laid out on 5 January: two tasks until 14 January, a milestone on 31 March."""
    with writing() as session:
        phase = new_phase(session, new_programme(session))
        new_task(session, phase, "T1")
        new_task(session, phase, "T2")
        new_milestone(session, phase)
        return phase.programme_id


def change(programme_id: UUID, code: str, when: datetime, by: Actor, **changes: object) -> UUID:
    with reading() as session:
        task = next(task for task in plan(session, programme_id=programme_id, by=by).tasks if task.code == code)
    with clock.standing_at(when), writing() as session:
        update_task(session, task_id=task.id, seen=task.version, by=by, **changes)  # type: ignore[arg-type]
    return task.id


def between(programme_id: UUID, since: Point, until: Point, by: Actor) -> Moved:
    with reading() as session:
        return moved(session, programme_id=programme_id, since=since, until=until, by=by)


def test_days_and_baselines_tell_the_same_story(lead: Actor, programme_id: UUID, actor_of: Callable[..., Actor]) -> None:
    with clock.standing_at(at(1, 6)), writing() as session:
        kept = take_baseline(session, programme_id=programme_id, name="Board", by=lead)
        session.add(Minute(programme_id=programme_id, kind=MinuteKind.MEETING, on=date(2026, 1, 7), title="Board of January"))
    other = actor_of(Role.ADMINISTRATOR, time_zone="UTC")
    moved_id = change(programme_id, "T1", at(1, 8), lead, due_on=date(2026, 1, 19))
    change(programme_id, "T1", at(1, 9), other, due_on=date(2026, 1, 21))
    finished = change(programme_id, "T2", at(1, 12), lead, status=TaskStatus.DONE)
    with clock.standing_at(at(1, 12, 15)), writing() as session:
        phase = session.query(Phase).one()
        added = new_task(session, phase, "T3").id
        events.record(session, by=lead.person_id, verb="task.added", on="task", key=added, change={"code": [None, "T3"]})
    with clock.standing_at(at(1, 20)):
        with reading() as session:
            known = points(session, programme_id=programme_id, by=lead)
        now, meeting, baseline = known
        assert [point.kind for point in known] == [PointKind.NOW, PointKind.MEETING, PointKind.BASELINE]
        assert (baseline.key, meeting.name, meeting.on) == (kept, "Board of January", date(2026, 1, 7))
        for since in (baseline, meeting, a_day(date(2026, 1, 7), lead)):
            found = between(programme_id, since, now, lead)
            rows = {row.task_id: row for row in found.rows}
            assert [(row.task_id, row.days_late) for row in found.slipped(milestones=False)] == [(moved_id, 5), (finished, -2)]
            assert rows[finished].finished
            assert rows[added].added
            assert found.who[moved_id] == (lead.display_name, other.display_name)
        first_step = between(programme_id, a_day(date(2026, 1, 8), lead), meeting, lead)
        assert [row.days_late for row in first_step.slipped(milestones=False)] == [3]
        assert between(programme_id, a_day(date(2025, 12, 31), lead), now, lead).rows[0].added
        assert between(programme_id, now, now, lead).slipped(milestones=True) == []


def test_the_changes_of_a_task_are_told_without_a_shoppers_name(
    lead: Actor, programme_id: UUID, actor_of: Callable[..., Actor]
) -> None:
    owner = actor_of(Role.SUPERVISOR)
    key = change(programme_id, "T1", at(1, 8), lead, owner_id=owner.person_id)
    change(programme_id, "T1", at(1, 9), lead, name="Ask the stores")
    with writing() as session:
        change_of_cost = {"planned_minor": [None, 5_000_00]}
        events.record(session, by=lead.person_id, verb="task.cost_set", on="task", key=key, change=change_of_cost)
    with reading() as session:
        cost, named, owned = task_log(session, task_id=key, by=lead)
        assert [row.verb for row in task_log(session, task_id=key, by=actor_of(Role.REVIEWER))] == ["task.updated"] * 2
    assert (cost.verb, named.who, owned.at) == ("task.cost_set", lead.display_name, at(1, 8))
    assert [(each.before, each.after) for each in named.changes] == [("Task T1", "Ask the stores")]
    assert [(each.field, each.before, each.after) for each in owned.changes] == [("owner_id", None, owner.display_name)]
    with writing() as session:
        session.get_one(Person, owner.person_id).role = Role.MYSTERY_SHOPPER
        session.get_one(Person, lead.person_id).role = Role.MYSTERY_SHOPPER
    with reading() as session:
        rows = task_log(session, task_id=key, by=lead)
        elsewhere = actor_of(Role.EXECUTIVE, programmes=[lead.person_id])
        with pytest.raises(NotFound):
            task_log(session, task_id=key, by=elsewhere)
    assert {row.who for row in rows} == {""}
    assert rows[-1].changes[0].after == ""


def test_a_plan_is_laid_out_once_until_it_changes(lead: Actor, programme_id: UUID) -> None:
    with reading() as session:
        first = plan_look(session, programme_id=programme_id, by=lead)
        assert plan_look(session, programme_id=programme_id, by=lead) is first
    change(programme_id, "T1", at(1, 8), lead, due_on=date(2026, 1, 19))
    with reading() as session:
        second = plan_look(session, programme_id=programme_id, by=lead)
    assert [task.due_on for task in second.plan.tasks if task.code == "T1"] == [date(2026, 1, 19)]
    assert second.ends_on == date(2026, 3, 31)
