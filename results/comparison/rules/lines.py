"""Where an indicator stands, and how much of what is seen is chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from results.comparison.process_limits import (
    PROFILES,
    SMALLEST_FIXED,
    DatedAssurance,
    Limits,
    Point,
    ProcessChart,
    Rebase,
)
from results.comparison.rules.charting import chart_of
from results.comparison.rules.kinds import Standing
from results.comparison.rules.measured import Measured
from results.comparison.rules.pace import Pace, pace_of
from results.comparison.rules.trajectory import expected_level, next_target, targets_of
from results.readings.rules.adding import MONTHS
from tracker.targets.rules import Direction, Frequency, IndicatorRow, LimitsChart, attainment, is_met


@dataclass(frozen=True)
class Band:
    """A phase, as charts show it behind the values."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Line:
    """An indicator with what was promised (`indicator`), what was seen (`points`) and what that comes to.

    `actual` is the last value that may be shown. `expected` is the level of the planned line on that day. `chart` holds the
    process limits, or None without a value; they rest on `limits_from` values. `trajectory` holds each dated target against them.
    `met_in_a_row` counts the last periods in which the target was met without a gap. `charted` is the chart that was drawn,
    which is XmR where the contract's needs numbers that are not there. `unapplied` are rebases whose observation is gone.
    """

    indicator: IndicatorRow
    points: tuple[Measured, ...]
    actual: Measured | None
    share: float | None
    expected: float | None
    standing: Standing
    chart: ProcessChart | None
    limits_from: int
    today: date
    trajectory: tuple[DatedAssurance, ...] = ()
    met_in_a_row: int | None = None
    charted: LimitsChart = LimitsChart.XMR
    unapplied: tuple[Rebase, ...] = ()

    @cached_property
    def pace(self) -> Pace | None:
        """Worked out when it is asked for: it takes as long as all the rest."""
        if self.chart is None or self.actual is None:
            return None
        ahead = next_target(self.indicator, self.actual.on, self.today)
        return pace_of(self.chart, self.indicator, ahead, PROFILES[self.indicator.contract.profile].run)

    @property
    def limits(self) -> Limits | None:
        """Those that the last value is held against."""
        return self.chart.points[-1].limits if self.chart else None


def line_of(
    indicator: IndicatorRow, points: Sequence[Measured], *, starts_on: date, today: date, rebases: Sequence[Rebase] = ()
) -> Line:
    """Everything a page says of an indicator. `starts_on` is the day the baseline stands for: the programme's first.

    With enough values from before it, the limits are those of that time until the first rebase: what chance did before the
    programme is what a change is held against, and the change itself does not widen it. Raises LimitsRefused as `xmr` does, but
    for a rebase without an observation, which is set aside.
    """
    shown = [point for point in points if point.value is not None]
    days = {point.on for point in shown}
    applied = [rebase for rebase in rebases if rebase.on in days]
    begins = min([starts_on, *(rebase.on for rebase in applied)])
    before = sum(1 for point in shown if point.on < begins)
    first = before if before >= SMALLEST_FIXED else None
    charted, chart = chart_of(indicator, shown, first, applied)
    actual = shown[-1] if shown else None
    limits = chart.points[-1].limits if chart else None
    steps = targets_of(indicator)
    expected = expected_level(actual.on, starts_on, indicator.baseline, steps, indicator.contract.path) if actual else None
    in_a_row = met_in_a_row(indicator, shown)
    rests_on = chart.segments[-1].n if chart else 0
    return Line(
        indicator,
        tuple(points),
        actual,
        attainment(actual.value if actual else None, indicator.baseline, aim_of(indicator, actual.value if actual else None)),
        expected,
        standing(indicator, actual, expected, limits, today, in_a_row),
        chart,
        first or rests_on if chart and len(chart.segments) == 1 else rests_on,
        today,
        chart.trajectory if chart else (),
        in_a_row,
        charted,
        tuple(rebase for rebase in rebases if rebase.on not in days),
    )


def aim_of(indicator: IndicatorRow, actual: float | None) -> float | None:
    """The level to reach: for a range its nearer end, seen from the actual value."""
    high = indicator.level_high
    if indicator.direction is Direction.RANGE and high is not None and actual is not None and actual > high:
        return high
    return indicator.level


def met_in_a_row(indicator: IndicatorRow, shown: Sequence[Measured]) -> int | None:
    """In how many of the last periods the target was met, back from the last without a gap; None without value or target.

    Of several values in a period the last counts. A period without a value ends the row.
    """
    frequency = indicator.contract.frequency
    by_period = {period_of(point.on, frequency): point.value for point in shown}
    if not by_period or is_met(indicator.direction, 0.0, indicator.level, indicator.level_high) is None:
        return None
    period, count = max(by_period), 0
    while is_met(indicator.direction, by_period.get(period - count), indicator.level, indicator.level_high):
        count += 1
    return count


def period_of(on: date, frequency: Frequency) -> int:
    """Periods numbered without a gap: weeks from Monday on, months, quarters, halves and years of the calendar."""
    if frequency is Frequency.WEEKLY:
        return (on.toordinal() - 1) // 7  # day 1 was a Monday
    return (on.year * 12 + on.month - 1) // MONTHS[frequency]


def standing(
    indicator: IndicatorRow,
    actual: Measured | None,
    expected: float | None,
    limits: Limits | None,
    today: date,
    in_a_row: int | None = None,
) -> Standing:
    """Met by its last values; else behind when its day is over, or when the planned line lies beyond chance; else on the way.

    A value that chance alone may keep from the planned level makes nobody be behind. A target for several periods in a row is
    met once so many have met it.
    """
    if actual is None or actual.value is None:
        return Standing.NO_DATA
    met = is_met(indicator.direction, actual.value, indicator.level, indicator.level_high)
    if met is None:
        return Standing.NO_TARGET
    if met and (in_a_row or 1) >= indicator.contract.consecutive:
        return Standing.MET
    if today > indicator.target_on:
        return Standing.BEHIND
    if met or expected is None:
        return Standing.ON_THE_WAY
    wants_more = (
        actual.value < (indicator.level or 0)
        if indicator.direction is Direction.RANGE
        else indicator.direction is Direction.HIGHER
    )
    if actual.value >= expected if wants_more else actual.value <= expected:
        return Standing.ON_THE_WAY
    return Standing.ON_THE_WAY if within_chance(actual.value, expected, limits) else Standing.BEHIND


def within_chance(value: float, level: float, limits: Limits | None) -> bool:
    """Whether a value may miss a level by chance: by no more than a single value strays from its process, which is the distance
    of the limits from their centre. Undefined limits know no chance."""
    return limits is not None and limits.upper is not None and abs(value - level) <= limits.upper - limits.centre


def since(points: Sequence[Point]) -> date:
    """The day from which on the last point's rule and kind have held without a gap."""
    last = points[-1]
    first = last
    for point in reversed(points):
        if (point.rule, point.kind) != (last.rule, last.kind):
            break
        first = point
    return first.on
