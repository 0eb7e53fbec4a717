"""How a total is split without losing a cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from uuid import UUID

OFFERED_CURRENCIES = ("CNY", "HKD", "TWD", "SGD", "USD", "EUR", "GBP", "JPY")


class BudgetChangeKind(StrEnum):
    APPROVAL = "approval"
    TRANSFER = "transfer"
    DRAW_DOWN = "draw_down"  # from a contingency


class EntryKind(StrEnum):
    COMMITTED = "committed"
    ACTUAL = "actual"
    FORECAST = "forecast"


def split(total_minor: int, shares_percent: Sequence[float]) -> list[int]:
    """Whole hundredths that sum to the total exactly, by largest remainder (Hamilton); on a tie the earlier line gains.

    Raises ValueError for a negative total or shares that are negative or do not sum to 100.
    """
    shares = [Fraction(str(share)) for share in shares_percent]
    if total_minor < 0 or min(shares, default=Fraction(0)) < 0 or sum(shares) != 100:
        raise ValueError("a total of at least 0 and shares that sum to 100 are needed")
    exact = [total_minor * share / 100 for share in shares]
    amounts = [floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (amounts[place] - exact[place], place))
    for place in by_remainder[: total_minor - sum(amounts)]:
        amounts[place] += 1
    return amounts


def minor(units: float | None) -> int | None:
    """Whole hundredths of an amount typed in units, rounded half to even of its shortest decimal form; None stays None."""
    return None if units is None else round(Fraction(repr(units)) * 100)


@dataclass(frozen=True)
class BudgetLineRow:
    """`amount_minor` is None while the total is not known."""

    code: str
    name: str
    share_percent: float
    amount_minor: int | None


@dataclass(frozen=True)
class BudgetRow:
    id: UUID
    version: int
    basis: str
    currency: str
    total_minor: int | None
    lines: tuple[BudgetLineRow, ...]
