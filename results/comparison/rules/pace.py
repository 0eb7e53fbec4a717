"""How fast a value moves, and what that foresees: told only of a trend beyond chance, and no further ahead than it has lasted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from statistics import median

from results.comparison.process_limits import Assurance, DatedTarget, Limits, Point, ProcessChart, trends
from results.comparison.rules.trajectory import held_against
from results.readings.rules import SCALE
from tracker.targets.rules import IndicatorRow

DAYS_A_MONTH = 365.2425 / 12


@dataclass(frozen=True)
class Pace:
    """`slope` in the indicator's unit a month, of the points from `since` on: beyond chance those are the points of a trend by
    the rules, else all of the last segment. `foreseen` is the value at the next dated target (`target`) and `assurance` what it
    makes of that; both None where nothing may be foreseen.
    """

    slope: float
    beyond_chance: bool
    since: date
    target: DatedTarget | None = None
    foreseen: float | None = None
    assurance: Assurance | None = None


def last_segment(chart: ProcessChart) -> list[Point]:
    return list(chart.points[len(chart.points) - chart.segments[-1].n :])


def last_trend(points: Sequence[Point], run: int) -> list[Point]:
    """The points of the trend that the last point belongs to; none where it belongs to none, or limits are undefined.

    A point beyond the limits is marked for that first, so the marks alone do not tell of a trend.
    """
    if not points[-1].limits.defined:
        return []
    values = [point.value for point in points]
    if not trends(values, run)[-1]:
        return []
    rising = values[-1] > values[-2]
    first = len(values) - 1
    while first and values[first] != values[first - 1] and (values[first] > values[first - 1]) == rising:
        first -= 1
    return list(points[first:])


def theil_sen(days: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    """Slope a day and level at day 0: the median of the slopes of all pairs, and of the values freed from it.

    Days strictly ascending, two at least. One wild value does not turn it. Source: Sen 1968; the level after Conover 1980.
    """
    slope = median(
        (later - earlier) / (second - first)
        for (first, earlier), (second, later) in combinations(zip(days, values, strict=True), 2)
    )
    return slope, median(value - slope * day for day, value in zip(days, values, strict=True))


def pace_of(chart: ProcessChart, indicator: IndicatorRow, target: DatedTarget | None, run: int) -> Pace | None:
    """None of a single value. The next dated target is foreseen only of a trend, and no further ahead than it has lasted."""
    segment = last_segment(chart)
    trend = last_trend(segment, run)
    points = trend or segment
    if len(points) < 2:
        return None
    first, last = points[0].on, points[-1].on
    slope, level = theil_sen([(point.on - first).days for point in points], [point.value for point in points])
    monthly = slope * DAYS_A_MONTH
    if not trend or target is None or target.on - last > last - first:
        return Pace(monthly, bool(trend), first, target)
    foreseen = _on_scale(indicator, level + slope * ((target.on - first) / timedelta(days=1)))
    strays = _strays(foreseen, points[-1].limits)
    return Pace(monthly, True, first, target, foreseen, held_against(strays, target.value, indicator))


def _on_scale(indicator: IndicatorRow, value: float) -> float:
    low, high = SCALE[indicator.unit]
    return max(low, value if high is None else min(high, value))


def _strays(value: float, limits: Limits) -> Limits:
    """A foreseen value strays as any single value does: by the distance of the limits from their centre."""
    reach = (limits.upper or limits.centre) - limits.centre
    return Limits(value, value - reach, value + reach)
