"""How a template says a programme is governed: gates, responsibilities, work that comes again; and where its sources disagree."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Code, Form
from tracker.core.models import FLOAT_RANGE
from tracker.plan.forms.wordings import Day, IndicatorName, LabelText, Source, in_order
from tracker.plan.rules import CriterionKind, Every
from tracker.plan.rules.gates import OF_TASKS, WITH_THRESHOLD

WHOLE = 100  # what a set of weights sums to


class CriterionText(Form):
    """`task`, `indicator`, `threshold` where the kind asks for it, and only there."""

    code: Code
    kind: Annotated[CriterionKind, Field(strict=False)]
    text: LabelText
    mandatory: bool = True
    task: Code | None = None
    indicator: IndicatorName | None = None
    rubric: Annotated[str, StringConstraints(max_length=60)] | None = None
    threshold: Annotated[float, Field(ge=-FLOAT_RANGE, le=FLOAT_RANGE, allow_inf_nan=False)] | None = None
    owner_role: LabelText | None = None

    @model_validator(mode="after")
    def _names_what_its_kind_needs(self) -> Self:
        fits = (
            (self.kind in OF_TASKS) == (self.task is not None)
            and (self.kind is CriterionKind.INDICATOR_AT_TARGET) == (self.indicator is not None)
            and (self.kind in WITH_THRESHOLD) == (self.threshold is not None)
            and (self.rubric is None or self.kind is CriterionKind.AUDIT_SCORE)
        )
        if not fits:
            raise PydanticCustomError("templates.criterion_by_kind", "kind and reference disagree", {"code": self.code})
        return self


class GateText(Form):
    """`before` None: the gate that closes the programme."""

    code: Code
    name: LabelText
    after: Code
    before: Code | None = None
    due: Day
    owner_role: LabelText | None = None
    criteria: list[CriterionText] = Field(default_factory=list)


class ResponsibilityText(Form):
    code: Code
    problem: LabelText
    department: LabelText


class RecurrenceText(Form):
    """`weekday` (1 is Monday) for work that comes every week, `day_of_month` for any other."""

    code: Code
    name: LabelText
    deliverable: LabelText | None = None
    owner_role: LabelText | None = None
    area: Code | None = None
    every: Annotated[Every, Field(strict=False)]
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None
    duration_days: Annotated[int, Field(ge=1, le=366)] = 1
    starts: Day
    ends: Day

    @model_validator(mode="after")
    def _says_its_day(self) -> Self:
        weekly = self.every is Every.WEEKLY
        if weekly != (self.weekday is not None) or weekly == (self.day_of_month is not None):
            raise PydanticCustomError("templates.recurrence_day", "which day", {"code": self.code})
        in_order(self.starts, self.ends, self.code)
        return self


class SaidText(Form):
    """What one source says, and where in it."""

    source: Source
    text: LabelText


class ConflictText(Form):
    """Something on which the sources disagree, and what the template does about it."""

    code: Code
    what: LabelText
    said: Annotated[list[SaidText], Field(min_length=2)]
    choice: LabelText | None = None
    indicators: list[IndicatorName] = Field(default_factory=list)


class WeightText(Form):
    """None: not weighed in that set."""

    name: LabelText
    old: Annotated[float, Field(ge=0, le=WHOLE)] | None = None
    new: Annotated[float, Field(ge=0, le=WHOLE)] | None = None


class WeightsText(Form):
    """A set of weights as the source has it, kept as it is even when it does not sum to 100: the page then says so."""

    code: Code
    source: Source
    name: LabelText
    parts: Annotated[list[WeightText], Field(min_length=1)]
