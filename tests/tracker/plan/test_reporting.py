"""Who does a task says where it stands; nobody else may, but who edits the plan."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.plan.actions import update_task
from tracker.plan.actions.progress import report_progress, tick_step
from tracker.plan.models import Programme, Task, TaskStep
from tracker.plan.queries.desk import own_tasks
from tracker.plan.rules import PercentRule, ProgrammeStatus, TaskStatus
from tracker.plan.rules.desk import OwnTask, Turn, turn_of

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()


@dataclass(frozen=True)
class Work:
    """A task and a milestone of the owner, and a task of nobody."""

    lead: Actor
    owner: Actor
    task_id: UUID
    stone_id: UUID
    others_id: UUID

    def report(self, status: TaskStatus, key: UUID | None = None, *, by: Actor | None = None, **more: object) -> None:
        key = key or self.task_id
        with reading() as session:
            seen = session.get_one(Task, key).version
        with writing() as session:
            report_progress(session, **{"task_id": key, "seen": seen, "status": status, "by": by or self.owner, **more})  # type: ignore[arg-type]

    def set(self, **values: object) -> None:
        with writing() as session:
            task = session.get_one(Task, self.task_id)
            for name, value in values.items():
                setattr(task, name, value)

    def mine(self, by: Actor | None = None) -> dict[UUID, OwnTask]:
        with reading() as session:
            return {task.id: task for task in own_tasks(session, by=by or self.owner)}


@pytest.fixture
def work(database: Database) -> Work:
    with writing() as session:
        lead, owner = new_actor(session, Role.PROGRAMME_LEAD), new_actor(session, Role.SUPERVISOR)
        phase = new_phase(session, new_programme(session))
        task, others = new_task(session, phase, owner_id=owner.person_id), new_task(session, phase, "T2")
        stone = new_milestone(session, phase)
        stone.owner_id = owner.person_id
        return Work(lead, owner, task.id, stone.id, others.id)


def test_the_owner_begins_is_blocked_goes_on_and_finishes(work: Work) -> None:
    with clock.standing_at(NOW):
        work.report(TaskStatus.BLOCKED, note="  The rooms are not free  ")
        blocked = work.mine()[work.task_id]
        assert (blocked.status, blocked.blocked_reason) == (TaskStatus.BLOCKED, "The rooms are not free")
        work.report(TaskStatus.IN_PROGRESS)
        assert work.mine()[work.task_id].blocked_reason == ""
    with clock.standing_at(NOW + timedelta(days=2)):
        work.report(TaskStatus.DONE)
        done = work.mine()[work.task_id]
    with reading() as session:
        assert session.get_one(Task, work.task_id).started_on == TODAY
        verbs = session.scalars(select(Event.verb).where(Event.subject_id == work.task_id)).all()
    assert (done.done_on, done.turn) == (TODAY + timedelta(days=2), Turn.DONE)
    assert verbs == ["task.reported"] * 3


def test_nobody_reports_for_another_but_who_edits_the_plan(work: Work) -> None:
    for by, key in ((work.owner, work.others_id), (replaced(work.lead, Role.EXECUTIVE), work.task_id)):
        with pytest.raises(NotFound):
            work.report(TaskStatus.DONE, key, by=by)
    work.report(TaskStatus.DONE, by=work.lead)
    assert work.mine()[work.task_id].status is TaskStatus.DONE
    assert work.mine(work.lead) == {}


def replaced(actor: Actor, role: Role) -> Actor:
    return Actor(actor.person_id, role)


def test_what_is_reported_must_make_sense(work: Work) -> None:
    wrong: list[tuple[str, TaskStatus, UUID, dict[str, object]]] = [
        ("desk.blocked_needs_reason", TaskStatus.BLOCKED, work.task_id, {"note": "  "}),
        ("desk.percent_not_asked", TaskStatus.IN_PROGRESS, work.task_id, {"percent": 40}),
        ("desk.milestone_met_or_not", TaskStatus.IN_PROGRESS, work.stone_id, {}),
    ]
    for key, status, task_id, more in wrong:
        with pytest.raises(Refusal) as refused:
            work.report(status, task_id, **more)
        assert refused.value.key == key
    with pytest.raises(Stale):
        work.report(TaskStatus.DONE, seen=7)
    with writing() as session:
        session.get_one(Programme, session.get_one(Task, work.task_id).programme_id).status = ProgrammeStatus.CLOSED
    with pytest.raises(Refusal) as refused:
        work.report(TaskStatus.DONE)
    assert refused.value.key == "plan.programme_closed"


def test_a_percentage_is_the_whole_when_it_is_done_and_nothing_when_it_is_not_begun(work: Work) -> None:
    work.set(percent_rule=PercentRule.PERCENT)
    found = []
    for status, percent in (("in_progress", 40), ("in_progress", None), ("done", 60), ("not_started", 60)):
        work.report(TaskStatus(status), percent=percent)
        found.append(work.mine()[work.task_id].percent)
    assert found == [40, 40, 100, 0]
    with reading() as session:
        assert session.get_one(Task, work.task_id).started_on is None


def test_steps_are_ticked_by_the_owner_only(work: Work) -> None:
    with writing() as session:
        step = TaskStep(task_id=work.task_id, position=1, name=Label("Draft", "草稿"), weight=2)
        session.add(step)
        session.flush()
        key = step.id
    with writing() as session, clock.standing_at(NOW):
        tick_step(session, step_id=key, seen=1, done=True, by=work.owner)
    assert [(row.name, row.done_on) for row in work.mine()[work.task_id].steps] == [("Draft", TODAY)]
    with writing() as session:
        tick_step(session, step_id=key, seen=2, done=False, by=work.lead)
    assert work.mine()[work.task_id].steps[0].done_on is None
    with pytest.raises(NotFound), writing() as session:
        tick_step(session, step_id=key, seen=3, done=True, by=replaced(work.lead, Role.SUPERVISOR))


def test_a_milestone_is_met_and_opened_again(work: Work) -> None:
    with clock.standing_at(NOW):
        work.report(TaskStatus.DONE, work.stone_id)
        assert work.mine()[work.stone_id].done_on == TODAY
        work.report(TaskStatus.NOT_STARTED, work.stone_id)
        assert work.mine()[work.stone_id].done_on is None


def test_a_task_edited_out_of_being_blocked_keeps_no_reason(work: Work) -> None:
    work.report(TaskStatus.BLOCKED, note="No room")
    with writing() as session:
        update_task(session, task_id=work.task_id, seen=2, by=work.lead, status=TaskStatus.NOT_STARTED)
    assert work.mine()[work.task_id].blocked_reason == ""


def test_ones_tasks_are_those_of_open_programmes_in_reach_and_not_long_done(work: Work) -> None:
    with writing() as session:
        elsewhere = new_task(session, new_phase(session, new_programme(session)), owner_id=work.owner.person_id)
        limited = Actor(work.owner.person_id, Role.SUPERVISOR, programmes=frozenset({elsewhere.programme_id}))
        elsewhere_id = elsewhere.id
    assert set(work.mine()) == {work.task_id, work.stone_id, elsewhere_id}
    assert set(work.mine(limited)) == {elsewhere_id}
    with clock.standing_at(NOW):
        work.report(TaskStatus.DONE)
    with clock.standing_at(NOW + timedelta(days=100)):
        assert set(work.mine()) == {work.stone_id, elsewhere_id}


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(st.sampled_from(TaskStatus), days, days, days)
def test_every_task_has_its_turn(status: TaskStatus, one: date, other: date, today: date) -> None:
    starts_on, due_on = sorted((one, other))
    turn = turn_of(status, starts_on, due_on, today)
    assert (turn is Turn.DONE) == (status is TaskStatus.DONE)
    if turn is Turn.LATER:
        assert (status, starts_on.isocalendar()[:2] > today.isocalendar()[:2]) == (TaskStatus.NOT_STARTED, True)
