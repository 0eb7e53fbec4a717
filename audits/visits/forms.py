"""What a client sends as one submission."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from tracker.core.forms import Form, Text

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
