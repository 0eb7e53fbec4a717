"""What a person says of a gate: what it asks for, what they found, what they decided."""

from datetime import date
from typing import Annotated, Any, Self, TypedDict
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import CLEANED, Code, Form
from tracker.core.words import Label
from tracker.plan.rules import EARLIEST, LATEST, Confidence, CriterionKind, GateOutcome
from tracker.plan.rules.gates import OF_TASKS, WITH_THRESHOLD
from tracker.plan.rules.texts import LONG

LONGEST_NAME = 200
HIGHEST_PERCENT = 1000.0

SensibleDay = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME), CLEANED]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG), CLEANED]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONG), CLEANED]


def label(form: Form, name: str) -> Label:
    """Both languages of a name that is asked for in two fields."""
    return Label(getattr(form, f"{name}_en"), getattr(form, f"{name}_zh"))


def both(name: str, value: Label) -> dict[str, str]:
    """The two fields of a name that is stored."""
    return {f"{name}_en": value.en, f"{name}_zh": value.zh_CN}


class NewCode(Form):
    """None: one is made."""

    code: Code | None


class GateForm(Form):
    """A name in one language at least. `before_phase_id` None: the gate closes the programme."""

    name_en: ShortText = ""
    name_zh: ShortText = ""
    after_phase_id: UUID
    before_phase_id: UUID | None = None
    due_on: SensibleDay
    owner_role_en: ShortText = ""
    owner_role_zh: ShortText = ""
    owner_id: UUID | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.name_en or self.name_zh):
            raise PydanticCustomError("gates.name_missing", "a name in one language at least")
        if self.before_phase_id == self.after_phase_id:
            raise PydanticCustomError("gates.same_phase", "between two phases")
        return self

    def values(self) -> dict[str, Any]:
        plain = ("after_phase_id", "before_phase_id", "due_on", "owner_id")
        return {name: getattr(self, name) for name in plain} | {name: label(self, name) for name in ("name", "owner_role")}


class GateValues(TypedDict, total=False):
    """What an action takes of a gate: the fields of `GateForm`."""

    name_en: str
    name_zh: str
    after_phase_id: UUID
    before_phase_id: UUID | None
    due_on: date
    owner_role_en: str
    owner_role_zh: str
    owner_id: UUID | None


class CriterionForm(Form):
    """Which reference counts follows from the kind; the others are dropped. `threshold` in percent: of an audit's points at
    least, of the approved budget at most. `rubric_code` empty: every rubric."""

    kind: CriterionKind
    text_en: ShortText = ""
    text_zh: ShortText = ""
    mandatory: bool = True
    task_id: UUID | None = None
    indicator_code: Code | None = None
    rubric_code: Code | None = None
    threshold: Annotated[float, Field(ge=0, le=HIGHEST_PERCENT, allow_inf_nan=False, strict=False)] | None = None
    owner_role_en: ShortText = ""
    owner_role_zh: ShortText = ""
    owner_id: UUID | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.text_en or self.text_zh):
            raise PydanticCustomError("gates.text_missing", "a text in one language at least")
        if self.kind in OF_TASKS and self.task_id is None:
            raise PydanticCustomError("gates.task_missing", "which task")
        if self.kind is CriterionKind.INDICATOR_AT_TARGET and self.indicator_code is None:
            raise PydanticCustomError("gates.indicator_missing", "which indicator")
        if self.kind in WITH_THRESHOLD and self.threshold is None:
            raise PydanticCustomError("gates.threshold_missing", "how much")
        return self

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "mandatory": self.mandatory,
            "owner_id": self.owner_id,
            "task_id": self.task_id if self.kind in OF_TASKS else None,
            "indicator_code": self.indicator_code if self.kind is CriterionKind.INDICATOR_AT_TARGET else None,
            "rubric_code": self.rubric_code if self.kind is CriterionKind.AUDIT_SCORE else None,
            "threshold": self.threshold if self.kind in WITH_THRESHOLD else None,
            "text": label(self, "text"),
            "owner_role": label(self, "owner_role"),
        }


class CriterionValues(TypedDict, total=False):
    """What an action takes of a criterion: the fields of `CriterionForm`."""

    kind: CriterionKind
    text_en: str
    text_zh: str
    mandatory: bool
    task_id: UUID | None
    indicator_code: str | None
    rubric_code: str | None
    threshold: float | None
    owner_role_en: str
    owner_role_zh: str
    owner_id: UUID | None


class MarkForm(Form):
    met: bool
    note: LongText = ""


class WaiverForm(Form):
    reason: Sentence


class ConditionForm(Form):
    """A condition of a conditional go: what is still to be done, by whom and by when."""

    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME), CLEANED]
    owner_id: UUID
    due_on: SensibleDay


class DecisionForm(Form):
    outcome: GateOutcome
    confidence: Confidence
    note: LongText = ""


def stored_gate(row: Any) -> dict[str, Any]:
    """The columns of a gate as fields of `GateForm`."""
    plain = ("after_phase_id", "before_phase_id", "due_on", "owner_id")
    return {name: getattr(row, name) for name in plain} | both("name", row.name) | both("owner_role", row.owner_role)


def stored_criterion(row: Any) -> dict[str, Any]:
    """The columns of a criterion as fields of `CriterionForm`."""
    plain = ("kind", "mandatory", "task_id", "indicator_code", "rubric_code", "threshold", "owner_id")
    return {name: getattr(row, name) for name in plain} | both("text", row.text) | both("owner_role", row.owner_role)
