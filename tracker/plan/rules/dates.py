"""Dates of a programme, counted from the day it starts; and the rows of a plan with what they say together."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)
SLACK = timedelta(days=366)  # a plan may slip, but a date more than a year outside its programme is a slip of the pen

_MONTH = re.compile(r"(end of )?month ([1-9]\d?)(?: day ([1-9]\d?))?")
_DAY = re.compile(r"day ([1-9]\d{0,3})")


class ProgrammeStatus(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class TaskStatus(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"


class TaskKind(StrEnum):
    TASK = "task"
    MILESTONE = "milestone"


class PercentRule(StrEnum):
    """How much of a task counts as earned: the methods of earned value (PMI, Practice Standard for Earned Value Management)."""

    ZERO_HUNDRED = "zero_hundred"
    FIFTY_FIFTY = "fifty_fifty"
    STEPS = "steps"  # weighted milestones
    PERCENT = "percent"
    LEVEL_OF_EFFORT = "level_of_effort"


class Raci(StrEnum):
    RESPONSIBLE = "responsible"
    ACCOUNTABLE = "accountable"
    CONSULTED = "consulted"
    INFORMED = "informed"


class Every(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class CriterionKind(StrEnum):
    CHECKLIST = "checklist"
    MILESTONE_MET = "milestone_met"
    TASK_DONE = "task_done"
    INDICATOR_AT_TARGET = "indicator_at_target"
    AUDIT_SCORE = "audit_score"
    BUDGET_WITHIN = "budget_within"
    NO_OPEN_HIGH_RISK = "no_open_high_risk"
    EVIDENCE = "evidence"


class GateOutcome(StrEnum):
    GO = "go"
    CONDITIONAL_GO = "conditional_go"
    HOLD = "hold"
    STOP = "stop"
    RECYCLE = "recycle"


class Confidence(StrEnum):
    """Delivery confidence in five steps (Infrastructure and Projects Authority, UK)."""

    GREEN = "green"
    AMBER_GREEN = "amber_green"
    AMBER = "amber"
    AMBER_RED = "amber_red"
    RED = "red"


class MinuteKind(StrEnum):
    MEETING = "meeting"
    DECISION = "decision"
    ACTION = "action"


class MilestoneStatus(StrEnum):
    OPEN = "open"
    MET = "met"


def add_months(anchor: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is no such day (31 January + 1: 28 February)."""
    years, month = divmod(anchor.month - 1 + months, 12)
    year = anchor.year + years
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def month_start(starts_on: date, month: int) -> date:
    """First day of the programme's month 1, 2, ...; always counted from the start, so that a short month shifts no later one."""
    return add_months(starts_on, month - 1)


def month_end(starts_on: date, month: int) -> date:
    """The day before the next programme month: the last of the month when the programme starts on the first."""
    return month_start(starts_on, month + 1) - timedelta(days=1)


@dataclass(frozen=True)
class Offset:
    """A day counted from the programme's start. `month` None: `day` counts from the start itself."""

    month: int | None = None
    day: int = 1
    end: bool = False

    def on(self, starts_on: date) -> date:
        """The date. A day beyond a short month is that month's last one."""
        if self.month is None:
            return starts_on + timedelta(days=self.day - 1)
        last = month_end(starts_on, self.month)
        return last if self.end else min(month_start(starts_on, self.month) + timedelta(days=self.day - 1), last)


def read_offset(text: str) -> Offset:
    """`month 3`, `month 3 day 15`, `end of month 3` or `day 10`; ValueError for anything else."""
    if found := _DAY.fullmatch(text):
        return Offset(day=int(found[1]))
    found = _MONTH.fullmatch(text)
    if found is None or (found[1] and found[3]):
        raise ValueError(text)
    return Offset(month=int(found[2]), day=int(found[3] or 1), end=bool(found[1]))


def is_sensible_start(day: date) -> bool:
    return EARLIEST <= day <= LATEST


def is_sensible(day: date, starts_on: date, ends_on: date) -> bool:
    """Whether a task's or milestone's date lies within a year of its programme."""
    return starts_on - SLACK <= day <= ends_on + SLACK


