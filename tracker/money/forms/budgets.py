"""A budget's split in a template, and the total a person types."""

from fractions import Fraction
from typing import Annotated

from babel.numbers import is_currency
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Code, Form
from tracker.core.models import BIG_RANGE
from tracker.plan.forms import LabelText, unique


def _known(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("money.unknown_currency", "unknown currency", {"code": code})
    return code


Currency = Annotated[str, AfterValidator(_known)]


class BudgetLineText(Form):
    code: Code
    name: LabelText
    share_percent: Annotated[float, Field(ge=0, le=100)]


class BudgetText(Form):
    source: str
    basis: LabelText
    lines: Annotated[list[BudgetLineText], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "BudgetText":
        unique(line.code for line in self.lines)
        total = sum(Fraction(str(line.share_percent)) for line in self.lines)
        if total != 100:
            raise PydanticCustomError("money.not_hundred", "not 100", {"sum": float(total)})
        return self


class BudgetTotal(Form):
    """`total_minor` in hundredths of the currency; None: not known yet."""

    currency: Currency
    total_minor: Annotated[int, Field(ge=0, le=BIG_RANGE)] | None
