"""What somebody types who takes a baseline."""

from typing import Annotated

from pydantic import StringConstraints

from tracker.core.forms import CLEANED, Form
from tracker.plan.rules.texts import LONG


class BaselineForm(Form):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), CLEANED]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG), CLEANED] = ""
