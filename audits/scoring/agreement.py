"""Agreement between scorers, corrected for what chance alone would give. 1 is full agreement, 0 what chance gives.

Each function returns an exact fraction, or None where the measure is undefined: chance alone would agree on everything (all on
one category), or nothing can be compared. Work grows with the ratings, not with the square of the categories.
Sources: Cohen 1960 and 1968 (weights), Fleiss 1971, Krippendorff 2011 "Computing Krippendorff's Alpha-Reliability".
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import TypeVar

Number = int | Decimal | Fraction
Value = TypeVar("Value", bound=Hashable)


class Weights(StrEnum):
    """How much a disagreement counts: alike, by the places between, or by their square."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


class Level(StrEnum):
    """What may be said of two values: that they differ, which is more, or by how much."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def pairs_of(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The pairs that a table counts: rows are the first rater's places, columns the second's."""
    return [(row, column) for row, counts in enumerate(table) for column, count in enumerate(counts) for _ in range(count)]


def cohen_kappa(pairs: Sequence[tuple[int, int]], weights: Weights = Weights.NONE) -> Fraction | None:
    """Cohen's kappa of two raters: one pair of places a subject, counted in the order of the categories."""
    observed = sum(_distance(one, other, weights) for one, other in pairs)
    chance = _distances(Counter(one for one, _ in pairs), Counter(other for _, other in pairs), weights)
    return 1 - Fraction(observed * len(pairs), chance) if chance else None


def fleiss_kappa(subjects: Iterable[Sequence[Value]]) -> Fraction | None:
    """Fleiss' kappa: for each subject what its raters said, whoever they were. None unless all have equally many, at least 2."""
    counts = [Counter(values) for values in subjects]
    sizes = {count.total() for count in counts}
    raters = sizes.pop() if len(sizes) == 1 else 0
    if raters < 2:
        return None
    agreeing = sum(_squares(count) - raters for count in counts)
    observed = Fraction(agreeing, len(counts) * raters * (raters - 1))
    chance = Fraction(_squares(_together(counts)), (len(counts) * raters) ** 2)
    return (observed - chance) / (1 - chance) if chance != 1 else None


def krippendorff_alpha(subjects: Iterable[Sequence[Number]], level: Level = Level.NOMINAL) -> Fraction | None:
    """Krippendorff's alpha: for each subject the values it was given, fewer where a rater has a gap. A subject with less than
    two values cannot be compared and is left out.

    The ordinal distance is the square of the difference of mid-ranks, so ordinal is interval on mid-ranks. Alpha stays when all
    values are multiplied, so the sums are of whole numbers.
    """
    counts = [count for count in map(Counter, subjects) if count.total() > 1]
    together = _together(counts)
    place = _doubled_mid_ranks(together) if level is Level.ORDINAL else _whole(together)
    spread = _differing if level is Level.NOMINAL else _squared_differences
    chance = spread(_renamed(together, place))
    if not chance:
        return None
    found: Counter[int] = Counter()  # the observed, by what it is divided by
    for count in counts:
        found[count.total() - 1] += spread(_renamed(count, place))
    observed = sum((Fraction(one, others) for others, one in found.items()), Fraction(0))
    return 1 - observed * (together.total() - 1) / chance


def _distance(one: int, other: int, weights: Weights) -> int:
    if weights is Weights.NONE:
        return int(one != other)
    return abs(one - other) if weights is Weights.LINEAR else (one - other) ** 2


def _distances(left: Counter[int], right: Counter[int], weights: Weights) -> int:
    """The sum of distances of every value on the left to every value on the right."""
    n_left, n_right = left.total(), right.total()
    if weights is Weights.NONE:
        return n_left * n_right - sum(count * right[place] for place, count in left.items())
    if weights is Weights.QUADRATIC:
        return n_right * _moment(left, 2) - 2 * _moment(left, 1) * _moment(right, 1) + n_left * _moment(right, 2)
    whole = below_left = below_right = before = 0
    for place in sorted(left.keys() | right.keys()):  # each step is walked by those who have one end on either side of it
        crossing = below_left * (n_right - below_right) + below_right * (n_left - below_left)
        whole += (place - before) * crossing
        below_left, below_right, before = below_left + left[place], below_right + right[place], place
    return whole


def _moment(counts: Counter[int], power: int) -> int:
    return sum(count * place**power for place, count in counts.items())


def _squares(counts: Counter[Value]) -> int:
    return sum(count**2 for count in counts.values())


def _together(counts: Iterable[Counter[Value]]) -> Counter[Value]:
    whole: Counter[Value] = Counter()
    for count in counts:
        whole.update(count)
    return whole


def _renamed(counts: Counter[Number], place: Mapping[Number, int]) -> Counter[int]:
    return Counter({place[value]: count for value, count in counts.items()})


def _differing(counts: Counter[int]) -> int:
    """The ordered pairs of unequal values."""
    return counts.total() ** 2 - _squares(counts)


def _squared_differences(counts: Counter[int]) -> int:
    """The sum of squared differences over all ordered pairs."""
    return 2 * (counts.total() * _moment(counts, 2) - _moment(counts, 1) ** 2)


def _whole(counts: Counter[Number]) -> dict[Number, int]:
    """The values multiplied until all are whole."""
    exact = {value: Fraction(value) for value in counts}
    unit = lcm(*(number.denominator for number in exact.values()))
    return {value: int(number * unit) for value, number in exact.items()}


def _doubled_mid_ranks(counts: Counter[Number]) -> dict[Number, int]:
    """Twice the mid-rank, to stay whole: Krippendorff's sum of counts from one value to another less half of both ends."""
    ranks, below = {}, 0
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value]
        below += counts[value]
    return ranks
