"""The designs on stored readings: what each takes of a panel of stores or of a series, and when it can tell nothing. Source:
docs/method.md, "Effects"."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import mean

from results.comparison.effects.interrupted import Family, Interrupted, Reading, interrupted
from results.comparison.effects.rules import (
    ASSUMED,
    SMALLEST_UNITS,
    Attribution,
    Effect,
    Group,
    Observed,
    Period,
    balanced,
    before_after,
    difference_in_differences,
)
from results.comparison.effects.waves import UnitMonth, Wave, waves_effect
from results.comparison.process_limits import Better, Kind

FEWEST_POINTS = 3  # before and after: what a review takes for an interrupted time series at all (Cochrane EPOC 2017)
MOST_SEASON = 2  # pairs that a page offers: more need longer series than programmes have


NEVER, WHOLE = "never", "whole"


class Scale(StrEnum):
    DIFFERENCE = "difference"
    RATIO = "ratio"


class CannotTell(ValueError):
    """The readings do not allow the design. `reason` names the sentence for it."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


@dataclass(frozen=True)
class StoreMonth:
    """`month` by its first day; `started_on` is the day on which the store's area began to change, `pilot` whether it was one of
    the first to."""

    store: str
    month: date
    value: float
    started_on: date | None
    pilot: bool

    @property
    def begins(self) -> date | None:
        """The month of the start, which counts as one after it."""
        return self.started_on.replace(day=1) if self.started_on else None

    @property
    def waits(self) -> bool:
        return self.begins is None or self.month < self.begins


@dataclass(frozen=True)
class CoursePoint:
    """Mean of the stores of one side in a month. `side` is a group's name, for waves the day of their start as text or NEVER, and
    WHOLE for a series, whose values are of no single stores."""

    side: str
    month: date
    value: float
    stores: int


@dataclass(frozen=True)
class Found:
    """`since` is the first day after. `counts` says what the number rests on. `before_start` is what the design finds where there
    was nothing to find, in the months before; None where they do not tell."""

    design: Attribution
    effect: Effect
    since: date | None
    until: date
    counts: Mapping[str, int]
    scale: Scale = Scale.DIFFERENCE
    before_start: Effect | None = None
    waves: tuple[Wave, ...] = ()
    slope: Effect | None = None
    dispersion: float | None = None
    course: tuple[CoursePoint, ...] = field(default=(), repr=False)

    @property
    def assumed(self) -> tuple[str, ...]:
        return ASSUMED[self.design]


def observed(points: Sequence[Reading], since: date) -> Found:
    before, after = _sides(points, since, fewest=1)
    effect = before_after([point.value for point in before], [point.value for point in after])
    counts = {"before": len(before), "after": len(after)}
    return Found(Attribution.OBSERVED, effect, since, after[-1].on, counts, course=_series(points))


def over_time(points: Sequence[Reading], since: date, *, family: Family, season: int = 0, slope: bool = False) -> Found:
    """Refuses what the readings do not determine, in place of a number without an interval."""
    before, after = _sides(points, since, fewest=FEWEST_POINTS)
    found: Interrupted = interrupted(points, since, family=family, season=season, slope=slope)
    if found.step.lower is None:
        raise CannotTell("not_determined", n=len(points))
    return Found(
        Attribution.TIME_SERIES,
        found.step,
        since,
        after[-1].on,
        {"before": len(before), "after": len(after)},
        scale=Scale.RATIO if family is Family.POISSON else Scale.DIFFERENCE,
        slope=found.slope,
        dispersion=found.dispersion,
        course=_series(points),
    )


def _series(points: Sequence[Reading]) -> tuple[CoursePoint, ...]:
    return tuple(
        CoursePoint(WHOLE, point.on, point.value / point.exposure, 0) for point in sorted(points, key=lambda point: point.on)
    )


def _sides(points: Sequence[Reading], since: date, *, fewest: int) -> tuple[list[Reading], list[Reading]]:
    before = [point for point in points if point.on < since]
    after = sorted((point for point in points if point.on >= since), key=lambda point: point.on)
    for side, name in ((before, "few_before"), (after, "few_after")):
        if len(side) < fewest:
            raise CannotTell(name, n=len(side), least=fewest, since=since)
    return before, after


