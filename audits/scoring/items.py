"""What a score is computed from: sections of items with their answers, and which of them a condition hides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    YESNO = "yesno"
    NUMBER = "number"
    DURATION = "duration"
    RATING = "rating"


CHOICES = (Kind.SINGLE, Kind.MULTIPLE, Kind.YESNO)
ONE = Decimal(1)
ZERO = Decimal(0)

# A choice's name, the names ticked, a number, or nothing.
Answer = str | tuple[str, ...] | Decimal | None


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    points: Decimal = ZERO
    not_applicable: bool = False
    fail: bool = False


YES_NO = (Option("yes", ONE), Option("no"), Option("na", not_applicable=True))


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a number from `start` (included) to `below` (excluded); an open side is None."""

    points: Decimal
    start: Decimal | None = None
    below: Decimal | None = None

    def holds(self, number: Decimal) -> bool:
        return (self.start is None or number >= self.start) and (self.below is None or number < self.below)

    def covers(self, other: "Band") -> bool:
        """Whether every number of the other band is in this one."""
        return (self.start is None or (other.start is not None and self.start <= other.start)) and (
            self.below is None or (other.below is not None and self.below >= other.below)
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """Shown while the answer of `item` is one of `equals`; for a multiple choice, while one of them is ticked."""

    item: str
    equals: tuple[str | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    kind: Kind
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    weight: Decimal = ONE
    critical: bool = False
    bonus: bool = False
    condition: Condition | None = None
    answer: Answer = None


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    items: tuple[Item, ...]
    weight: Decimal = ONE
    pass_mark: Decimal | None = None


def met(condition: Condition, answer: Answer) -> bool:
    if answer is None:
        return False
    given = answer if isinstance(answer, tuple) else (answer,)
    return any(value in condition.equals for value in given)


def visible(conditions: Mapping[str, Condition | None], answers: Mapping[str, Answer]) -> frozenset[str]:
    """The items shown. What depends on a hidden item is hidden, whatever old answer that item still has.

    Raises ValueError when conditions form a circle (see `circle`), KeyError when one names an item that does not exist.
    """
    shown: dict[str, bool] = {}
    for name in conditions:
        chain: list[tuple[str, Condition]] = []
        while name not in shown and (condition := conditions[name]):
            chain.append((name, condition))
            name = condition.item
            if len(chain) > len(conditions):
                raise ValueError("conditions form a circle")
        shown.setdefault(name, True)
        for child, condition in reversed(chain):
            shown[child] = shown[condition.item] and met(condition, answers.get(condition.item))
    return frozenset(name for name, is_shown in shown.items() if is_shown)


def circle(conditions: Mapping[str, Condition | None]) -> list[str]:
    """The items whose conditions depend on each other in a circle, in order; empty when there is none."""
    safe: set[str] = set()
    for name in conditions:
        chain: dict[str, None] = {}
        while name not in safe and (condition := conditions[name]):
            if name in chain:
                path = list(chain)
                return path[path.index(name) :]
            chain[name] = None
            name = condition.item
        safe.update(chain)
    return []


def unanswered(items: Iterable[Item], shown: frozenset[str]) -> list[str]:
    return [item.id for item in items if item.id in shown and item.answer in (None, ())]
