"""The scoring policy: a value that belongs to the published rubric and is printed with each score."""

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Unanswered(StrEnum):
    ZERO = "zero"  # nothing earned of the full maximum
    EXCLUDE = "exclude"
    BLOCK = "block"  # no score until every visible item has its answer


class NotApplicable(StrEnum):
    EXCLUDE = "exclude"
    ZERO = "zero"


class Aggregation(StrEnum):
    POOLED = "pooled"
    SECTION_WEIGHTED_MEAN = "section_weighted_mean"
    SECTION_MEAN = "section_mean"
    DEDUCTION = "deduction"
    SUM = "sum"


class MultipleMaximum(StrEnum):
    SUM = "sum"
    BEST = "best"


class Critical(StrEnum):
    RECORD = "record"
    ZERO_SECTION = "zero_section"
    ZERO_AUDIT = "zero_audit"
    CAP = "cap"
    FAIL = "fail"


@dataclass(frozen=True)
class ScoreBand:
    """A named range of percent: from `start` on, until the next band begins."""

    name: str
    start: Decimal


@dataclass(frozen=True)
class Policy:
    """`pass_mark`, `critical_cap`, `start` and the bands are in percent points; `decimals` is only for showing."""

    preset: str | None = None
    unanswered: Unanswered = Unanswered.ZERO
    not_applicable: NotApplicable = NotApplicable.EXCLUDE
    aggregation: Aggregation = Aggregation.POOLED
    multiple_maximum: MultipleMaximum = MultipleMaximum.SUM
    critical: Critical = Critical.RECORD
    critical_cap: Decimal | None = None
    bonus_cap: bool = True
    floor_zero: bool = False
    start: Decimal = Decimal(100)
    pass_mark: Decimal | None = None
    bands: tuple[ScoreBand, ...] = ()
    decimals: int = 2


SWITCHES = frozenset(field.name for field in fields(Policy)) - {"preset"}

# The rules of known systems, by name (docs/method.md names the source of each).
PRESETS: dict[str, dict[str, Any]] = {
    "safetyculture": {},
    "sassie": {"not_applicable": NotApplicable.ZERO, "bonus_cap": False},
    "sassie_omit_na": {"bonus_cap": False},
    "zenput": {"not_applicable": NotApplicable.ZERO},
    "genesys": {},
    "mean_of_sections": {"aggregation": Aggregation.SECTION_MEAN},
    "deduction": {"aggregation": Aggregation.DEDUCTION, "start": Decimal(100), "floor_zero": True},
}


def preset(name: str) -> Policy:
    """The policy of a known system; KeyError for an unknown name."""
    return Policy(preset=name, **PRESETS[name])


def policy_document(policy: Policy) -> dict[str, Any]:
    """The policy in full, under the names the interface uses; numbers stay decimals."""
    return asdict(policy) | {"bands": [{"name": band.name, "from": band.start} for band in policy.bands]}
