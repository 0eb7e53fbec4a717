"""Gates with their criteria and what was decided; responsibilities, meetings, decisions and actions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.plan.rules import (
    Confidence,
    CriterionKind,
    GateOutcome,
    MinuteKind,
)
from tracker.plan.rules.texts import LONG


class Gate(Edited, Base):
    """The decision between one phase and the next; the last gate closes the programme."""

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    after_phase_id: Mapped[UUID] = mapped_column(ForeignKey("phase.id"))
    before_phase_id: Mapped[UUID | None] = mapped_column(ForeignKey("phase.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    position: Mapped[int]
    due_on: Mapped[date]
    owner_role: Mapped[Label]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)


class Criterion(Edited, Base):
    """What a gate asks for. Which of the references counts follows from the kind."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("gate_id", "code"),
        CheckConstraint("(kind IN ('milestone_met', 'task_done')) = (task_id IS NOT NULL)", name="names_its_task"),
        CheckConstraint("(kind = 'indicator_at_target') = (indicator_code IS NOT NULL)", name="names_its_indicator"),
        CheckConstraint("(kind IN ('audit_score', 'budget_within')) = (threshold IS NOT NULL)", name="has_its_threshold"),
    )

    gate_id: Mapped[UUID] = mapped_column(ForeignKey("gate.id"))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[CriterionKind] = mapped_column(choice(CriterionKind))
    text: Mapped[Label]
    mandatory: Mapped[bool] = mapped_column(default=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    indicator_code: Mapped[str | None] = mapped_column(String(60))
    rubric_code: Mapped[str | None] = mapped_column(String(60))  # None: every rubric
    threshold: Mapped[float | None] = mapped_column(
        Float
    )  # audit_score: percent, at least; budget_within: percent of approved, at most
    owner_role: Mapped[Label] = mapped_column(default=Label("", ""))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class CriterionMark(Keyed, Base):
    """Append-only: what a person found, where no rule can tell. The latest counts."""

    __tablename__ = "criterion_mark"
    __table_args__ = (Index("ix_criterion_mark_criterion", "criterion_id", "marked_at"),)

    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    met: Mapped[bool]
    note: Mapped[str] = mapped_column(String(LONG), default="")
    file_hash: Mapped[str | None] = mapped_column(ForeignKey("stored_file.hash"))
    marked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime] = mapped_column(default=clock.now)


class CriterionWaiver(Keyed, Base):
    """Append-only: that a criterion need not be met, and why; or that it must be again. The latest counts."""

    __tablename__ = "criterion_waiver"
    __table_args__ = (
        Index("ix_criterion_waiver_criterion", "criterion_id", "waived_at"),
        CheckConstraint("length(reason) > 0", name="says_why"),
    )

    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    waived: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(LONG))
    waived_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    waived_at: Mapped[datetime] = mapped_column(default=clock.now)


class GateDecision(Keyed, Base):
    """Append-only: what was decided, on which evidence. The latest counts; the earlier ones stay."""

    __tablename__ = "gate_decision"
    __table_args__ = (Index("ix_gate_decision_gate", "gate_id", "decided_at"),)

    gate_id: Mapped[UUID] = mapped_column(ForeignKey("gate.id"))
    outcome: Mapped[GateOutcome] = mapped_column(choice(GateOutcome))
    confidence: Mapped[Confidence] = mapped_column(choice(Confidence))
    note: Mapped[str] = mapped_column(String(LONG), default="")
    evidence: Mapped[dict[str, Any]]  # each criterion as it was evaluated
    evidence_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the evidence as sorted JSON
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)


class GateCondition(Base):
    """A condition of a conditional go is a task, with owner and date."""

    __tablename__ = "gate_condition"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("gate_decision.id"), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True, index=True)


class Responsibility(Edited, Base):
    """Which department answers first for a kind of problem."""

    __tablename__ = "responsibility"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    problem: Mapped[Label]
    department: Mapped[Label]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Minute(Edited, Base):
    """A meeting, or a decision or an action, with or without the meeting it comes from, and what it is about."""

    __tablename__ = "minute"
    __table_args__ = (
        Index("ix_minute_programme", "programme_id", "on"),
        CheckConstraint("kind = 'action' OR (due_on IS NULL AND done_on IS NULL)", name="actions_are_due"),
        CheckConstraint("kind <> 'meeting' OR meeting_id IS NULL", name="meetings_stand_alone"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[MinuteKind] = mapped_column(choice(MinuteKind))
    on: Mapped[date]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(LONG), default="")
    present: Mapped[str] = mapped_column(String(LONG), default="")  # a meeting's people, as typed
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("minute.id"), index=True)
    phase_id: Mapped[UUID | None] = mapped_column(ForeignKey("phase.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    gate_id: Mapped[UUID | None] = mapped_column(ForeignKey("gate.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
