"""What one approved audit adds to the tallies, from its frozen score. Pure values: the review counts audit by audit, the example
and a rebuilding all at once, and both mean the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from audits.scoring.rules import Reason

WHOLE_AUDIT = ""  # the section that stands for the whole audit
NO_WAVE = UUID(int=0)
SPREAD_STEP = 5  # percent points
LAST_STEP = 100 // SPREAD_STEP - 1  # 100 belongs to it, and what a bonus adds
SCORED_REASONS = (Reason.ANSWERED.value, Reason.NO_BAND.value)


@dataclass(frozen=True)
class ItemCount:
    """`kept`: all of the item's points; `missed`: none of them, or a loss."""

    code: str
    kept: bool
    missed: bool


def section_percents(percent: float | None, passed: bool | None, result: Mapping[str, Any]) -> Iterator[tuple[str, float, bool]]:
    """Code, percent and whether it passed: of the whole audit first, then of each section that has a percent."""
    if percent is not None:
        yield WHOLE_AUDIT, percent, bool(passed)
    for section in result["sections"]:
        if section["percent"] is not None:
            yield section["name"], float(section["percent"]), bool(section["passed"])


def item_counts(result: Mapping[str, Any]) -> Iterator[ItemCount]:
    """The items that were scored: those with something to gain, and answered ones that can only lose."""
    for line in result["trace"]:
        if line["item"] is None or not Decimal(line["weight"]):
            continue
        earned, possible = Decimal(line["earned"]), Decimal(line["possible"])
        if possible > 0 or line["reason"] in SCORED_REASONS:
            kept = earned >= possible
            yield ItemCount(line["item"], kept, not kept and earned <= 0)


def step_of(percent: float) -> int:
    """The step of a spread: 0 from 0 to below 5 percent, 19 from 95 on."""
    return min(max(int(percent // SPREAD_STEP), 0), LAST_STEP)
