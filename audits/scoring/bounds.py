"""Between which percents every score of a rubric lies, proved without trying the combinations of answers.

Each item has a few cases: what it can earn, and what it then adds to what is possible. Answers to different items are
independent, so the sums are extreme where each item is, and the highest quotient of two such sums is found by Dinkelbach's
method (1967): for a quotient q each item takes the case with the largest earned - q x possible, the sums of these cases give
the next q, until it no longer grows. That is exact, also where the denominator depends on which items are shown.

The bounds are sound for every policy, and attained except where cases are treated as independent that are not: an item with a
condition counts as shown or hidden whatever the others say; a filtered list as offering any of its options; a section zeroed
by a critical item counts as if each of its gains could be lost alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from audits.scoring.items import CHOICES, ZERO, Band, Item, Kind, Option, Section
from audits.scoring.policy import Aggregation, Critical, MultipleMaximum, NotApplicable, Policy, Unanswered
from audits.scoring.rules import HUNDRED, least, most


@dataclass(frozen=True)
class Reach:
    """What an item can meet besides what it says itself. `offered` are the options that no filter ever takes away (None: all
    of them), `lowest` and `highest` the numbers accepted."""

    shown: bool = True
    hidden: bool = False
    offered: frozenset[str] | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True)
class Bounds:
    """Percent points, both included."""

    lowest: Fraction
    highest: Fraction


class _Case(NamedTuple):
    """`loss` is the least the item could have earned, as a positive number: the base where nothing can be gained."""

    earned: Fraction
    possible: Fraction
    loss: Fraction


class _SectionCases(NamedTuple):
    """For each item what it can bring, whether a critical item can fail, and the weight in a mean."""

    cases: list[list[_Case]]
    fails: bool
    weight: Fraction


_Part = tuple[Fraction, Fraction]  # what is added above and below the line of a quotient
NOUGHT = Fraction(0)
ABSENT = _Case(NOUGHT, NOUGHT, NOUGHT)


def bounds(sections: Sequence[Section], policy: Policy, reach: Mapping[str, Reach] | None = None) -> Bounds | None:
    """The bounds of `score(sections, policy).percent` over all answers; None where no answers give a percent.

    The answers of the items are ignored. An item that `reach` does not name may be hidden exactly if it has a condition.
    """
    parts = [_part(section, policy, reach or {}) for section in sections]
    found = _hull([_gained(parts, policy), _lost(parts, policy)])
    return _limited(found, policy, failing=any(part.fails for part in parts)) if found else None


def section_bounds(section: Section, policy: Policy, reach: Mapping[str, Reach] | None = None) -> Bounds | None:
    """The bounds of the section's own percent, which no limit of the audit touches; None where it never has one."""
    if policy.aggregation is Aggregation.DEDUCTION:
        return None
    part = _part(section, policy, reach or {})
    return _hull([_pooled([part], policy), _lost([part], policy)])


def can_fail(item: Item, reach: Reach) -> bool:
    """Whether some answer fails this critical item."""
    return item.critical and reach.shown and any(option.fail and not option.not_applicable for option in item.options)


def reached(bands: Sequence[Band], lowest: Decimal | None = None, highest: Decimal | None = None) -> tuple[set[int], bool]:
    """The places of the bands that give some number from `lowest` to `highest` its points, and whether some number has none.

    Between two neighbouring edges all numbers are alike, so one of each stretch and each edge are tried.
    """
    edges = sorted({edge for band in bands for edge in (band.start, band.below) if edge is not None})
    edges = sorted({*edges, *(limit for limit in (lowest, highest) if limit is not None)}) or [ZERO]
    between = [(left + right) / 2 for left, right in pairwise(edges)]
    tried = [edges[0] - 1, *edges, *between, edges[-1] + 1]
    accepted = [one for one in tried if (lowest is None or one >= lowest) and (highest is None or one <= highest)]
    first = [next((place for place, band in enumerate(bands) if band.holds(number)), None) for number in accepted]
    return {place for place in first if place is not None}, None in first


def _reach(item: Item, reach: Mapping[str, Reach]) -> Reach:
    return reach.get(item.id) or Reach(hidden=item.condition is not None)


