"""Indicators: what is measured, from which baseline, to which target, by when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.targets.rules import Direction, TargetKind, Unit


class Indicator(Edited, Base):
    """`target` is read by `target_kind`: a level, points added to the baseline, percent of change of it, or a range."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("(target_kind = 'range') = (target_high IS NOT NULL)", name="range_has_two_ends"),
        CheckConstraint("(target_kind = 'unset') = (target IS NULL)", name="set_target_has_value"),
        CheckConstraint("smallest_n >= 1", name="smallest_n_positive"),
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


class InterimTarget(Keyed, Base):
    """A dated step on the way, read by the indicator's `target_kind`."""

    __tablename__ = "interim_target"
    __table_args__ = (UniqueConstraint("indicator_id", "due_on"),)

    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    due_on: Mapped[date]
    value: Mapped[float] = mapped_column(Float)
