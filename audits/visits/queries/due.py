"""Visits as days of their visitor's calendar, and what of them has come due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from audits.visits.models import OPEN_STATES, Assignment, AuditState
from tracker.core import clock
from tracker.core.settings import settings
from tracker.core.words import Label, say
from tracker.messages.actions.outbox import Reminder
from tracker.messages.calendar import CalendarEntry
from tracker.messages.rules import DUE_SOON, REMIND_BACK, MessageKind, is_late
from tracker.people.access import demand
from tracker.people.models import Channel, Person, Store
from tracker.people.rules import Action, Actor, can
from tracker.plan.models import Programme, ProgrammeStatus

MOST_DAYS = 300
A_DAY = timedelta(days=1)  # somewhere it is a day earlier or later than in UTC
UTC = "UTC"
PATH = "/my-visits"


def visit_days(session: Session, by: Actor) -> list[CalendarEntry]:
    """One's own open visits: on the planned day where there is one, else on the last day they may be made."""
    if not can(by, Action.FILL_IN_VISIT):
        return []
    rows = session.execute(
        _open_visits()
        .add_columns(Channel.name.label("channel"))
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(Assignment.assignee_id == by.person_id)
        .order_by(Assignment.due_on, Assignment.id)
        .limit(MOST_DAYS)
    )
    public = settings().public_url.rstrip("/")
    return [
        CalendarEntry(
            key=f"visit-{row.Assignment.id}",
            day=row.Assignment.planned_on or row.Assignment.due_on,
            title=say("visits.calendar_title", store=row.name),
            text=say("visits.card_line", channel=row.channel, start=row.Assignment.visit_from, due=row.Assignment.due_on),
            link=f"{public}{PATH}" if public else "",
        )
        for row in rows
    ]


def visits_to_remind_of(session: Session) -> Iterator[Reminder]:
    """Everybody's open visits that are due soon or have lately become overdue, by the visitor's own day."""
    today = clock.today()
    window = Assignment.due_on.between(today - REMIND_BACK - A_DAY, today + DUE_SOON + A_DAY)
    kinds = {True: MessageKind.VISIT_OVERDUE, False: MessageKind.VISIT_DUE_SOON}
    for row in session.execute(_open_visits().where(window, Person.active).order_by(Assignment.due_on, Assignment.id)):
        visit: Assignment = row.Assignment
        late = is_late(visit.due_on, clock.today(row.time_zone or UTC))
        if late is not None:
            facts = {"store": row.name, "due": visit.due_on}
            yield Reminder(kinds[late], f"{visit.id}/{visit.due_on}", visit.assignee_id, facts, PATH)


def _open_visits() -> Select[Assignment, Label, str | None]:
    return (
        select(Assignment, Store.name, Person.time_zone)
        .join(Store, Store.id == Assignment.store_id)
        .join(Person, Person.id == Assignment.assignee_id)
        .join(Programme, Programme.id == Assignment.programme_id)
        .where(Assignment.state.in_(OPEN_STATES), Programme.status == ProgrammeStatus.ACTIVE)
    )


@dataclass(frozen=True)
class MyTurn:
    """One's own open visits, each counted once. `first_due` is of those that are neither late nor returned."""

    overdue: int
    returned: int
    open: int
    first_due: date | None


def my_turn(session: Session, *, today: date, by: Actor) -> MyTurn:
    demand(by, Action.FILL_IN_VISIT)
    own = (Assignment.assignee_id == by.person_id, Assignment.state.in_(OPEN_STATES))
    rows = session.execute(select(Assignment.state, Assignment.due_on).where(*own)).all()
    late = [row for row in rows if row.due_on < today]
    returned = [row for row in rows if row.due_on >= today and row.state is AuditState.RETURNED]
    others = [row.due_on for row in rows if row.due_on >= today and row.state is not AuditState.RETURNED]
    return MyTurn(len(late), len(returned), len(others), min(others, default=None))
