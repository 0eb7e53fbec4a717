"""What people add to the comparison: rebases of limits, notes on a chart, benefits, alerts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from results.comparison.effects.rules import Attribution as Attribution  # also columns, so known here too
from results.comparison.rules import AlertKind as AlertKind
from results.comparison.rules import AlertState as AlertState
from results.comparison.rules import NoteKind as NoteKind
from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice


class LimitsRebase(Edited, Base):
    """From this day on an indicator's limits begin anew, for a reason that somebody decided. Withdrawn, it stays as a record."""

    __tablename__ = "limits_rebase"
    __table_args__ = (
        Index(
            "uq_limits_rebase_standing",
            "indicator_id",
            "starts_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("length(reason) > 0", name="says_why"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    starts_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ChartNote(Edited, Base):
    """What happened on a day, written beside the values: of one indicator, or of all where `indicator_id` is null."""

    __tablename__ = "chart_note"
    __table_args__ = (
        Index("ix_chart_note_programme", "programme_id", "happened_on"),
        CheckConstraint("length(text) > 0", name="says_something"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id"))
    happened_on: Mapped[date]
    kind: Mapped[NoteKind] = mapped_column(choice(NoteKind))
    text: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]


class Benefit(Edited, Base):
    """What the programme is worth: what should change, how one would see it, what it is put down to, whose it is, in money."""

    __tablename__ = "benefit"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("length(description) > 0", name="says_what"),
        CheckConstraint("(planned_minor IS NULL AND actual_minor IS NULL) OR currency IS NOT NULL", name="money_has_currency"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(String(500))
    observable: Mapped[str] = mapped_column(String(500), default="")
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id"))
    attribution: Mapped[Attribution] = mapped_column(choice(Attribution), default=Attribution.OBSERVED)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    currency: Mapped[str | None] = mapped_column(String(3))
    planned_minor: Mapped[int | None] = mapped_column(BigInteger)
    actual_minor: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    removed_at: Mapped[datetime | None]


class BenefitAssessment(Keyed, Base):
    """Append-only: what an effect was computed to, with its design, interval and what it assumed, frozen."""

    __tablename__ = "benefit_assessment"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    benefit_id: Mapped[UUID] = mapped_column(ForeignKey("benefit.id"), index=True)
    attribution: Mapped[Attribution] = mapped_column(choice(Attribution))
    effect: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(2000), default="")
    assessed_at: Mapped[datetime] = mapped_column(default=clock.now)
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Alert(Edited, Base):
    """Something beyond chance that wants an owner. `key` says what, where and when, so that it is raised once; `facts` are the
    numbers it was raised on."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("programme_id", "key"),
        Index("ix_alert_state", "programme_id", "state"),
        CheckConstraint("(state IN ('open', 'in_hand')) = (closed_at IS NULL)", name="closed_when_over"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    kind: Mapped[AlertKind] = mapped_column(choice(AlertKind))
    key: Mapped[str] = mapped_column(String(200))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("store.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    observed_on: Mapped[date]
    facts: Mapped[dict[str, Any]]
    state: Mapped[AlertState] = mapped_column(choice(AlertState), default=AlertState.OPEN)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(2000), default="")
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
