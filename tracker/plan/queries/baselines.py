"""Baselines, and how far the plan has slipped against one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Baseline, BaselineTask, Phase, Programme, Task
from tracker.plan.queries.calendars import working_days
from tracker.plan.queries.plans import OWNER_ROLES
from tracker.plan.rules import TaskKind, TaskStatus
from tracker.plan.rules.slipping import SlipRow, Standing, slips, stood


@dataclass(frozen=True)
class BaselineRow:
    """`cost_minor` is the sum of what the tasks had planned; None where none had a cost."""

    id: UUID
    programme_id: UUID
    name: str
    note: str
    taken_by: str
    taken_at: datetime
    taken_on: date  # where the person is who looks
    tasks: int
    cost_minor: int | None


def baselines(session: Session, *, programme_id: UUID, by: Actor) -> list[BaselineRow]:
    """Newest first."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    counted = (
        select(
            BaselineTask.baseline_id,
            func.count().label("tasks"),
            func.sum(BaselineTask.cost_minor).label("cost"),
        )
        .join(Baseline, Baseline.id == BaselineTask.baseline_id)
        .where(Baseline.programme_id == programme_id)
        .group_by(BaselineTask.baseline_id)
        .subquery()
    )
    rows = session.execute(
        select(Baseline, Identity.display_name, counted.c.tasks, counted.c.cost)
        .join(counted, counted.c.baseline_id == Baseline.id)
        .outerjoin(Person, (Person.id == Baseline.taken_by) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(Baseline.programme_id == programme_id, programme_condition(by, Baseline.programme_id))
        .order_by(Baseline.taken_at.desc(), Baseline.id.desc())
    )
    zone = ZoneInfo(by.time_zone or "UTC")
    return [
        BaselineRow(
            id=row.id,
            programme_id=row.programme_id,
            name=row.name,
            note=row.note,
            taken_by=who or "",
            taken_at=row.taken_at,
            taken_on=row.taken_at.astimezone(zone).date(),
            tasks=tasks,
            cost_minor=None if cost is None else int(cost),
        )
        for row, who, tasks, cost in rows
    ]


def slippage(session: Session, *, baseline_id: UUID, by: Actor) -> list[SlipRow]:
    """The plan of now against the baseline, in the plan's order; then what was removed since."""
    demand(by, Action.SEE_PLAN)
    programme = session.scalars(
        select(Programme)
        .join(Baseline, Baseline.programme_id == Programme.id)
        .where(Baseline.id == baseline_id, programme_condition(by, Baseline.programme_id))
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    now = standing_now(session, programme.id)
    days = working_days(session, programme_id=programme.id, start=programme.starts_on)
    return slips(kept(session, baseline_id, programme.id), now, days)


def kept(session: Session, baseline_id: UUID, programme_id: UUID) -> dict[UUID, Standing]:
    """What a baseline of this programme holds; whoever asks has been checked."""
    rows = session.scalars(
        select(BaselineTask)
        .join(Baseline, Baseline.id == BaselineTask.baseline_id)
        .where(BaselineTask.baseline_id == baseline_id, Baseline.programme_id == programme_id)
        .order_by(BaselineTask.code)
    )
    return {
        row.task_id: Standing(
            row.code, str(row.name), row.duration_days == 0, row.starts_on, row.due_on, cost_minor=row.cost_minor
        )
        for row in rows
    }


def standing_now(session: Session, programme_id: UUID) -> dict[UUID, Standing]:
    """Every task and milestone as it stands; whoever asks has been checked."""
    rows = session.execute(
        select(Task.id, Task.code, Task.name, Task.kind, Task.starts_on, Task.due_on, Task.done_on, Task.status)
        .join(Phase, Phase.id == Task.phase_id)
        .where(Task.programme_id == programme_id)
        .order_by(Phase.position, Task.position, Task.id)
    )
    return {
        row.id: Standing(
            row.code,
            str(row.name),
            row.kind is TaskKind.MILESTONE,
            *stood(row.starts_on, row.due_on, row.done_on),
            done=row.status is TaskStatus.DONE,
        )
        for row in rows
    }
