"""What tasks are planned to cost."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.money.actions.opening import line_of, open_budget
from tracker.money.forms import PlannedCost
from tracker.money.models import TaskCost
from tracker.people.access import demand
from tracker.people.rules import Action, Actor
from tracker.plan.models import Task
from tracker.plan.queries.plans import reached_programme


def set_task_cost(session: Session, *, task_id: UUID, planned_minor: int | None, line_id: UUID | None, by: Actor) -> None:
    """In hundredths of the programme's currency, and from which line; None: no figure."""
    demand(by, Action.MANAGE_MONEY)
    programme_id = reached_programme(session, Task.programme_id, task_id, by)
    open_budget(session, programme_id, by)
    given = PlannedCost.read(planned_minor=planned_minor)
    below = session.scalars(select(Task.id).where(Task.parent_id == task_id).limit(1)).first()
    db.refuse_unless(below is None or given.planned_minor is None, "money.summary_task", field="planned_minor")
    if line_id is not None:
        line_of(session, line_id, programme_id)
    row = session.scalars(select(TaskCost).where(TaskCost.task_id == task_id).with_for_update()).one_or_none()
    if given.planned_minor is None:
        changed: dict[str, list[object]] = {"planned_minor": [row.planned_minor, None]} if row else {}
        if row:
            session.delete(row)
    elif row is None:
        cost = TaskCost(programme_id=programme_id, task_id=task_id, line_id=line_id, planned_minor=given.planned_minor)
        session.add(cost)
        changed = {"planned_minor": [None, given.planned_minor], "line_id": [None, line_id]}
    else:
        changed = db.change(row, planned_minor=given.planned_minor, line_id=line_id)
    if changed:
        events.record(session, by=by.person_id, verb="task.cost_set", on="task", key=task_id, change=changed)
