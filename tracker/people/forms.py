"""Accounts and the organisation, as typed or as a sheet held them."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Self, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Code, Form, Name, Text
from tracker.core.refusals import Problem
from tracker.core.words import LANGUAGES, Label, say
from tracker.people.rules import MarketPotential, Role


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError("unknown language")
    return code


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError("unknown time zone")
    return zone


def _hour_minute(text: str) -> str:
    """9:00, 09:00 and Excel's 09:00:00 as 09:00."""
    match = re.fullmatch(r"([01]?\d|2[0-3])[:：]([0-5]\d)(:00)?", text.strip())
    if match is None:
        raise PydanticCustomError("organisation.not_a_time", "no time of day", {"text": text[:20]})
    return f"{int(match[1]):02}:{match[2]}"


UserName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, min_length=2, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]*$"
    ),
]
Language = Annotated[str, AfterValidator(_known_language)]
Zone = Annotated[str, AfterValidator(_known_zone)]
HourMinute = Annotated[str, AfterValidator(lambda text: _hour_minute(text))]
OptionalName = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=200)]
Issuer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
# What browsers take for an e-mail address (HTML standard, 4.10.5.1.5), with a dot in the domain. Empty: none.
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=254, pattern=r"^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$"
    ),
]


class AccountForm(Form):
    user_name: UserName
    display_name: Name
    role: Role
    email: Email = ""
    language: Language | None = None
    time_zone: Zone | None = None


class OwnSettings(Form):
    language: Language
    time_zone: Zone
    email: Email = ""


class LinkForm(Form):
    issuer: Issuer
    subject: Subject


class TokenForm(Form):
    label: Annotated[Name, StringConstraints(max_length=100)]


class Named(Form):
    """A code, which never changes, and a name in at least one language. `active` is None where it stays as it is."""

    code: Code
    name_en: OptionalName = ""
    name_zh: OptionalName = ""
    active: bool | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.name_en or self.name_zh):
            raise PydanticCustomError("organisation.name_missing", "a name in one language at least")
        return self

    @property
    def name(self) -> Label:
        return Label(self.name_en, self.name_zh)


class RegionForm(Named):
    market_potential: MarketPotential


class StoreFacts(Form):
    """Where a store is and when it is open, in its own zone; each None where nobody said. Coordinates in degrees (WGS 84)."""

    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    opens_at: HourMinute | None = None
    closes_at: HourMinute | None = None
    time_zone: Zone | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError("organisation.one_coordinate", "latitude and longitude go together")
        if (self.opens_at is None) != (self.closes_at is None):
            raise PydanticCustomError("organisation.one_hour", "both hours go together")
        return self

    @property
    def facts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in StoreFacts.model_fields}


class StoreForm(Named, StoreFacts):
    """Facts that a row leaves empty stay as they are."""

    region: Code


class TeamForm(Named):
    store: Code


Shape = TypeVar("Shape", bound=Named)


@dataclass(frozen=True)
class Line(Generic[Shape]):
    """A row of a sheet as a form, and where it stood."""

    sheet: str
    row: int
    form: Shape

    def problem(self, key: str, column_key: str = "", **facts: object) -> Problem:
        return Problem(key, self.sheet, self.row, say(column_key) if column_key else "", tuple(facts.items()))


@dataclass(frozen=True)
class OrganisationBook:
    regions: tuple[Line[RegionForm], ...]
    stores: tuple[Line[StoreForm], ...]
    teams: tuple[Line[TeamForm], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class PersonLine:
    sheet: str
    row: int
    form: AccountForm
    regions: tuple[str, ...]
    stores: tuple[str, ...]


@dataclass(frozen=True)
class PeopleBook:
    lines: tuple[PersonLine, ...]
    problems: tuple[Problem, ...]