def _part(section: Section, policy: Policy, reach: Mapping[str, Reach]) -> _SectionCases:
    multiplies = policy.aggregation in (Aggregation.POOLED, Aggregation.SUM)
    factor = Fraction(section.weight) if multiplies else Fraction(1)
    cases = [
        [_Case(*(factor * Fraction(item.weight) * value for value in case)) for case in _cases(item, policy, _reach(item, reach))]
        for item in section.items
    ]
    fails = any(can_fail(item, _reach(item, reach)) for item in section.items)
    weighted = policy.aggregation is Aggregation.SECTION_WEIGHTED_MEAN
    return _SectionCases(cases, fails, Fraction(section.weight) if weighted else Fraction(1))


def _cases(item: Item, policy: Policy, reach: Reach) -> set[_Case]:
    """Before weights. With a filtered list the two extreme offers stand for all: percents between are between."""
    if not reach.shown:
        return {ABSENT}
    found = {ABSENT} if reach.hidden else set[_Case]()
    deducts = policy.aggregation is Aggregation.DEDUCTION
    always = [option for option in item.options if reach.offered is None or option.name in reach.offered]
    earned, has_gap = _earnable(item, reach)
    for offer in [item.options] if len(always) == len(item.options) else [item.options, always]:
        counted = _with_options(item, offer)
        maximum = NOUGHT if item.bonus or deducts else Fraction(_maximum(counted, policy))
        loss = NOUGHT if item.bonus else -Fraction(least(counted))
        if earned:
            top, bottom = Fraction(max(earned)), Fraction(min(earned))
            may_exceed = item.bonus or deducts or _ticks_best(item, policy)
            found.add(_Case(top if may_exceed else min(top, maximum), maximum, loss))
            found.add(_Case(bottom if item.bonus else max(bottom, -loss), maximum, loss))
        has_na = any(option.not_applicable for option in item.options)
        counts_na = has_na and policy.not_applicable is NotApplicable.ZERO
        if has_gap or counts_na or policy.unanswered is Unanswered.ZERO:
            found.add(_Case(NOUGHT, maximum, loss))
        if (has_na and not counts_na) or policy.unanswered is Unanswered.EXCLUDE:
            found.add(ABSENT)
    return found or {ABSENT}


def _earnable(item: Item, reach: Reach) -> tuple[list[Decimal], bool]:
    """The fewest and most points an answer can have, and whether some number has no band."""
    if item.kind not in CHOICES:
        places, has_gap = reached(item.bands, reach.lowest, reach.highest)
        return [item.bands[place].points for place in places], has_gap
    points = [option.points for option in item.options if not option.not_applicable]
    if item.kind is Kind.MULTIPLE and points:
        gains, losses = [one for one in points if one > 0], [one for one in points if one < 0]
        points = [sum(gains, ZERO) if gains else max(points), sum(losses, ZERO) if losses else min(points)]
    return points, False


def _with_options(item: Item, options: Iterable[Option]) -> Item:
    return Item(item.id, item.kind, tuple(options), item.bands)


def _maximum(item: Item, policy: Policy) -> Decimal:
    return most(item, policy.multiple_maximum is MultipleMaximum.BEST)


def _ticks_best(item: Item, policy: Policy) -> bool:
    return item.kind is Kind.MULTIPLE and policy.multiple_maximum is MultipleMaximum.BEST


def _gained(parts: Sequence[_SectionCases], policy: Policy) -> Bounds | None:
    """Where something is possible."""
    if policy.aggregation not in (Aggregation.SECTION_MEAN, Aggregation.SECTION_WEIGHTED_MEAN):
        return _pooled(parts, policy)
    above: list[list[_Part]] = []
    below: list[list[_Part]] = []
    for part in parts:
        if own := _pooled([part], policy):
            may_lack = all(any(not case.possible for case in cases) for cases in part.cases)
            lacking = [(NOUGHT, NOUGHT)] if may_lack else []
            above.append([(part.weight * own.highest, part.weight), *lacking])
            below.append([(part.weight * own.lowest, part.weight), *lacking])
    return _between(below, above)


