"""The smallest parts of a template: wordings in both languages, and days counted from the programme's start."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tracker.core.forms import Form
from tracker.core.words import Label
from tracker.plan.rules import Offset
from tracker.plan.rules.offsets import read_day
from tracker.plan.rules.texts import LONG

ANY_YEAR = date(2023, 1, 1)  # to compare two offsets; which year does not matter, none is closer than the months of a year
LONGEST_PROGRAMME = 60  # months
LONGEST_LAG = 999  # working days

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONG)]
Month = Annotated[int, Field(ge=1, le=LONGEST_PROGRAMME)]
Source = Annotated[str, StringConstraints(max_length=10)]  # the letter of the document that a figure comes from
IndicatorName = Annotated[str, StringConstraints(max_length=60)]


def _offset(value: object) -> object:
    try:
        return read_day(str(value))
    except ValueError as error:
        raise PydanticCustomError("plan.template_day", "not a day", {"text": str(value)}) from error


Day = Annotated[Offset, BeforeValidator(_offset)]


class LabelText(Form):
    """A template speaks both languages: neither may be left out."""

    en: Wording
    zh_CN: Wording  # noqa: N815 - the language's own code

    def label(self) -> Label:
        return Label(self.en, self.zh_CN)


NOTHING = Label("", "")


def label_of(text: LabelText | None) -> Label:
    """Nothing written is an empty label."""
    return text.label() if text else NOTHING


def unique(codes: Iterable[str]) -> None:
    """Raise the template's own problem for the first code that stands there twice."""
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise PydanticCustomError("plan.template_twice", "twice", {"code": twice[0]})


def in_order(starts: Offset, due: Offset, code: str) -> None:
    if due.on(ANY_YEAR) < starts.on(ANY_YEAR):
        raise PydanticCustomError("plan.template_order", "due before start", {"code": code})
