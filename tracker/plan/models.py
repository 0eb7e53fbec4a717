"""Programmes with their phases, tasks and milestones."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, choice
from tracker.core.words import Label
from tracker.plan.rules import MilestoneStatus as MilestoneStatus
from tracker.plan.rules import ProgrammeStatus as ProgrammeStatus
from tracker.plan.rules import TaskStatus as TaskStatus


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


class Task(Edited, Base):
    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("due_on >= starts_on", name="dates_in_order"),
        CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done_has_its_day"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phase.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    deliverable: Mapped[Label]
    owner_role: Mapped[Label]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[TaskStatus] = mapped_column(choice(TaskStatus), default=TaskStatus.NOT_STARTED)
    done_on: Mapped[date | None]


class Milestone(Edited, Base):
    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("(status = 'met') = (met_on IS NOT NULL)", name="met_has_its_day"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phase.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    position: Mapped[int]
    due_on: Mapped[date]
    status: Mapped[MilestoneStatus] = mapped_column(choice(MilestoneStatus), default=MilestoneStatus.OPEN)
    met_on: Mapped[date | None]
