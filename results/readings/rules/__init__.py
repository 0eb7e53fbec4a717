"""What a reading may say, how readings add up over stores, and from how many observations on a value is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from results.readings.rules.derived import AUDIT_SCORE as AUDIT_SCORE
from results.readings.rules.derived import Derived as Derived
from results.readings.rules.derived import DerivedKind as DerivedKind
from results.readings.rules.derived import derived_of as derived_of
from results.readings.rules.derived import is_live as is_live
from tracker.targets.rules import Unit


class ReadingSource(StrEnum):
    """Where a value came from."""

    FILE = "file"
    TYPED = "typed"
    RECEIVED = "received"
    SURVEY = "survey"
    DERIVED = "derived"


class Group(StrEnum):
    """Of a programme's stores: those of its pilot areas, and the others."""

    PILOT = "pilot"
    CONTROL = "control"


NEEDS_N = frozenset({Unit.SCORE, Unit.POINTS, Unit.PERCENT, Unit.MINUTES, Unit.HOURS})  # means and shares weigh by n

SCALE: Mapping[Unit, tuple[float, float | None]] = MappingProxyType(
    {
        Unit.SCORE: (0, 100),  # index of 0 to 100, as CSI
        Unit.POINTS: (-100, 100),  # net promoter score
        Unit.PERCENT: (0, 100),  # a share
        Unit.MINUTES: (0, None),
        Unit.HOURS: (0, None),
        Unit.COUNT: (0, None),
        Unit.INDEX: (0, None),
    }
)


def is_on_scale(unit: Unit, value: float) -> bool:
    """Whether a value of this unit can be at all, both ends included."""
    low, high = SCALE[unit]
    return low <= value and (high is None or value <= high)


def needs_n(unit: Unit, smallest_n: int) -> bool:
    """A mean or a share is nothing without its n; nor can a value be held back for too few without it."""
    return unit in NEEDS_N or smallest_n > 1


def weighted_mean(total: float | None, weight: float | None) -> float | None:
    """Sum of value x n over sum of n; None where nothing was observed (never 0)."""
    return total / weight if total is not None and weight else None


def revealed(value: float | None, n: int | None, smallest_n: int) -> float | None:
    """The value, or None where it rests on fewer observations than may be shown. An unknown n counts as too few if n matters."""
    if smallest_n > 1 and (n is None or n < smallest_n):
        return None
    return value


@dataclass(frozen=True)
class TypedIndicator:
    """An indicator whose values are typed or imported, as the workbook's sheet of codes lists it."""

    code: str
    name: str
    unit: Unit
    needs_n: bool


@dataclass(frozen=True)
class StoreCode:
    code: str
    name: str
    region: str
