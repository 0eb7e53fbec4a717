"""A stored plan as a schedule: where its tasks may stand, what drives them, and what moves when it is planned anew.

Days are numbers of working days of the programme's calendar, 0 for the first. Summary tasks take no part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.dates import EARLIEST, SLACK, TaskKind
from tracker.plan.rules.days import worked_days
from tracker.plan.rules.schedule import Link, LinkType, Slot, Task, distance, schedule

COUNTED_FROM = EARLIEST - 2 * SLACK  # no task of any programme stands before it, so that every day has a number above 0


@dataclass(frozen=True)
class Standing:
    """A task as it stands in the plan; a milestone has `duration` 0 and one day. `begun` keeps its start, `done` both days."""

    id: UUID
    starts_on: date
    due_on: date
    duration: int
    not_before: date | None = None
    finish_by: date | None = None
    begun: bool = False
    done: bool = False


def given_days(kind: TaskKind, starts_on: date, given: Mapping[str, Any]) -> dict[str, Any]:
    """The days that follow from those somebody gave: a milestone has one, and a start that was moved is not to be left earlier
    when the plan is planned anew."""
    found = {name: given[name] for name in ("starts_on", "due_on", "not_before", "finish_by") if name in given}
    if kind is TaskKind.MILESTONE and found.keys() & {"starts_on", "due_on"}:
        day = found.get("due_on", found.get("starts_on"))
        found |= {"starts_on": day, "due_on": day}
    if found.get("starts_on", starts_on) != starts_on:
        found.setdefault("not_before", found["starts_on"])
    return found


class Wait(NamedTuple):
    before: UUID
    after: UUID
    type: LinkType = LinkType.FS
    lag: int = 0


@dataclass(frozen=True)
class Laid:
    """`starts_on`, `due_on`: where the task belongs. They are the days on which it stands if the working days are the same."""

    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int
    critical: bool
    drivers: tuple[UUID, ...]
    starts_on: date
    due_on: date


def lay(tasks: Sequence[Standing], waits: Sequence[Wait], days: WorkingDays, starts_on: date) -> dict[UUID, Laid]:
    """Each open task starts as soon as its links, the calendar and its `not_before` let it, and not before the programme does.

    What is begun keeps its start and what is done keeps both days: they wait for nothing any more, but others wait for them.
    They are critical no more once they are done. `days` counts from a day before all of them. Raises Cycle.
    """
    standing = {task.id: task for task in tasks}
    used = [wait for wait in waits if not (standing[wait.after].begun or standing[wait.after].done)]
    links = [Link(str(wait.before), str(wait.after), wait.type, wait.lag) for wait in used]
    first = days.on_or_after(starts_on)
    planned = [_planned(task, standing, waits, days, first) for task in tasks]
    found = schedule(planned, links)
    shown = worked_days(planned, links, found)
    slots = {task.id: slot for task, slot in zip(tasks, found.slots, strict=True)}
    drivers = _drivers(used, slots, standing)
    laid = {}
    for task, slot, numbers in zip(tasks, found.slots, shown, strict=True):
        early, late = (task.starts_on, task.due_on), (days.day(numbers.late_start), days.day(numbers.late_finish))
        belongs = early if task.done else _belongs(task, numbers.early_start, numbers.early_finish, days)
        if not task.done:
            early = (days.day(numbers.early_start), days.day(numbers.early_finish))
        laid[task.id] = Laid(
            *early,
            *(early if task.done else late),
            0 if task.done else int(slot.total_float),
            0 if task.done else int(slot.free_float),
            slot.critical and not task.done,
            drivers.get(task.id, ()),
            *belongs,
        )
    return laid


def _planned(task: Standing, standing: Mapping[UUID, Standing], waits: Sequence[Wait], days: WorkingDays, first: int) -> Task:
    """The task for the schedule. What is fixed starts at its own number and is bound by nothing."""
    if task.begun or task.done:
        start = days.on_or_after(task.starts_on)
        if not task.duration:
            return Task(str(task.id), 0, start + _ends_the_day(task, start, standing, waits, days))
        length = days.on_or_before(task.due_on) - start + 1 if task.done else task.duration
        return Task(str(task.id), max(1, length), start)
    not_before = first if task.not_before is None else days.on_or_after(task.not_before)
    finish_by = None if task.finish_by is None else days.on_or_before(task.finish_by) + 1
    return Task(str(task.id), task.duration, not_before, finish_by)


def _ends_the_day(stone: Standing, day: int, standing: Mapping[UUID, Standing], waits: Sequence[Wait], days: WorkingDays) -> bool:
    """Whether a milestone that was met lies at the end of its day, because what it waited for ends there."""
    to_finish = (LinkType.FS, LinkType.FF)
    before = [(standing[wait.before], wait.lag) for wait in waits if wait.after == stone.id and wait.type in to_finish]
    return any(task.duration and days.on_or_before(task.due_on) + lag >= day for task, lag in before)


def _belongs(task: Standing, start: int, finish: int, days: WorkingDays) -> tuple[date, date]:
    """The same day where it is the same working day: a milestone on a Sunday stays there."""
    if not task.duration:
        stands = start in (days.on_or_before(task.due_on), days.on_or_after(task.due_on))
        day = task.due_on if stands else days.day(start)
        return day, day
    starts_on = task.starts_on if task.begun or days.on_or_after(task.starts_on) == start else days.day(start)
    return starts_on, task.due_on if days.on_or_before(task.due_on) == finish else days.day(finish)


def _drivers(used: Sequence[Wait], slots: Mapping[UUID, Slot], standing: Mapping[UUID, Standing]) -> dict[UUID, tuple[UUID, ...]]:
    """What each task waits for without any room between."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    for wait in used:
        before, after = slots[wait.before], slots[wait.after]
        link = Link(before.id, after.id, wait.type, wait.lag)
        days = distance(link, before.early_finish - before.early_start, after.early_finish - after.early_start)
        if after.early_start - before.early_start == days:
            found[wait.after] = (*found.get(wait.after, ()), wait.before)
    return found


@dataclass(frozen=True)
class Move:
    """`days`: how many working days later the task ends, or starts where it ends on the same day; negative for earlier."""

    task_id: UUID
    name: str
    from_start: date
    from_due: date
    to_start: date
    to_due: date
    days: int


def moved_days(was: tuple[date, date], now: tuple[date, date], days: WorkingDays) -> int:
    later = days.on_or_before(now[1]) - days.on_or_before(was[1])
    return later or days.on_or_after(now[0]) - days.on_or_after(was[0])
