"""What holds a programme back: parts of a whole that are worse than the whole beyond chance, by what the whole would gain if each
were as good as it. Source: docs/method.md, "Weak spots"."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from results.comparison.process_limits import Better
from results.comparison.rules.audits import FAR, FAR_BY_CHANCE, Reference, farthest
from results.readings.rules.means import NORMAL_REACH
from tracker.core.shares import difference, wilson

SURE = math.erf(FAR / math.sqrt(2))  # the confidence that three standard errors stand for
FALSE_ALARM = FAR_BY_CHANCE / 2  # to the worse side alone
PERCENT = 100.0
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Part(Generic[Key]):
    """`weight` is what the part's value counts for in the whole, `error` the value's standard error (None: not known)."""

    key: Key
    weight: float
    n: int
    value: float
    error: float | None


@dataclass(frozen=True)
class Item(Generic[Key]):
    """An item: `share` of the score's points; asked in `asked` audits, with all its points in `full` and some in `partly`."""

    key: Key
    share: float
    asked: int
    full: int
    partly: int = 0

    @property
    def kept(self) -> int:
        """As audits that kept all of it: one that kept some counts for half, for tallies do not say how much it was."""
        return self.full + (self.partly + 1) // 2


@dataclass(frozen=True)
class Judged(Generic[Key]):
    """`level` is the value of the whole, `lift` by how much it would get better with this part at its level: below 0 for parts
    that are better than it. `lower` and `upper` are the 95% interval of the part's own value."""

    key: Key
    n: int
    value: float
    lower: float
    upper: float
    level: float
    lift: float
    weak: bool


def weak_places(places: Sequence[Part[Key]], better: Better) -> list[Judged[Key]]:
    """Of stores or teams, whose weight is their n. Worse than the whole by more than 3 x s x sqrt(1/n - 1/N), s the standard
    deviation of one observation, pooled over the places. Empty where nothing tells s, or where no side is worse."""
    known = [(part, part.error) for part in places if part.error is not None and part.n > 1]
    freedom = sum(part.n - 1 for part, _ in known)
    spread = math.fsum((part.n - 1) * part.n * error**2 for part, error in known)
    if better is Better.NEUTRAL or not spread:
        return []
    deviation, level, n = math.sqrt(spread / freedom), _level(places), sum(part.n for part in places)
    against = Reference(n, level, deviation)
    return [
        _judged(part, places, level, better, NORMAL_REACH * deviation / math.sqrt(part.n), farthest(part.n, against))
        for part in places
    ]


def weak_sections(sections: Sequence[Part[Key]]) -> list[Judged[Key]]:
    """Of sections of a rubric, whose weight is their share of the score's points. Worse than the whole by more than three of its
    own standard errors: sections of one audit go together, so that the difference varies less than that."""
    level = _level(sections)
    return [
        _judged(part, sections, level, Better.HIGHER, NORMAL_REACH * part.error, FAR * part.error)
        for part in sections
        if part.error is not None
    ]


def weak_items(items: Sequence[Item[Key]]) -> list[Judged[Key]]:
    """Of items of a rubric: the percent of points kept, with Wilson's interval, which is wide enough where some points vary less
    than all or none; weight is the share of points that they were asked for. Worse where Newcombe's interval against all others,
    with the confidence of three standard errors, lies below 0."""
    parts = [Part(item.key, item.share * item.asked, item.asked, PERCENT * item.kept / item.asked, None) for item in items]
    level = _level(parts)
    asked, kept = sum(item.asked for item in items), sum(item.kept for item in items)
    found = []
    for item, part in zip(items, parts, strict=True):
        own, others = wilson(item.kept, item.asked), asked - item.asked
        gap = difference(item.kept, item.asked, kept - item.kept, others, SURE)
        weak = gap.high is not None and gap.high < 0 and part.value < level
        low, high = (PERCENT * (0.0 if end is None else end) for end in (own.low, own.high))
        found.append(Judged(part.key, part.n, part.value, low, high, level, _lift(part, parts, level), weak))
    return found


def _judged(part: Part[Key], parts: Sequence[Part[Key]], level: float, better: Better, reach: float, far: float) -> Judged[Key]:
    sign = 1 if better is Better.HIGHER else -1
    lower, upper = part.value - reach, part.value + reach
    weak = sign * (level - part.value) > far
    return Judged(part.key, part.n, part.value, lower, upper, level, sign * _lift(part, parts, level), weak)


def _level(parts: Sequence[Part[Key]]) -> float:
    return math.fsum(part.weight * part.value for part in parts) / (_weight(parts) or 1.0)


def _lift(part: Part[Key], parts: Sequence[Part[Key]], level: float) -> float:
    return part.weight / (_weight(parts) or 1.0) * (level - part.value)


def _weight(parts: Sequence[Part[Key]]) -> float:
    return math.fsum(part.weight for part in parts)
