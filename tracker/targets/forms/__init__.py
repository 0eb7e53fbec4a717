"""Indicators in a template, the whole template, and what a person sets."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Form
from tracker.core.refusals import NotFound, Problem
from tracker.core.settings import ROOT
from tracker.money.forms import BudgetText
from tracker.plan.forms import Day, LabelText, Part, PlanText, codes_of, problem, read_template, twice, unknown
from tracker.risks.forms import RiskText
from tracker.targets.forms.contracts import (
    BaselineEdit,
    ContractEdit,
    Definition,
    IndicatorCode,
    InterimEdit,
    ReasonForm,
    Target,
    Value,
    demand_direction,
)
from tracker.targets.rules import TargetKind

__all__ = [
    "BaselineEdit",
    "ContractEdit",
    "InterimEdit",
    "ProgrammeText",
    "ReasonForm",
    "Target",
    "saved_template",
    "template",
    "templates",
]

TEMPLATES = ROOT / "templates" / "programmes"


class InterimText(Form):
    due: Day
    value: Value


class IndicatorText(Definition):
    code: IndicatorCode
    source: Annotated[str, Field(max_length=10)]
    name: LabelText
    note: LabelText | None = None
    question: LabelText | None = None
    formula: LabelText | None = None
    numerator: LabelText | None = None
    denominator: LabelText | None = None
    baseline: Value | None = None
    target: Target
    interim: tuple[InterimText, ...] = Field((), strict=False)

    @model_validator(mode="after")
    def _agrees(self) -> "IndicatorText":
        if self.interim and self.target.kind in (TargetKind.UNSET, TargetKind.RANGE):
            raise PydanticCustomError("targets.interim_needs_target", "interim without target", {})
        demand_direction(self.target.kind, self.direction)
        return self


class ProgrammeText(PlanText):
    """A whole template: plan, budget split, indicators and risks."""

    budget: BudgetText
    indicators: list[IndicatorText] = Field(default_factory=list)
    risks: list[RiskText] = Field(default_factory=list)

    @classmethod
    def problems(cls, whole: Part) -> Iterator[Problem]:
        yield from super().problems(whole)
        indicators, risks, phases = whole.parts("indicators"), whole.parts("risks"), codes_of(whole.parts("phases"))
        yield from twice(indicators)
        yield from twice(risks)
        known = codes_of(indicators)
        for risk in risks:
            yield from _unknown_links(risk, "phases", phases)
            yield from _unknown_links(risk, "indicators", known)
        for gate in whole.parts("gates"):
            yield from unknown(gate.parts("criteria"), "indicator", known)
        for conflict in whole.parts("conflicts"):
            yield from _unknown_links(conflict, "indicators", known)
        lines = _lines(whole.part("budget"))
        yield from unknown(lines, "phase", phases)
        yield from unknown(lines, "area", codes_of(whole.parts("areas")))


def _unknown_links(part: Part, name: str, known: set[str]) -> Iterator[Problem]:
    for code in part.codes(name):
        if code not in known:
            yield problem("risks.template_link", part.at(name), code=part.code or "", link=code)


def _lines(part: Part) -> list[Part]:
    """The lines of a budget, those of lines too."""
    return [found for line in part.parts("lines") for found in (line, *_lines(line))]


@cache
def templates() -> dict[str, ProgrammeText]:
    """The shipped templates by their code."""
    found = [read_template(ProgrammeText, path.read_text("utf-8"), path.name) for path in sorted(TEMPLATES.glob("*.yaml"))]
    return {template.code: template for template in found}


@lru_cache(maxsize=16)
def saved_template(text: str, code: str) -> ProgrammeText:
    """A template that a programme was saved as; read once, for its text never changes."""
    return read_template(ProgrammeText, text, code)


def template(code: str) -> ProgrammeText:
    if code not in templates():
        raise NotFound("plan.unknown_template", field="template", code=code)
    return templates()[code]
