"""Verbs of a plan: change a task, meet a milestone."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core import clock, db, events
from tracker.core.models import Edited, Event
from tracker.core.refusals import NotFound, Stale
from tracker.people.access import demand, programme_condition
from tracker.people.models import Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.forms import TaskChanges, TaskEdit
from tracker.plan.models import Programme, Task
from tracker.plan.queries import OWNER_ROLES
from tracker.plan.rules import (
    ProgrammeStatus,
    TaskKind,
    TaskStatus,
    duration_of,
    is_sensible,
)

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
    """Change what is given. A stale edit is refused with what changed since."""
    task, programme = open_for_edit(session, Task, task_id, belongs_to=Task.programme_id, seen=seen, by=by)
    if task.kind is not TaskKind.TASK:
        raise NotFound("core.not_found")
    values = TaskEdit.read(**changes).model_dump(exclude_unset=True)
    starts_on, due_on = values.get("starts_on", task.starts_on), values.get("due_on", task.due_on)
    for field, value in (("starts_on", starts_on), ("due_on", due_on)):
        if field in values:
            _demand_sensible(programme, value, field)
    db.refuse_unless(starts_on <= due_on, "plan.due_before_start", field="due_on", due=due_on, start=starts_on)
    if values.get("owner_id"):
        demand_owner(session, values["owner_id"])
    if starts_on != task.starts_on or due_on != task.due_on:
        task.duration_days = duration_of(starts_on, due_on)  # follows from the days, which the log has
    if "name" in values:
        values["name"] = task.name.with_text(values["name"])
    if "status" in values:
        values |= follows_from(task, values["status"], by)
    changed = db.change(task, **values)
    if changed:
        events.record(session, by=by.person_id, verb="task.updated", on="task", key=task.id, change=changed)


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


def _demand_sensible(programme: Programme, day: date, field: str) -> None:
    first, last = programme.starts_on, programme.ends_on
    db.refuse_unless(is_sensible(day, first, last), "plan.day_out_of_range", field=field, day=day, first=first, last=last)


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
    _demand_sensible(programme, day, "met_on")
    db.refuse_unless(day <= today, "plan.met_in_future", field="met_on", day=day)
    changed = db.change(stone, status=TaskStatus.DONE, done_on=day)
    if changed:
        events.record(session, by=by.person_id, verb="milestone.met", on="milestone", key=stone.id, change=changed)


def reopen_milestone(session: Session, *, milestone_id: UUID, seen: int, by: Actor) -> None:
    stone, _ = _open_milestone(session, milestone_id, seen=seen, by=by)
    changed = db.change(stone, status=TaskStatus.NOT_STARTED, done_on=None)
    if changed:
        events.record(session, by=by.person_id, verb="milestone.reopened", on="milestone", key=stone.id, change=changed)
