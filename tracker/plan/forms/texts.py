"""A programme template as text, and what a person edits in a plan."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, TypedDict, TypeVar
from uuid import UUID

import yaml
from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Code, Form, Name
from tracker.core.refusals import Problem, Problems
from tracker.core.words import Label
from tracker.plan.rules import Offset, TaskStatus, read_offset

ANY_YEAR = date(2023, 1, 1)  # to compare two offsets; which year does not matter, none is closer than the months of a year
LONGEST_PROGRAMME = 60  # months

Shape = TypeVar("Shape", bound=Form)
Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Month = Annotated[int, Field(ge=1, le=LONGEST_PROGRAMME)]


def _offset(value: object) -> object:
    try:
        return read_offset(str(value))
    except ValueError as error:
        raise PydanticCustomError("plan.template_day", "not a day", {"text": str(value)}) from error


Day = Annotated[Offset, BeforeValidator(_offset)]


class LabelText(Form):
    """A template speaks both languages: neither may be left out."""

    en: Wording
    zh_CN: Wording  # noqa: N815 - the language's own code

    def label(self) -> Label:
        return Label(self.en, self.zh_CN)


class TaskText(Form):
    code: Code
    name: LabelText
    owner_role: LabelText
    deliverable: LabelText
    starts: Day
    due: Day

    @model_validator(mode="after")
    def _in_order(self) -> "TaskText":
        if self.due.on(ANY_YEAR) < self.starts.on(ANY_YEAR):
            raise PydanticCustomError("plan.template_order", "due before start", {"code": self.code})
        return self


class MilestoneText(Form):
    code: Code
    name: LabelText
    due: Day


class PhaseText(Form):
    code: Code
    name: LabelText
    first_month: Month
    last_month: Month
    tasks: Annotated[list[TaskText], Field(min_length=1)]
    milestones: list[MilestoneText]


class PlanText(Form):
    """`months` is how long the programme lasts; its phases follow one another without a gap."""

    code: Code
    code_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,10}$")]
    source: Annotated[str, StringConstraints(max_length=10)]
    months: Month
    name: LabelText
    goal: LabelText
    phases: Annotated[list[PhaseText], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "PlanText":
        expected = 1
        for phase in self.phases:
            if phase.first_month != expected or phase.last_month < phase.first_month:
                raise PydanticCustomError("plan.template_gap", "gap", {"code": phase.code, "month": expected})
            expected = phase.last_month + 1
        if expected != self.months + 1:
            raise PydanticCustomError("plan.template_length", "length", {"months": self.months, "last": expected - 1})
        unique(phase.code for phase in self.phases)
        tasks = [task.code for phase in self.phases for task in phase.tasks]
        unique([*tasks, *(stone.code for phase in self.phases for stone in phase.milestones)])
        return self


def unique(codes: Iterable[str]) -> None:
    """Raise the template's own problem for the first code that stands there twice."""
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise PydanticCustomError("plan.template_twice", "twice", {"code": twice[0]})


def read_template(shape: type[Shape], text: str, file_name: str) -> Shape:
    """The template, or all its problems with the place of each (`phases / 2 / tasks / 1 / due`)."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Problems([Problem("plan.template_unreadable", file_name, mark.line + 1 if mark else None)]) from error
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise Problems([_problem(found, file_name) for found in error.errors()]) from error


def _problem(found: Any, file_name: str) -> Problem:
    place = " / ".join(str(part + 1) if isinstance(part, int) else part for part in found["loc"])
    known = {"missing": "plan.template_missing", "extra_forbidden": "plan.template_unknown"}
    kind = str(found["type"])
    if kind.startswith(("plan.", "money.", "targets.", "risks.")):
        return Problem(kind, file_name, column=place, facts=tuple(found.get("ctx", {}).items()))
    key = known.get(kind, "plan.template_wrong")
    facts = (("text", str(found["input"])[:80]),) if key == "plan.template_wrong" else ()
    return Problem(key, file_name, column=place, facts=facts)


class ProgrammeStart(Form):
    """`code` None: one is made of the template's prefix and the start."""

    starts_on: date
    code: Code | None


class TaskChanges(TypedDict, total=False):
    """What an editor may change; what is left out stays as it is. `name` is in the editor's language."""

    status: TaskStatus
    owner_id: UUID | None
    starts_on: date
    due_on: date
    name: str


class TaskEdit(Form):
    """Every field may be left out; `model_fields_set` says which were given."""

    status: TaskStatus = TaskStatus.NOT_STARTED
    owner_id: UUID | None = None
    starts_on: date = ANY_YEAR
    due_on: date = ANY_YEAR
    name: Name = "-"
