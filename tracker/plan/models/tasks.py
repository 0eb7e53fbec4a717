"""Tasks and milestones, what they wait for, who does them; and baselines of all that."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.plan.rules import (
    Every,
    LinkType,
    PercentRule,
    Raci,
    TaskKind,
    TaskStatus,
)
from tracker.plan.rules.texts import LONG


class Recurrence(Edited, Base):
    """Work that comes again: its rule. What it makes are tasks like any other."""

    __tablename__ = "recurrence"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("(every = 'weekly') = (weekday IS NOT NULL)", name="week_has_its_day"),
        CheckConstraint("(every <> 'weekly') = (day_of_month IS NOT NULL)", name="month_has_its_day"),
        CheckConstraint("weekday BETWEEN 1 AND 7 AND day_of_month BETWEEN 1 AND 31 AND duration_days >= 1", name="on_a_day"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    deliverable: Mapped[Label]
    owner_role: Mapped[Label]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    every: Mapped[Every] = mapped_column(choice(Every))
    weekday: Mapped[int | None]
    day_of_month: Mapped[int | None]
    duration_days: Mapped[int] = mapped_column(default=1)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Task(Edited, Base):
    """A task, or a milestone: a task without duration. One that others name as parent sums them up."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        UniqueConstraint("programme_id", "id"),  # so that a link stays within its programme
        CheckConstraint("due_on >= starts_on", name="dates_in_order"),
        CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done_has_its_day"),
        CheckConstraint("duration_days >= 0 AND (kind = 'milestone') = (duration_days = 0)", name="milestone_takes_no_time"),
        CheckConstraint("kind <> 'milestone' OR starts_on = due_on", name="milestone_is_a_day"),
        CheckConstraint("percent BETWEEN 0 AND 100 AND effort_days >= 0", name="amounts_make_sense"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("status = 'blocked' OR blocked_reason = ''", name="only_blocked_says_why"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phase.id"), index=True)
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    recurrence_id: Mapped[UUID | None] = mapped_column(ForeignKey("recurrence.id"), index=True)
    kind: Mapped[TaskKind] = mapped_column(choice(TaskKind), default=TaskKind.TASK)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    deliverable: Mapped[Label]
    acceptance: Mapped[Label] = mapped_column(default=Label("", ""))  # when the deliverable is accepted
    owner_role: Mapped[Label]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    duration_days: Mapped[int]  # working days
    effort_days: Mapped[float | None] = mapped_column(Float)  # person-days
    not_before: Mapped[date | None]
    finish_by: Mapped[date | None]
    percent_rule: Mapped[PercentRule] = mapped_column(choice(PercentRule), default=PercentRule.ZERO_HUNDRED)
    percent: Mapped[int] = mapped_column(default=0)  # as reported, where the rule asks for it
    status: Mapped[TaskStatus] = mapped_column(choice(TaskStatus), default=TaskStatus.NOT_STARTED)
    blocked_reason: Mapped[str] = mapped_column(String(500), default="")  # what it waits for, in the words of who reported it
    started_on: Mapped[date | None]
    done_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)  # a key tells the machine's time, which the example's is not


class TaskLink(Edited, Base):
    """`after` waits for `before`; the lag counts working days and may be negative."""

    __tablename__ = "task_link"
    __table_args__ = (
        UniqueConstraint("before_id", "after_id"),
        CheckConstraint("before_id <> after_id", name="not_to_itself"),
        ForeignKeyConstraint(["programme_id", "before_id"], ["task.programme_id", "task.id"], name="fk_task_link_before"),
        ForeignKeyConstraint(["programme_id", "after_id"], ["task.programme_id", "task.id"], name="fk_task_link_after"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    before_id: Mapped[UUID]
    after_id: Mapped[UUID] = mapped_column(index=True)
    type: Mapped[LinkType] = mapped_column(choice(LinkType), default=LinkType.FS)
    lag_days: Mapped[int] = mapped_column(default=0)


class TaskRole(Keyed, Base):
    """RACI: a person, or a role where nobody is named."""

    __tablename__ = "task_role"
    __table_args__ = (Index("ix_task_role_task", "task_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    raci: Mapped[Raci] = mapped_column(choice(Raci))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Label] = mapped_column(default=Label("", ""))


class TaskStep(Edited, Base):
    """A weighted step of a task whose progress is counted by steps."""

    __tablename__ = "task_step"
    __table_args__ = (UniqueConstraint("task_id", "position"), CheckConstraint("weight > 0", name="weighs_something"))

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    position: Mapped[int]
    name: Mapped[Label]
    weight: Mapped[float] = mapped_column(Float)
    done_on: Mapped[date | None]


class Baseline(Keyed, Base):
    """Append-only: the plan as it stood when somebody took it, under a name."""

    __tablename__ = "baseline"
    __table_args__ = (UniqueConstraint("programme_id", "name"), CheckConstraint("length(name) > 0", name="has_a_name"))

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(LONG), default="")
    taken_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime] = mapped_column(default=clock.now)


class BaselineTask(Base):
    """Append-only. `cost_minor` in hundredths of the programme's currency; None where none was planned.

    Code and name stand here too, and `task_id` refers to no row: a task that is removed later must still be told.
    """

    __tablename__ = "baseline_task"

    baseline_id: Mapped[UUID] = mapped_column(ForeignKey("baseline.id"), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    duration_days: Mapped[int]
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)


class SavedView(Edited, Base):
    """Filters of the task table that a person keeps under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("programme_id", "person_id", "name"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    filters: Mapped[dict[str, Any]]
