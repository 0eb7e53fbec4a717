"""Accounts as typed."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, StringConstraints

from tracker.core.forms import Code, Form, Name
from tracker.core.words import LANGUAGES
from tracker.people.models import MarketPotential
from tracker.people.rules import Role


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError("unknown language")
    return code


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError("unknown time zone")
    return zone


UserName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, min_length=2, max_length=100, pattern=r"^[a-z0-9][a-z0-9._@+-]*$"),
]
Language = Annotated[str, AfterValidator(_known_language)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class AccountForm(Form):
    user_name: UserName
    display_name: Name
    role: Role
    language: Language | None = None
    time_zone: Zone | None = None


class OwnSettings(Form):
    language: Language
    time_zone: Zone


class RegionForm(Form):
    code: Code
    name: Name
    market_potential: MarketPotential


class StoreForm(Form):
    code: Code
    name: Name
    region: Code
