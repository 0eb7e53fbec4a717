"""Meetings, decisions and actions noted and changed; actions done; and the list of who answers for what."""

from datetime import date
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.people.rules import Action, Actor, can
from tracker.plan.actions.gates import free_code
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.tasks import demand_owner, open_for_edit
from tracker.plan.forms.minutes import (
    MinuteForm,
    MinuteValues,
    ResponsibilityForm,
    ResponsibilityValues,
    stored_minute,
    stored_responsibility,
)
from tracker.plan.models import Gate, Minute, Phase, Programme, Responsibility, Task
from tracker.plan.rules import MinuteKind, is_sensible

ABOUT: dict[str, Any] = {"phase_id": Phase, "task_id": Task, "gate_id": Gate, "meeting_id": Minute}


def note_minute(session: Session, *, programme_id: UUID, by: Actor, **given: Unpack[MinuteValues]) -> UUID:
    programme = open_programme(session, programme_id, by)
    form = MinuteForm.read(**given)
    _demand_fitting(session, programme, form)
    minute = Minute(programme_id=programme_id, **form.model_dump())
    session.add(minute)
    session.flush()
    change = {name: [None, getattr(minute, name)] for name in ("kind", "on", "owner_id", "due_on") if getattr(minute, name)}
    events.record(session, by=by.person_id, verb="minute.noted", on="minute", key=minute.id, change=change)
    return minute.id


def change_minute(session: Session, *, minute_id: UUID, seen: int, by: Actor, **changes: Unpack[MinuteValues]) -> None:
    """Change what is given; what it is, a meeting, a decision or an action, stays."""
    minute, programme = open_for_edit(session, Minute, minute_id, belongs_to=Minute.programme_id, seen=seen, by=by)
    form = MinuteForm.read(**{**stored_minute(minute), **changes, "kind": minute.kind})
    _demand_fitting(session, programme, form, minute)
    changed = db.change(minute, **form.model_dump())
    if changed:
        said = {name: both if name not in ("title", "text", "present") else [] for name, both in changed.items()}
        events.record(session, by=by.person_id, verb="minute.changed", on="minute", key=minute.id, change=said)


def finish_minute(session: Session, *, minute_id: UUID, seen: int, by: Actor, done_on: date | None = None) -> None:
    """An action was done on this day (today, when none is given), says its owner or who edits the plan."""
    minute = _own(session, minute_id, seen, by)
    today = clock.today(by.time_zone or "UTC")
    day = done_on or today
    db.refuse_unless(minute.on <= day <= today, "minutes.done_out_of_range", field="done_on", first=minute.on, last=today)
    _say(session, minute, day, "minute.done", by)


def reopen_minute(session: Session, *, minute_id: UUID, seen: int, by: Actor) -> None:
    _say(session, _own(session, minute_id, seen, by), None, "minute.reopened", by)


def _own(session: Session, minute_id: UUID, seen: int, by: Actor) -> Minute:
    within = None if can(by, Action.EDIT_PLAN) else Minute.owner_id == by.person_id
    minute, _ = open_for_edit(
        session,
        Minute,
        minute_id,
        belongs_to=Minute.programme_id,
        seen=seen,
        by=by,
        right=Action.REPORT_PROGRESS,
        within=within,
    )
    db.refuse_unless(minute.kind is MinuteKind.ACTION, "minutes.not_an_action")
    return minute


def _say(session: Session, minute: Minute, day: date | None, verb: str, by: Actor) -> None:
    changed = db.change(minute, done_on=day)
    if changed:
        events.record(session, by=by.person_id, verb=verb, on="minute", key=minute.id, change=changed)


def _demand_fitting(session: Session, programme: Programme, form: MinuteForm, before: Minute | None = None) -> None:
    first, last = programme.starts_on, programme.ends_on
    for field in ("on", "due_on"):
        day = getattr(form, field)
        sensible = day is None or is_sensible(day, first, last)
        db.refuse_unless(sensible, "plan.day_out_of_range", field=field, day=day, first=first, last=last)
    for field, kind in ABOUT.items():
        if key := getattr(form, field):
            wanted = select(kind.id).where(kind.id == key, kind.programme_id == programme.id)
            wanted = wanted.where(Minute.kind == MinuteKind.MEETING) if kind is Minute else wanted
            db.refuse_unless(session.scalar(wanted) is not None, "minutes.unknown_subject", field=field)
    if form.owner_id and (before is None or form.owner_id != before.owner_id):
        demand_owner(session, form.owner_id)


def add_responsibility(
    session: Session, *, programme_id: UUID, by: Actor, code: str | None = None, **given: Unpack[ResponsibilityValues]
) -> UUID:
    """At the end of the list. Without a code it gets the next free one."""
    open_programme(session, programme_id, by)
    form = ResponsibilityForm.read(**given)
    if form.person_id:
        demand_owner(session, form.person_id)
    mine = Responsibility.programme_id == programme_id
    taken = session.scalars(select(Responsibility.code).where(mine)).all()
    last = session.scalar(select(func.max(Responsibility.position)).where(mine)) or 0
    row = Responsibility(programme_id=programme_id, code=free_code("D", code, taken), position=last + 1, **form.values())
    session.add(row)
    session.flush()
    change = {"code": [None, row.code], "problem": [None, row.problem], "department": [None, row.department]}
    events.record(session, by=by.person_id, verb="responsibility.added", on="responsibility", key=row.id, change=change)
    return row.id


def change_responsibility(
    session: Session, *, responsibility_id: UUID, seen: int, by: Actor, **changes: Unpack[ResponsibilityValues]
) -> None:
    row, _ = open_for_edit(session, Responsibility, responsibility_id, belongs_to=Responsibility.programme_id, seen=seen, by=by)
    form = ResponsibilityForm.read(**{**stored_responsibility(row), **changes})
    if form.person_id and form.person_id != row.person_id:
        demand_owner(session, form.person_id)
    changed = db.change(row, **form.values())
    if changed:
        events.record(session, by=by.person_id, verb="responsibility.changed", on="responsibility", key=row.id, change=changed)


def remove_responsibility(session: Session, *, responsibility_id: UUID, seen: int, by: Actor) -> None:
    row, _ = open_for_edit(session, Responsibility, responsibility_id, belongs_to=Responsibility.programme_id, seen=seen, by=by)
    session.delete(row)
    change = {"code": [row.code, None], "problem": [row.problem, None], "department": [row.department, None]}
    events.record(session, by=by.person_id, verb="responsibility.removed", on="responsibility", key=row.id, change=change)
