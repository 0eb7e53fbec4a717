"""The secret address of a person's calendar: made, renewed and ended by that person, told once."""

import secrets
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.messages.models import CalendarFeed
from tracker.people.rules import Actor, token_hash


def make_feed(session: Session, *, by: Actor) -> str:
    """A fresh token, which nobody can tell again; the address before it ends."""
    ended = _end_live(session, by)
    token = secrets.token_urlsafe(32)
    row = CalendarFeed(person_id=by.person_id, token_hash=token_hash(token))
    session.add(row)
    session.flush()
    told = {"ended": ended} if ended else {}
    events.record(session, by=by.person_id, verb="calendar.made", on="calendar", key=row.id, change=told)
    return token


def end_feed(session: Session, *, by: Actor) -> None:
    for key in _end_live(session, by):
        events.record(session, by=by.person_id, verb="calendar.ended", on="calendar", key=key)


def _end_live(session: Session, by: Actor) -> list[UUID]:
    rows = session.scalars(
        select(CalendarFeed).where(CalendarFeed.person_id == by.person_id, CalendarFeed.ended_at.is_(None)).with_for_update()
    ).all()
    for row in rows:
        row.ended_at = clock.now()
    return [row.id for row in rows]
