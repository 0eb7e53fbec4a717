"""The process chart that suits an indicator's contract, in the indicator's unit."""

import math
from collections.abc import Sequence
from dataclasses import replace

from results.comparison.process_limits import PROFILES, Observation, ProcessChart, Rebase, xmr
from results.comparison.proportion_limits import ChartKind, Rate, rate_chart, scaled
from results.comparison.rules.measured import Measured
from results.comparison.rules.trajectory import better_of, held_against, trajectory_of
from tracker.targets.rules import IndicatorRow, LimitsChart, Unit

WHOLE = 100.0
SCALES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0)
ROUNDED_BY = 0.0501  # of a value typed with one decimal: it still is its numerator over its denominator


def chart_of(
    indicator: IndicatorRow, shown: Sequence[Measured], first: int | None, rebases: Sequence[Rebase]
) -> tuple[LimitsChart, ProcessChart | None]:
    """The contract's chart where each value has the numbers it needs, else XmR; and which of the two it is.

    `first` fixes the limits of the first segment alone: after a rebase the time before the programme says nothing.
    """
    if not shown:
        return LimitsChart.XMR, None
    profile = PROFILES[indicator.contract.profile]
    rates = rates_of(indicator, shown)
    better = better_of(indicator.direction)
    if rates is None:
        observations = [Observation(point.on, point.value) for point in shown if point.value is not None]
        chart = xmr(observations, better=better, profile=profile, first=first, first_once=True, rebases=rebases)
        return LimitsChart.XMR, _with_targets(chart, indicator)
    kind = ChartKind(indicator.contract.chart)
    chart = rate_chart(rates, kind, better=better, profile=profile, first=first, first_once=True, rebases=rebases)
    return indicator.contract.chart, _with_targets(scaled(chart, scale_of(indicator, rates, shown)), indicator)


def _with_targets(chart: ProcessChart, indicator: IndicatorRow) -> ProcessChart:
    limits = chart.points[-1].limits
    held = held_against(limits, indicator.level, indicator)
    return replace(chart, assurance=held, trajectory=trajectory_of(limits, indicator))


def rates_of(indicator: IndicatorRow, shown: Sequence[Measured]) -> list[Rate] | None:
    """Numerators and denominators where the contract's chart needs them and every value is the one over the other."""
    chart = indicator.contract.chart
    if chart is LimitsChart.XMR:
        return None
    rates: list[Rate] = []
    for point in shown:
        top, bottom = point.numerator, point.denominator
        if top is None or bottom is None or bottom <= 0 or top < 0 or (chart is LimitsChart.P and top > bottom):
            return None
        rates.append(Rate(point.on, top, bottom))
    scale = scale_of(indicator, rates, shown)
    agree = all(
        abs(scale * rate.numerator / rate.denominator - (point.value or 0.0)) <= ROUNDED_BY
        for rate, point in zip(rates, shown, strict=True)
    )
    return rates if agree else None


def scale_of(indicator: IndicatorRow, rates: Sequence[Rate], shown: Sequence[Measured]) -> float:
    """What a numerator over its denominator is multiplied with to be the value: 100 in percent, else that one of SCALES which
    the values show (complaints for each 1,000 visits)."""
    if indicator.unit is Unit.PERCENT:
        return WHOLE
    value, events = (
        math.fsum(point.value or 0.0 for point in shown),
        math.fsum(rate.numerator / rate.denominator for rate in rates),
    )
    return min(SCALES, key=lambda scale: abs(scale * events - value))
