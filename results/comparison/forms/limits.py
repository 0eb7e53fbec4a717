"""What somebody types of a rebase and of a note on a chart."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from results.comparison.rules import NoteKind
from tracker.core.forms import CLEANED, Form
from tracker.plan.rules import EARLIEST, LATEST

LONGEST_REASON, LONGEST_NOTE = 500, 200

ChartDay = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class RebaseForm(Form):
    starts_on: ChartDay
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON), CLEANED]


class NoteForm(Form):
    happened_on: ChartDay
    kind: NoteKind
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NOTE), CLEANED]
