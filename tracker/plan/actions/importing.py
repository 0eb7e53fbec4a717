"""A plan of another program becomes tasks of a phase."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.actions.links import demand_no_circle
from tracker.plan.actions.opening import open_programme
from tracker.plan.models import Phase, Programme, Task, TaskKind, TaskLink, TaskStatus
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import PercentRule, WorkingDays, is_sensible
from tracker.plan.rules.projects import Brought, BroughtTask

LONGEST_NAME = 200
WHOLE = 100  # percent


def take_project_in(session: Session, *, programme_id: UUID, phase_id: UUID, project: Brought, by: Actor) -> int:
    """Its tasks, milestones and links, new at the end of the phase; how many tasks. Days are counted by the programme's calendar,
    and no task starts before the day on which it stands in the file. Each file gets codes of its own: M1-7 is task 7 of the first
    one.
    """
    programme = open_programme(session, programme_id, by)
    phase = session.scalars(select(Phase.id).where(Phase.id == phase_id, Phase.programme_id == programme_id)).one_or_none()
    if phase is None:
        raise NotFound("core.not_found")
    db.refuse_unless(bool(project.tasks), "desk.project_empty")
    days = working_days(session, programme_id=programme_id, start=programme.starts_on)
    first = session.scalar(select(func.max(Task.position)).where(Task.phase_id == phase)) or 0
    begins, today = _begins(session, programme_id), clock.today(by.time_zone or "UTC")
    keys = {task.uid: new_id() for task in project.tasks}
    for position, task in enumerate(project.tasks, start=first + 1):
        row = _task(programme, task, days, today)
        row.id, row.phase_id, row.position, row.code = keys[task.uid], phase, position, f"{begins}{task.uid}"
        row.parent_id = keys.get(task.parent) if task.parent is not None else None
        session.add(row)
        session.flush()
    for link in project.links:
        ends = {"before_id": keys[link.before], "after_id": keys[link.after]}
        session.add(TaskLink(programme_id=programme_id, **ends, type=link.type, lag_days=link.lag_days))
    session.flush()
    demand_no_circle(session, programme_id, [(keys[link.before], keys[link.after]) for link in project.links])
    change = {"tasks": [None, len(project.tasks)], "links": [None, len(project.links)], "codes": [None, begins]}
    events.record(session, by=by.person_id, verb="project.taken_in", on="programme", key=programme_id, change=change)
    return len(project.tasks)


def _begins(session: Session, programme_id: UUID) -> str:
    taken = session.scalars(select(Task.code).where(Task.programme_id == programme_id, Task.code.startswith("M"))).all()
    number = 1
    while any(code.startswith(f"M{number}-") for code in taken):
        number += 1
    return f"M{number}-"


def _task(programme: Programme, task: BroughtTask, days: WorkingDays, today: date) -> Task:
    starts_on = task.starts_on
    due_on = days.day(days.on_or_after(starts_on) + task.days - 1) if task.days else starts_on
    for day in (starts_on, due_on):
        first, last = programme.starts_on, programme.ends_on
        sensible = is_sensible(day, first, last)
        db.refuse_unless(sensible, "desk.project_elsewhere", name=task.name[:LONGEST_NAME], day=day, first=first, last=last)
    done = task.percent >= WHOLE
    name = task.name.strip()[:LONGEST_NAME] or str(task.uid)
    return Task(
        programme_id=programme.id,
        kind=TaskKind.TASK if task.days else TaskKind.MILESTONE,
        name=Label(name, name),
        deliverable=Label("", ""),
        owner_role=Label("", ""),
        starts_on=starts_on,
        due_on=max(due_on, starts_on),
        duration_days=task.days,
        not_before=starts_on,
        percent_rule=PercentRule.PERCENT,
        percent=min(max(task.percent, 0), WHOLE),
        status=TaskStatus.DONE if done else TaskStatus.IN_PROGRESS if task.percent > 0 else TaskStatus.NOT_STARTED,
        started_on=min(starts_on, today) if task.percent > 0 else None,
        done_on=min(task.finished_on or due_on, today) if done else None,
    )
