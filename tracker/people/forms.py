"""Accounts and the organisation, as typed or as a sheet held them."""

from dataclasses import dataclass
from typing import Annotated, Generic, Self, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, StringConstraints, model_validator
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


UserName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, min_length=2, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]*$"
    ),
]
Language = Annotated[str, AfterValidator(_known_language)]
Zone = Annotated[str, AfterValidator(_known_zone)]
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


class StoreForm(Named):
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
