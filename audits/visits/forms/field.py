"""What a phone sends of its own accord: answers, pictures, where it is. Its clock and its counts are claims."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from audits.visits.forms import Number, Value
from tracker.core.forms import Form

MOST_COUNT = 2**31 - 1

Device = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class Claim(Form):
    """When the phone says something was given, which phone it is, and its count of what was given to the item."""

    claimed_at: AwareDatetime
    device: Device
    sequence: Annotated[int, Field(ge=1, le=MOST_COUNT)]


class GivenAnswer(Claim):
    value: Value


class Opening(Form):
    """`give_up` is the token of the tab that the visit was open in, `force` takes it over from any other."""

    give_up: Annotated[str, StringConstraints(max_length=100)] = ""
    force: bool = False


class Sending(Form):
    """When the visit was finished, and what the phone's clock says now."""

    claimed_at: AwareDatetime
    sent_at: AwareDatetime | None = None


class GivenPlace(Form):
    latitude: Number
    longitude: Number
    accuracy_m: Number
    claimed_at: AwareDatetime
