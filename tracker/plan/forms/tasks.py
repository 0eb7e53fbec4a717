"""What a person says of a task: its fields, its links, who answers for it, its steps."""

from datetime import date
from typing import Annotated, TypedDict
from uuid import UUID

from pydantic import Field, StringConstraints

from tracker.core.forms import CLEANED, Form, Name
from tracker.plan.rules import LinkType, PercentRule, Raci, TaskStatus
from tracker.plan.rules.texts import LONG

ANY_DAY = date(2023, 1, 1)  # stands where nothing was given
LONGEST_LAG = 1000  # working days: four years, longer than most programmes
MOST_EFFORT = 100_000  # person-days: 400 people for a year

OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG), CLEANED]
RoleName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), CLEANED]
Lag = Annotated[int, Field(ge=-LONGEST_LAG, le=LONGEST_LAG)]
Weight = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False, strict=False)]


class TaskChanges(TypedDict, total=False):
    """What an editor may change; what is left out stays as it is. Texts are in the editor's language. `not_before` follows a
    start that is given without it."""

    status: TaskStatus
    owner_id: UUID | None
    starts_on: date
    due_on: date
    name: str
    not_before: date | None
    finish_by: date | None
    area_id: UUID | None
    effort_days: float | None
    percent_rule: PercentRule
    deliverable: str
    acceptance: str


class TaskEdit(Form):
    """Every field may be left out; `model_fields_set` says which were given."""

    status: TaskStatus = TaskStatus.NOT_STARTED
    owner_id: UUID | None = None
    starts_on: date = ANY_DAY
    due_on: date = ANY_DAY
    name: Name = "-"
    not_before: date | None = None
    finish_by: date | None = None
    area_id: UUID | None = None
    effort_days: Annotated[float, Field(ge=0, le=MOST_EFFORT, allow_inf_nan=False, strict=False)] | None = None
    percent_rule: PercentRule = PercentRule.ZERO_HUNDRED
    deliverable: OptionalText = ""
    acceptance: OptionalText = ""


class LinkForm(Form):
    type: LinkType
    lag_days: Lag


class RoleForm(Form):
    """A person, or a role in the editor's language where nobody is named. `id` None: a new one."""

    id: UUID | None = None
    raci: Raci
    person_id: UUID | None = None
    role: RoleName = ""


class StepForm(Form):
    """`id` None: a new step. The name is in the editor's language."""

    id: UUID | None = None
    name: Name
    weight: Weight = 1.0
