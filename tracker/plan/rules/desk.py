"""What one person has to do, and by when: their tasks sorted into this week, later and done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from tracker.plan.rules.dates import PercentRule, TaskKind, TaskStatus, is_late

DAYS_OF_WEEK = 7


class Turn(StrEnum):
    """When somebody looks at a task. What is late, or was begun and not finished, belongs to this week."""

    THIS_WEEK = "this_week"
    LATER = "later"
    DONE = "done"


@dataclass(frozen=True)
class StepRow:
    id: UUID
    version: int
    name: str
    weight: float
    done_on: date | None


@dataclass(frozen=True)
class OwnTask:
    """A task or a milestone of one person, with the programme that it belongs to."""

    id: UUID
    version: int
    programme_id: UUID
    programme_code: str
    programme: str
    kind: TaskKind
    code: str
    name: str
    deliverable: str
    starts_on: date
    due_on: date
    status: TaskStatus
    percent_rule: PercentRule
    percent: int
    done_on: date | None
    blocked_reason: str
    late: bool
    turn: Turn
    steps: tuple[StepRow, ...] = ()


def turn_of(status: TaskStatus, starts_on: date, due_on: date, today: date) -> Turn:
    """This week ends with its Sunday."""
    if status is TaskStatus.DONE:
        return Turn.DONE
    ends = today + timedelta(days=DAYS_OF_WEEK - today.isoweekday())
    begun = status is not TaskStatus.NOT_STARTED
    return Turn.THIS_WEEK if begun or is_late(due_on, False, today) or starts_on <= ends else Turn.LATER


def in_turn(tasks: Sequence[OwnTask], turn: Turn) -> list[OwnTask]:
    """Due first; of what is done the latest first."""
    mine = [task for task in tasks if task.turn is turn]
    if turn is Turn.DONE:
        return sorted(mine, key=lambda task: (task.done_on or task.due_on, task.due_on, task.code), reverse=True)
    return sorted(mine, key=lambda task: (task.due_on, task.programme_code, task.code))
