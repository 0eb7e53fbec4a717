"""Messages that leave the house, and calendars that others subscribe to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed


class MessageTarget(Edited, Base):
    """Where messages go, as an Apprise address. `{email}` in it stands for the receiver's own: then it is personal, else a
    group of people reads it. The address holds secrets, so no page shows it again."""

    __tablename__ = "message_target"
    __table_args__ = (CheckConstraint("length(name) > 0 AND length(address) > 0", name="given"),)

    name: Mapped[str] = mapped_column(String(100), unique=True)
    address: Mapped[str] = mapped_column(String(1000))
    kinds: Mapped[list[Any]]  # the kinds of messages it takes
    active: Mapped[bool] = mapped_column(default=True)


class Message(Keyed, Base):
    """The outbox: written with the change it tells of, sent later and tried again. `key` makes it one message however often
    its reason is found."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_waiting", "sent_at", "gave_up_at", "next_at"),)

    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    target_id: Mapped[UUID] = mapped_column(ForeignKey("message_target.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(String(4000))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_until: Mapped[datetime | None]  # a sender has it in hand until then
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    sent_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]


class CalendarFeed(Keyed, Base):
    """A secret address under which a person's calendar can be read; stored as its SHA-256 only."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
