"""Decisions about audits, frozen scores, and the tallies that dashboards read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Keyed, choice


class Decision(StrEnum):
    RETURNED = "returned"
    APPROVED = "approved"


class ReviewDecision(Keyed, Base):
    """Append-only: each return and each approval, by whom and why."""

    __tablename__ = "review_decision"
    __table_args__ = (CheckConstraint("decision <> 'returned' OR length(reason) > 0", name="return_says_why"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    decision: Mapped[Decision] = mapped_column(choice(Decision))
    reason: Mapped[str] = mapped_column(String(2000), default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class AuditScore(Keyed, Base):
    """The score of an approved audit with its policy and trace, frozen. Append-only: a re-scoring is a new row."""

    __tablename__ = "audit_score"
    __table_args__ = (Index("ix_audit_score_programme", "programme_id", "visited_on"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    channel_code: Mapped[str] = mapped_column(String(40))
    visited_on: Mapped[date]
    earned: Mapped[str] = mapped_column(String(60))
    possible: Mapped[str] = mapped_column(String(60))
    percent: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[bool | None]
    band: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, Any]]
    scored_at: Mapped[datetime] = mapped_column(default=clock.now)


class AuditRescore(Keyed, Base):
    """An approved audit scored again under another policy or version, beside its score and never instead of it. Append-only."""

    __tablename__ = "audit_rescore"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="says_why"),
        Index("ix_audit_rescore_programme", "programme_id", "scored_at"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    score_id: Mapped[UUID] = mapped_column(ForeignKey("audit_score.id"))  # the score it stands beside
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    earned: Mapped[str] = mapped_column(String(60))
    possible: Mapped[str] = mapped_column(String(60))
    percent: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[bool | None]
    band: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, Any]]  # policy and trace, as AuditScore.result
    reason: Mapped[str] = mapped_column(String(2000))
    scored_at: Mapped[datetime] = mapped_column(default=clock.now)
    scored_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class AuditTally(Base):
    """Approved audits of a store, channel and month: kept up to date in the transaction that approves, so that a page
    costs what it shows. `total` and `total_of_squares` are sums of percent over the `n` audits with a score."""

    __tablename__ = "audit_tally"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), primary_key=True)
    channel_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]
    passed: Mapped[int]
    total: Mapped[float] = mapped_column(Float)
    total_of_squares: Mapped[float] = mapped_column(Float)
