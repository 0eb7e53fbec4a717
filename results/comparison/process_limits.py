"""Process limits of a series (SPC): what is chance, and what is not.

The method of NHS England's "Making data count" as NHSRplotthedots 0.2.2 computes it. Standard library only, and quick: a board
asks for the limits of every indicator at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

LIMIT = 2.66  # 3 / 1.128: three standard deviations, estimated from the mean moving range of two neighbours
SCREEN = 3.267  # upper limit of a moving range (D4 of two neighbours); what is beyond is no common cause
OUTER_THIRD = 2 / 3
SMALLEST_FIXED = 12  # fewer points do not fix limits for what follows
SMALLEST_FIRM = 13  # with fewer points the limits are trial limits
TIE = 1e-12  # floats that should be equal differ by less than this share of the largest value


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Rule(StrEnum):
    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    ONE_SIDE = "one_side"


class Kind(StrEnum):
    COMMON = "common"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "high"
    LOW = "low"


class Assurance(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    HIT_OR_MISS = "hit_or_miss"


@dataclass(frozen=True)
class Profile:
    name: str
    screening: bool
    run: int  # points that make a trend, or a shift to one side


PROFILES = {
    profile.name: profile for profile in (Profile("nhsr", True, 7), Profile("excel", False, 7), Profile("six_points", True, 6))
}
NHSR = PROFILES["nhsr"]


class LimitsRefused(ValueError):
    """`key` names the sentence in the catalogue, `facts` fill it."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key, facts)
        self.key, self.facts = key, facts


@dataclass(frozen=True)
class Observation:
    on: date
    value: float


@dataclass(frozen=True)
class Rebase:
    """From this observation on the limits begin anew, for a reason that somebody decided."""

    on: date
    reason: str
    decided_by: str = ""


@dataclass(frozen=True)
class Limits:
    """`lower` and `upper` are None where limits are undefined. `near_*` is where the outer third begins."""

    centre: float
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None

    @property
    def defined(self) -> bool:
        return self.lower is not None and self.upper is not None


@dataclass(frozen=True)
class Segment:
    """From one rebase to the next. `n` counts its observations, also when the limits rest on fewer."""

    starts_on: date
    n: int
    limits: Limits
    trial: bool
    reason: str = ""
    decided_by: str = ""


@dataclass(frozen=True)
class Point:
    on: date
    value: float
    rule: Rule | None
    kind: Kind
    limits: Limits


@dataclass(frozen=True)
class DatedTarget:
    on: date
    value: float


@dataclass(frozen=True)
class DatedAssurance:
    on: date
    value: float
    assurance: Assurance | None


@dataclass(frozen=True)
class ProcessChart:
    """`variation` is the kind of the last point, `assurance` the target held against the last limits."""

    segments: tuple[Segment, ...]
    points: tuple[Point, ...]
    variation: Kind
    assurance: Assurance | None
    trajectory: tuple[DatedAssurance, ...]


def xmr(
    observations: Sequence[Observation],
    *,
    better: Better,
    target: float | None = None,
    trajectory: Sequence[DatedTarget] = (),
    profile: Profile = NHSR,
    first: int | None = None,
    rebases: Sequence[Rebase] = (),
    first_once: bool = False,
) -> ProcessChart:
    """Individual values with moving ranges. Values in the indicator's unit, in any order; taken by date. The limits of each
    segment rest on its `first` values; with `first_once` only those before any rebase do, and later ones on all they have.

    Raises LimitsRefused: no observation, a date twice, a value that is not finite, `first` below 12, a rebase without a reason
    or at a date without an observation. Source: NHSRplotthedots 0.2.2, ptd_spc_standard and ptd_calculate_point_type.
    """
    if first is not None and first < SMALLEST_FIXED:
        raise LimitsRefused("comparison.first_too_few", first=first, least=SMALLEST_FIXED)
    segments: list[Segment] = []
    points: list[Point] = []
    for rebase, part in split(in_order(observations), rebases):
        values = [observation.value for observation in part]
        counted = None if rebase and first_once else first
        limits = limits_of(values[:counted], screening=profile.screening)
        reason, decided_by = (rebase.reason, rebase.decided_by) if rebase else ("", "")
        segments.append(Segment(part[0].on, len(part), limits, len(part) < SMALLEST_FIRM, reason, decided_by))
        points += marked_points(part, [limits] * len(part), better=better, run=profile.run)
    last = segments[-1].limits
    return ProcessChart(
        tuple(segments),
        tuple(points),
        points[-1].kind,
        assurance(last, target, better),
        tuple(DatedAssurance(dated.on, dated.value, assurance(last, dated.value, better)) for dated in trajectory),
    )


def in_order(observations: Sequence[Observation]) -> list[Observation]:
    """By date; refuses an empty series, a date twice and a value that is no number."""
    if not observations:
        raise LimitsRefused("comparison.no_observation")
    ordered = sorted(observations, key=lambda observation: observation.on)
    for before, after in pairwise(ordered):
        if before.on == after.on:
            raise LimitsRefused("comparison.date_twice", on=after.on)
    for observation in ordered:
        if not math.isfinite(observation.value):
            raise LimitsRefused("comparison.not_a_number", on=observation.on)
    return ordered


def split(ordered: Sequence[Observation], rebases: Sequence[Rebase]) -> list[tuple[Rebase | None, list[Observation]]]:
    """The observations between rebases. Each rebase needs a reason and an observation at its date."""
    begins: dict[date, Rebase] = {}
    for rebase in rebases:
        if not rebase.reason.strip():
            raise LimitsRefused("comparison.rebase_without_reason", on=rebase.on)
        if rebase.on in begins:
            raise LimitsRefused("comparison.rebase_twice", on=rebase.on)
        begins[rebase.on] = rebase
    for on in begins.keys() - {observation.on for observation in ordered}:
        raise LimitsRefused("comparison.rebase_without_observation", on=on)
    parts: list[tuple[Rebase | None, list[Observation]]] = []
    for observation in ordered:
        if not parts or observation.on in begins:
            parts.append((begins.get(observation.on), []))
        parts[-1][1].append(observation)
    return parts


