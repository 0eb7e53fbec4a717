"""Verbs of a plan: change a task, meet a milestone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core import clock, db, events
from tracker.core.models import Edited, Event
from tracker.core.refusals import NotFound, Stale
from tracker.people.access import demand, programme_condition
from tracker.people.models import Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.forms import TaskChanges, TaskEdit
from tracker.plan.models import Area, Programme, Task
from tracker.plan.queries import OWNER_ROLES
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import (
    ProgrammeStatus,
    TaskKind,
    TaskStatus,
    duration_of,
    is_sensible,
)
from tracker.plan.rules.network import given_days

Row = TypeVar("Row", bound=Edited)


def open_for_edit(
    session: Session,
    kind: type[Row],
    key: UUID,
    *,
    belongs_to: InstrumentedAttribute[UUID],
    seen: int,
    by: Actor,
    right: Action = Action.EDIT_PLAN,
    within: ColumnElement[bool] | None = None,
) -> tuple[Row, Programme]:
    """The row and its programme, if this person may edit it, it is the version they saw and the programme is open. `within`: the
    rows that they reach with this right."""
    demand(by, right)
    reach = [programme_condition(by, belongs_to), *([] if within is None else [within])]
    programme = session.scalars(
        select(Programme).join(kind, belongs_to == Programme.id).where(kind.id == key, *reach)
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    demand(by, right, Place(programme_id=programme.id))
    try:
        row = db.take(session, kind, key, seen=seen)
    except Stale as stale:
        raise Stale(changed=_changed_since(session, kind, key, seen)) from stale
    db.refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    return row, programme


def _changed_since(session: Session, kind: type[Row], key: UUID, seen: int) -> tuple[tuple[str, object, object], ...]:
    """Field, theirs, and what was there before: from the log, for every counted version left an entry."""
    missed = session.scalars(select(kind.version).where(kind.id == key)).one() - seen
    entries = session.scalars(
        select(Event.change).where(Event.subject_id == key).order_by(Event.position.desc()).limit(max(missed, 0))
    ).all()
    changed: dict[str, tuple[object, object]] = {}
    for entry in reversed(entries):
        for field, (before, after) in entry.items():
            changed[field] = (changed[field][0] if field in changed else before, after)
    return tuple((field, theirs, saw) for field, (saw, theirs) in changed.items() if theirs != saw)


def update_task(session: Session, *, task_id: UUID, seen: int, by: Actor, **changes: Unpack[TaskChanges]) -> None:
    """Change what is given, of a task or of a milestone; no other task moves. A stale edit is refused with what changed since."""
    task, programme = open_for_edit(session, Task, task_id, belongs_to=Task.programme_id, seen=seen, by=by)
    values = TaskEdit.read(**changes).model_dump(exclude_unset=True)
    values |= given_days(task.kind, task.starts_on, values)
    _demand_fitting(session, task, programme, values)
    days = values.get("starts_on", task.starts_on), values.get("due_on", task.due_on)
    if days != (task.starts_on, task.due_on) and task.kind is TaskKind.TASK:  # follows from the days, which the log has
        task.duration_days = duration_of(*days, working_days(session, programme_id=programme.id, start=days[0]))
    for name in ("name", "deliverable", "acceptance"):
        if name in values:
            values[name] = getattr(task, name).with_text(values[name])
    if "status" in values:
        values |= follows_from(task, values["status"], by)
    changed = db.change(task, **values)
    if changed:
        events.record(session, by=by.person_id, verb="task.updated", on=task.kind.value, key=task.id, change=changed)


def _demand_fitting(session: Session, task: Task, programme: Programme, values: Mapping[str, Any]) -> None:
    """`values` make sense for this task in this programme."""
    for field in ("starts_on", "due_on", "not_before", "finish_by"):
        if values.get(field):
            demand_sensible(programme, values[field], field)
    demand_in_order(values.get("starts_on", task.starts_on), values.get("due_on", task.due_on))
    if values.get("owner_id"):
        demand_owner(session, values["owner_id"])
    demand_area(session, programme.id, values.get("area_id"))
    if task.kind is TaskKind.MILESTONE:
        db.refuse_unless("status" not in values, "network.milestone_is_met", field="status")
    summed = [name for name in ("starts_on", "due_on", "status") if values.get(name, getattr(task, name)) != getattr(task, name)]
    if summed:
        parts = session.scalar(select(exists().where(Task.parent_id == task.id)))
        db.refuse_unless(not parts, "network.summary_follows", field=summed[0])


def update_tasks(session: Session, *, changes: Sequence[tuple[UUID, int, TaskChanges]], by: Actor) -> None:
    """Several tasks at once, as (task, version seen, changes): all of them, or none."""
    for task_id, seen, changed in changes:
        update_task(session, task_id=task_id, seen=seen, by=by, **changed)


def follows_from(task: Task, status: TaskStatus, by: Actor) -> dict[str, Any]:
    """What else a status says: since when it is begun and done; and only what is blocked has a reason for that."""
    today = clock.today(by.time_zone or "UTC")
    found: dict[str, Any] = {"done_on": (task.done_on or today) if status is TaskStatus.DONE else None}
    if status in (TaskStatus.IN_PROGRESS, TaskStatus.DONE):  # what is blocked may never have been begun
        found["started_on"] = task.started_on or today
    elif status is TaskStatus.NOT_STARTED:
        found["started_on"] = None
    if status is not TaskStatus.BLOCKED:
        found["blocked_reason"] = ""
    return found


def demand_sensible(programme: Programme, day: date, field: str) -> None:
    first, last = programme.starts_on, programme.ends_on
    db.refuse_unless(is_sensible(day, first, last), "plan.day_out_of_range", field=field, day=day, first=first, last=last)


def demand_in_order(starts_on: date, due_on: date) -> None:
    db.refuse_unless(starts_on <= due_on, "plan.due_before_start", field="due_on", due=due_on, start=starts_on)


def demand_area(session: Session, programme_id: UUID, area_id: UUID | None) -> None:
    if area_id:
        here = session.scalar(select(exists().where(Area.id == area_id, Area.programme_id == programme_id)))
        db.refuse_unless(bool(here), "network.unknown_area", field="area_id")


def demand_owner(session: Session, owner_id: UUID) -> None:
    found = session.scalars(select(Person.id).where(Person.id == owner_id, Person.active, Person.role.in_(OWNER_ROLES)))
    db.refuse_unless(found.one_or_none() is not None, "plan.unknown_owner", field="owner_id")


def _open_milestone(session: Session, key: UUID, *, seen: int, by: Actor) -> tuple[Task, Programme]:
    stone, programme = open_for_edit(session, Task, key, belongs_to=Task.programme_id, seen=seen, by=by)
    if stone.kind is not TaskKind.MILESTONE:
        raise NotFound("core.not_found")
    return stone, programme


def meet_milestone(session: Session, *, milestone_id: UUID, seen: int, by: Actor, met_on: date | None = None) -> None:
    """The milestone was met on this day (today, when none is given)."""
    stone, programme = _open_milestone(session, milestone_id, seen=seen, by=by)
    today = clock.today(by.time_zone or "UTC")
    day = met_on or today
    demand_sensible(programme, day, "met_on")
    db.refuse_unless(day <= today, "plan.met_in_future", field="met_on", day=day)
    changed = db.change(stone, status=TaskStatus.DONE, done_on=day)
    if changed:
        events.record(session, by=by.person_id, verb="milestone.met", on="milestone", key=stone.id, change=changed)


def reopen_milestone(session: Session, *, milestone_id: UUID, seen: int, by: Actor) -> None:
    stone, _ = _open_milestone(session, milestone_id, seen=seen, by=by)
    changed = db.change(stone, status=TaskStatus.NOT_STARTED, done_on=None)
    if changed:
        events.record(session, by=by.person_id, verb="milestone.reopened", on="milestone", key=stone.id, change=changed)
