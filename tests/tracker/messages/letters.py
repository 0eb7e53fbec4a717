"""Targets and people with addresses, stored and ready to be written to."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories.people import new_actor
from tracker.messages.actions.targets import add_target
from tracker.messages.models import Message
from tracker.messages.rules import MessageKind
from tracker.people.models import Identity
from tracker.people.rules import Actor, Role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUP = "json://127.0.0.1:9/group-hook"
PERSONAL = "mailto://127.0.0.1:9?from=tracker@example.com&to={email}&mode=insecure"


def new_target(session: Session, address: str, kinds: Sequence[MessageKind] = tuple(MessageKind), name: str = "") -> UUID:
    administrator = new_actor(session, Role.ADMINISTRATOR)
    return add_target(session, name=name or address[:40], address=address, kinds=kinds, by=administrator)


def with_email(session: Session, role: Role = Role.MYSTERY_SHOPPER, email: str = "eve@example.org", **given: object) -> Actor:
    actor = new_actor(session, role, **given)  # type: ignore[arg-type]
    session.get_one(Identity, actor.person_id).email = email
    session.flush()
    return actor


def stored(session: Session) -> list[Message]:
    """To be looked at after the door is closed."""
    rows = list(session.scalars(select(Message).order_by(Message.id)))
    for row in rows:
        session.expunge(row)
    return rows
