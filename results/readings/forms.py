"""Readings and survey answers as they were read, typed or received, before anything is compared with what is stored."""

import hashlib
from datetime import date
from typing import Annotated

from pydantic import Field, FiniteFloat, StringConstraints, model_validator

from results.readings.rules.personal import PersonalColumn
from results.readings.rules.survey import ScoreKind
from tracker.core.forms import CLEANED, Code, Form, Text
from tracker.core.refusals import Problem

LONGEST_NOTE = 500
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[Text, Field(max_length=200)]
Note = Annotated[str, CLEANED, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)]


class ReadingText(Form):
    """One row; `store_code` is empty for the whole programme, `channel_code` for all channels. `sheet` and `row` say where it
    stands, for its problems: a row that a machine sent has no sheet, one that was typed no row either.

    `value` may be left to `numerator` and `denominator`.
    """

    sheet: str = ""
    row: int | None = None
    observed_on: date
    store_code: str = ""
    team_code: str = ""
    channel_code: str = ""
    indicator_code: str
    value: float | None = None
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    note: str = ""


class ReadingsFile(Form):
    """`file_hash` is the SHA-256 of the file's bytes: the same file twice changes nothing. `problems` are those of reading it:
    a file with any is refused as a whole, together with what is wrong in the rows that could be read."""

    file_name: FileName
    file_hash: Hash
    rows: tuple[ReadingText, ...]
    problems: tuple[Problem, ...] = ()


class ReceivedReading(Form):
    """A reading as a machine sends it, by codes (docs/api.md)."""

    indicator: Code
    date: date
    store: Code | None = None
    team: Code | None = None
    channel: Code | None = None
    value: FiniteFloat | None = None
    n: int | None = None
    numerator: FiniteFloat | None = None
    denominator: FiniteFloat | None = None
    note: Note = ""

    def as_text(self, index: int) -> ReadingText:
        return ReadingText(
            row=index,
            observed_on=self.date,
            store_code=self.store or "",
            team_code=self.team or "",
            channel_code=self.channel or "",
            indicator_code=self.indicator,
            value=self.value,
            n=self.n,
            numerator=self.numerator,
            denominator=self.denominator,
            note=self.note,
        )


class SurveyAsked(Form):
    """Which columns of a file of answers hold what, and how an answer counts. Without a store column the answers speak of the
    whole programme. `columns` are the questions, with their weights in an index; the other kinds have one."""

    kind: ScoreKind
    low: int
    high: int
    top: int | None = None
    columns: tuple[tuple[str, float], ...]
    date_column: str
    store_column: str | None = None
    team_column: str | None = None
    channel_column: str | None = None

    @model_validator(mode="after")
    def _columns_once(self) -> "SurveyAsked":
        if len(set(self.named)) != len(self.named) or not self.columns:
            raise ValueError("a column holds one thing")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that are read."""
        places = (self.date_column, self.store_column, self.team_column, self.channel_column)
        return (*(name for name in places if name is not None), *(name for name, _ in self.columns))


class Respondent(Form):
    """Who answered is not known. `value` is what the answers count for: their mean over respondents is the score."""

    sheet: str
    row: int
    answered_on: date
    store_code: str
    team_code: str
    channel_code: str
    answers: dict[str, int]
    value: float


class SurveyFile(Form):
    """Respondents with an answer; `missing` gave none. `personal` columns were never read further than to know them for such."""

    file_name: FileName
    file_hash: Hash
    asked: SurveyAsked
    respondents: tuple[Respondent, ...]
    missing: int
    personal: tuple[PersonalColumn, ...] = ()
    problems: tuple[Problem, ...] = ()

    def mark(self, indicator_code: str) -> str:
        """By which the import is known: one file may answer several questions, each for an indicator of its own."""
        return hashlib.sha256(f"{self.file_hash} {indicator_code}".encode()).hexdigest()
