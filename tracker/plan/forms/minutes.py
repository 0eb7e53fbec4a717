"""What a person notes of a meeting, a decision or an action, and who answers for what."""

from datetime import date
from typing import Any, Self, TypedDict
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tracker.core.forms import Form, Name
from tracker.plan.forms.gates import LongText, SensibleDay, ShortText, both, label
from tracker.plan.rules import MinuteKind


class MinuteForm(Form):
    """`present`: a meeting's people, as typed. Only an action has a day by which it is due, and only it needs one."""

    kind: MinuteKind
    on: SensibleDay
    title: Name
    text: LongText = ""
    present: LongText = ""
    meeting_id: UUID | None = None
    phase_id: UUID | None = None
    task_id: UUID | None = None
    gate_id: UUID | None = None
    owner_id: UUID | None = None
    due_on: SensibleDay | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind is MinuteKind.ACTION and self.due_on is None:
            raise PydanticCustomError("minutes.due_missing", "an action has a day")
        if self.kind is not MinuteKind.ACTION and self.due_on is not None:
            raise PydanticCustomError("minutes.due_without_action", "only an action is due")
        if self.kind is MinuteKind.MEETING and self.meeting_id is not None:
            raise PydanticCustomError("minutes.meeting_in_meeting", "a meeting stands alone")
        return self


class MinuteValues(TypedDict, total=False):
    """What an action takes of a minute: the fields of `MinuteForm`."""

    kind: MinuteKind
    on: date
    title: str
    text: str
    present: str
    meeting_id: UUID | None
    phase_id: UUID | None
    task_id: UUID | None
    gate_id: UUID | None
    owner_id: UUID | None
    due_on: date | None


class ResponsibilityForm(Form):
    """Problem and department in one language at least."""

    problem_en: ShortText = ""
    problem_zh: ShortText = ""
    department_en: ShortText = ""
    department_zh: ShortText = ""
    person_id: UUID | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.problem_en or self.problem_zh):
            raise PydanticCustomError("minutes.problem_missing", "which problem")
        if not (self.department_en or self.department_zh):
            raise PydanticCustomError("minutes.department_missing", "which department")
        return self

    def values(self) -> dict[str, Any]:
        return {"person_id": self.person_id} | {name: label(self, name) for name in ("problem", "department")}


class ResponsibilityValues(TypedDict, total=False):
    """What an action takes of a responsibility: the fields of `ResponsibilityForm`."""

    problem_en: str
    problem_zh: str
    department_en: str
    department_zh: str
    person_id: UUID | None


def stored_minute(row: Any) -> dict[str, Any]:
    """The columns of a minute as fields of `MinuteForm`."""
    return {name: getattr(row, name) for name in MinuteForm.model_fields}


def stored_responsibility(row: Any) -> dict[str, Any]:
    """The columns of a responsibility as fields of `ResponsibilityForm`."""
    return {"person_id": row.person_id} | both("problem", row.problem) | both("department", row.department)
