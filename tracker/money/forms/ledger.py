"""What a person books, and a ledger export as it was read."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from tracker.core.forms import CLEANED, Form
from tracker.core.models import BIG_RANGE
from tracker.core.refusals import Problem
from tracker.core.words import say
from tracker.money.forms.budgets import Currency, Reason
from tracker.money.rules import EntryKind
from tracker.plan.rules import EARLIEST, LATEST

LARGEST_RATE = 1e6

Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Amount = Annotated[int, Field(ge=-BIG_RANGE, le=BIG_RANGE)]


class EntryForm(Form):
    kind: EntryKind
    line_id: UUID
    on: Day
    amount_minor: Amount
    currency: Currency
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), CLEANED] = ""
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), CLEANED] = ""
    task_id: UUID | None = None
    settles_id: UUID | None = None


class RestatementForm(Form):
    amount_minor: Amount
    line_id: UUID
    on: Day
    reason: Reason


class RateForm(Form):
    """How much of the programme's currency one unit of another is worth from a day on."""

    currency: Currency
    on: Day
    rate: Annotated[float, Field(gt=0, le=LARGEST_RATE)]


class PlannedCost(Form):
    planned_minor: Annotated[int, Field(ge=0, le=BIG_RANGE)] | None


@dataclass(frozen=True)
class LedgerLine:
    """A row of a ledger export: an actual, its names not looked up yet. `currency` empty: the programme's."""

    sheet: str
    row: int
    on: date
    amount_minor: int
    currency: str
    category: str
    text: str
    reference: str
    task: str
    settles: str

    def problem(self, key: str, column: str, **facts: object) -> Problem:
        return Problem(key, self.sheet, self.row, say(f"money.ledger.{column}"), tuple(facts.items()))


@dataclass(frozen=True)
class LedgerBook:
    """`file_hash`: SHA-256 of the file, by which the same one is known again."""

    file_name: str
    file_hash: str
    lines: tuple[LedgerLine, ...]
    problems: tuple[Problem, ...]
