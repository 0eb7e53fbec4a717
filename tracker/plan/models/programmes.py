"""Programmes with their phases, and the areas and days on which they go through them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.plan.rules import (
    ProgrammeStatus,
)


class Programme(Edited, Base):
    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Label]
    goal: Mapped[Label]
    template: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(10), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[ProgrammeStatus] = mapped_column(choice(ProgrammeStatus), default=ProgrammeStatus.ACTIVE)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates_in_order"),)


class Phase(Edited, Base):
    __tablename__ = "phase"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    position: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class WorkingCalendar(Edited, Base):
    """When a programme works. Without a row: Monday to Friday, no holidays."""

    __tablename__ = "working_calendar"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), unique=True)
    weekdays: Mapped[str] = mapped_column(String(7), default="12345")  # ISO weekdays that are worked, in order
    country: Mapped[str | None] = mapped_column(
        String(2)
    )  # whose public holidays are days off, and whose shifted days are worked


class CalendarDay(Keyed, Base):
    """A day of the programme's own, worked or not whatever the weekday and the country say."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("programme_id", "on"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    on: Mapped[date]
    worked: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200), default="")


class Area(Edited, Base):
    """Regions or stores that go through the phases together, on dates of their own."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    position: Mapped[int]


class AreaRegion(Base):
    __tablename__ = "area_region"

    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True, index=True)


class AreaStore(Base):
    __tablename__ = "area_store"

    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), primary_key=True, index=True)


class PhaseArea(Edited, Base):
    """When an area is in a phase; phases of an area may overlap."""

    __tablename__ = "phase_area"
    __table_args__ = (
        UniqueConstraint("phase_id", "area_id"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phase.id"))
    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class ProgrammeTemplate(Edited, Base):
    """A programme saved as a template: the same text as those that are shipped."""

    __tablename__ = "programme_template"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Label]
    text: Mapped[str]
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
