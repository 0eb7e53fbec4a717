"""What a client sends as one submission, and submissions that were collected elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from tracker.core.forms import Form, Text
from tracker.core.refusals import Problem

MOST_ITEMS = 1000
MOST_CHOICES = 100
LONGEST_TEXT = 5000
LARGEST = 1e15

ItemCode = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(lambda code: _clean(code))]
AnswerText = Annotated[Text, StringConstraints(max_length=LONGEST_TEXT)]
Number = Annotated[int | float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Value = AnswerText | Number | Annotated[list[AnswerText], Field(max_length=MOST_CHOICES)] | None
FileHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _clean(code: str) -> str:
    if not code.isprintable():
        raise ValueError("control characters in an item's code")
    return code


class SubmissionPayload(Form):
    """The whole content of a submission: answers by item code, pictures (stored before, by hash) by item code, and what
    the client's clock said when it was finished."""

    answers: Annotated[dict[ItemCode, Value], Field(max_length=MOST_ITEMS)]
    evidence: Annotated[dict[ItemCode, list[FileHash]], Field(max_length=MOST_ITEMS, default_factory=dict)]
    claimed_at: AwareDatetime | None = None


@dataclass(frozen=True)
class CollectedRow:
    """One submission of an export. `visited` is a day where the export has no time; `answers` are checked, without blanks."""

    number: int
    submission_id: UUID
    store_code: str
    visited: date | datetime
    begun: datetime | None
    answers: dict[str, Any]


@dataclass(frozen=True)
class CollectedFile:
    """An export read against a version: its rows, and which of its columns were used. Nothing of it is dropped in silence:
    `unknown` columns belong to no item, `unused` ones are the other system's own, `unasked` items have no column."""

    name: str
    file_hash: str
    sheet: str
    store_column: str
    rows: tuple[CollectedRow, ...]
    problems: tuple[Problem, ...]
    unknown: tuple[str, ...]
    unused: tuple[str, ...]
    unasked: tuple[str, ...]


@dataclass(frozen=True)
class CollectedAs:
    """What the file's submissions are taken in as. Who collected them is the assignee: a returned audit goes to that person."""

    programme_id: UUID
    version_id: UUID
    channel_code: str
    assignee_id: UUID
