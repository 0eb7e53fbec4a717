"""Targets and outbox as the administrator sees them, and whose calendar an address opens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.messages.models import CalendarFeed, Message, MessageTarget
from tracker.messages.rules import MessageKind, MessageState, is_personal, masked
from tracker.people.access import demand
from tracker.people.models import Identity
from tracker.people.queries import actor_of_person
from tracker.people.rules import Action, Actor, token_hash

PAGE = 50


@dataclass(frozen=True)
class TargetRow:
    """`address` is masked; the whole one never leaves the database but to be sent to."""

    id: UUID
    version: int
    name: str
    address: str
    kinds: tuple[MessageKind, ...]
    active: bool
    is_personal: bool


@dataclass(frozen=True)
class MessageRow:
    id: UUID
    kind: MessageKind
    target: str
    person: str | None
    subject: str
    state: MessageState
    written_at: datetime
    next_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str


def targets(session: Session, *, by: Actor) -> list[TargetRow]:
    demand(by, Action.MANAGE_MESSAGES)
    rows = session.scalars(select(MessageTarget).order_by(MessageTarget.name))
    return [
        TargetRow(
            row.id,
            row.version,
            row.name,
            masked(row.address),
            tuple(MessageKind(kind) for kind in row.kinds),
            row.active,
            is_personal(row.address),
        )
        for row in rows
    ]


def trial_address(session: Session, *, target_id: UUID, by: Actor) -> tuple[str, str]:
    """For a test message: the target's address, and the administrator's own e-mail address or nothing."""
    demand(by, Action.MANAGE_MESSAGES)
    address = session.get_one(MessageTarget, target_id).address
    return address, session.scalar(select(Identity.email).where(Identity.person_id == by.person_id)) or ""


def outbox(session: Session, *, by: Actor, state: MessageState, limit: int = PAGE, offset: int = 0) -> list[MessageRow]:
    """Latest first."""
    demand(by, Action.MANAGE_MESSAGES)
    rows = session.execute(
        select(Message, MessageTarget.name, Identity.display_name)
        .join(MessageTarget, MessageTarget.id == Message.target_id)
        .outerjoin(Identity, Identity.person_id == Message.person_id)
        .where(_state_of_message == state.value)
        .order_by(Message.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        MessageRow(
            row.Message.id,
            MessageKind(row.Message.kind),
            row.name,
            row.display_name,
            row.Message.subject,
            state,
            row.Message.written_at,
            row.Message.next_at,
            row.Message.sent_at,
            row.Message.attempts,
            row.Message.last_error,
        )
        for row in rows
    ]


def outbox_counts(session: Session, *, by: Actor) -> dict[MessageState, int]:
    demand(by, Action.MANAGE_MESSAGES)
    rows = session.execute(select(_state_of_message.label("state"), func.count().label("n")).group_by(_state_of_message))
    counted = {MessageState(row.state): row.n for row in rows}
    return {state: counted.get(state, 0) for state in MessageState}


def is_anything_waiting(session: Session) -> bool:
    now = clock.now()
    waits = select(Message.id).where(Message.sent_at.is_(None), Message.gave_up_at.is_(None), Message.next_at <= now).limit(1)
    return session.scalar(waits) is not None


def kinds_wanted(session: Session) -> frozenset[MessageKind]:
    """The kinds that some active target takes."""
    rows = session.scalars(select(MessageTarget.kinds).where(MessageTarget.active))
    return frozenset(MessageKind(kind) for kinds in rows for kind in kinds)


def live_feed(session: Session, *, by: Actor) -> datetime | None:
    """Since when one's own calendar has an address; None without one."""
    query = select(func.max(CalendarFeed.made_at)).where(CalendarFeed.person_id == by.person_id, CalendarFeed.ended_at.is_(None))
    return session.scalar(query)


def actor_of_feed(session: Session, *, token: str) -> Actor | None:
    """Whose calendar stands under this secret address, while they are active."""
    query = select(CalendarFeed.person_id).where(CalendarFeed.token_hash == token_hash(token), CalendarFeed.ended_at.is_(None))
    person_id = session.scalar(query)
    return actor_of_person(session, person_id=person_id) if person_id else None


_state_of_message: ColumnElement[str] = case(
    (Message.sent_at.is_not(None), MessageState.SENT.value),
    (Message.gave_up_at.is_not(None), MessageState.GIVEN_UP.value),
    else_=MessageState.WAITING.value,
)
