"""Indicators: what is measured, from which baseline, to which target, by when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.targets.rules import (
    AddsUp,
    Direction,
    Frequency,
    LimitsChart,
    LimitsProfile,
    Measure,
    Path,
    TargetKind,
    Timing,
    Unit,
)

UNSAID = Label("", "")


class Indicator(Edited, Base):
    """The contract as it stands; `IndicatorVersion` has each there was. `target` is read by `target_kind`: a level, points added
    to the baseline, percent of change of it, or a range."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("(target_kind = 'range') = (target_high IS NOT NULL)", name="range_has_two_ends"),
        CheckConstraint("(target_kind = 'unset') = (target IS NULL)", name="set_target_has_value"),
        CheckConstraint("smallest_n >= 1", name="smallest_n_positive"),
        CheckConstraint("consecutive >= 1", name="consecutive_positive"),
        CheckConstraint("(timing = 'rolling') = (rolling_months IS NOT NULL)", name="rolling_has_months"),
        CheckConstraint("rolling_months IS NULL OR rolling_months BETWEEN 2 AND 36", name="rolling_months_few"),
        CheckConstraint("baseline_to IS NULL OR baseline_from <= baseline_to", name="baseline_window_in_order"),
        CheckConstraint("(baseline_locked_at IS NULL) = (baseline_locked_by IS NULL)", name="locked_by_somebody"),
        CheckConstraint("alert_below IS NULL OR alert_above IS NULL OR alert_below < alert_above", name="alerts_in_order"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Label]
    note: Mapped[Label]
    unit: Mapped[Unit] = mapped_column(choice(Unit))
    direction: Mapped[Direction] = mapped_column(choice(Direction))
    position: Mapped[int]
    baseline: Mapped[float | None] = mapped_column(Float)
    target_kind: Mapped[TargetKind] = mapped_column(choice(TargetKind))
    target: Mapped[float | None] = mapped_column(Float)
    target_high: Mapped[float | None] = mapped_column(Float)
    target_on: Mapped[date]
    smallest_n: Mapped[int] = mapped_column(default=1)
    derived: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(10), default="")
    question: Mapped[Label] = mapped_column(default=UNSAID)
    formula: Mapped[Label] = mapped_column(default=UNSAID)
    numerator: Mapped[Label] = mapped_column(default=UNSAID)
    denominator: Mapped[Label] = mapped_column(default=UNSAID)
    measure: Mapped[Measure] = mapped_column(choice(Measure), default=Measure.MEAN)
    frequency: Mapped[Frequency] = mapped_column(choice(Frequency), default=Frequency.MONTHLY)
    timing: Mapped[Timing] = mapped_column(choice(Timing), default=Timing.FLOW)
    rolling_months: Mapped[int | None]
    adds_up: Mapped[AddsUp] = mapped_column(choice(AddsUp), default=AddsUp.WEIGHTED)
    baseline_from: Mapped[date | None]
    baseline_to: Mapped[date | None]
    baseline_n: Mapped[int | None]
    baseline_locked_at: Mapped[datetime | None]
    baseline_locked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    path: Mapped[Path] = mapped_column(choice(Path), default=Path.LINE)
    consecutive: Mapped[int] = mapped_column(default=1)
    alert_below: Mapped[float | None] = mapped_column(Float)
    alert_above: Mapped[float | None] = mapped_column(Float)
    chart: Mapped[LimitsChart] = mapped_column(choice(LimitsChart), default=LimitsChart.XMR)
    profile: Mapped[LimitsProfile] = mapped_column(choice(LimitsProfile), default=LimitsProfile.NHSR)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int] = mapped_column(default=1)  # of the contract; `version` counts every saving


class InterimTarget(Keyed, Base):
    """A dated step on the way, read by the indicator's `target_kind`."""

    __tablename__ = "interim_target"
    __table_args__ = (UniqueConstraint("indicator_id", "due_on"),)

    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    due_on: Mapped[date]
    value: Mapped[float] = mapped_column(Float)


class IndicatorVersion(Keyed, Base):
    """Append-only: the whole contract as it was from this number on, target and dated targets included, and why it changed."""

    __tablename__ = "indicator_version"
    __table_args__ = (
        UniqueConstraint("indicator_id", "number"),
        CheckConstraint("number = 1 OR length(reason) > 0", name="says_why"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    number: Mapped[int]
    contract: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
