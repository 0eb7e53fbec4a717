"""The outbox: a message is written in the transaction of the change it tells of, and sent later by whoever claims it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.db import insert_into
from tracker.core.ids import new_id
from tracker.core.settings import settings
from tracker.core.words import FALLBACK, say, speaking
from tracker.messages.models import Message, MessageTarget
from tracker.messages.rules import (
    CLAIM,
    KEPT,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    MOST_TOGETHER,
    VEILED_IN_GROUPS,
    MessageKind,
    is_personal,
    not_before,
    one_line,
    plain_lines,
    wait_after,
)
from tracker.people.access import demand
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor

UTC = "UTC"


@dataclass(frozen=True)
class Reminder:
    """Something due, to be told once: `key` names the reason, `facts` fill the sentences of its kind."""

    kind: MessageKind
    key: str
    person_id: UUID
    facts: Mapping[str, object] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True)
class Letter:
    """Claimed messages to one receiver through one target, sent as one. `claimed_until` proves the claim."""

    message_ids: tuple[UUID, ...]
    claimed_until: datetime
    address: str
    email: str
    subject: str
    body: str
    trouble: str = ""  # the key of why it can never be sent


def targets_of(session: Session, kind: MessageKind) -> list[MessageTarget]:
    rows = session.scalars(select(MessageTarget).where(MessageTarget.active).order_by(MessageTarget.id))
    return [row for row in rows if kind.value in row.kinds]


def tell(session: Session, *, kind: MessageKind, key: str, to: Iterable[UUID], path: str = "", **facts: object) -> None:
    """Write to each of these people, in their language, what the sentences of this kind say. For actions: the message is stored
    with the change, or neither is."""
    for person_id in to:
        tell_one(session, Reminder(kind, key, person_id, facts, path))


def tell_one(session: Session, reminder: Reminder, *, in_the_morning: bool = False) -> None:
    if not targets_of(session, reminder.kind):
        return
    person = session.get(Person, reminder.person_id)
    if person is None or not person.active:
        return
    kind, zone = reminder.kind, person.time_zone or UTC
    with speaking(person.language or FALLBACK, zone):
        write_message(
            session,
            kind=kind,
            key=reminder.key,
            subject=say(f"messages.subject.{kind.value}", **reminder.facts),
            body=_with_link(say(f"messages.body.{kind.value}", **reminder.facts), reminder.path),
            person_id=person.id,
            next_at=not_before(clock.now(), zone) if in_the_morning else clock.now(),
        )


def write_message(
    session: Session,
    *,
    kind: MessageKind,
    key: str,
    subject: str,
    body: str,
    person_id: UUID | None = None,
    next_at: datetime | None = None,
) -> None:
    """One row for each active target of that kind; the same reason is written once. A group reads one for all its people, and
    nothing is written to somebody without an address of their own."""
    for target in targets_of(session, kind):
        said, text, reason = subject, body, f"{kind.value}/{key}"
        if is_personal(target.address):
            if person_id is None or not _email(session, person_id):
                continue
            reason += f"/{person_id}"
        elif kind in VEILED_IN_GROUPS:
            said, text = say(f"messages.subject.{kind.value}_veiled"), _with_link(say("messages.body.veiled"), "")
            reason = f"{kind.value}/{clock.today()}"
        session.execute(
            insert_into(session, Message)
            .values(
                id=new_id(),
                key=f"{reason}/{target.id}",
                kind=kind.value,
                target_id=target.id,
                person_id=person_id if is_personal(target.address) else None,
                subject=one_line(said, LONGEST_SUBJECT),
                body=plain_lines(text, LONGEST_BODY),
                next_at=next_at or clock.now(),
            )
            .on_conflict_do_nothing(index_elements=["key"])
        )


def claim_letter(session: Session) -> Letter | None:
    """The oldest waiting message, with the others to the same receiver. Two senders never claim the same: PostgreSQL skips what
    another has locked, and SQLite has one writer at a time."""
    now = clock.now()
    oldest = session.scalars(
        select(Message).where(waiting(now)).order_by(Message.next_at, Message.id).limit(1).with_for_update(skip_locked=True)
    ).one_or_none()
    if oldest is None:
        return None
    same = and_(Message.target_id == oldest.target_id, Message.person_id.is_not_distinct_from(oldest.person_id))
    rows = session.scalars(
        select(Message).where(waiting(now), same).order_by(Message.id).limit(MOST_TOGETHER).with_for_update(skip_locked=True)
    ).all()
    until = now + CLAIM
    for row in rows:
        row.claimed_until = until
    target = session.get_one(MessageTarget, oldest.target_id)
    email, trouble = _receiver(session, target, oldest.person_id)
    first = rows[0]
    return Letter(
        message_ids=tuple(row.id for row in rows),
        claimed_until=until,
        address=target.address,
        email=email,
        subject=first.subject if len(rows) == 1 else f"{first.subject} (+{len(rows) - 1})",
        body=first.body if len(rows) == 1 else "\n\n".join(f"{row.subject}\n{row.body}" for row in rows),
        trouble=trouble,
    )


def settle_letter(session: Session, *, letter: Letter, error: str) -> None:
    """Note what came of it, unless the claim ran out and another sender has it in hand."""
    now = clock.now()
    rows = session.scalars(
        select(Message)
        .where(Message.id.in_(letter.message_ids), Message.claimed_until == letter.claimed_until, Message.sent_at.is_(None))
        .with_for_update()
    )
    for row in rows:
        row.attempts += 1
        row.claimed_until, row.last_error = None, error
        if not error:
            row.sent_at = now
        elif letter.trouble or (wait := wait_after(row.attempts)) is None:
            row.gave_up_at = now
        else:
            row.next_at = now + wait


def try_again(session: Session, *, by: Actor) -> int:
    """Put all that was given up back into the queue; how many there were."""
    demand(by, Action.MANAGE_MESSAGES)
    keys = session.scalars(select(Message.id).where(Message.gave_up_at.is_not(None)).with_for_update()).all()
    fresh = {"gave_up_at": None, "attempts": 0, "next_at": clock.now(), "claimed_until": None}
    session.execute(update(Message).where(Message.gave_up_at.is_not(None)).values(**fresh))
    if keys:
        events.record(session, by=by.person_id, verb="message.tried_again", on="message", change={"n": len(keys)})
    return len(keys)


def forget_old(session: Session) -> int:
    """What was sent or given up long ago; how many there were."""
    long_ago = clock.now() - KEPT
    done = session.execute(
        delete(Message).where(or_(Message.sent_at < long_ago, Message.gave_up_at < long_ago)).returning(Message.id)
    )
    return len(done.all())


def waiting(now: datetime) -> ColumnElement[bool]:
    return and_(
        Message.sent_at.is_(None),
        Message.gave_up_at.is_(None),
        Message.next_at <= now,
        or_(Message.claimed_until.is_(None), Message.claimed_until <= now),
    )


def _receiver(session: Session, target: MessageTarget, person_id: UUID | None) -> tuple[str, str]:
    """The address of their own, and why it cannot be sent. Looked up now: people change it, leave, or were just deactivated."""
    if not target.active:
        return "", "messages.trouble.target_off"
    if person_id is None:
        return "", ""
    email = _email(session, person_id)
    return email, "" if email else "messages.trouble.no_email"


def _email(session: Session, person_id: UUID) -> str:
    found = select(Identity.email).join(Person, Person.id == Identity.person_id).where(Person.id == person_id, Person.active)
    return session.scalar(found) or ""


def _with_link(body: str, path: str) -> str:
    """With the way there, when the service knows the address that people type."""
    public = settings().public_url.rstrip("/")
    return f"{body}\n{public}{path}" if public else body
