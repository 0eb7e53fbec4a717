"""A risk in a template, as somebody typed it, and as a sheet held it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self, TypedDict
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import CLEANED, Code, Form
from tracker.core.refusals import Problem
from tracker.core.words import Label, say
from tracker.plan.forms import LabelText
from tracker.plan.rules import EARLIEST, LATEST
from tracker.risks.rules import SCALE, Proximity, Response, RiskKind, RiskState

LONGEST_TITLE, LONGEST_TEXT = 200, 2000

Points = Annotated[int, Field(ge=SCALE.start, lt=SCALE.stop)]
ReviewDay = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT), CLEANED]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT), CLEANED]
OptionalTitle = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TITLE), CLEANED]


class RiskText(Form):
    """A risk of a template; `phases` and `indicators` are codes of the same template."""

    code: Code
    source: Annotated[str, StringConstraints(max_length=10)]
    kind: Annotated[RiskKind, Field(strict=False)]
    title: LabelText
    description: LabelText | None = None
    probability: Points
    impact: Points
    proximity: Annotated[Proximity, Field(strict=False)]
    response: Annotated[Response, Field(strict=False)]
    response_text: LabelText | None = None
    owner_role: LabelText | None = None
    phases: tuple[str, ...] = Field((), strict=False)
    indicators: tuple[str, ...] = Field((), strict=False)


class RiskForm(Form):
    """What a person says of a risk. A title in one language at least; `review_on` None: a quarter from now."""

    kind: RiskKind
    title_en: OptionalTitle = ""
    title_zh: OptionalTitle = ""
    description_en: OptionalText = ""
    description_zh: OptionalText = ""
    probability: Points
    impact: Points
    proximity: Proximity
    response: Response
    response_text_en: OptionalText = ""
    response_text_zh: OptionalText = ""
    owner_role_en: OptionalTitle = ""
    owner_role_zh: OptionalTitle = ""
    owner_id: UUID | None = None
    review_on: ReviewDay | None = None
    phases: frozenset[UUID] = frozenset()
    indicators: frozenset[UUID] = frozenset()

    @model_validator(mode="after")
    def _has_a_title(self) -> Self:
        if not (self.title_en or self.title_zh):
            raise PydanticCustomError("risks.title_missing", "a title in one language at least")
        return self

    def values(self) -> dict[str, Any]:
        """The columns of a risk but its review day, and the links."""
        plain = ("kind", "probability", "impact", "proximity", "response", "owner_id", "phases", "indicators")
        labels = ("title", "description", "response_text", "owner_role")
        found = {name: getattr(self, name) for name in plain}
        return found | {name: Label(getattr(self, f"{name}_en"), getattr(self, f"{name}_zh")) for name in labels}


class RiskValues(TypedDict, total=False):
    """What an action takes of a risk: the fields of `RiskForm`."""

    kind: RiskKind
    title_en: str
    title_zh: str
    description_en: str
    description_zh: str
    probability: int
    impact: int
    proximity: Proximity
    response: Response
    response_text_en: str
    response_text_zh: str
    owner_role_en: str
    owner_role_zh: str
    owner_id: UUID | None
    review_on: date | None
    phases: frozenset[UUID]
    indicators: frozenset[UUID]


class NewCode(Form):
    """None: one is made."""

    code: Code | None


class ReasonForm(Form):
    reason: Sentence


class ReviewForm(Form):
    probability: Points
    impact: Points
    next_on: ReviewDay
    reason: Sentence


class IssueForm(Form):
    """`effect`: what it does to the programme, in words."""

    happened_on: date
    effect: Sentence
    due_on: ReviewDay


class IssueEdit(Form):
    effect: Sentence
    due_on: ReviewDay
    reason: Sentence


class ResolutionForm(Form):
    resolution: Sentence
    resolved_on: date


@dataclass(frozen=True)
class RiskLine:
    """A row of a sheet: what is typed as it stands, codes and user name not looked up yet; `version` None on a new row."""

    sheet: str
    row: int
    code: str
    version: int | None
    form: RiskForm
    owner: str
    state: RiskState | None
    phases: tuple[str, ...]
    indicators: tuple[str, ...]

    def problem(self, key: str, column: str, **facts: object) -> Problem:
        return Problem(key, self.sheet, self.row, say(f"risks.column.{column}"), tuple(facts.items()))


@dataclass(frozen=True)
class RiskBook:
    lines: tuple[RiskLine, ...]
    problems: tuple[Problem, ...]
