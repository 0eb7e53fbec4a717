"""Limits of rates with their own denominators: p charts (shares) and u charts (events per unit). Standard library only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from results.comparison.process_limits import (
    NHSR,
    OUTER_THIRD,
    SMALLEST_FIRM,
    SMALLEST_FIXED,
    Better,
    DatedAssurance,
    DatedTarget,
    Limits,
    LimitsRefused,
    Observation,
    Point,
    ProcessChart,
    Profile,
    Rebase,
    Segment,
    assurance,
    in_order,
    marked_points,
    split,
)

SIGMAS = 3


class ChartKind(StrEnum):
    P = "p"
    U = "u"


@dataclass(frozen=True)
class Rate:
    on: date
    numerator: float
    denominator: float


def rate_chart(
    rates: Sequence[Rate],
    kind: ChartKind,
    *,
    better: Better,
    target: float | None = None,
    trajectory: Sequence[DatedTarget] = (),
    profile: Profile = NHSR,
    first: int | None = None,
    rebases: Sequence[Rebase] = (),
    first_once: bool = False,
) -> ProcessChart:
    """Centre = sum of numerators / sum of denominators; each point has its own limits, and the rules use those.

    Values are numerator / denominator (a share of 1, or events per unit). `first` and `first_once` as for `xmr`. Raises
    LimitsRefused as `xmr` does, and for a denominator that is not above 0, a numerator below 0, or a share above 1. Source:
    Shewhart's p and u charts, as in Montgomery, Introduction to Statistical Quality Control, chapter 7.
    """
    if first is not None and first < SMALLEST_FIXED:
        raise LimitsRefused("comparison.first_too_few", first=first, least=SMALLEST_FIXED)
    for rate in rates:
        refuse_impossible(rate, kind)
    by_day = {rate.on: rate for rate in rates}
    segments: list[Segment] = []
    points: list[Point] = []
    for rebase, part in split(in_order([Observation(rate.on, rate.numerator / rate.denominator) for rate in rates]), rebases):
        of_part = [by_day[observation.on] for observation in part]
        counted = of_part[: None if rebase and first_once else first]
        centre = math.fsum(rate.numerator for rate in counted) / math.fsum(rate.denominator for rate in counted)
        reason, decided_by = (rebase.reason, rebase.decided_by) if rebase else ("", "")
        segments.append(Segment(part[0].on, len(part), Limits(centre), len(part) < SMALLEST_FIRM, reason, decided_by))
        limits = [limits_at(centre, rate.denominator, kind) for rate in of_part]
        points += marked_points(part, limits, better=better, run=profile.run)
    last = points[-1].limits
    return ProcessChart(
        tuple(segments),
        tuple(points),
        points[-1].kind,
        assurance(last, target, better),
        tuple(DatedAssurance(dated.on, dated.value, assurance(last, dated.value, better)) for dated in trajectory),
    )


def limits_at(centre: float, denominator: float, kind: ChartKind) -> Limits:
    """Centre +- 3 x sqrt(c(1 - c)/n) for p, 3 x sqrt(c/n) for u; cut at 0, and p also at 1. The outer third is not cut."""
    variance = centre * (1 - centre) if kind is ChartKind.P else centre
    reach = SIGMAS * math.sqrt(max(variance, 0.0) / denominator)
    upper = min(centre + reach, 1.0) if kind is ChartKind.P else centre + reach
    near = reach * OUTER_THIRD
    return Limits(centre, max(centre - reach, 0.0), upper, centre - near, centre + near)


def scaled(chart: ProcessChart, factor: float) -> ProcessChart:
    """The same in another unit: 100 makes percent of shares. Its targets are scaled too."""
    if factor == 1:
        return chart
    limits = {id(own): _times(own, factor) for own in [point.limits for point in chart.points]}
    return replace(
        chart,
        segments=tuple(replace(segment, limits=_times(segment.limits, factor)) for segment in chart.segments),
        points=tuple(replace(point, value=point.value * factor, limits=limits[id(point.limits)]) for point in chart.points),
        trajectory=tuple(replace(dated, value=dated.value * factor) for dated in chart.trajectory),
    )


def _times(limits: Limits, factor: float) -> Limits:
    ends = (limits.lower, limits.upper, limits.near_lower, limits.near_upper)
    return Limits(limits.centre * factor, *(None if end is None else end * factor for end in ends))


def refuse_impossible(rate: Rate, kind: ChartKind) -> None:
    """Raises LimitsRefused for what no share (p), or no count of events (u), can be."""
    if not (math.isfinite(rate.numerator) and math.isfinite(rate.denominator)):
        raise LimitsRefused("comparison.not_a_number", on=rate.on)
    if rate.denominator <= 0:
        raise LimitsRefused("comparison.denominator_not_positive", on=rate.on, denominator=rate.denominator)
    if rate.numerator < 0:
        raise LimitsRefused("comparison.numerator_negative", on=rate.on, numerator=rate.numerator)
    if kind is ChartKind.P and rate.numerator > rate.denominator:
        raise LimitsRefused("comparison.share_above_one", on=rate.on, numerator=rate.numerator, denominator=rate.denominator)
