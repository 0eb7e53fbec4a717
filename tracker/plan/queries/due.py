"""Tasks as days of their owner's calendar, milestones as days of whoever sees the programme, and what has come due."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.settings import settings
from tracker.core.words import FALLBACK, say, speaking
from tracker.messages.actions.outbox import Reminder
from tracker.messages.calendar import CalendarEntry
from tracker.messages.rules import DUE_SOON, REMIND_BACK, MessageKind, is_late
from tracker.people.access import programme_condition
from tracker.people.queries import actor_of_person
from tracker.people.rules import Action, Actor, can
from tracker.plan.models import Programme, Task
from tracker.plan.queries.desk import own_tasks
from tracker.plan.rules import ProgrammeStatus, TaskKind, TaskStatus

MOST_DAYS = 300
A_DAY = timedelta(days=1)  # somewhere it is a day earlier or later than in UTC
UTC = "UTC"
PATH, PLAN = "/my-tasks", "/plan?programme="


def task_days(session: Session, by: Actor) -> list[CalendarEntry]:
    """One's own open tasks on the day they are due; milestones are days of everybody who sees the plan."""
    if not can(by, Action.REPORT_PROGRESS):
        return []
    return [
        CalendarEntry(
            key=f"task-{task.id}",
            day=task.due_on,
            title=say("desk.calendar_task", name=task.name),
            text=say("desk.of", programme=task.programme, what=task.deliverable) if task.deliverable else task.programme,
            link=_link(PATH),
        )
        for task in own_tasks(session, by=by)
        if task.kind is TaskKind.TASK and task.status is not TaskStatus.DONE
    ][:MOST_DAYS]


def milestone_days(session: Session, by: Actor) -> list[CalendarEntry]:
    """The milestones still to be met of the open programmes that this person sees."""
    if not can(by, Action.SEE_PLAN):
        return []
    rows = session.execute(
        select(Task.id, Task.name, Task.due_on, Programme.code, Programme.name.label("programme"))
        .join(Programme, Programme.id == Task.programme_id)
        .where(
            Task.kind == TaskKind.MILESTONE,
            Task.status != TaskStatus.DONE,
            Programme.status == ProgrammeStatus.ACTIVE,
            programme_condition(by, Task.programme_id),
        )
        .order_by(Task.due_on, Task.id)
        .limit(MOST_DAYS)
    )
    return [
        CalendarEntry(
            key=f"milestone-{row.id}",
            day=row.due_on,
            title=say("desk.calendar_milestone", name=row.name),
            text=str(row.programme),
            link=_link(f"{PLAN}{row.code}"),
        )
        for row in rows
    ]


def tasks_to_remind_of(session: Session) -> Iterator[Reminder]:
    """Everybody's open tasks and milestones that are due soon or have lately become overdue, by their owner's own day."""
    today = clock.today()
    window = Task.due_on.between(today - REMIND_BACK - A_DAY, today + DUE_SOON + A_DAY)
    owners = select(Task.owner_id).where(Task.owner_id.is_not(None), Task.status != TaskStatus.DONE, window).distinct()
    kinds = {True: MessageKind.TASK_OVERDUE, False: MessageKind.TASK_DUE_SOON}
    for person_id in session.scalars(owners).all():
        owner = actor_of_person(session, person_id=person_id) if person_id else None
        if owner is None or not can(owner, Action.REPORT_PROGRESS):
            continue
        zone = owner.time_zone or UTC
        with speaking(owner.language or FALLBACK, zone):
            tasks = own_tasks(session, by=owner)
        for task in tasks:
            late = is_late(task.due_on, clock.today(zone)) if task.status is not TaskStatus.DONE else None
            if late is not None:
                facts = {"name": task.name, "programme": task.programme, "due": task.due_on}
                yield Reminder(kinds[late], f"{task.id}/{task.due_on}", owner.person_id, facts, PATH)


def _link(path: str) -> str:
    public = settings().public_url.rstrip("/")
    return f"{public}{path}" if public else ""
