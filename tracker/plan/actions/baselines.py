"""Keeping the plan as it stands, under a name. What was kept is never edited: who wants another takes another."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.forms.baselines import BaselineForm
from tracker.plan.models import Baseline, BaselineTask, Programme, Task
from tracker.plan.rules import ProgrammeStatus
from tracker.plan.rules.slipping import stood

NO_COSTS: Mapping[UUID, int] = MappingProxyType({})


def take_baseline(
    session: Session, *, programme_id: UUID, name: str, note: str = "", costs: Mapping[UUID, int] = NO_COSTS, by: Actor
) -> UUID:
    """Every task and milestone with its days, and with its planned cost where `costs` (hundredths, by task) has one."""
    demand(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    given = BaselineForm.read(name=name, note=note)
    reach = programme_condition(by, Programme.id)
    programme = session.scalars(select(Programme).where(Programme.id == programme_id, reach).with_for_update()).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    db.refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    taken = session.scalar(select(Baseline.id).where(Baseline.programme_id == programme_id, Baseline.name == given.name))
    db.refuse_unless(taken is None, "baselines.name_taken", field="name", text=given.name)
    tasks = session.scalars(select(Task).where(Task.programme_id == programme_id)).all()
    db.refuse_unless(bool(tasks), "baselines.nothing_planned")
    baseline = Baseline(programme_id=programme_id, name=given.name, note=given.note, taken_by=by.person_id)
    session.add(baseline)
    session.flush()
    session.add_all(_kept(baseline.id, task, costs.get(task.id)) for task in tasks)
    session.flush()
    change = {"programme_id": programme_id, "name": [None, given.name], "tasks": len(tasks)}
    events.record(session, by=by.person_id, verb="baseline.taken", on="baseline", key=baseline.id, change=change)
    return baseline.id


def _kept(baseline_id: UUID, task: Task, cost_minor: int | None) -> BaselineTask:
    start, due = stood(task.starts_on, task.due_on, task.done_on)
    return BaselineTask(
        baseline_id=baseline_id,
        task_id=task.id,
        code=task.code,
        name=task.name,
        starts_on=start,
        due_on=due,
        duration_days=task.duration_days,
        cost_minor=cost_minor,
    )
