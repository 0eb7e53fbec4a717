"""What a lead enters about field work: a wave, a programme's policy, a person's capacity, and why a visit was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from audits.visits.rules.sampling import Unit
from audits.visits.rules.waves import WEEKDAYS, DayPart, Quota, QuotaKind, WaveKind
from tracker.core.forms import CLEANED, Code, Form
from tracker.people.forms import Named

MOST_VISITS = 1_000
LONGEST_GAP = 366  # days
MOST_MONEY = 2_000_000_000  # what the column holds

Count = Annotated[int, Field(ge=0, le=MOST_VISITS)]
Positive = Annotated[int, Field(ge=1, le=MOST_VISITS)]
Days = Annotated[int, Field(ge=0, le=LONGEST_GAP)]
Money = Annotated[int, Field(ge=0, le=MOST_MONEY)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), CLEANED]


class QuotaForm(Form):
    kind: QuotaKind
    what: Code
    at_least: Count | None = None
    at_most: Count | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise PydanticCustomError("waves.quota_empty", "neither least nor most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise PydanticCustomError("waves.quota_order", "least above most")
        known = {QuotaKind.DAY_PART: [*DayPart], QuotaKind.WEEKDAY: [str(day) for day in range(WEEKDAYS)]}
        if self.what not in known.get(self.kind, [self.what]):
            raise PydanticCustomError("waves.quota_unknown", "no such part of day or weekday", {"what": self.what})
        return self

    def quota(self) -> Quota:
        return Quota(self.kind, self.what, self.at_least, self.at_most)


class WaveForm(Named):
    """`channels` are the visits wanted of each store by channel code; both are left empty for a check of drawn units."""

    kind: WaveKind
    rubric_version_id: UUID
    starts_on: date
    ends_on: date
    stores: tuple[UUID, ...] = ()
    channels: dict[Code, Positive] = Field(default_factory=dict)
    quotas: tuple[QuotaForm, ...] = ()
    self_service: bool = False
    most_per_person: Positive | None = None
    fee_minor: Money = 0
    most_cost_minor: Money = 0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("waves.dates_order", "ends before it starts")
        named = [(quota.kind, quota.what) for quota in self.quotas]
        if len(set(named)) < len(named):
            raise PydanticCustomError("waves.quota_twice", "a quota twice")
        return self


class FieldPolicyForm(Form):
    rotation_days: Days
    spacer_days: Days
    appeal_days: Days
    second_share: Annotated[float, Field(ge=0, le=1)]
    release_at_approval: bool


class CapacityForm(Form):
    most_per_wave: Positive | None = None
    most_per_week: Positive | None = None


class FamiliarityForm(Form):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), CLEANED]
    until: date | None = None


@dataclass(frozen=True)
class UnitRow:
    """A ticket or recording of a list, with what else the list says of it by column."""

    number: int
    unit: Unit
    more: Mapping[str, str]


@dataclass(frozen=True)
class UnitList:
    """A list to draw from, as it was given. `columns` are those to filter by."""

    name: str
    sheet: str
    store_column: str
    columns: tuple[str, ...]
    rows: tuple[UnitRow, ...]

    def chosen(self, where: Mapping[str, Sequence[str]]) -> list[UnitRow]:
        """The rows whose every filtered column holds one of its values."""
        return [row for row in self.rows if all(row.more.get(column, "") in values for column, values in where.items())]


class SampleForm(Form):
    """How to draw: the seed, how many, and the values to keep by column. `people` share the units evenly."""

    seed: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), CLEANED]
    size: Annotated[int, Field(ge=1, le=MOST_VISITS)]
    channel_code: Code
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    people: Annotated[tuple[UUID, ...], Field(min_length=1)]


class Why(Form):
    """Why a visit was given to somebody else, moved or called off."""

    reason: Reason
