"""A budget's split in a template, and what a person types of a budget."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Self

from babel.numbers import is_currency
from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import CLEANED, Code, Form
from tracker.core.models import BIG_RANGE
from tracker.core.words import Label
from tracker.plan.forms import LabelText, unique

LONGEST_REASON = 2_000


def _known(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("money.unknown_currency", "unknown currency", {"code": code})
    return code


Currency = Annotated[str, AfterValidator(_known)]
Share = Annotated[float, Field(ge=0, le=100)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON), CLEANED]
OptionalName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), CLEANED]


class BudgetLineText(Form):
    """`share_percent` is of the line above, or of the total; `phase` and `area` by their codes."""

    code: Code
    name: LabelText
    share_percent: Share
    phase: Code | None = None
    area: Code | None = None
    contingency: bool = False
    lines: list["BudgetLineText"] = Field(default_factory=list)


class BudgetText(Form):
    source: str
    basis: LabelText
    lines: Annotated[list[BudgetLineText], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "BudgetText":
        unique(line.code for line in self.all_lines())
        _demand_shares(self.lines, whole=True)
        for line in self.all_lines():
            _demand_shares(line.lines, whole=False)
        return self

    def all_lines(self) -> Iterator[BudgetLineText]:
        """Each line before the lines below it."""
        waiting = list(reversed(self.lines))
        while waiting:
            line = waiting.pop()
            yield line
            waiting += reversed(line.lines)


def _demand_shares(lines: list[BudgetLineText], *, whole: bool) -> None:
    total = sum(Fraction(str(line.share_percent)) for line in lines)
    if total > 100 or (whole and total != 100):
        raise PydanticCustomError("money.not_hundred", "not 100", {"sum": float(total)})


class BudgetTotal(Form):
    """`total_minor` in hundredths of the currency; None: not known yet."""

    currency: Currency
    total_minor: Annotated[int, Field(ge=0, le=BIG_RANGE)] | None


class LineForm(Form):
    """A line of the budget as a person types it: a name in one language at least."""

    name_en: OptionalName = ""
    name_zh: OptionalName = ""
    share_percent: Share

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.name_en or self.name_zh):
            raise PydanticCustomError("money.name_missing", "a name in one language at least")
        return self

    def label(self) -> Label:
        return Label(self.name_en, self.name_zh)


class LineCode(Form):
    code: Code


class ChangeForm(Form):
    """Money approved (less than 0: taken back), and why."""

    amount_minor: Annotated[int, Field(ge=-BIG_RANGE, le=BIG_RANGE)]
    reason: Reason


class MoveForm(Form):
    amount_minor: Annotated[int, Field(ge=1, le=BIG_RANGE)]
    reason: Reason
