"""Scores of audits compared: means with intervals, stores that stand apart, items that changed. Sources: docs/method.md,
"Audit results"."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audits.review.rules import SPREAD_STEP
from results.comparison.process_limits import Better, ProcessChart
from results.comparison.proportion_limits import ChartKind, Rate, rate_chart
from results.readings.rules.means import t_reach
from results.readings.rules.survey import Score, ScoreKind
from tracker.core.shares import CONFIDENCE, Interval, difference, wilson

SMALLEST_AUDITS = 5  # of fewer, a quarter of the mean is one visit, and a store could tell what each visitor said
FAR = 3.0  # standard errors, as of process limits
FAR_BY_CHANCE = math.erfc(FAR / math.sqrt(2))  # the share of cells beyond them where nothing differs: 0.27%
MOST_CHANGED = 10
WHOLE = 100.0  # percent
ROUNDING = 1e-11  # of the sum of squares: less than that does not vary, it is rounded


class Side(StrEnum):
    """Where a place stands against the mean; `LEVEL` is no further off than chance explains."""

    BELOW = "below"
    LEVEL = "level"
    ABOVE = "above"


@dataclass(frozen=True)
class Sums:
    """`total` and `squares` are the sum of percent and of percent squared over `n` audits."""

    n: int
    total: float
    squares: float

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass(frozen=True)
class Reference:
    """What the stores of a programme come to: `deviation` is that of single audits within their stores, None where no store was
    visited twice or every visit of a store came out the same."""

    n: int
    mean: float
    deviation: float | None


@dataclass(frozen=True)
class ItemMonth:
    """`asked` audits had the item scored, `kept` of them with all its points."""

    month: date
    asked: int
    kept: int


@dataclass(frozen=True)
class Change:
    """A share in the first and in the second half of a period, and the second minus the first; all between 0 and 1."""

    before: Interval
    after: Interval
    difference: Interval


def mean_of(sums: Sums, smallest: int = 1) -> Score:
    """Mean with its 95% t interval, cut at 0 and 100 unless a bonus leads beyond; of one audit none, nor of audits that do not
    vary. Held back, with its n, below `smallest`."""
    n = sums.n
    if n < max(smallest, 1):
        return Score(ScoreKind.INDEX, n)
    value = sums.total / n
    if n == 1:
        return Score(ScoreKind.INDEX, n, value)
    error = math.sqrt(_not_rounding(sums.squares - n * value * value, sums.squares) / (n - 1) / n)
    if error == 0:
        return Score(ScoreKind.INDEX, n, value, error)
    reach = t_reach(n - 1) * error
    low, high = (0.0 if value >= 0 else -math.inf), (WHOLE if value <= WHOLE else math.inf)
    return Score(ScoreKind.INDEX, n, value, error, max(value - reach, low), min(value + reach, high))


def reference(whole: Sums, within: float, stores: int) -> Reference | None:
    """`within` is the sum of squares of the audits around the mean of their own store: on n - stores degrees of freedom."""
    if whole.n == 0:
        return None
    freedom, varies = whole.n - stores, _not_rounding(within, whole.squares)
    deviation = math.sqrt(varies / freedom) if freedom > 0 and varies > 0 else None
    return Reference(whole.n, whole.total / whole.n, deviation)


def farthest(n: int, against: Reference) -> float:
    """How far the mean of `n` audits of one store strays from the mean of all by chance: 3 x s x sqrt(1/n - 1/N), for its own
    audits are among all. Analysis of means (Ott 1967); three standard errors as on a funnel plot (Spiegelhalter 2005)."""
    return FAR * (against.deviation or 0.0) * math.sqrt(max(1 / n - 1 / against.n, 0.0))


def side_of(mean: float, n: int, against: Reference | None) -> Side:
    if against is None or against.deviation is None:
        return Side.LEVEL
    off = mean - against.mean
    if abs(off) <= farthest(n, against):
        return Side.LEVEL
    return Side.ABOVE if off > 0 else Side.BELOW


def step_bounds(step: int) -> tuple[int, int]:
    """From, and up to; what lies below 0 or above 100 stands in the outermost steps."""
    return step * SPREAD_STEP, (step + 1) * SPREAD_STEP


def sums_of_steps(counts: Mapping[int, int]) -> Sums:
    """Of scores that are known by their step only: each counts as the middle of its step, so a mean is off by half a step at
    most, and its interval rather too wide (Sheppard 1898)."""
    middles = {step: sum(step_bounds(step)) / 2 for step in counts}
    return Sums(
        sum(counts.values()),
        math.fsum(n * middles[step] for step, n in counts.items()),
        math.fsum(n * middles[step] ** 2 for step, n in counts.items()),
    )


def all_items_together(compared: int) -> float:
    """The confidence of each interval with which all of them hold at once in 95 of 100 cases (Bonferroni)."""
    return 1 - (1 - CONFIDENCE) / max(compared, 1)


def change_of(months: Iterable[ItemMonth], middle: date, confidence: float = CONFIDENCE) -> Change:
    """From `middle` on against before it."""
    asked, kept = [0, 0], [0, 0]
    for each in months:
        half = int(each.month >= middle)
        asked[half] += each.asked
        kept[half] += each.kept
    return Change(
        wilson(kept[0], asked[0]),
        wilson(kept[1], asked[1]),
        difference(kept[1], asked[1], kept[0], asked[0], confidence),
    )


def changes_beyond_chance(items: Mapping[str, Sequence[ItemMonth]], middle: date, smallest: int) -> dict[str, Change]:
    """The items with enough audits in both halves, by how much they changed, and of those only what is beyond chance for all
    compared items together; at most MOST_CHANGED."""
    enough = comparable(items, middle, smallest)
    confidence = all_items_together(len(enough))
    changes = {code: change_of(items[code], middle, confidence) for code in enough}
    clear = {code: change for code, change in changes.items() if not change.difference.spans_zero}
    ranked = sorted(clear, key=lambda code: (-abs(clear[code].difference.value or 0.0), code))
    return {code: clear[code] for code in ranked[:MOST_CHANGED]}


def comparable(items: Mapping[str, Sequence[ItemMonth]], middle: date, smallest: int) -> list[str]:
    """The items that were asked often enough on both sides of `middle`."""
    found = []
    for code, months in items.items():
        after = sum(each.asked for each in months if each.month >= middle)
        before = sum(each.asked for each in months if each.month < middle)
        if min(before, after) >= smallest:
            found.append(code)
    return found


def item_chart(months: Sequence[ItemMonth], smallest: int) -> ProcessChart | None:
    """Shares of audits with all points, as a p chart; months with fewer audits than `smallest` are left out."""
    rates = [Rate(each.month, each.kept, each.asked) for each in months if each.asked >= smallest]
    return rate_chart(rates, ChartKind.P, better=Better.HIGHER) if rates else None


def _not_rounding(varies: float, squares: float) -> float:
    """A difference of two large sums that should be equal is what rounding left of them."""
    return varies if varies > ROUNDING * squares else 0.0
