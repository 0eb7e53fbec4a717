"""What the person who does a task reports of it: status, percent, steps, and that a milestone is met."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.db import change, refuse_unless, take
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, can
from tracker.plan.actions.tasks import follows_from, open_for_edit, update_task
from tracker.plan.forms.progress import ProgressForm
from tracker.plan.models import Programme, Task, TaskStep
from tracker.plan.rules import PercentRule, ProgrammeStatus, TaskKind, TaskStatus

MILESTONE = (TaskStatus.NOT_STARTED, TaskStatus.DONE)  # it is met or it is not
WHOLE = 100


def report_progress(
    session: Session, *, task_id: UUID, seen: int, status: TaskStatus, percent: int | None = None, note: str = "", by: Actor
) -> None:
    """The owner of a task says where it stands; who edits the plan may say it of any. `note`: why it is blocked."""
    form = ProgressForm.read(status=status, percent=percent, note=note)
    task, _ = open_for_edit(
        session,
        Task,
        task_id,
        belongs_to=Task.programme_id,
        seen=seen,
        by=by,
        right=Action.REPORT_PROGRESS,
        within=own_tasks_condition(by),
    )
    if task.kind is TaskKind.MILESTONE:
        _report_milestone(session, task, form, by)
        return
    parts = session.scalar(select(exists().where(Task.parent_id == task.id)))
    refuse_unless(not parts, "network.summary_follows", field="status")
    values = {"status": form.status, **follows_from(task, form.status, by), **_percent(task, form)}
    if form.status is TaskStatus.BLOCKED:
        refuse_unless(bool(form.note), "desk.blocked_needs_reason", field="blocked_reason")
        values["blocked_reason"] = form.note
    changed = change(task, **values)
    if changed:
        events.record(session, by=by.person_id, verb="task.reported", on="task", key=task.id, change=changed)


def tick_step(session: Session, *, step_id: UUID, seen: int, done: bool, by: Actor) -> None:
    """A step of a task was done today, or was not done after all."""
    demand(by, Action.REPORT_PROGRESS)
    programme = session.scalars(
        select(Programme)
        .join(Task, Task.programme_id == Programme.id)
        .join(TaskStep, TaskStep.task_id == Task.id)
        .where(TaskStep.id == step_id, programme_condition(by, Task.programme_id), own_tasks_condition(by))
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    step = take(session, TaskStep, step_id, seen=seen)
    changed = change(step, done_on=(step.done_on or clock.today(by.time_zone or "UTC")) if done else None)
    if changed:
        events.record(session, by=by.person_id, verb="task_step.ticked", on="task", key=step.task_id, change=changed)


def own_tasks_condition(by: Actor) -> ColumnElement[bool]:
    """The tasks whose progress this person may report."""
    return true() if can(by, Action.EDIT_PLAN) else Task.owner_id == by.person_id


def _percent(task: Task, form: ProgressForm) -> dict[str, Any]:
    """Done is the whole and not started is nothing, whatever is said."""
    if task.percent_rule is not PercentRule.PERCENT:
        refuse_unless(form.percent is None, "desk.percent_not_asked", field="percent")
        return {}
    ends = {TaskStatus.DONE: WHOLE, TaskStatus.NOT_STARTED: 0}
    said = ends.get(form.status, form.percent)
    return {} if said is None else {"percent": said}


def _report_milestone(session: Session, stone: Task, form: ProgressForm, by: Actor) -> None:
    refuse_unless(form.status in MILESTONE and form.percent is None, "desk.milestone_met_or_not", field="status")
    today = clock.today(by.time_zone or "UTC")
    met = form.status is TaskStatus.DONE
    changed = change(stone, status=form.status, done_on=(stone.done_on or today) if met else None)
    if changed:
        verb = "milestone.met" if met else "milestone.reopened"
        events.record(session, by=by.person_id, verb=verb, on="milestone", key=stone.id, change=changed)


def set_percent(session: Session, *, task_id: UUID, seen: int, percent: int, by: Actor) -> None:
    """How far a task is that was begun; for who edits the plan."""
    task, _ = open_for_edit(session, Task, task_id, belongs_to=Task.programme_id, seen=seen, by=by)
    form = ProgressForm.read(status=task.status, percent=percent)
    refuse_unless(task.percent_rule is PercentRule.PERCENT, "desk.percent_not_asked", field="percent")
    begun = task.status in (TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED)
    refuse_unless(begun, "desk.percent_while_begun", field="percent", name=str(task.name))
    changed = change(task, percent=form.percent)
    if changed:
        events.record(session, by=by.person_id, verb="task.reported", on="task", key=task.id, change=changed)


def save_rows(session: Session, *, changes: Sequence[tuple[UUID, int, Mapping[str, Any]]], by: Actor) -> None:
    """Rows of the task table, as (task, version seen, what changes): all of them, or none."""
    for task_id, seen, changed in changes:
        rest: Any = {field: value for field, value in changed.items() if field != "percent"}
        if rest:
            update_task(session, task_id=task_id, seen=seen, by=by, **rest)
            seen = session.get_one(Task, task_id).version
        if "percent" in changed:
            set_percent(session, task_id=task_id, seen=seen, percent=changed["percent"], by=by)
