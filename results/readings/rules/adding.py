"""How readings become one value: of the stores of an area, of the days of a period, of the months of a rolling value.

Sums come from the database (`Sums`); what they make is decided here by the contract. docs/method.md, "Adding readings up".
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from tracker.targets.rules import AddsUp, Frequency, Measure, Timing, Unit

WHOLE = 100  # percent
MONTHS: Mapping[Frequency, int] = MappingProxyType(
    {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}
)


@dataclass(frozen=True)
class Sums:
    """Over `readings` readings. What only some of them have (n, a denominator, squares) is counted beside its sum.

    `by_n`: of value x n, over `weight`; a reading without n weighs 1. `by_denominator`: of value x denominator.
    """

    readings: int = 0
    values: float = 0.0
    by_n: float = 0.0
    weight: float = 0.0
    with_n: int = 0
    n: int = 0
    with_denominator: int = 0
    by_denominator: float = 0.0
    numerator: float = 0.0
    denominator: float = 0.0
    with_squares: int = 0
    squares: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        parts: list[Any] = [mine + its for mine, its in zip(_parts(self), _parts(other), strict=True)]
        return Sums(*parts)

    @property
    def counted(self) -> int | None:
        """How many observations these readings rest on, None where none of them says."""
        return self.n if self.with_n else None

    @property
    def has_denominators(self) -> bool:
        return self.readings > 0 and self.with_denominator == self.readings

    @property
    def has_squares(self) -> bool:
        return self.readings > 0 and self.with_squares == self.with_n == self.readings

    def value(self, adds_up: AddsUp) -> float | None:
        """None where nothing was observed (never 0), and where several readings do not add up.

        A sum of value x denominator over the denominators is the sum of the numerators over them, in whatever the value counts.
        """
        if not self.readings:
            return None
        if adds_up is AddsUp.SUM:
            return self.values
        if adds_up is AddsUp.NOT_ADDITIVE:
            return self.values if self.readings == 1 else None
        if self.denominator and (self.has_denominators or adds_up is AddsUp.RECOMPUTED):
            return self.by_denominator / self.denominator
        return self.by_n / self.weight if self.weight else None


def _parts(sums: Sums) -> tuple[float, ...]:
    return tuple(getattr(sums, name) for name in Sums.__dataclass_fields__)


def standard_error(sums: Sums, measure: Measure, unit: Unit, adds_up: AddsUp) -> float | None:
    """Of a value over many readings, in its unit; None where the readings do not tell how single observations differ.

    From squares: the standard deviation (n - 1) over the root of n. A share: sqrt(p(1-p)/n). A rate: value / sqrt(events).
    """
    value = sums.value(adds_up)
    if value is None or adds_up in (AddsUp.SUM, AddsUp.NOT_ADDITIVE):
        return None
    if sums.has_squares and adds_up is AddsUp.WEIGHTED and not sums.has_denominators:
        if sums.n < 2:
            return None
        spread = max(sums.squares - sums.n * value * value, 0.0) / (sums.n - 1)
        return math.sqrt(spread / sums.n)
    if measure is Measure.SHARE and unit is Unit.PERCENT:
        n = sums.denominator if sums.has_denominators else sums.n if sums.with_n == sums.readings else 0
        share = value / WHOLE
        return WHOLE * math.sqrt(share * (1 - share) / n) if n > 0 and 0 <= share <= 1 else None
    if measure is Measure.RATE and sums.has_denominators and sums.numerator > 0:
        return value / math.sqrt(sums.numerator)
    return None


def is_latest_of_period(timing: Timing, adds_up: AddsUp) -> bool:
    """Whether of several readings of a place in a period only the last one counts: what stands on a day is not added to what
    stood before, nor what does not add up at all."""
    return timing is Timing.SNAPSHOT or adds_up is AddsUp.NOT_ADDITIVE


def period_of(day: date, frequency: Frequency) -> date:
    """First day of the week, month, quarter, half-year or year of a day."""
    if frequency is Frequency.WEEKLY:
        return day - timedelta(days=day.weekday())
    return day.replace(month=day.month - (day.month - 1) % MONTHS[frequency], day=1)


def months_before(month: date, months: int) -> date:
    """The first of a month so many months earlier."""
    place = month.year * 12 + month.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """The sums of a period. Only periods of the same `kind` are added up; `on` is the day at which it is shown."""

    first: date
    on: date
    kind: int
    sums: Sums


def rolled(periods: Sequence[Period], months: int, frequency: Frequency) -> list[Period]:
    """Each period with those of the months before it, from the first whole stretch of months on, where all are of one kind.

    In order of time, as `periods` are.
    """
    found: list[Period] = []
    for place, period in enumerate(periods):
        month = period.first.replace(day=1)
        after, opens = months_before(month, months), months_before(month, months - MONTHS.get(frequency, 1))
        within = [one for one in periods[: place + 1] if one.first.replace(day=1) > after]
        if periods[0].first.replace(day=1) <= opens and all(one.kind == period.kind for one in within):
            found.append(Period(period.first, period.on, period.kind, sum_of(one.sums for one in within)))
    return found


def sum_of(parts: Iterable[Sums]) -> Sums:
    return sum(parts, Sums())
