"""What somebody types of an alert."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from results.comparison.rules import AlertState
from results.comparison.rules.alerts import CLOSED_STATES
from tracker.core.forms import CLEANED, Form

LONGEST_NOTE = 2000


class AlertForm(Form):
    state: AlertState
    owner_id: UUID | None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE), CLEANED]

    @model_validator(mode="after")
    def _says_why(self) -> "AlertForm":
        if self.state in CLOSED_STATES and not self.note:
            raise PydanticCustomError("alerts.needs_reason", "needs a reason")
        if self.state is AlertState.IN_HAND and self.owner_id is None:
            raise PydanticCustomError("alerts.needs_owner", "needs an owner")
        return self
