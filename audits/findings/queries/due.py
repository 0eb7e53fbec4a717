"""Corrective actions as days of their owner's calendar, and what of them has come due."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.models import CorrectiveAction
from audits.findings.queries.corrective import due_actions
from audits.findings.rules import LIVE_STATES
from audits.visits.queries.due import A_DAY
from tracker.core import clock
from tracker.core.settings import settings
from tracker.core.words import say
from tracker.messages.actions.outbox import Reminder
from tracker.messages.calendar import CalendarEntry
from tracker.messages.rules import DUE_SOON, REMIND_BACK, MessageKind, is_late
from tracker.people.queries import actor_of_person
from tracker.people.rules import Actor

UTC = "UTC"
PATH = "/actions"


def action_days(session: Session, by: Actor) -> list[CalendarEntry]:
    """One's own actions on the day they are due."""
    public = settings().public_url.rstrip("/")
    return [
        CalendarEntry(
            key=f"action-{row.id}",
            day=row.due_on,
            title=say("actions.calendar_title", store=row.store, item=row.item),
            text=row.what,
            link=f"{public}{PATH}" if public else "",
        )
        for row in due_actions(session, by=by)
    ]


def actions_to_remind_of(session: Session) -> Iterator[Reminder]:
    """Everybody's actions that are due soon or have lately become overdue, as far as their owner still sees them."""
    today = clock.today()
    window = CorrectiveAction.due_on.between(today - REMIND_BACK - A_DAY, today + DUE_SOON + A_DAY)
    owners = select(CorrectiveAction.owner_id).where(CorrectiveAction.state.in_(LIVE_STATES), window).distinct()
    kinds = {True: MessageKind.ACTION_OVERDUE, False: MessageKind.ACTION_DUE_SOON}
    for person_id in session.scalars(owners).all():
        owner = actor_of_person(session, person_id=person_id)
        if owner is None:
            continue
        for row in due_actions(session, by=owner):
            late = is_late(row.due_on, clock.today(owner.time_zone or UTC))
            if late is not None:
                facts = {"store": row.store, "item": row.item, "due": row.due_on}
                yield Reminder(kinds[late], f"{row.id}/{row.due_on}", person_id, facts, PATH)
