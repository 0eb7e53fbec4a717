"""Who does a task, answers for it, is asked and is told; and the weighted steps of which it consists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, attributes

from tracker.core import db, events
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.actions.tasks import demand_owner, open_for_edit
from tracker.plan.forms import RoleForm, StepForm
from tracker.plan.models import Task, TaskRole, TaskStep
from tracker.plan.rules import Raci


def set_roles(session: Session, *, task_id: UUID, seen: int, roles: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """These and no others. Each names a person or a role; one at most is accountable, or nobody would be."""
    task, _ = open_for_edit(session, Task, task_id, belongs_to=Task.programme_id, seen=seen, by=by)
    forms = [RoleForm.read(**role) for role in roles]
    rows = {row.id: row for row in session.scalars(select(TaskRole).where(TaskRole.task_id == task_id))}
    before = _shown(rows.values())
    _demand_sensible_roles(session, forms, {row.person_id for row in rows.values()})
    for form in forms:
        row = _known(rows, form.id) or TaskRole(task_id=task_id, role=Label(""))
        row.raci, row.person_id = form.raci, form.person_id
        row.role = row.role if str(row.role) == form.role else row.role.with_text(form.role)
        session.add(row)
    for key in rows.keys() - {form.id for form in forms}:
        session.delete(rows[key])
    session.flush()
    after = _shown(session.scalars(select(TaskRole).where(TaskRole.task_id == task_id)).all())
    _record(session, task, "task.roles_set", {"roles": [before, after]}, by)


def set_steps(session: Session, *, task_id: UUID, seen: int, steps: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """These in this order and no others; a step that was done stays done."""
    task, _ = open_for_edit(session, Task, task_id, belongs_to=Task.programme_id, seen=seen, by=by)
    forms = [StepForm.read(**step) for step in steps]
    rows = {row.id: row for row in session.scalars(select(TaskStep).where(TaskStep.task_id == task_id))}
    before = [[row.position, row.weight] for row in sorted(rows.values(), key=lambda row: row.position)]
    named = {key: str(row.name) for key, row in rows.items()}
    for key in rows.keys() - {form.id for form in forms}:
        session.delete(rows[key])
    for place, row in enumerate(rows.values(), start=1):
        row.position = -place  # out of the way, for no two steps may share a place even for a moment
    session.flush()
    for place, form in enumerate(forms, start=1):
        row = _known(rows, form.id) or TaskStep(task_id=task_id, name=Label(""), weight=form.weight, position=place)
        name = row.name if str(row.name) == form.name else row.name.with_text(form.name)
        if form.id:
            row.position = place
            db.change(row, name=name, weight=form.weight)
        else:
            row.name = name
            session.add(row)
    session.flush()
    after = [[place, form.weight] for place, form in enumerate(forms, start=1)]
    renamed = [form.id for form in forms if form.id and named[form.id] != form.name]
    _record(session, task, "task.steps_set", {"steps": [before, after], **({"renamed": [[], renamed]} if renamed else {})}, by)


def _known(rows: Mapping[UUID, Any], key: UUID | None) -> Any:
    """The row of this task, None for a new one; another task's is not found."""
    if key is None:
        return None
    if key not in rows:
        raise NotFound("core.not_found")
    return rows[key]


def _demand_sensible_roles(session: Session, forms: Sequence[RoleForm], already: set[UUID | None]) -> None:
    for form in forms:
        db.refuse_unless(bool(form.person_id or form.role), "network.role_empty", field="role")
        if form.person_id and form.person_id not in already:
            demand_owner(session, form.person_id)
    accountable = Counter(form.raci for form in forms)[Raci.ACCOUNTABLE]
    db.refuse_unless(accountable <= 1, "network.one_accountable", field="raci")


def _shown(rows: Any) -> list[list[Any]]:
    """For the log: who is only a key, and no personal value."""
    return sorted([row.raci.value, str(row.person_id) if row.person_id else "", row.role.en, row.role.zh_CN] for row in rows)


def _record(session: Session, task: Task, verb: str, change: dict[str, list[Any]], by: Actor) -> None:
    if any(before != after for before, after in change.values()):
        task.version += 1  # roles and steps are part of what an editor of the task saw
        attributes.flag_modified(task, "version")
        events.record(session, by=by.person_id, verb=verb, on=task.kind.value, key=task.id, change=change)
