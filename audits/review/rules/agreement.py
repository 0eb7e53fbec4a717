"""What two scorers of the same audits agree on: by item, and by who scored a second time."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from audits.scoring.agreement import Level, cohen_kappa, krippendorff_alpha
from audits.scoring.agreement_errors import alpha_error, kappa_error

KAPPA_FLOOR = 0.6  # Landis and Koch 1977 call agreement substantial above it; McHugh 2012 inadequate below it
LEAST_PAIRS = 10  # below, one pair moves kappa by more than a tenth
SIGMAS = 1.959964  # of a 95% interval


class Measure(StrEnum):
    """Which measure fits an item: kappa where answers only differ, alpha where they are more or less, or so much."""

    KAPPA = "kappa"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


LEVELS = {Measure.ORDINAL: Level.ORDINAL, Measure.INTERVAL: Level.INTERVAL}


@dataclass(frozen=True)
class Agreed:
    """`value` is None where it is undefined: all answers alike, so that nobody can tell agreement from an item with one answer.
    `low` and `high` are None with it, and where the few pairs tell no error."""

    measure: Measure
    n: int
    same: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_low(self) -> bool:
        """Below the floor on enough pairs: the item is to be reworded."""
        return self.n >= LEAST_PAIRS and self.value is not None and self.value < KAPPA_FLOOR


Pairs = Sequence[tuple[Hashable, Hashable]]


def agreed(pairs: Pairs, measure: Measure) -> Agreed:
    """The measure over pairs of a first and a second answer, with a 95% interval (value and 1.96 standard errors, cut at the
    measure's own limits). Answers are hashable, and numbers unless the measure is kappa."""
    same = sum(1 for one, other in pairs if one == other)
    if measure is Measure.KAPPA:
        places = {value: place for place, value in enumerate(dict.fromkeys(value for pair in pairs for value in pair))}
        placed = [(places[one], places[other]) for one, other in pairs]
        value, error = cohen_kappa(placed), kappa_error(placed)
    else:
        numbers = [(_number(one), _number(other)) for one, other in pairs]
        value, error = krippendorff_alpha(numbers, LEVELS[measure]), alpha_error(numbers, LEVELS[measure])
    if value is None:
        return Agreed(measure, len(pairs), same, None, None, None)
    found = float(value)
    if error is None:
        return Agreed(measure, len(pairs), same, found, None, None)
    return Agreed(measure, len(pairs), same, found, max(-1.0, found - SIGMAS * error), min(1.0, found + SIGMAS * error))


def agreed_over(items: Mapping[str, Pairs]) -> tuple[int, int, float | None]:
    """How many pairs of answers there are, how many are the same, and one kappa over all items: the sum of what agrees beyond
    chance over the sum of what could, each item with its own chance. None where chance explains everything."""
    n = same = 0
    beyond, room = Fraction(0), Fraction(0)
    for pairs in items.values():
        alike, chance = sum(1 for one, other in pairs if one == other), _chance(pairs)
        n, same = n + len(pairs), same + alike
        beyond, room = beyond + alike - chance * len(pairs), room + (1 - chance) * len(pairs)
    return n, same, float(beyond / room) if room else None


def _chance(pairs: Pairs) -> Fraction:
    """The share of pairs that would be alike if both answered as often as they do, but by lot."""
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    alike = sum(count * right[value] for value, count in left.items())
    return Fraction(alike, len(pairs) ** 2) if pairs else Fraction(0)


def _number(value: Hashable) -> Decimal:
    return Decimal(str(value))
