"""Risks of a programme with their history, and the issues that they became."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, column, table, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, LabelType, choice
from tracker.core.words import Label
from tracker.risks.rules import Proximity, Response, RiskKind, RiskState

# Indicators lie in a later folder, which lays out risks when a programme starts: the table is known here by its name alone.
INDICATOR = table(
    "indicator",
    column("id", Uuid),
    column("programme_id", Uuid),
    column("code", String),
    column("name", LabelType),
    column("position"),
)


class Risk(Edited, Base):
    __tablename__ = "risk"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("probability BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5", name="on_the_scale"),
        CheckConstraint("(state IN ('open', 'watched')) = (review_on IS NOT NULL)", name="review_while_alive"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_its_day"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[RiskKind] = mapped_column(choice(RiskKind))
    title: Mapped[Label]
    description: Mapped[Label]
    probability: Mapped[int]
    impact: Mapped[int]
    proximity: Mapped[Proximity] = mapped_column(choice(Proximity))
    response: Mapped[Response] = mapped_column(choice(Response))
    response_text: Mapped[Label]
    owner_role: Mapped[Label]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[RiskState] = mapped_column(choice(RiskState), default=RiskState.OPEN)
    reviewed_on: Mapped[date | None]
    review_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(10), default="")


class RiskPhase(Base):
    __tablename__ = "risk_phase"

    risk_id: Mapped[UUID] = mapped_column(ForeignKey("risk.id"), primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phase.id"), primary_key=True, index=True)


class RiskIndicator(Base):
    __tablename__ = "risk_indicator"

    risk_id: Mapped[UUID] = mapped_column(ForeignKey("risk.id"), primary_key=True)
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"), primary_key=True, index=True)


class RiskChange(Keyed, Base):
    """Append-only: what changed about a risk or its issue, why, when and by whom; first that a person noted it, where one did."""

    __tablename__ = "risk_change"
    __table_args__ = (Index("ix_risk_change_risk", "risk_id", "changed_at"),)

    risk_id: Mapped[UUID] = mapped_column(ForeignKey("risk.id"))
    change: Mapped[dict[str, Any]]  # field: [before, after]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    state: Mapped[RiskState] = mapped_column(choice(RiskState))  # from here on
    score_before: Mapped[int | None]
    score: Mapped[int]  # from here on
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Issue(Edited, Base):
    """A risk that happened: what it does, by when it is put right, and how it was."""

    __tablename__ = "issue"
    __table_args__ = (
        Index("ix_issue_programme", "programme_id"),
        Index(
            "uq_issue_open",
            "risk_id",
            unique=True,
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
        CheckConstraint("length(effect) > 0", name="says_its_effect"),
        CheckConstraint("(length(resolution) > 0) = (resolved_on IS NOT NULL)", name="resolved_says_how"),
        CheckConstraint("due_on >= happened_on AND resolved_on >= happened_on", name="dates_in_order"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    risk_id: Mapped[UUID] = mapped_column(ForeignKey("risk.id"), index=True)
    happened_on: Mapped[date]
    effect: Mapped[str] = mapped_column(String(2000))
    due_on: Mapped[date]
    resolution: Mapped[str] = mapped_column(String(2000), default="")
    resolved_on: Mapped[date | None]
