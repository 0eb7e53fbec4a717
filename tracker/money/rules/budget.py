"""How a total is split without losing a cent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Protocol
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


class Sharing(Protocol):
    """A line of the tree; `share_percent` is of its parent, or of the total where it has none."""

    @property
    def id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def share_percent(self) -> float: ...


def split_tree(total_minor: int, lines: Sequence[Sharing]) -> dict[UUID, int]:
    """What each line gets itself, not counting the lines below it, by `split` at each level; the sum is the total exactly.

    A line keeps what its lines below do not share out. ValueError where the shares of the top lines do not sum to 100, or any
    shares to more.
    """
    below: dict[UUID | None, list[Sharing]] = defaultdict(list)
    for line in lines:
        below[line.parent_id].append(line)
    found: dict[UUID, int] = {}
    waiting = list(zip(below[None], split(total_minor, [line.share_percent for line in below[None]]), strict=True))
    while waiting:
        line, amount = waiting.pop()
        parts = below[line.id]
        rest = float(100 - share_sum(parts))
        *amounts, found[line.id] = split(amount, [*(part.share_percent for part in parts), rest])
        waiting += zip(parts, amounts, strict=True)
    return found


def share_sum(lines: Iterable[Sharing]) -> Fraction:
    """Exact: as the shares were typed."""
    return sum((Fraction(str(line.share_percent)) for line in lines), Fraction(0))


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
