"""How far tasks moved between two moments, in working days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker.plan.rules.calendar import WorkingDays


@dataclass(frozen=True)
class Standing:
    """A task or milestone as it stood at one moment; `due` is the day on which it ended or was to end (see `stood`)."""

    code: str
    name: str
    milestone: bool
    start: date
    due: date
    done: bool = False
    cost_minor: int | None = None


@dataclass(frozen=True)
class SlipRow:
    """`was_*` is None for a task that was added, `now_*` for one that was removed. `days_late` counts working days, is
    positive when later, and 0 where one side is missing; `cost_minor` is what the earlier side had planned."""

    task_id: UUID
    code: str
    name: str
    milestone: bool
    was_start: date | None
    was_due: date | None
    now_start: date | None
    now_due: date | None
    days_late: int
    cost_minor: int | None
    finished: bool = False  # done now, and not done then

    @property
    def added(self) -> bool:
        return self.was_due is None

    @property
    def removed(self) -> bool:
        return self.now_due is None

    @property
    def moved(self) -> bool:
        return not self.added and not self.removed and (self.was_start, self.was_due) != (self.now_start, self.now_due)


def stood(starts_on: date, due_on: date, done_on: date | None) -> tuple[date, date]:
    """First and last day. What is done ended on the day it was done, whatever the plan says: a finish variance takes the
    actual finish (PMI, Practice Standard for Scheduling)."""
    last = done_on or due_on
    return min(starts_on, last), last


def days_later(days: WorkingDays, was: date, now: date) -> int:
    """Working days from one day to the other. Two days with nothing worked between them are the same."""
    return days.on_or_before(now) - days.on_or_before(was)


def slips(was: Mapping[UUID, Standing], now: Mapping[UUID, Standing], days: WorkingDays) -> list[SlipRow]:
    """One for each task of either side: in the order of `now`, then what is gone."""
    gone = [task_id for task_id in was if task_id not in now]
    return [_slip(task_id, was.get(task_id), now.get(task_id), days) for task_id in [*now, *gone]]


def _slip(task_id: UUID, was: Standing | None, now: Standing | None, days: WorkingDays) -> SlipRow:
    named = now or was
    if named is None:
        raise ValueError(task_id)
    return SlipRow(
        task_id=task_id,
        code=named.code,
        name=named.name,
        milestone=named.milestone,
        was_start=was.start if was else None,
        was_due=was.due if was else None,
        now_start=now.start if now else None,
        now_due=now.due if now else None,
        days_late=days_later(days, was.due, now.due) if was and now else 0,
        cost_minor=was.cost_minor if was else None,
        finished=bool(now and now.done and not (was and was.done)),
    )