def limits_of(values: Sequence[float], *, screening: bool = True) -> Limits:
    """Centre = mean; limits = centre +- 2.66 x mean moving range, with ranges >= 3.267 x their mean left out once.

    No floor and no cap. Undefined when no range is left or their mean is 0: one point, a constant series, 1, 1, 1, 1, 2.
    """
    centre = math.fsum(values) / len(values)
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if screening and ranges:
        highest = SCREEN * math.fsum(ranges) / len(ranges)
        ranges = [moved for moved in ranges if moved < highest]
    mean_range = math.fsum(ranges) / len(ranges) if ranges else 0.0
    if mean_range <= TIE * max(abs(value) for value in values):
        return Limits(centre)
    reach = LIMIT * mean_range
    near = reach * OUTER_THIRD
    return Limits(centre, centre - reach, centre + reach, centre - near, centre + near)


def marked_points(part: Sequence[Observation], limits: Sequence[Limits], *, better: Better, run: int) -> list[Point]:
    """One segment, each observation with its own limits, its rule (the first that applies) and its kind."""
    marks = mark([observation.value for observation in part], limits, run=run)
    return [
        Point(observation.on, observation.value, rule, kind_of(direction, better), own)
        for observation, own, (rule, direction) in zip(part, limits, marks, strict=True)
    ]


def mark(values: Sequence[float], limits: Sequence[Limits], *, run: int) -> list[tuple[Rule | None, int]]:
    """The first rule that applies to each value of a segment, and where it points: 1 up, -1 down, 0 nowhere."""
    if not all(own.defined for own in limits):
        return [(None, 0)] * len(values)
    tie = TIE * max(abs(value) for value in values)
    sides, beyond, outer = [], [], []
    for value, own in zip(values, limits, strict=True):
        sides.append(_sign(value - own.centre, tie))
        out = _beyond(value, own.lower, own.upper, tie)
        beyond.append(out)
        outer.append(0 if out else _beyond(value, own.near_lower, own.near_upper, tie))
    rules = zip(beyond, trends(values, run), two_of_three(sides, outer), one_sided(sides, run), strict=True)
    return [_first_rule(*found) if any(found) else (None, 0) for found in rules]


def _first_rule(outside: int, trend: int, near: int, side: int) -> tuple[Rule, int]:
    if outside:
        return Rule.OUTSIDE, outside
    if trend:
        return Rule.TREND, trend
    return (Rule.TWO_OF_THREE, near) if near else (Rule.ONE_SIDE, side)


def trends(values: Sequence[float], run: int) -> list[int]:
    """`run` points strictly rising or falling; an equal neighbour breaks it. A turning point belongs to the later trend."""
    found = [0] * len(values)
    steps = [(after > before) - (after < before) for before, after in pairwise(values)]
    for start, end in _runs(steps):
        if steps[start] and end - start >= run - 1:
            found[start : end + 1] = [steps[start]] * (end - start + 1)
    return found


def two_of_three(sides: Sequence[int], outer: Sequence[int]) -> list[int]:
    """Two of three neighbours in the outer third, all three on one side of the mean: only the outer ones are marked."""
    found = [0] * len(sides)
    for start in range(len(sides) - 2):
        window = slice(start, start + 3)
        near = outer[window]
        if near.count(0) <= 1 and sides[start] and sides[start] == sides[start + 1] == sides[start + 2]:
            found[window] = [one or before for one, before in zip(near, found[window], strict=True)]
    return found


def one_sided(sides: Sequence[int], run: int) -> list[int]:
    """`run` neighbours on one side of the mean; a point on the mean breaks it."""
    found = [0] * len(sides)
    for start, end in _runs(sides):
        if sides[start] and end - start >= run:
            found[start:end] = sides[start:end]
    return found


def kind_of(direction: int, better: Better) -> Kind:
    """What a mark that points up (1) or down (-1) means; 0 is common cause."""
    if not direction:
        return Kind.COMMON
    if better is Better.NEUTRAL:
        return Kind.HIGH if direction > 0 else Kind.LOW
    return Kind.IMPROVEMENT if (direction > 0) == (better is Better.HIGHER) else Kind.CONCERN


def assurance(limits: Limits, target: float | None, better: Better) -> Assurance | None:
    """Whether a process that stays as it is meets the target. None without target, direction or limits."""
    if target is None or better is Better.NEUTRAL or limits.lower is None or limits.upper is None:
        return None
    if target > limits.upper:
        return Assurance.FAIL if better is Better.HIGHER else Assurance.PASS
    if target < limits.lower:
        return Assurance.PASS if better is Better.HIGHER else Assurance.FAIL
    return Assurance.HIT_OR_MISS


def _sign(difference: float, tie: float) -> int:
    return 0 if abs(difference) <= tie else 1 if difference > 0 else -1


def _beyond(value: float, lower: float | None, upper: float | None, tie: float) -> int:
    """1 strictly above `upper`, -1 strictly below `lower`, else 0."""
    if upper is not None and value - upper > tie:
        return 1
    return -1 if lower is not None and lower - value > tie else 0


def _runs(signs: Sequence[int]) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each stretch of equal signs."""
    cuts = [0, *(at for at in range(1, len(signs)) if signs[at] != signs[at - 1]), len(signs)]
    return [(start, end) for start, end in pairwise(cuts) if end > start]
