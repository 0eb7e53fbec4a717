"""Planning anew: what moves when dates, links or the calendar have changed, before it is saved and when it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.refusals import NotFound, Stale
from tracker.people.rules import Action, Actor
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.tasks import demand_in_order, demand_sensible, update_task
from tracker.plan.forms import TaskChanges, TaskEdit
from tracker.plan.models import Programme, Task
from tracker.plan.queries.calendars import working_days
from tracker.plan.queries.network import laid_out, links_of, standing_of, tasks_of
from tracker.plan.queries.plans import seen_programme
from tracker.plan.rules import Move, TaskKind, TaskStatus, WorkingDays, duration_of
from tracker.plan.rules.earning import is_begun
from tracker.plan.rules.network import COUNTED_FROM, Standing, given_days, moved_days

Days = Mapping[UUID, tuple[date, date]]


def preview_replan(session: Session, *, programme_id: UUID, changes: Mapping[UUID, TaskChanges], by: Actor) -> list[Move]:
    """What `replan` would move, in the order of the plan; nothing is stored. Without changes: what stands elsewhere than links
    and calendar let it."""
    programme = seen_programme(session, programme_id, by, Action.EDIT_PLAN)
    tasks = tasks_of(session, programme_id)
    if not changes.keys() <= {task.id for task in tasks}:
        raise NotFound("core.not_found")
    was = {task.id: (task.starts_on, task.due_on) for task in tasks}
    typed = {task_id: TaskEdit.read(**changed) for task_id, changed in changes.items()}
    return _moves(session, programme, tasks, was, typed)[0]


def replan(
    session: Session,
    *,
    programme_id: UUID,
    changes: Mapping[UUID, tuple[int, TaskChanges]],
    by: Actor,
    shown: Sequence[Move] | None = None,
) -> list[Move]:
    """Store the changes, as (version seen, changes), and everything that moves with them: all of it, or nothing. `shown`: the
    moves that this person was shown; when others came about since, it is refused."""
    programme = open_programme(session, programme_id, by)
    was = {task.id: (task.starts_on, task.due_on) for task in tasks_of(session, programme_id)}
    if not changes.keys() <= was.keys():
        raise NotFound("core.not_found")
    for task_id, (seen, changed) in changes.items():
        update_task(session, task_id=task_id, seen=seen, by=by, **changed)
    session.flush()
    tasks = tasks_of(session, programme_id)
    moves, now = _moves(session, programme, tasks, was, {})
    if shown is not None and list(shown) != moves:
        raise Stale("network.plan_changed")
    for task in tasks:
        if task.id in now:
            _move(session, task, now[task.id], programme, by)
    return moves


def _move(session: Session, task: Task, to: tuple[date, date], programme: Programme, by: Actor) -> None:
    if to != (task.starts_on, task.due_on):
        for day in to:
            demand_sensible(programme, day, "due_on")
        changed = db.change(task, starts_on=to[0], due_on=to[1])
        events.record(session, by=by.person_id, verb="task.moved", on=task.kind.value, key=task.id, change=changed)


def _moves(
    session: Session, programme: Programme, tasks: Sequence[Task], was: Days, typed: Mapping[UUID, TaskEdit]
) -> tuple[list[Move], Days]:
    """The moves, and where every task that takes part in the schedule belongs."""
    days = working_days(session, programme_id=programme.id, start=COUNTED_FROM)
    above = {task.parent_id for task in tasks}
    single = [task for task in tasks if task.id not in above]
    standing = [
        _as_typed(one, task, typed[task.id], days) if task.id in typed else one
        for task, one in zip(single, standing_of(single), strict=True)
    ]
    laid = laid_out(standing, links_of(session, programme.id), days, programme.starts_on)
    now = {key: (one.starts_on, one.due_on) for key, one in laid.items()}
    moves = [
        Move(task.id, str(task.name), *was[task.id], *now[task.id], moved_days(was[task.id], now[task.id], days))
        for task in single
        if was[task.id] != now[task.id]
    ]
    return moves, now


def _as_typed(standing: Standing, task: Task, edit: TaskEdit, days: WorkingDays) -> Standing:
    """The task as it would stand if the changes were stored."""
    given = edit.model_dump(exclude_unset=True)
    wanted = replace(standing, **given_days(task.kind, task.starts_on, given))
    demand_in_order(wanted.starts_on, wanted.due_on)
    if (wanted.starts_on, wanted.due_on) != (task.starts_on, task.due_on) and task.kind is TaskKind.TASK:
        wanted = replace(wanted, duration=duration_of(wanted.starts_on, wanted.due_on, days))
    status = given.get("status", task.status)
    begun = standing.begun if "status" not in given else is_begun(status, task.started_on or clock.today())
    return replace(wanted, begun=begun, done=status is TaskStatus.DONE)
