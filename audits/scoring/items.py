"""What a score is computed from: sections of items with their answers, and which of them a condition hides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter


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
    """While the answer of `item` is one of `equals`; for a multiple choice, while one of them is ticked."""

    item: str
    equals: tuple[str | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """While `item` has an answer."""

    item: str


@dataclass(frozen=True, slots=True)
class Between:
    """While the number (for a multiple choice: the count of options ticked) is from `start` to `end`; an open side is None."""

    item: str
    start: Decimal | None = None
    end: Decimal | None = None
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Every:
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Negated:
    part: "Expression"


# When an item is shown. The phone, the page and the score read the same expression.
Expression = Condition | Answered | Between | Every | Some | Negated


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    kind: Kind
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    weight: Decimal = ONE
    critical: bool = False
    bonus: bool = False
    condition: Expression | None = None
    answer: Answer = None


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    items: tuple[Item, ...]
    weight: Decimal = ONE
    pass_mark: Decimal | None = None


def sources(expression: Expression) -> frozenset[str]:
    """The items whose answers the expression asks for."""
    if isinstance(expression, Every | Some):
        return frozenset[str]().union(*map(sources, expression.parts))
    return sources(expression.part) if isinstance(expression, Negated) else frozenset((expression.item,))


def met(expression: Expression, answers: Mapping[str, Answer]) -> bool:
    """Whether it holds. `answers` has what is shown and answered; what is missing or None is no answer and equals nothing."""
    if isinstance(expression, Every):
        return all(met(part, answers) for part in expression.parts)
    if isinstance(expression, Some):
        return any(met(part, answers) for part in expression.parts)
    if isinstance(expression, Negated):
        return not met(expression.part, answers)
    answer = answers.get(expression.item)
    if answer in (None, ()):
        return False
    if isinstance(expression, Condition):
        return any(value in expression.equals for value in (answer if isinstance(answer, tuple) else (answer,)))
    return isinstance(expression, Answered) or _between(expression, answer)


def _between(expression: Between, answer: Answer) -> bool:
    number = Decimal(len(answer)) if isinstance(answer, tuple) else answer
    if not isinstance(number, Decimal):
        return False
    start, end = expression.start, expression.end
    above = start is None or number > start or (expression.start_included and number == start)
    return above and (end is None or number < end or (expression.end_included and number == end))


def visible(conditions: Mapping[str, Expression | None], answers: Mapping[str, Answer]) -> frozenset[str]:
    """The items shown. What depends on a hidden item sees no answer there, whatever old answer that item still has.

    Raises ValueError when conditions form a circle (see `circle`), KeyError when one names an item that does not exist.
    """
    given: dict[str, Answer] = {}
    shown = set()
    for name in in_turn(conditions):
        condition = conditions[name]
        if condition is None or met(condition, given):
            shown.add(name)
            given[name] = answers.get(name)
    return frozenset(shown)


def in_turn(conditions: Mapping[str, Expression | None]) -> Iterable[str]:
    """All items, each after those that its condition asks for. ValueError when conditions form a circle."""
    graph = {name: sources(condition) if condition else () for name, condition in conditions.items()}
    return conditions if _looks_back(graph) else TopologicalSorter(graph).static_order()


def _looks_back(graph: Mapping[str, Iterable[str]]) -> bool:
    """Whether each asks only for what stands before it, as in nearly every checklist."""
    before: set[str] = set()
    for name, asked in graph.items():
        if not before.issuperset(asked):
            return False
        before.add(name)
    return True


def circle(conditions: Mapping[str, Expression | None]) -> list[str]:
    """The items whose conditions depend on each other in a circle, in order; empty when there is none."""
    graph = {name: sources(condition) if condition else () for name, condition in conditions.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        path: list[str] = found.args[1][:-1]
        return path[::-1]
    return []


def unanswered(items: Iterable[Item], shown: frozenset[str]) -> list[str]:
    return [item.id for item in items if item.id in shown and item.answer in (None, ())]