def _pooled(parts: Sequence[_SectionCases], policy: Policy) -> Bounds | None:
    start = HUNDRED * Fraction(policy.start)
    fixed = [[(start, Fraction(policy.start))]] if policy.aggregation is Aggregation.DEDUCTION else []
    below: list[list[_Part]] = [*fixed]
    above: list[list[_Part]] = [*fixed]
    for part in parts:
        zeroed = part.fails and policy.critical is Critical.ZERO_SECTION
        for cases in part.cases:
            above.append([(HUNDRED * case.earned, case.possible) for case in cases])
            below.append([(HUNDRED * (min(case.earned, NOUGHT) if zeroed else case.earned), case.possible) for case in cases])
    return _between(below, above)


def _lost(parts: Sequence[_SectionCases], policy: Policy) -> Bounds | None:
    """Where nothing is possible, but something can be lost."""
    blocks = [
        [(HUNDRED * case.earned, case.loss) for case in cases if not case.possible] for part in parts for cases in part.cases
    ]
    if policy.aggregation is Aggregation.DEDUCTION or not all(blocks):
        return None
    zeroed = policy.critical is Critical.ZERO_SECTION and any(part.fails for part in parts)
    below = [[(min(earned, NOUGHT), loss) for earned, loss in block] for block in blocks] if zeroed else blocks
    return _between(below, blocks)


def _between(below: Sequence[Sequence[_Part]], above: Sequence[Sequence[_Part]]) -> Bounds | None:
    lowest = _highest([[(-earned, base) for earned, base in block] for block in below])
    highest = _highest(above)
    return None if lowest is None or highest is None else Bounds(-lowest, highest)


def _highest(blocks: Sequence[Sequence[_Part]]) -> Fraction | None:
    """The highest quotient of the sums when one part of each block is taken; None where the lower sum is always 0."""
    unit = lcm(*{number.denominator for block in blocks for part in block for number in part})
    whole = [[(int(earned * unit), int(base * unit)) for earned, base in block] for block in blocks]
    chosen = [max(block, key=lambda part: part[1]) for block in whole]
    best: Fraction | None = None
    while base := sum(part[1] for part in chosen):
        found = Fraction(sum(part[0] for part in chosen), base)
        if best is not None and found <= best:
            return best
        best = found
        chosen = _chosen(whole, best)
    return best


def _chosen(blocks: Sequence[Sequence[tuple[int, int]]], quotient: Fraction) -> list[tuple[int, int]]:
    """Of each block the part that is worth most above this quotient, and at least one that has something below the line."""

    def worth(part: tuple[int, int]) -> tuple[int, int]:
        return part[0] * quotient.denominator - part[1] * quotient.numerator, part[1]

    chosen = [max(block, key=worth) for block in blocks]
    if not any(base for _, base in chosen):
        divided = [max((part for part in block if part[1]), key=worth, default=None) for block in blocks]
        cost = {at: worth(chosen[at])[0] - worth(part)[0] for at, part in enumerate(divided) if part}
        at = min(cost, key=lambda place: cost[place])
        chosen[at] = divided[at] or chosen[at]
    return chosen


def _hull(found: Iterable[Bounds | None]) -> Bounds | None:
    known = [one for one in found if one]
    return Bounds(min(one.lowest for one in known), max(one.highest for one in known)) if known else None


def _limited(found: Bounds, policy: Policy, *, failing: bool) -> Bounds:
    """What acts on the audit's percent, in the order of rules._limited; each only ever moves a percent one way."""
    lowest, highest = found.lowest, found.highest
    if failing and policy.critical is Critical.ZERO_AUDIT:
        lowest = min(lowest, NOUGHT)
    if policy.bonus_cap:
        lowest, highest = min(lowest, Fraction(HUNDRED)), min(highest, Fraction(HUNDRED))
    if failing and policy.critical is Critical.CAP and policy.critical_cap is not None:
        lowest = min(lowest, Fraction(policy.critical_cap))
    if policy.floor_zero:
        lowest, highest = max(lowest, NOUGHT), max(highest, NOUGHT)
    return Bounds(lowest, highest)
