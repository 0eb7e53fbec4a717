"""From an assignment to a submission. Answers and evidence are append-only: the latest of an item counts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Json, Keyed, choice


class AuditState(StrEnum):
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({AuditState.ASSIGNED, AuditState.IN_PROGRESS, AuditState.RETURNED})  # the visitor's turn


class Assignment(Edited, Base):
    """One visit to make: who, where, through which channel, in which days, on which version of the rubric."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("due_on >= visit_from", name="dates_in_order"),
        Index("ix_assignment_assignee", "assignee_id", "state"),
        Index("ix_assignment_programme", "programme_id", "state", "due_on"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    channel_code: Mapped[str] = mapped_column(String(40))
    assignee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    visit_from: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[AuditState] = mapped_column(choice(AuditState), default=AuditState.ASSIGNED)


class Draft(Base):
    """An opened checklist. Its id, made when it was opened, is the id of its submission. Who holds the lease may save.

    A returned audit is opened again as the next attempt; what was submitted before stays as it was.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("assignment_id", "attempt"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"))
    attempt: Mapped[int] = mapped_column(default=1)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    lease_hash: Mapped[str | None] = mapped_column(String(64))
    leased_at: Mapped[datetime | None]


class Answer(Keyed, Base):
    """One answer given. `value` is a choice's code, a list of codes, a number or a text; null takes an answer back."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_draft_item", "draft_id", "item_code", "id"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    item_code: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any | None] = mapped_column(Json)
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Evidence(Keyed, Base):
    """A picture given with an item, or (`withdrawn`) its withdrawal."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_draft_item", "draft_id", "item_code"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    item_code: Mapped[str] = mapped_column(String(100))
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Submission(Base):
    """What was submitted, once. `payload_hash` is over the canonical JSON of id, answers and evidence (see rules); its
    start is the receipt."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_programme", "programme_id", "received_at"),)

    id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), index=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