def against_control(panel: Sequence[StoreMonth]) -> Found:
    """Pilot stores before the first of them started and after the last had, against stores in months before their own start.

    Months between these, and months in which one group was not seen, are left out: a trend would pass for an effect. Only stores
    seen before and after count, each of their months alike. Raises CannotTell.
    """
    starts = [row.begins for row in panel if row.pilot and row.begins]
    if not starts:
        raise CannotTell("no_pilot")
    if not any(not row.pilot for row in panel):
        raise CannotTell("no_control")
    first, last = min(starts), max(starts)
    rows = [row for row in _same_months(panel) if not first <= row.month < last]
    every = [_seen(row, Period.BEFORE if row.month < first else Period.AFTER) for row in rows]
    kept = balanced(every)
    units = {group: {each.unit for each in kept if each.group is group} for group in Group}
    if not all(units.values()):
        raise CannotTell("never_together", first=first, last=last)
    for group, found in units.items():
        if len(found) < SMALLEST_UNITS:
            raise CannotTell(f"one_{group.value}")
    counts = {"pilot": len(units[Group.PILOT]), "control": len(units[Group.CONTROL]), "values": len(kept)}
    counts["left_out"] = len({each.unit for each in every}) - sum(map(len, units.values()))
    stores = set().union(*units.values())
    rows = [row for row in _same_months(panel) if row.store in stores]
    return Found(
        Attribution.CONTROL,
        difference_in_differences(kept),
        last,
        max(row.month for row in rows),
        counts,
        before_start=_placebo([row for row in rows if row.month < first]),
        course=_course((Group.PILOT if row.pilot else Group.CONTROL, row) for row in rows),
    )


def _same_months(panel: Sequence[StoreMonth]) -> list[StoreMonth]:
    rows = [row for row in panel if row.pilot or row.waits]
    months = [{row.month for row in rows if row.pilot is pilot} for pilot in (True, False)]
    return [row for row in rows if row.month in months[0] & months[1]]


def _seen(row: StoreMonth, period: Period) -> Observed:
    return Observed(row.store, Group.PILOT if row.pilot else Group.CONTROL, period, row.value)


def _placebo(rows: Sequence[StoreMonth]) -> Effect | None:
    """The same comparison between the two halves of the months before: not to be told from 0 if both groups moved alike.

    That it cannot be told from 0 does not prove it (Roth 2022).
    """
    months = sorted({row.month for row in rows})
    if len(months) < 2:
        return None
    half = months[len(months) // 2]
    kept = balanced([_seen(row, Period.AFTER if row.month >= half else Period.BEFORE) for row in rows])
    groups = [{each.unit for each in kept if each.group is group} for group in Group]
    return difference_in_differences(kept) if min(map(len, groups)) >= SMALLEST_UNITS else None


def by_waves(panel: Sequence[StoreMonth]) -> Found:
    """Raises CannotTell."""
    starts = [row.begins for row in panel if row.begins]
    if not starts:
        raise CannotTell("no_start")
    found = waves_effect([UnitMonth(row.store, row.month, row.value, row.begins) for row in panel])
    if found.effect.estimate is None:
        raise CannotTell("nobody_waiting")
    if found.effect.lower is None:
        raise CannotTell("one_in_a_wave")
    told = [wave for wave in found.waves if wave.estimate is not None]
    counts = {"starters": sum(wave.starters for wave in told), "units": found.units, "values": found.n}
    counts["waves_left_out"] = len(found.waves) - len(told)
    return Found(
        Attribution.WAVES,
        found.effect,
        min(wave.starts_on for wave in told),
        max(row.month for row in panel),
        counts,
        waves=found.waves,
        course=_course((row.begins.isoformat() if row.begins else NEVER, row) for row in panel),
    )


def _course(rows: Iterable[tuple[str, StoreMonth]]) -> tuple[CoursePoint, ...]:
    values: dict[tuple[str, date], list[float]] = defaultdict(list)
    for side, row in rows:
        values[side, row.month].append(row.value)
    return tuple(CoursePoint(side, month, mean(found), len(found)) for (side, month), found in sorted(values.items()))


def is_detectable(effect: Effect, scale: Scale = Scale.DIFFERENCE) -> bool:
    """Whether no change at all lies outside the interval. Without an interval nothing is detectable."""
    none = 1.0 if scale is Scale.RATIO else 0.0
    return effect.lower is not None and effect.upper is not None and not effect.lower <= none <= effect.upper


def kind_of(effect: Effect, scale: Scale, better: Better) -> Kind:
    """How an effect is coloured: what may be chance has the colour of chance."""
    if effect.estimate is None or not is_detectable(effect, scale):
        return Kind.COMMON
    up = effect.estimate > (1.0 if scale is Scale.RATIO else 0.0)
    if better is Better.NEUTRAL:
        return Kind.HIGH if up else Kind.LOW
    return Kind.IMPROVEMENT if up == (better is Better.HIGHER) else Kind.CONCERN
