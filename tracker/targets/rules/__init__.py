"""What a target means: its level, and how far an actual value has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

WHOLE = 100  # what a set of weights sums to
TENTHS = 10  # weights are rounded to a tenth


class Unit(StrEnum):
    SCORE = "score"
    POINTS = "points"
    PERCENT = "percent"
    MINUTES = "minutes"
    HOURS = "hours"
    COUNT = "count"
    INDEX = "index"


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NEUTRAL = "neutral"


class TargetKind(StrEnum):
    LEVEL = "level"
    ADDED = "added"  # points on top of the baseline
    CHANGE = "change"  # percent of change of the baseline: -40 is 60% of it
    RANGE = "range"
    UNSET = "unset"


def target_level(kind: TargetKind, value: float | None, baseline: float | None) -> float | None:
    """The level a target stands for, in the indicator's unit; None while the baseline it needs is not known."""
    if value is None or kind is TargetKind.UNSET:
        return None
    if kind in (TargetKind.LEVEL, TargetKind.RANGE):
        return value
    if baseline is None:
        return None
    return baseline + value if kind is TargetKind.ADDED else baseline * (1 + value / 100)


def attainment(actual: float | None, baseline: float | None, target: float | None) -> float | None:
    """Share of the way from baseline to target, in percent: 0 at the baseline, 100 at the target, below 0 when it got worse.

    None when a value is missing or baseline and target are equal (there is no way to go).
    """
    if actual is None or baseline is None or target is None or baseline == target:
        return None
    return 100 * (actual - baseline) / (target - baseline)


def is_met(direction: Direction, actual: float | None, target: float | None, target_high: float | None = None) -> bool | None:
    """Whether the actual value is at its target; None without an actual, a target or a direction."""
    if actual is None or target is None or direction is Direction.NEUTRAL:
        return None
    if direction is Direction.RANGE:
        return target <= actual <= (target if target_high is None else target_high)
    return actual >= target if direction is Direction.HIGHER else actual <= target


class Measure(StrEnum):
    """What one value is made of: decides which numbers it needs and which chart suits it."""

    MEAN = "mean"
    SHARE = "share"  # numerator of denominator, both counts of the same things
    RATE = "rate"  # events per unit of a denominator
    COUNT = "count"
    SCORE = "score"  # computed from answers, as NPS


class Frequency(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class Timing(StrEnum):
    SNAPSHOT = "snapshot"  # as it stands on the day
    FLOW = "flow"  # what came in a period
    ROLLING = "rolling"  # of the last `rolling_months`


class AddsUp(StrEnum):
    """How values of stores become one of many stores."""

    SUM = "sum"
    WEIGHTED = "weighted"  # by n, or by the denominator
    RECOMPUTED = "recomputed"  # sums of numerators over sums of denominators
    NOT_ADDITIVE = "not_additive"


class Path(StrEnum):
    """Between two dated targets."""

    LINE = "line"
    STEPS = "steps"  # the level of the one before holds until the day of the next


class LimitsChart(StrEnum):
    XMR = "xmr"
    P = "p"
    U = "u"


class LimitsProfile(StrEnum):
    NHSR = "nhsr"
    EXCEL = "excel"
    SIX_POINTS = "six_points"


@dataclass(frozen=True)
class Contract:
    """How an indicator is measured, as far as its target does not say it. `locked` names who locked the baseline, and when."""

    question: str = ""
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    measure: Measure = Measure.MEAN
    frequency: Frequency = Frequency.MONTHLY
    timing: Timing = Timing.FLOW
    rolling_months: int | None = None
    adds_up: AddsUp = AddsUp.WEIGHTED
    baseline_from: date | None = None
    baseline_to: date | None = None
    baseline_n: int | None = None
    baseline_locked_at: datetime | None = None
    baseline_locked_by: UUID | None = None
    path: Path = Path.LINE
    consecutive: int = 1  # periods in a row in which the target must be met
    alert_below: float | None = None
    alert_above: float | None = None
    chart: LimitsChart = LimitsChart.XMR
    profile: LimitsProfile = LimitsProfile.NHSR
    owner_id: UUID | None = None
    number: int = 1  # of this version of the contract


@dataclass(frozen=True)
class InterimRow:
    """`level` is None while the baseline it needs is not known."""

    due_on: date
    value: float
    level: float | None


@dataclass(frozen=True)
class IndicatorRow:
    """`target` as it is stored, `level` (to `level_high` for a range) as it reads in the indicator's unit."""

    id: UUID
    version: int
    programme_id: UUID
    code: str
    name: str
    note: str
    source: str
    unit: Unit
    direction: Direction
    baseline: float | None
    target_kind: TargetKind
    target: float | None
    target_high: float | None
    level: float | None
    level_high: float | None
    target_on: date
    interim: tuple[InterimRow, ...]
    smallest_n: int
    derived: str | None
    contract: Contract = Contract()


@dataclass(frozen=True)
class ConflictRow:
    """What the sources disagree on: `said` pairs the letter of a source with what it says; `choice`: what the template does."""

    code: str
    what: str
    said: tuple[tuple[str, str], ...]
    choice: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class WeightsRow:
    """A set of weights as its source has it. Each part: name, old and new weight, and the new one brought to a sum of 100."""

    name: str
    source: str
    parts: tuple[tuple[str, float | None, float | None, float | None], ...]
    old_sum: float
    new_sum: float

    @property
    def is_whole(self) -> bool:
        return self.old_sum == self.new_sum == WHOLE


@dataclass(frozen=True)
class Sources:
    conflicts: tuple[ConflictRow, ...]
    weights: tuple[WeightsRow, ...]


def normalised(weights: Sequence[float | None]) -> list[float | None]:
    """The same weights so that they sum to 100 exactly, in tenths, by largest remainder; on a tie the earlier one gains.

    None stays None; where all are 0 or None there is nothing to bring to 100, and all are None. ValueError for a negative weight.
    """
    given = [None if weight is None else Fraction(str(weight)) for weight in weights]
    total = sum(weight for weight in given if weight is not None)
    if any(weight is not None and weight < 0 for weight in given):
        raise ValueError("a weight is at least 0")
    if not total:
        return [None] * len(given)
    exact = {place: weight * WHOLE * TENTHS / total for place, weight in enumerate(given) if weight is not None}
    tenths = {place: int(value) for place, value in exact.items()}
    by_remainder = sorted(exact, key=lambda place: (tenths[place] - exact[place], place))
    for place in by_remainder[: WHOLE * TENTHS - sum(tenths.values())]:
        tenths[place] += 1
    return [tenths[place] / TENTHS if place in tenths else None for place in range(len(given))]
