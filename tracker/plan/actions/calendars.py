"""When a programme works. The days of its tasks stay; their durations are counted anew, and recurring work that is not begun
falls on the new calendar's days."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.refusals import NotFound, Stale
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.recurrences import lay_out_recurrence
from tracker.plan.actions.tasks import demand_sensible
from tracker.plan.forms import CalendarForm, DayForm
from tracker.plan.models import CalendarDay, Programme, Recurrence, Task, WorkingCalendar
from tracker.plan.queries.calendars import countries, weekdays_of, working_days
from tracker.plan.rules import TaskKind, duration_of


def set_calendar(
    session: Session, *, programme_id: UUID, seen: int, weekdays: Collection[int], country: str | None, by: Actor
) -> None:
    """`seen`: the calendar's version, 0 where nobody has set it yet."""
    programme = open_programme(session, programme_id, by)
    form = CalendarForm.read(weekdays=frozenset(weekdays), country=country or None)
    db.refuse_unless(form.country is None or form.country in countries(), "network.unknown_country", field="country")
    row = session.scalars(select(WorkingCalendar).where(WorkingCalendar.programme_id == programme_id)).one_or_none()
    if seen != (row.version if row else 0):
        raise Stale()
    wanted = {"weekdays": "".join(str(weekday) for weekday in sorted(form.weekdays)), "country": form.country}
    if row is None:
        before = {"weekdays": "".join(map(str, weekdays_of(None))), "country": None}
        session.add(WorkingCalendar(programme_id=programme_id, **wanted))
        changed = {name: [before[name], value] for name, value in wanted.items() if before[name] != value}
    else:
        changed = db.change(row, **wanted)
    if changed:
        events.record(session, by=by.person_id, verb="calendar.set", on="programme", key=programme_id, change=changed)
        count_anew(session, programme, by)


def set_day(session: Session, *, programme_id: UUID, on: date, worked: bool, name: str = "", by: Actor) -> UUID:
    """A day off, or a day that is worked, whatever weekday and country say."""
    programme = open_programme(session, programme_id, by)
    form = DayForm.read(on=on, worked=worked, name=name)
    demand_sensible(programme, form.on, "on")
    row = session.scalars(
        select(CalendarDay).where(CalendarDay.programme_id == programme_id, CalendarDay.on == form.on)
    ).one_or_none()
    before = None if row is None else row.worked
    if row is None:
        row = CalendarDay(programme_id=programme_id, on=form.on, worked=form.worked)
        session.add(row)
    row.worked, row.name = form.worked, form.name
    session.flush()
    change = {"on": [before and form.on, form.on], "worked": [before, form.worked]}
    events.record(session, by=by.person_id, verb="calendar.day_set", on="programme", key=programme_id, change=change)
    count_anew(session, programme, by)
    return row.id


def remove_day(session: Session, *, day_id: UUID, by: Actor) -> None:
    """The day is worked again as weekday and country say."""
    demand(by, Action.EDIT_PLAN)
    row = session.scalars(
        select(CalendarDay).where(CalendarDay.id == day_id, programme_condition(by, CalendarDay.programme_id))
    ).one_or_none()
    if row is None:
        raise NotFound("core.not_found")
    programme = open_programme(session, row.programme_id, by)
    change = {"on": [row.on, None], "worked": [row.worked, None]}
    session.delete(row)
    session.flush()
    events.record(session, by=by.person_id, verb="calendar.day_removed", on="programme", key=programme.id, change=change)
    count_anew(session, programme, by)


def count_anew(session: Session, programme: Programme, by: Actor) -> None:
    """What follows from the calendar. Durations follow from the days, so they are no change that an editor of the task would have
    to see. For actions that have asked who does it."""
    session.flush()
    days = working_days(session, programme_id=programme.id, start=programme.starts_on)
    for task in session.scalars(select(Task).where(Task.programme_id == programme.id, Task.kind == TaskKind.TASK)):
        task.duration_days = duration_of(task.starts_on, task.due_on, days)
    for rule in session.scalars(select(Recurrence).where(Recurrence.programme_id == programme.id)).all():
        lay_out_recurrence(session, rule, by)
