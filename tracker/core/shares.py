"""Shares of a count and their difference, each with what chance leaves open. Sources: docs/method.md, "Shares"."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A share (0..1) or a difference of two shares (-1..1) with its limits, from `n` observations (of both together).

    `value`, `low` and `high` are None together: where there was nothing to count, nothing is known.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def spans_zero(self) -> bool:
        """Whether a difference may be none at all; also where nothing is known."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval (1927) of successes among n. ValueError unless 0 <= successes <= n and 0 < confidence < 1."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share")
    if not 0 < confidence < 1:
        raise ValueError(f"{confidence} is no confidence")
    if n == 0:
        return Interval(None, None, None, 0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, whole = successes / n, n + z * z
    centre = (successes + z * z / 2) / whole
    half = z * sqrt(share * (n - successes) + z * z / 4) / whole
    low = 0.0 if successes == 0 else min(centre - half, share)  # exactly, and never past the share by a rounding
    high = 1.0 if successes == n else max(centre + half, share)
    return Interval(share, max(low, 0.0), min(high, 1.0), n)


def difference(successes_1: int, n_1: int, successes_2: int, n_2: int, confidence: float = CONFIDENCE) -> Interval:
    """First share minus second, independent of each other: Newcombe's score interval (1998, method 10), from Wilson's limits
    of both. ValueError as for `wilson`."""
    first, second = wilson(successes_1, n_1, confidence), wilson(successes_2, n_2, confidence)
    n = n_1 + n_2
    if first.value is None or first.low is None or first.high is None:
        return Interval(None, None, None, n)
    if second.value is None or second.low is None or second.high is None:
        return Interval(None, None, None, n)
    value = first.value - second.value
    down = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    up = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Interval(value, max(value - down, -1.0), min(value + up, 1.0), n)
