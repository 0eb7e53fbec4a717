"""Indicators in a template, the whole template, and what a person sets."""

from datetime import date
from functools import cache
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Form
from tracker.core.models import FLOAT_RANGE
from tracker.core.refusals import NotFound
from tracker.core.settings import ROOT
from tracker.money.forms import BudgetText
from tracker.plan.forms import Day, LabelText, PlanText, read_template, unique
from tracker.risks.forms import RiskText
from tracker.targets.rules import Direction, TargetKind, Unit

TEMPLATES = ROOT / "templates" / "programmes"

Value = Annotated[float, Field(ge=-FLOAT_RANGE, le=FLOAT_RANGE, allow_inf_nan=False)]
IndicatorCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class Target(Form):
    """`kind` says how `value` is read (see TargetKind); `high` is the upper end of a range."""

    kind: Annotated[TargetKind, Field(strict=False)]
    value: Value | None = None
    high: Value | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Target":
        if (self.kind is TargetKind.UNSET) != (self.value is None):
            raise PydanticCustomError("targets.value_by_kind", "value and kind disagree", {})
        if (self.kind is TargetKind.RANGE) != (self.high is not None):
            raise PydanticCustomError("targets.range_two_ends", "a range has two ends", {})
        if self.value is not None and self.high is not None and self.high < self.value:
            raise PydanticCustomError("targets.range_order", "a range's ends are in order", {})
        return self


class InterimText(Form):
    due: Day
    value: Value


class IndicatorText(Form):
    code: IndicatorCode
    source: Annotated[str, Field(max_length=10)]
    name: LabelText
    note: LabelText
    unit: Annotated[Unit, Field(strict=False)]
    direction: Annotated[Direction, Field(strict=False)]
    baseline: Value | None = None
    target: Target
    interim: tuple[InterimText, ...] = Field((), strict=False)
    smallest_n: Annotated[int, Field(ge=1)] = 1
    derived: Annotated[str, Field(max_length=40)] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> "IndicatorText":
        if self.interim and self.target.kind in (TargetKind.UNSET, TargetKind.RANGE):
            raise PydanticCustomError("targets.interim_needs_target", "interim without target", {})
        if (self.direction is Direction.RANGE) != (self.target.kind is TargetKind.RANGE):
            raise PydanticCustomError("targets.range_both", "direction and target disagree", {})
        return self


class ProgrammeText(PlanText):
    """A whole template: plan, budget split, indicators and risks."""

    budget: BudgetText
    indicators: Annotated[list[IndicatorText], Field(min_length=1)]
    risks: list[RiskText] = Field(default_factory=list)

    @model_validator(mode="after")
    def _codes_once(self) -> "ProgrammeText":
        unique(indicator.code for indicator in self.indicators)
        unique(risk.code for risk in self.risks)
        return self

    @model_validator(mode="after")
    def _risks_are_linked_to_what_is_here(self) -> "ProgrammeText":
        known = {phase.code for phase in self.phases}, {indicator.code for indicator in self.indicators}
        for risk in self.risks:
            for code in (*(set(risk.phases) - known[0]), *(set(risk.indicators) - known[1])):
                raise PydanticCustomError("risks.template_link", "no such link", {"code": risk.code, "link": code})
        return self


@cache
def templates() -> dict[str, ProgrammeText]:
    """The shipped templates by their code."""
    found = [read_template(ProgrammeText, path.read_text("utf-8"), path.name) for path in sorted(TEMPLATES.glob("*.yaml"))]
    return {template.code: template for template in found}


def template(code: str) -> ProgrammeText:
    if code not in templates():
        raise NotFound("plan.unknown_template", field="template", code=code)
    return templates()[code]


class BaselineEdit(Form):
    baseline: Value | None


class InterimEdit(Form):
    """`value` None takes the interim target away."""

    due_on: date
    value: Value | None
