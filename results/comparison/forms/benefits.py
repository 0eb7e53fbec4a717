"""What somebody types of a benefit, and of an effect to be kept with it."""

from datetime import date
from typing import Annotated, Self, TypedDict
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from results.comparison.effects.rules import Attribution
from tracker.core.forms import CLEANED, Code, Form
from tracker.core.models import BIG_RANGE
from tracker.money.forms.budgets import Currency
from tracker.plan.rules import EARLIEST, LATEST

LONGEST_DESCRIPTION, LONGEST_NOTE = 500, 2_000

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_DESCRIPTION), CLEANED]
OptionalSaid = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_DESCRIPTION), CLEANED]
Amount = Annotated[int, Field(ge=-BIG_RANGE, le=BIG_RANGE)]  # below 0 where it costs more than it brings
BenefitDay = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class BenefitForm(Form):
    """`attribution`: the design that is to show it. Amounts are hundredths of `currency`."""

    code: Code | None = None
    description: Said
    observable: OptionalSaid = ""
    indicator_id: UUID | None = None
    attribution: Attribution = Attribution.OBSERVED
    owner_id: UUID | None = None
    currency: Currency | None = None
    planned_minor: Amount | None = None
    actual_minor: Amount | None = None
    due_on: BenefitDay | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.currency is None and (self.planned_minor, self.actual_minor) != (None, None):
            raise PydanticCustomError("benefits.money_needs_currency", "an amount without a currency")
        if self.attribution is not Attribution.OBSERVED and self.indicator_id is None:
            raise PydanticCustomError("benefits.needs_indicator", "nothing to measure it by")
        return self


class BenefitValues(TypedDict, total=False):
    """What an action takes of a benefit: the fields of `BenefitForm`."""

    description: str
    observable: str
    indicator_id: UUID | None
    attribution: Attribution
    owner_id: UUID | None
    currency: str | None
    planned_minor: int | None
    actual_minor: int | None
    due_on: date | None


class AssessmentForm(Form):
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE), CLEANED] = ""
