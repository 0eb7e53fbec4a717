"""Verbs of a plan: lay it out, change a task, meet a milestone."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core import clock, db, events
from tracker.core.models import Edited, Event
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.models import Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.forms import PhaseText, PlanText, ProgrammeStart, TaskChanges, TaskEdit
from tracker.plan.models import Phase, Programme, Task
from tracker.plan.queries import OWNER_ROLES
from tracker.plan.rules import (
    EARLIEST,
    LATEST,
    ProgrammeStatus,
    TaskKind,
    TaskStatus,
    duration_of,
    is_sensible,
    is_sensible_start,
    month_end,
    month_start,
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


def lay_out_plan(session: Session, *, text: PlanText, starts_on: date, code: str | None, by: Actor) -> UUID:
    """A programme with phases, tasks and milestones of a template, each date counted from `starts_on`."""
    demand(by, Action.START_PROGRAMME)
    db.refuse_unless(not by.programmes, "plan.limited_to_programmes")
    given = ProgrammeStart.read(starts_on=starts_on, code=code or None)
    db.refuse_unless(is_sensible_start(starts_on), "plan.start_out_of_range", field="starts_on", first=EARLIEST, last=LATEST)
    programme = Programme(
        code=_free_code(session, text, given),
        name=text.name.label(),
        goal=text.goal.label(),
        template=text.code,
        source=text.source,
        starts_on=starts_on,
        ends_on=month_end(starts_on, text.months),
    )
    session.add(programme)
    session.flush()
    for position, phase_text in enumerate(text.phases, start=1):
        _lay_out_phase(session, programme, phase_text, position)
    events.record(
        session,
        by=by.person_id,
        verb="programme.laid_out",
        on="programme",
        key=programme.id,
        change={"code": [None, programme.code], "template": [None, text.code], "starts_on": [None, starts_on]},
    )
    return programme.id


def _lay_out_phase(session: Session, programme: Programme, text: PhaseText, position: int) -> None:
    starts_on = programme.starts_on
    phase = Phase(
        programme_id=programme.id,
        code=text.code,
        name=text.name.label(),
        position=position,
        starts_on=month_start(starts_on, text.first_month),
        ends_on=month_end(starts_on, text.last_month),
    )
    session.add(phase)
    session.flush()
    common: dict[str, Any] = {"programme_id": programme.id, "phase_id": phase.id}
    for place, task in enumerate(text.tasks, start=1):
        begins, ends = task.starts.on(starts_on), task.due.on(starts_on)
        one = Task(
            **common,
            code=task.code,
            name=task.name.label(),
            deliverable=task.deliverable.label(),
            owner_role=task.owner_role.label(),
            position=place,
            starts_on=begins,
            due_on=ends,
            duration_days=duration_of(begins, ends),
            not_before=begins,
        )
        session.add(one)
    for place, stone in enumerate(text.milestones, start=len(text.tasks) + 1):
        on = stone.due.on(starts_on)
        one = Task(
            **common,
            kind=TaskKind.MILESTONE,
            code=stone.code,
            name=stone.name.label(),
            deliverable=Label("", ""),
            owner_role=Label("", ""),
            position=place,
            starts_on=on,
            due_on=on,
            duration_days=0,
            not_before=on,
        )
        session.add(one)


def _free_code(session: Session, text: PlanText, given: ProgrammeStart) -> str:
    base = given.code or f"{text.code_prefix}-{given.starts_on:%Y-%m}"
    taken = set(session.scalars(select(Programme.code).where(Programme.code.startswith(base, autoescape=True))))
    if given.code and given.code in taken:
        raise Refusal("plan.code_taken", field="code", code=given.code)
    number = 1
    while (code := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return code


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
        _demand_owner(session, values["owner_id"])
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
    if status is not TaskStatus.NOT_STARTED and task.started_on is None:
        found["started_on"] = today
    if status is not TaskStatus.BLOCKED:
        found["blocked_reason"] = ""
    return found


def _demand_sensible(programme: Programme, day: date, field: str) -> None:
    first, last = programme.starts_on, programme.ends_on
    db.refuse_unless(is_sensible(day, first, last), "plan.day_out_of_range", field=field, day=day, first=first, last=last)


def _demand_owner(session: Session, owner_id: UUID) -> None:
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