@dataclass(frozen=True)
class ProgrammeRow:
    id: UUID
    version: int
    code: str
    name: str
    goal: str
    template: str
    source: str
    starts_on: date
    ends_on: date
    status: ProgrammeStatus


@dataclass(frozen=True)
class PhaseRow:
    id: UUID
    code: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class TaskRow:
    id: UUID
    version: int
    phase_id: UUID
    code: str
    name: str
    deliverable: str
    owner_role: str
    owner_id: UUID | None
    owner: str
    starts_on: date
    due_on: date
    status: TaskStatus
    done_on: date | None
    late: bool
    acceptance: str = ""
    parent_id: UUID | None = None
    area_id: UUID | None = None
    recurrence_id: UUID | None = None
    duration_days: int = 1
    effort_days: float | None = None
    not_before: date | None = None
    finish_by: date | None = None
    percent_rule: PercentRule = PercentRule.ZERO_HUNDRED
    percent: int = 0
    started_on: date | None = None
    blocked_reason: str = ""
    summary: bool = False  # sums up others: days and status are theirs


@dataclass(frozen=True)
class MilestoneRow:
    id: UUID
    version: int
    phase_id: UUID
    code: str
    name: str
    due_on: date
    status: MilestoneStatus
    met_on: date | None
    late: bool
    parent_id: UUID | None = None
    area_id: UUID | None = None
    not_before: date | None = None
    finish_by: date | None = None


@dataclass(frozen=True)
class PlanRows:
    """A plan as one value: what the page, the timeline and the workbook are made of."""

    programme: ProgrammeRow
    today: date
    phases: tuple[PhaseRow, ...]
    tasks: tuple[TaskRow, ...]
    milestones: tuple[MilestoneRow, ...]

    def __hash__(self) -> int:
        """Of what tells plans apart: to hash 1,000 rows costs a page 10 ms."""
        versions = sum(task.version for task in self.tasks) + sum(stone.version for stone in self.milestones)
        return hash((self.programme, self.today, len(self.tasks), len(self.milestones), versions))


@dataclass(frozen=True)
class Progress:
    tasks: int
    done: int
    late: int
    blocked: int
    milestones: int
    met: int
    next_milestone: MilestoneRow | None


def is_late(due_on: date, finished: bool, today: date) -> bool:
    """Open after its day; on its day it is not late yet."""
    return not finished and due_on < today


def progress(plan: PlanRows) -> Progress:
    """Counts of the plan; the next milestone is the open one that is due first, overdue ones included."""
    upcoming = [row for row in plan.milestones if row.status is MilestoneStatus.OPEN]
    return Progress(
        tasks=len(plan.tasks),
        done=sum(task.status is TaskStatus.DONE for task in plan.tasks),
        late=sum(task.late for task in plan.tasks),
        blocked=sum(task.status is TaskStatus.BLOCKED for task in plan.tasks),
        milestones=len(plan.milestones),
        met=len(plan.milestones) - len(upcoming),
        next_milestone=min(upcoming, key=lambda row: row.due_on, default=None),
    )


def current_phase(plan: PlanRows) -> PhaseRow | None:
    """The phase of today: before the programme its first one, after it its last one."""
    begun = [phase for phase in plan.phases if phase.starts_on <= plan.today]
    return begun[-1] if begun else next(iter(plan.phases), None)


EDITABLE = ("name", "status", "owner_id", "starts_on", "due_on")
DETAILS = ("not_before", "finish_by", "area_id", "percent_rule", "effort_days", "deliverable", "acceptance")


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed while this person had the task open; `mine` is what this person wants now."""

    field: str
    saw: object
    theirs: object
    mine: object


def differences(saw: TaskRow, stored: TaskRow, mine: Mapping[str, object]) -> list[Difference]:
    """What both sides did since `saw`, field by field; a field that nobody changed is left out."""
    return [
        Difference(field, getattr(saw, field), getattr(stored, field), mine.get(field, getattr(saw, field)))
        for field in EDITABLE + DETAILS
        if getattr(stored, field) != getattr(saw, field) or field in mine
    ]
