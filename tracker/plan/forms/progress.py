"""What somebody reports of a task, and what they call their view of the table."""

from typing import Annotated

from pydantic import Field, StringConstraints

from tracker.core.forms import CLEANED, Form
from tracker.plan.rules import TaskStatus

REASON = 500


class ProgressForm(Form):
    status: TaskStatus
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=REASON), CLEANED] = ""


class ViewForm(Form):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), CLEANED]
