"""Work that comes again: on which days a rule falls, and what a changed rule does to the tasks that were made by the old one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.dates import Every, add_months, month_end

WEEK = timedelta(days=7)
MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3}


@dataclass(frozen=True)
class Rule:
    """`weekday` (1 is Monday) where it comes weekly, else `day_of_month`: the month's last day where it has no such day."""

    every: Every
    weekday: int | None
    day_of_month: int | None
    duration_days: int
    starts_on: date
    ends_on: date


class Occurrence(NamedTuple):
    """`named`: the day that the rule names; the work starts on it or on the next working day."""

    named: date
    starts_on: date
    due_on: date


class Made(NamedTuple):
    """A task that a rule made."""

    id: UUID
    starts_on: date
    begun: bool


class Change(NamedTuple):
    keep: tuple[tuple[UUID, Occurrence], ...]
    make: tuple[Occurrence, ...]
    remove: tuple[UUID, ...]


def occurrences(rule: Rule, days: WorkingDays) -> list[Occurrence]:
    """In order. Days that are shifted onto the same working day are one occurrence."""
    found: dict[date, Occurrence] = {}
    for named in named_days(rule):
        first = days.on_or_after(named)
        starts_on = days.day(first)
        found.setdefault(starts_on, Occurrence(named, starts_on, days.day(first + rule.duration_days - 1)))
    return list(found.values())


def named_days(rule: Rule) -> Iterator[date]:
    """The days of the rule between its start and its end, whether they are worked or not."""
    if rule.every is Every.WEEKLY:
        day = rule.starts_on + timedelta(days=((rule.weekday or 1) - rule.starts_on.isoweekday()) % 7)
        while day <= rule.ends_on:
            yield day
            day += WEEK
        return
    month = rule.starts_on.replace(day=1)
    if _in_month(month, rule) < rule.starts_on:
        month = add_months(month, 1)
    while (day := _in_month(month, rule)) <= rule.ends_on:
        yield day
        month = add_months(month, MONTHS[rule.every])


def _in_month(month: date, rule: Rule) -> date:
    return min(month + timedelta(days=(rule.day_of_month or 1) - 1), month_end(month, 1))


def changed(rule: Rule, days: WorkingDays, made: Sequence[Made]) -> Change:
    """What becomes of the tasks when the rule is this from now on. What is begun stays as it is, and so does what should have
    been done before it; in the week or month of the last begun one nothing is made a second time. Open tasks keep their day
    where the new rule has it, the others take the remaining days in order.
    """
    last = max((task.starts_on for task in made if task.begun), default=None)
    wanted = [
        one for one in occurrences(rule, days) if last is None or (one.starts_on > last and not _same(rule, one.named, last))
    ]
    open_tasks = sorted((task for task in made if not task.begun and (last is None or task.starts_on > last)), key=_by_day)
    left = {one.starts_on: one for one in wanted}
    keep = [(task.id, left.pop(task.starts_on)) for task in open_tasks if task.starts_on in left]
    kept = {task_id for task_id, _ in keep}
    rest = [task.id for task in open_tasks if task.id not in kept]
    days_left = list(left.values())
    keep += zip(rest, days_left, strict=False)
    return Change(tuple(keep), tuple(days_left[len(rest) :]), tuple(rest[len(days_left) :]))


def _by_day(task: Made) -> tuple[date, UUID]:
    return task.starts_on, task.id


def _same(rule: Rule, day: date, last: date) -> bool:
    """Whether both lie in one week, or in one month."""
    if rule.every is Every.WEEKLY:
        return day.isocalendar()[:2] == last.isocalendar()[:2]
    return (day.year, day.month) == (last.year, last.month)
