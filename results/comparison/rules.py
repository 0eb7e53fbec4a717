"""Promise against observation: where an indicator stands, and how much of what is seen is chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from results.comparison.process_limits import SMALLEST_FIXED, Better, DatedTarget, Limits, Observation, Point, ProcessChart, xmr
from tracker.targets.rules import Direction, IndicatorRow, attainment, is_met

MOST_DECIMALS = 3


class Standing(StrEnum):
    MET = "met"
    ON_THE_WAY = "on_the_way"
    BEHIND = "behind"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"


class NoteKind(StrEnum):
    EVENT = "event"
    ACTION = "action"
    DECISION = "decision"


class AlertKind(StrEnum):
    OUTSIDE = "outside"  # the programme's value is beyond its limits, to the worse side
    STORE_OUTSIDE = "store_outside"
    TEAM_RATE = "team_rate"  # a team's rate rose beyond chance and by what is worth a look
    THRESHOLD = "threshold"
    WILL_MISS = "will_miss"  # a dated target that will be missed at this pace


class AlertState(StrEnum):
    OPEN = "open"
    IN_HAND = "in_hand"
    EXPLAINED = "explained"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Measured:
    """A point of a series. `value` is None where it rests on fewer observations than may be shown."""

    on: date
    value: float | None
    n: int | None


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
    process limits, or None without a value; they rest on `limits_from` values.
    """

    indicator: IndicatorRow
    points: tuple[Measured, ...]
    actual: Measured | None
    share: float | None
    expected: float | None
    standing: Standing
    chart: ProcessChart | None
    limits_from: int


def line_of(indicator: IndicatorRow, points: Sequence[Measured], *, starts_on: date, today: date) -> Line:
    """Everything a page says of an indicator. `starts_on` is the day the baseline stands for: the programme's first.

    With enough values from before it, the limits are those of that time: what chance did before the programme is what a change
    is held against, and the change itself does not widen it.
    """
    shown = [Observation(point.on, point.value) for point in points if point.value is not None]
    steps = targets_of(indicator)
    better = better_of(indicator.direction)
    before = sum(1 for observation in shown if observation.on < starts_on)
    first = before if before >= SMALLEST_FIXED else None
    chart = xmr(shown, better=better, target=indicator.level, trajectory=steps, first=first) if shown else None
    actual = next((point for point in reversed(points) if point.value is not None), None)
    aim = aim_of(indicator, actual.value if actual else None)
    expected = expected_level(actual.on, starts_on, indicator.baseline, steps) if actual else None
    return Line(
        indicator,
        tuple(points),
        actual,
        attainment(actual.value if actual else None, indicator.baseline, aim),
        expected,
        standing(indicator, actual, expected, chart.segments[-1].limits if chart else None, today),
        chart,
        first or len(shown),
    )


def better_of(direction: Direction) -> Better:
    """A range has no better side: a special cause in it is high or low, not good or bad."""
    return {Direction.HIGHER: Better.HIGHER, Direction.LOWER: Better.LOWER}.get(direction, Better.NEUTRAL)


def targets_of(indicator: IndicatorRow) -> list[DatedTarget]:
    """The interim targets and the target, by date, as levels; those without a level are left out."""
    steps = [DatedTarget(step.due_on, step.level) for step in indicator.interim if step.level is not None]
    if indicator.level is not None:
        steps.append(DatedTarget(indicator.target_on, indicator.level))
    return sorted(steps, key=lambda step: step.on)


def aim_of(indicator: IndicatorRow, actual: float | None) -> float | None:
    """The level to reach: for a range its nearer end, seen from the actual value."""
    high = indicator.level_high
    if indicator.direction is Direction.RANGE and high is not None and actual is not None and actual > high:
        return high
    return indicator.level


def expected_level(on: date, starts_on: date, baseline: float | None, steps: Sequence[DatedTarget]) -> float | None:
    """The planned line on a day: straight from the baseline through the dated targets, and level after the last.

    Without a baseline there is no line up to the first dated target, so None until then.
    """
    marks = [DatedTarget(starts_on, baseline)] if baseline is not None else []
    marks += [step for step in steps if not marks or step.on > marks[-1].on]
    before = [mark for mark in marks if mark.on <= on]
    after = [mark for mark in marks if mark.on > on]
    if not before:
        return None
    if not after:
        return before[-1].value
    start, end = before[-1], after[0]
    return start.value + (end.value - start.value) * ((on - start.on).days / (end.on - start.on).days)


def standing(
    indicator: IndicatorRow, actual: Measured | None, expected: float | None, limits: Limits | None, today: date
) -> Standing:
    """Met by its last value; else behind when its day is over, or when the planned line lies beyond chance; else on the way.

    A value that chance alone may keep from the planned level makes nobody be behind.
    """
    if actual is None or actual.value is None:
        return Standing.NO_DATA
    met = is_met(indicator.direction, actual.value, indicator.level, indicator.level_high)
    if met is None:
        return Standing.NO_TARGET
    if met:
        return Standing.MET
    if today > indicator.target_on:
        return Standing.BEHIND
    wants_more = (
        actual.value < (indicator.level or 0)
        if indicator.direction is Direction.RANGE
        else indicator.direction is Direction.HIGHER
    )
    if expected is None or (actual.value >= expected if wants_more else actual.value <= expected):
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


def rounded(value: float, decimals: int) -> float:
    """Half up, as people round: 86.25 is 86.3."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def decimals_for(value: float, other: float | None = None) -> int:
    """One decimal, or as many (three at most) as keep two different values different: 99.87 against a target of 99.9."""
    if value == rounded(value, 0) and (other is None or rounded(other, 0) != value or other == value):
        return 0
    decimals = 1
    while (
        decimals < MOST_DECIMALS and other is not None and value != other and rounded(value, decimals) == rounded(other, decimals)
    ):
        decimals += 1
    return decimals
