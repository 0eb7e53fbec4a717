"""A programme template as text, and what a person edits in a plan."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Self, TypeVar

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Code, Form
from tracker.core.refusals import Problem, Problems
from tracker.plan.forms.governing import ConflictText, GateText, RecurrenceText, ResponsibilityText, WeightsText
from tracker.plan.forms.references import Part, plan_problems
from tracker.plan.forms.wordings import ANY_YEAR, LONGEST_LAG, Day, LabelText, Month, Source, in_order
from tracker.plan.rules import LinkType, PercentRule, Raci, month_end, month_start

# libyaml reads a template in a tenth of the time; a build without it reads the same.
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST_TASK = 9_999  # working days

Days = Annotated[int, Field(ge=0, le=LONGEST_TASK)]


class StepText(Form):
    name: LabelText
    weight: Annotated[float, Field(gt=0, le=1_000)] = 1.0


class PlacedText(Form):
    """What a task and a milestone both say. `parent` is the code of the task that sums this one up."""

    code: Code
    name: LabelText
    parent: Code | None = None
    area: Code | None = None
    deliverable: LabelText | None = None
    acceptance: LabelText | None = None
    owner_role: LabelText | None = None
    not_before: Day | None = None
    finish_by: Day | None = None
    roles: dict[Annotated[Raci, Field(strict=False)], list[LabelText]] = Field(default_factory=dict)

    @property
    def is_pinned(self) -> bool:
        """Without a word on it, nothing starts before the day that the template names; `not_before:` left empty frees it."""
        return "not_before" not in self.model_fields_set


class TaskText(PlacedText):
    """`duration_days` None: the working days from start to due."""

    starts: Day
    due: Day
    duration_days: Annotated[Days, Field(ge=1)] | None = None
    effort_days: Annotated[float, Field(ge=0, le=1e6)] | None = None
    percent_rule: Annotated[PercentRule, Field(strict=False)] = PercentRule.ZERO_HUNDRED
    steps: list[StepText] = Field(default_factory=list)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.starts, self.due, self.code)
        return self


class MilestoneText(PlacedText):
    due: Day


class PhaseText(Form):
    """Whole months of the programme, or days."""

    code: Code
    name: LabelText
    first_month: Month | None = None
    last_month: Month | None = None
    starts: Day | None = None
    ends: Day | None = None
    tasks: list[TaskText] = Field(default_factory=list)
    milestones: list[MilestoneText] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        months = self.first_month is not None, self.last_month is not None
        days = self.starts is not None, self.ends is not None
        if months not in ((True, True), (False, False)) or days != (not months[0], not months[1]):
            raise PydanticCustomError("templates.months_or_days", "months or days", {"code": self.code})
        if self.starts and self.ends:
            in_order(self.starts, self.ends, self.code)
        return self

    def span(self, starts_on: date) -> tuple[date, date]:
        if self.starts and self.ends:
            return self.starts.on(starts_on), self.ends.on(starts_on)
        return month_start(starts_on, self.first_month or 1), month_end(starts_on, self.last_month or 1)


class LinkText(Form):
    """`after` waits for `before`; the lag counts working days."""

    before: Code
    after: Code
    type: Annotated[LinkType, Field(strict=False)] = LinkType.FS
    lag: Annotated[int, Field(ge=-LONGEST_LAG, le=LONGEST_LAG)] = 0


class SpanText(Form):
    phase: Code
    starts: Day
    ends: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.starts, self.ends, self.phase)
        return self


class AreaText(Form):
    """`regions` and `stores` are codes of the organisation; one that it does not have is left out when the programme starts."""

    code: Code
    name: LabelText
    regions: list[Code] = Field(default_factory=list)
    stores: list[Code] = Field(default_factory=list)
    phases: list[SpanText] = Field(default_factory=list)


class OwnDayText(Form):
    on: Day
    worked: bool
    name: Annotated[str, StringConstraints(max_length=200)] = ""


class CalendarText(Form):
    """`country`: whose public holidays are days off."""

    weekdays: Annotated[str, StringConstraints(pattern=r"^1?2?3?4?5?6?7?$", min_length=1)] = "12345"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    days: list[OwnDayText] = Field(default_factory=list)


class PlanText(Form):
    """How long the programme lasts is said in `months`, or by the day on which it `ends`. `roles` are wordings that other parts
    repeat by YAML's aliases."""

    code: Code
    code_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,10}$")]
    source: Source
    months: Month | None = None
    ends: Day | None = None
    name: LabelText
    goal: LabelText
    roles: dict[str, LabelText] = Field(default_factory=dict)
    calendar: CalendarText | None = None
    areas: list[AreaText] = Field(default_factory=list)
    phases: Annotated[list[PhaseText], Field(min_length=1)]
    links: list[LinkText] = Field(default_factory=list)
    recurrences: list[RecurrenceText] = Field(default_factory=list)
    gates: list[GateText] = Field(default_factory=list)
    responsibilities: list[ResponsibilityText] = Field(default_factory=list)
    conflicts: list[ConflictText] = Field(default_factory=list)
    weights: list[WeightsText] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        if (self.months is None) == (self.ends is None) or (self.ends and self.ends.on(ANY_YEAR) < ANY_YEAR):
            raise PydanticCustomError("templates.months_or_end", "months or end", {})
        return self

    def ends_on(self, starts_on: date) -> date:
        return self.ends.on(starts_on) if self.ends else month_end(starts_on, self.months or 1)

    @property
    def tasks(self) -> list[TaskText]:
        return [task for phase in self.phases for task in phase.tasks]

    @property
    def milestones(self) -> list[MilestoneText]:
        return [stone for phase in self.phases for stone in phase.milestones]

    @classmethod
    def problems(cls, whole: Part) -> Iterator[Problem]:
        """What is wrong between the parts, of a text that need not be right in itself."""
        yield from plan_problems(whole)


Shape = TypeVar("Shape", bound=PlanText)


def read_template(shape: type[Shape], text: str, file_name: str) -> Shape:
    """The template, or all its problems with the place of each (`phases / 2 / tasks / 1 / due`)."""
    try:
        content = yaml.load(text, LOADER)  # noqa: S506 - a safe loader, whichever it is
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Problems([Problem("plan.template_unreadable", file_name, mark.line + 1 if mark else None)]) from error
    between = list(shape.problems(Part("", content))) if isinstance(content, dict) else []
    problems = [Problem(one.key, file_name, column=one.column, facts=one.facts) for one in between]
    try:
        found = shape.model_validate(content)
    except ValidationError as error:
        raise Problems([*(_problem(one, file_name) for one in error.errors()), *problems]) from error
    if problems:
        raise Problems(problems)
    return found


def _problem(found: Any, file_name: str) -> Problem:
    place = " / ".join(str(part + 1) if isinstance(part, int) else part for part in found["loc"])
    known = {"missing": "plan.template_missing", "extra_forbidden": "plan.template_unknown"}
    kind = str(found["type"])
    if "." in kind:  # a check of our own: its type is the key of its sentence
        return Problem(kind, file_name, column=place, facts=tuple(found.get("ctx", {}).items()))
    key = known.get(kind, "plan.template_wrong")
    facts = (("text", str(found["input"])[:80]),) if key == "plan.template_wrong" else ()
    return Problem(key, file_name, column=place, facts=facts)


class ProgrammeStart(Form):
    """`code` None: one is made of the template's prefix and the start."""

    starts_on: date
    code: Code | None
