"""A condition as text: what a template, a version and an imported form write down, read as the expression that is evaluated.

{item: clean, equals: "yes"}            one of several: {item: clean, equals: ["no", partly]}
{item: seconds, from: 30, below: 60}    also above, to; of a multiple choice the number of options ticked
{item: clean, answered: true}
{all: [...]}  {any: [...]}  {not: ...}
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from audits.scoring.items import Answered, Between, Condition, Every, Expression, Negated, Some
from tracker.core.forms import Form

NUMBER_LIMIT = Decimal(1_000_000_000)
DEEPEST = 20  # levels; deeper than anything a person could check
ITEM_CODE = r"^[A-Za-z][A-Za-z0-9_-]*$"

Number = Annotated[Decimal, Field(ge=-NUMBER_LIMIT, le=NUMBER_LIMIT, max_digits=20, decimal_places=6)]
ItemCode = Annotated[str, StringConstraints(pattern=ITEM_CODE, max_length=60)]
Value = Annotated[str, StringConstraints(max_length=200)]


def _as_list(value: object) -> object:
    return value if value is None or isinstance(value, list) else [value]


class ConditionText(Form):
    item: ItemCode | None = None
    equals: Annotated[list[Value | int | float] | None, BeforeValidator(_as_list)] = None  # codes of a choice, texts or numbers
    answered: Literal[True] | None = None
    above: Number | None = None
    start: Number | None = Field(None, alias="from")
    below: Number | None = None
    end: Number | None = Field(None, alias="to")
    every: list["ConditionText"] | None = Field(None, alias="all")
    some: list["ConditionText"] | None = Field(None, alias="any")
    negated: "ConditionText | None" = Field(None, alias="not")

    @model_validator(mode="after")
    def _one_shape(self) -> "ConditionText":
        limits = (self.above, self.start, self.below, self.end)
        asked = [self.equals is not None, self.answered is not None, any(limit is not None for limit in limits)]
        combined = [self.every is not None, self.some is not None, self.negated is not None]
        twice = (self.above is not None and self.start is not None) or (self.below is not None and self.end is not None)
        if sum(combined) + sum(asked) != 1 or (self.item is None) == any(asked) or twice or self.depth() > DEEPEST:
            raise PydanticCustomError("condition_shape", "one of: item with equals, answered or limits; all; any; not")
        return self

    @property
    def parts(self) -> "tuple[ConditionText, ...]":
        return (*(self.every or ()), *(self.some or ()), *((self.negated,) if self.negated else ()))

    def depth(self) -> int:
        return 1 + max((part.depth() for part in self.parts), default=0)

    def leaves(self) -> "Iterator[ConditionText]":
        """The parts that ask for an answer, in order."""
        if self.item is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    @property
    def expression(self) -> Expression:
        if self.every is not None:
            return Every(tuple(part.expression for part in self.every))
        if self.some is not None:
            return Some(tuple(part.expression for part in self.some))
        if self.negated is not None:
            return Negated(self.negated.expression)
        assert self.item is not None  # noqa: S101 - for the type checker: _one_shape
        if self.equals is not None:
            return Condition(self.item, tuple(_value(value) for value in self.equals))
        if self.answered:
            return Answered(self.item)
        return Between(
            self.item,
            self.above if self.above is not None else self.start,
            self.below if self.below is not None else self.end,
            start_included=self.above is None,
            end_included=self.below is None,
        )


def _value(value: Any) -> str | Decimal:
    return value if isinstance(value, str) else Decimal(str(value))
