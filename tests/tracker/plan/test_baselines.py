"""Keeping a plan under a name, and how far it slipped since."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.plan.actions import meet_milestone, update_task
from tracker.plan.actions.baselines import take_baseline
from tracker.plan.models import BaselineTask, Programme, ProgrammeStatus, Task
from tracker.plan.queries import plan
from tracker.plan.queries.baselines import baselines, slippage
from tracker.plan.rules.slipping import SlipRow

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def lead(database: Database) -> Actor:
    with writing() as session:
        return new_actor(session, Role.PROGRAMME_LEAD)


@pytest.fixture
def programme_id(lead: Actor) -> UUID:
    """A phase with two tasks of 1 to 14 January and a milestone on 31 March."""
    with writing() as session:
        phase = new_phase(session, new_programme(session))
        new_task(session, phase, "T1")
        new_task(session, phase, "T2")
        new_milestone(session, phase)
        return phase.programme_id


def take(programme_id: UUID, by: Actor, name: str = "Board", **given: object) -> UUID:
    with writing() as session, clock.standing_at(FIRST):
        return take_baseline(session, programme_id=programme_id, name=name, by=by, **given)  # type: ignore[arg-type]


def slipped(baseline_id: UUID, by: Actor) -> dict[str, SlipRow]:
    with reading() as session:
        return {row.code: row for row in slippage(session, baseline_id=baseline_id, by=by)}


def ids(programme_id: UUID, by: Actor) -> dict[str, UUID]:
    with reading() as session:
        rows = plan(session, programme_id=programme_id, by=by)
    return {row.code: row.id for row in (*rows.tasks, *rows.milestones)}


def test_a_plan_slips_against_the_baseline_it_left(lead: Actor, programme_id: UUID) -> None:
    known = ids(programme_id, lead)
    kept = take(programme_id, lead, " Board of January ", note="as approved", costs={known["T1"]: 5_000_00})
    assert all(row.days_late == 0 and not row.moved for row in slipped(kept, lead).values())
    with writing() as session:
        update_task(session, task_id=known["T1"], seen=1, by=lead, due_on=date(2026, 1, 19))
    with writing() as session, clock.standing_at(datetime(2026, 4, 10, 9, tzinfo=UTC)):
        meet_milestone(session, milestone_id=known["M1"], seen=1, by=lead)
    with writing() as session:
        phase_id = session.get_one(Task, known["T1"]).phase_id
        session.execute(delete(Task).where(Task.id == known["T2"]))
        session.add(_added(programme_id, phase_id))
    found = slipped(kept, lead)
    assert {code: row.days_late for code, row in found.items()} == {"T1": 3, "M1": 8, "T2": 0, "T3": 0}
    assert (found["T1"].was_due, found["T1"].now_due, found["T1"].cost_minor) == (date(2026, 1, 14), date(2026, 1, 19), 5_000_00)
    assert (found["T3"].added, found["T2"].removed, found["T2"].name) == (True, True, "Task T2")
    assert all(row.days_late == 0 for row in slipped(take(programme_id, lead, "Board of April"), lead).values())
    with reading() as session:
        rows = {row.name: row for row in baselines(session, programme_id=programme_id, by=lead)}
    first = rows["Board of January"]
    assert (first.note, first.tasks, first.cost_minor, first.taken_at) == ("as approved", 3, 5_000_00, FIRST)
    assert rows["Board of April"].cost_minor is None


def _added(programme_id: UUID, phase_id: UUID) -> Task:
    nothing = Label("", "")
    return Task(
        programme_id=programme_id,
        phase_id=phase_id,
        code="T3",
        name=Label("Task T3", ""),
        deliverable=nothing,
        owner_role=nothing,
        position=3,
        starts_on=date(2026, 1, 5),
        due_on=date(2026, 1, 5),
        duration_days=1,
    )


def test_a_baseline_is_never_edited(lead: Actor, programme_id: UUID) -> None:
    kept = take(programme_id, lead)
    with pytest.raises(DatabaseError), writing() as session:
        session.execute(update(BaselineTask).where(BaselineTask.baseline_id == kept).values(duration_days=1))


def test_what_cannot_be_kept_is_refused(lead: Actor, programme_id: UUID, actor_of: Callable[..., Actor]) -> None:
    take(programme_id, lead)
    with pytest.raises(Refusal, match="name_taken"):
        take(programme_id, lead, "Board ")
    with pytest.raises(Refusal, match="field_wrong"):
        take(programme_id, lead, "  ")
    with pytest.raises(NotAllowed):
        take(programme_id, actor_of(Role.EXECUTIVE), "Mine")
    with writing() as session:
        empty = new_programme(session).id
        session.get_one(Programme, programme_id).status = ProgrammeStatus.CLOSED
    with pytest.raises(Refusal, match="nothing_planned"):
        take(empty, lead)
    with pytest.raises(Refusal, match="programme_closed"):
        take(programme_id, lead, "After the end")


def test_who_is_limited_to_another_programme_learns_nothing(
    lead: Actor, programme_id: UUID, actor_of: Callable[..., Actor]
) -> None:
    kept = take(programme_id, lead)
    with writing() as session:
        other = new_programme(session).id
    stranger = actor_of(Role.EXECUTIVE, programmes=[other])
    with reading() as session:
        with pytest.raises(NotFound):
            slippage(session, baseline_id=kept, by=stranger)
        with pytest.raises(NotAllowed):
            baselines(session, programme_id=programme_id, by=stranger)
