"""A target as the administrator typed it."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from tracker.core.forms import Form, Name
from tracker.messages.post import understands
from tracker.messages.rules import MessageKind


def _known_to_apprise(address: str) -> str:
    if not address.isprintable() or not understands(address):
        raise PydanticCustomError("messages.address_unknown", "Apprise does not understand it")
    return address


Address = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(_known_to_apprise)
]


class TargetForm(Form):
    name: Annotated[Name, StringConstraints(max_length=100)]
    kinds: tuple[MessageKind, ...]


class AddressForm(Form):
    address: Address
