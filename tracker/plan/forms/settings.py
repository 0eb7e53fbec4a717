"""What a person says of a programme's calendar, areas and recurring work."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self, TypedDict
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import CLEANED, Code, Form, Name
from tracker.plan.forms.tasks import OptionalText, RoleName
from tracker.plan.rules import Every

LONGEST_WORK = 366  # working days of one occurrence

OptionalName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), CLEANED]


class CalendarForm(Form):
    """`weekdays` are ISO weekdays; `country` an ISO 3166 code."""

    weekdays: Annotated[frozenset[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
    country: str | None


class DayForm(Form):
    on: date
    worked: bool
    name: OptionalName = ""


class NewCode(Form):
    code: Code


class AreaForm(Form):
    """`phases`: first and last day by phase. The name is in the editor's language."""

    name: Name
    regions: frozenset[UUID] = frozenset()
    stores: frozenset[UUID] = frozenset()
    phases: Mapping[UUID, tuple[date, date]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(last < first for first, last in self.phases.values()):
            raise PydanticCustomError("network.area_days", "ends before it starts")
        return self


class RecurrenceForm(Form):
    """Name, deliverable and role are in the editor's language."""

    name: Name
    deliverable: OptionalText = ""
    owner_role: RoleName = ""
    owner_id: UUID | None = None
    area_id: UUID | None = None
    every: Every
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None
    duration_days: Annotated[int, Field(ge=1, le=LONGEST_WORK)] = 1
    starts_on: date
    ends_on: date

    @model_validator(mode="before")
    @classmethod
    def _one_kind_of_day(cls, given: Any) -> Any:
        """The weekday counts for what comes weekly and the day of the month for the rest: the other one is forgotten."""
        unused = "day_of_month" if given.get("every") is Every.WEEKLY else "weekday"
        return {**given, unused: None}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.weekday if self.every is Every.WEEKLY else self.day_of_month) is None:
            raise PydanticCustomError("network.recurrence_day", "which day")
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("network.recurrence_ends", "ends before it starts")
        return self


class RecurrenceValues(TypedDict, total=False):
    """What an action takes of a recurrence: the fields of `RecurrenceForm`."""

    name: str
    deliverable: str
    owner_role: str
    owner_id: UUID | None
    area_id: UUID | None
    every: Every
    weekday: int | None
    day_of_month: int | None
    duration_days: int
    starts_on: date
    ends_on: date


class AreaValues(TypedDict, total=False):
    """What an action takes of an area: the fields of `AreaForm`."""

    name: str
    regions: frozenset[UUID]
    stores: frozenset[UUID]
    phases: Mapping[UUID, tuple[date, date]]
