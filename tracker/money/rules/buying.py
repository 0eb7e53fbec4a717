"""What the money that is left will pay for, and what a point of improvement has cost. Amounts in hundredths."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID


@dataclass(frozen=True)
class Wanted:
    """A task that is still to be earned, in full or for the rest; `rest_minor` is what of its planned cost is not earned yet."""

    task_id: UUID
    name: str
    deliverable: str
    starts_on: date
    due_on: date
    rest_minor: int


@dataclass(frozen=True)
class Purchase:
    """`bought`: paid in full; `begun`: the first one that is not, for which `over_minor` of `money_minor` is left."""

    money_minor: int
    bought: tuple[Wanted, ...]
    begun: Wanted | None
    over_minor: int


def next_purchase(wanted: Sequence[Wanted], left_minor: int, share_percent: int) -> Purchase:
    """The tasks, in the order given, that this share of what is left pays for. The first that it does not pay in full ends the
    list: what comes later waits for it. Nothing left, or less, buys nothing."""
    money = max(left_minor, 0) * share_percent // 100
    rest, bought = money, list[Wanted]()
    for task in wanted:
        if task.rest_minor > rest:
            return Purchase(money, tuple(bought), task, rest)
        rest -= task.rest_minor
        bought.append(task)
    return Purchase(money, tuple(bought), None, rest)


def cost_per_point(
    spent_minor: int, baseline: float | None, actual: float | None, *, lower_is_better: bool = False
) -> Fraction | None:
    """Hundredths spent for each point by which the indicator improved; None where it did not, or nothing was measured."""
    if baseline is None or actual is None:
        return None
    gained = Fraction(repr(actual)) - Fraction(repr(baseline))
    gained = -gained if lower_is_better else gained
    return Fraction(spent_minor) / gained if gained > 0 else None
