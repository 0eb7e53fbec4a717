"""The latest entries of the event log, for the administrator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.models import Event
from tracker.people.access import demand
from tracker.people.queries.people import names
from tracker.people.rules import Action, Actor

LATEST = 200


@dataclass(frozen=True)
class EventRow:
    """`who` is None where nobody was signed in, and the key stands for a person whose name was erased."""

    position: int
    at: datetime
    who: str | None
    verb: str
    kind: str
    subject_id: UUID | None
    change: dict[str, Any]


def latest_events(session: Session, *, by: Actor, kind: str | None = None, limit: int = LATEST) -> list[EventRow]:
    """Newest first; `kind` is what the event was about."""
    demand(by, Action.SEE_EVENT_LOG)
    wanted = select(Event.position, Event.at, Event.by, Event.verb, Event.subject_kind, Event.subject_id, Event.change)
    if kind is not None:
        wanted = wanted.where(Event.subject_kind == kind)
    rows = session.execute(wanted.order_by(Event.position.desc()).limit(limit)).all()
    known = names(session, keys=[row.by for row in rows if row.by], by=by)
    return [
        EventRow(
            row.position,
            row.at,
            known.get(row.by, str(row.by)) if row.by else None,
            row.verb,
            row.subject_kind,
            row.subject_id,
            row.change,
        )
        for row in rows
    ]


def event_kinds(session: Session, *, by: Actor) -> list[str]:
    """Each kind by one step through the index: a DISTINCT would read every entry of the log."""
    demand(by, Action.SEE_EVENT_LOG)
    kinds: list[str] = []
    while (
        kind := session.scalar(select(func.min(Event.subject_kind)).where(Event.subject_kind > (kinds or [""])[-1]))
    ) is not None:
        kinds.append(kind)
    return kinds


def check_chain(session: Session, *, by: Actor) -> events.Verified:
    demand(by, Action.SEE_EVENT_LOG)
    return events.verify(session)
