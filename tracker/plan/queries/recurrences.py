"""The rules of recurring work, with how much of it there is."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Recurrence, Task
from tracker.plan.rules import Every, TaskStatus


@dataclass(frozen=True)
class RecurrenceRow:
    """`tasks`: how many it made; `open`: how many of them nobody has begun."""

    id: UUID
    version: int
    code: str
    name: str
    deliverable: str
    owner_role: str
    owner_id: UUID | None
    area_id: UUID | None
    every: Every
    weekday: int | None
    day_of_month: int | None
    duration_days: int
    starts_on: date
    ends_on: date
    tasks: int
    open: int


def recurrences(session: Session, *, programme_id: UUID, by: Actor) -> list[RecurrenceRow]:
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    waiting = func.sum(case((Task.status == TaskStatus.NOT_STARTED, 1), else_=0))
    rows = session.execute(
        select(Recurrence, func.count(Task.id), func.coalesce(waiting, 0))
        .outerjoin(Task, Task.recurrence_id == Recurrence.id)
        .where(Recurrence.programme_id == programme_id, programme_condition(by, Recurrence.programme_id))
        .group_by(Recurrence.id)
        .order_by(Recurrence.starts_on, Recurrence.code)
    )
    return [
        RecurrenceRow(
            id=row.id,
            version=row.version,
            code=row.code,
            name=str(row.name),
            deliverable=str(row.deliverable),
            owner_role=str(row.owner_role),
            owner_id=row.owner_id,
            area_id=row.area_id,
            every=row.every,
            weekday=row.weekday,
            day_of_month=row.day_of_month,
            duration_days=row.duration_days,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            tasks=tasks,
            open=waiting,
        )
        for row, tasks, waiting in rows
    ]
