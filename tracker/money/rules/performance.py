"""Earned value and earned schedule of a programme: what `earned_value` is fed with, and what its answers come to in days.

Amounts are hundredths of the programme's currency, exact. Planned value falls evenly on the working days of a task.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from tracker.money.rules.budget import EntryKind
from tracker.money.rules.earned_value import EarnedSchedule, EarnedValue, earned_schedule, earned_value
from tracker.money.rules.ledger import EntryRow, counted
from tracker.plan.rules import PercentRule, TaskStatus, month_end, month_start
from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.earning import Step, earned_percent, is_begun

MOST_MONTHS = 240  # a forecast beyond is no forecast
WEEK = 7


class Formula(StrEnum):
    """Forecasts of the cost at completion; see `EarnedValue`."""

    CPI = "cpi"
    BUDGET_RATE = "budget_rate"
    COMPOSITE = "composite"


@dataclass(frozen=True)
class Planned:
    """What was promised of a task."""

    starts_on: date
    due_on: date
    cost_minor: int


@dataclass(frozen=True)
class Work:
    """A task with its progress; `steps` hold weight and the day done; `planned` is None for what the baseline does not know."""

    task_id: UUID
    phase_id: UUID | None
    area_id: UUID | None
    planned: Planned | None
    status: TaskStatus
    percent_rule: PercentRule
    percent: int
    starts_on: date
    due_on: date
    started_on: date | None
    done_on: date | None
    steps: tuple[tuple[float, date | None], ...] = ()


@dataclass(frozen=True)
class CurvePoint:
    """Cumulative at the end of the day; what is earned and spent later than today is not known."""

    on: date
    planned: Fraction
    earned: Fraction | None
    spent: int | None


@dataclass(frozen=True)
class Part:
    """Earned value of a phase or an area; without a key, of what belongs to none."""

    key: UUID | None
    bac: Fraction
    pv: Fraction
    ev: Fraction
    ac: Fraction
    value: EarnedValue


@dataclass(frozen=True)
class Performance:
    """`schedule` counts in months of the programme, of which `months` were planned."""

    starts_on: date
    today: date
    months: int
    bac: Fraction
    pv: Fraction
    ev: Fraction
    ac: Fraction
    value: EarnedValue
    schedule: EarnedSchedule
    points: tuple[CurvePoint, ...]
    phases: tuple[Part, ...]
    areas: tuple[Part, ...]

    def at_completion(self, formula: Formula) -> Fraction | None:
        forecasts = {
            Formula.CPI: self.value.eac_cpi,
            Formula.BUDGET_RATE: self.value.eac_budget_rate,
            Formula.COMPOSITE: self.value.eac_composite,
        }
        return forecasts[formula]

    def percent_over(self, formula: Formula) -> Fraction | None:
        """The forecast over the budget at completion in percent; less than 0 where it is under."""
        forecast = self.at_completion(formula)
        return None if forecast is None or not self.bac else 100 * (forecast - self.bac) / self.bac

    @property
    def complete(self) -> bool:
        return self.ev >= self.bac

    @property
    def weeks_behind(self) -> Fraction | None:
        """Weeks between today and the day at which as much was to be earned as now is; less than 0 where it is ahead."""
        if self.schedule.es is None or self.complete:
            return None
        if self.ev == self.pv:
            return Fraction(0)
        now, earned_on = max(self.today, self.starts_on - timedelta(days=1)), day_at(self.starts_on, self.schedule.es)
        return None if earned_on is None else Fraction((now - earned_on).days, WEEK)

    @property
    def ends_on(self) -> date | None:
        """By IEAC(t); never before today."""
        if self.complete:
            return None
        found = None if self.schedule.ieac_t is None else day_at(self.starts_on, self.schedule.ieac_t)
        return None if found is None else max(found, self.today)


def planned_share(planned: Planned, day: date, worked: WorkingDays) -> Fraction:
    """0 to 1: the working days over by the evening of `day` among all of the task; at its due day all of them."""
    if day >= planned.due_on:
        return Fraction(1)
    first = worked.on_or_after(planned.starts_on)
    whole = worked.on_or_before(planned.due_on) - first + 1
    over = worked.on_or_before(day) - first + 1
    return Fraction(max(over, 0), whole) if whole > 0 else Fraction(0)


def planned_value(works: Iterable[Work], day: date, worked: WorkingDays) -> Fraction:
    shares = ((work.planned.cost_minor, planned_share(work.planned, day, worked)) for work in works if work.planned)
    return sum((cost * share for cost, share in shares), Fraction(0))


def earned(works: Iterable[Work], day: date, today: date, worked: WorkingDays) -> Fraction:
    """Planned cost x earned percent, as it stood at the end of `day`."""
    return sum((_earned_one(work, day, today, worked) for work in works), Fraction(0))


def _earned_one(work: Work, day: date, today: date, worked: WorkingDays) -> Fraction:
    if work.planned is None:
        return Fraction(0)
    then = work if day >= today else as_of(work, day, today)
    steps = [Step(weight, done_on is not None and done_on <= day) for weight, done_on in work.steps]
    return work.planned.cost_minor * earned_percent(then, steps, min(day, today), worked) / 100


def as_of(work: Work, day: date, today: date) -> Work:
    """How the task stood on an earlier day, from the days it was begun and done. A percent as reported is taken to have grown
    evenly since the work began: of earlier reports only the last one is kept with the task."""
    done = work.status is TaskStatus.DONE and work.done_on is not None
    began = work.started_on or (work.starts_on if is_begun(work.status, work.started_on) else None)
    if done and work.done_on and work.done_on <= day:
        return work
    if began is None or began > day:
        return _with(work, TaskStatus.NOT_STARTED, 0)
    until, reached = (work.done_on, 100) if done and work.done_on else (today, work.percent)
    share = Fraction((day - began).days + 1, max((until - began).days + 1, 1))
    return _with(work, TaskStatus.IN_PROGRESS, int(reached * min(share, Fraction(1))))


def _with(work: Work, status: TaskStatus, percent: int) -> Work:
    began = None if status is TaskStatus.NOT_STARTED else work.started_on
    return replace(work, status=status, percent=percent, started_on=began, done_on=None)


def spent(entries: Iterable[EntryRow], day: date | None = None) -> int:
    """Actuals that count, as the books stood at the end of that day."""
    return sum(entry.programme_minor for entry in counted(entries, day) if entry.kind is EntryKind.ACTUAL)


def elapsed_months(starts_on: date, today: date) -> Fraction:
    """Months of the programme over by the evening of `today`, with the share of the one that goes on."""
    months = 0
    while month_end(starts_on, months + 1) <= today:
        months += 1
    first = month_start(starts_on, months + 1)
    days = (month_end(starts_on, months + 1) - first).days + 1
    return months + Fraction(max((today - first).days + 1, 0), days)


def day_at(starts_on: date, months: Fraction) -> date | None:
    """The day on whose evening so many months are over; None beyond what is still a forecast."""
    if months > MOST_MONTHS:
        return None
    whole = int(months)
    first = month_start(starts_on, whole + 1)
    days = (month_end(starts_on, whole + 1) - first).days + 1
    return first + timedelta(days=round((months - whole) * days) - 1)


def performance_of(
    works: Sequence[Work],
    entries: Sequence[EntryRow],
    *,
    starts_on: date,
    ends_on: date,
    today: date,
    worked: WorkingDays,
    place_of: Callable[[EntryRow], tuple[UUID | None, UUID | None]],
    phases: Sequence[UUID],
    areas: Sequence[UUID],
) -> Performance:
    """`place_of` tells the phase and the area that an entry was for."""
    last = max([ends_on, *(work.planned.due_on for work in works if work.planned)])
    ends = [month_end(starts_on, 1)]
    while ends[-1] < last and len(ends) < MOST_MONTHS:
        ends.append(month_end(starts_on, len(ends) + 1))
    series = [planned_value(works, day, worked) for day in ends]
    whole = _part(None, works, spent(entries, today), today, worked)
    paid = [(place_of(entry), entry.programme_minor) for entry in counted(entries, today) if entry.kind is EntryKind.ACTUAL]

    def parts(keys: Sequence[UUID], at: int) -> tuple[Part, ...]:
        found = []
        for key in [*keys, None]:
            mine = [work for work in works if (work.phase_id, work.area_id)[at] == key]
            part = _part(key, mine, sum(amount for place, amount in paid if place[at] == key), today, worked)
            if part.bac or part.ac:
                found.append(part)
        return tuple(found)

    return Performance(
        starts_on=starts_on,
        today=today,
        months=len(ends),
        bac=whole.bac,
        pv=whole.pv,
        ev=whole.ev,
        ac=whole.ac,
        value=whole.value,
        schedule=earned_schedule(series, whole.ev, elapsed_months(starts_on, today)),
        points=_points(works, entries, [*ends], starts_on, today, worked),
        phases=parts(phases, 0),
        areas=parts(areas, 1),
    )


def _part(key: UUID | None, works: Sequence[Work], paid: int, today: date, worked: WorkingDays) -> Part:
    bac = Fraction(sum(work.planned.cost_minor for work in works if work.planned))
    pv, ev, ac = planned_value(works, today, worked), earned(works, today, today, worked), Fraction(paid)
    return Part(key, bac, pv, ev, ac, earned_value(bac=bac, pv=pv, ev=ev, ac=ac))


def _points(
    works: Sequence[Work], entries: Sequence[EntryRow], ends: list[date], starts_on: date, today: date, worked: WorkingDays
) -> tuple[CurvePoint, ...]:
    """The day before the programme, the end of each month, and today."""
    days = sorted({starts_on - timedelta(days=1), *ends, *([today] if starts_on <= today <= ends[-1] else [])})
    if today > ends[-1]:
        days.append(today)
    return tuple(
        CurvePoint(
            on=day,
            planned=planned_value(works, day, worked),
            earned=earned(works, day, today, worked) if day <= today else None,
            spent=spent(entries, day) if day <= today else None,
        )
        for day in days
    )
