"""What one person has to do, over all programmes that they see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme, SavedView, Task, TaskStep
from tracker.plan.rules import ProgrammeStatus, TaskStatus, is_late
from tracker.plan.rules.choosing import Filters, filters_of
from tracker.plan.rules.desk import OwnTask, StepRow, turn_of

DONE_SHOWN = timedelta(days=60)
MOST = 500


def own_tasks(session: Session, *, by: Actor) -> list[OwnTask]:
    """One's own tasks and milestones of open programmes; what was done long ago is left out."""
    demand(by, Action.REPORT_PROGRESS)
    today = clock.today(by.time_zone or "UTC")
    rows = session.execute(
        select(Task, Programme.code.label("programme_code"), Programme.name.label("programme"))
        .join(Programme, Programme.id == Task.programme_id)
        .where(
            Task.owner_id == by.person_id,
            Programme.status == ProgrammeStatus.ACTIVE,
            programme_condition(by, Task.programme_id),
            or_(Task.status != TaskStatus.DONE, Task.done_on >= today - DONE_SHOWN),
        )
        .order_by(Task.due_on, Task.id)
        .limit(MOST)
    ).all()
    steps = steps_of(session, [row.Task.id for row in rows])
    return [
        OwnTask(
            id=task.id,
            version=task.version,
            programme_id=task.programme_id,
            programme_code=code,
            programme=str(name),
            kind=task.kind,
            code=task.code,
            name=str(task.name),
            deliverable=str(task.deliverable),
            starts_on=task.starts_on,
            due_on=task.due_on,
            status=task.status,
            percent_rule=task.percent_rule,
            percent=task.percent,
            done_on=task.done_on,
            blocked_reason=task.blocked_reason,
            late=is_late(task.due_on, task.status is TaskStatus.DONE, today),
            turn=turn_of(task.status, task.starts_on, task.due_on, today),
            steps=tuple(steps[task.id]),
        )
        for task, code, name in rows
    ]


def steps_of(session: Session, tasks: list[UUID]) -> dict[UUID, list[StepRow]]:
    """In their order; no steps are an empty list. Whoever asks has found the tasks within their reach."""
    found: dict[UUID, list[StepRow]] = defaultdict(list)
    for row in session.scalars(select(TaskStep).where(TaskStep.task_id.in_(tasks)).order_by(TaskStep.position)):
        found[row.task_id].append(StepRow(row.id, row.version, str(row.name), row.weight, row.done_on))
    return found


@dataclass(frozen=True)
class ViewRow:
    id: UUID
    name: str
    filters: Filters


def saved_views(session: Session, *, programme_id: UUID, by: Actor) -> list[ViewRow]:
    """One's own, by name."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    rows = session.scalars(
        select(SavedView)
        .where(
            SavedView.programme_id == programme_id,
            SavedView.person_id == by.person_id,
            programme_condition(by, SavedView.programme_id),
        )
        .order_by(SavedView.name)
    )
    return [ViewRow(row.id, row.name, filters_of(row.filters)) for row in rows]
