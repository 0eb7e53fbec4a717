"""What failed in an audit, what a person plans against it, and what a workbook of actions says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from audits.findings.rules import LEVELS, MOST_WHYS, ActionState, Cause, CheckOutcome, FindingKind, Level
from audits.rubrics.forms import RubricText, failed_items
from audits.scoring.rules import Score
from tracker.core.forms import Form, Text
from tracker.core.refusals import Problem
from tracker.core.words import Label

LONGEST_WHAT = 2000
LONGEST_WHY = 500
LONGEST_EXPECTED = 1000


def _said(text: str) -> str:
    """Checked after control characters are gone: a text of nothing else says nothing."""
    if not text.strip():
        raise ValueError("says nothing")
    return text.strip()


NoteText = Annotated[Text, StringConstraints(max_length=LONGEST_WHAT), AfterValidator(str.strip)]
Why = Annotated[Text, StringConstraints(max_length=LONGEST_WHY), AfterValidator(_said)]


class Failing(NamedTuple):
    """What a finding says: the code of an item, a section or the rubric, as its kind has it."""

    kind: FindingKind
    code: str


def what_failed(rubric: RubricText, answers: Mapping[str, Any], score: Score) -> list[Failing]:
    """Failed items, critical ones marked; sections below their own pass mark; the audit below its pass mark."""
    critical = set(score.critical_failed)
    found = [
        Failing(FindingKind.CRITICAL_ITEM if one.item_code in critical else FindingKind.FAILED_ITEM, one.item_code)
        for one in failed_items(rubric, answers)
    ]
    found += [Failing(FindingKind.LOW_SECTION, section.name) for section in score.sections if section.passed is False]
    mark = score.policy.pass_mark
    if mark is not None and score.percent is not None and score.percent < mark:
        found.append(Failing(FindingKind.LOW_AUDIT, rubric.code))
    return found


def named(rubric: RubricText, level: Level, code: str) -> Label:
    """What people call it. A code that a later version dropped stands for itself."""
    if level is Level.AUDIT:
        return rubric.name
    if level is Level.SECTION:
        return next((section.name for section in rubric.sections if section.code == code), Label(code))
    return rubric.items[code].label if code in rubric.items else Label(code)


def finding_name(rubric: RubricText, kind: FindingKind, code: str) -> Label:
    return named(rubric, LEVELS[kind], code)


class ActionForm(Form):
    """What is planned: the measure, its cause as up to five answers to "why?", and by when."""

    what: Annotated[Text, StringConstraints(max_length=LONGEST_WHAT), AfterValidator(_said)]
    cause: Cause
    whys: Annotated[list[Why], Field(min_length=1, max_length=MOST_WHYS)]
    due_on: date
    expected: Annotated[Text, StringConstraints(max_length=LONGEST_EXPECTED), AfterValidator(str.strip)] = ""


class CheckForm(Form):
    """What a visitor found of an action."""

    outcome: CheckOutcome
    note: NoteText = ""


class EvidenceForm(Form):
    note: NoteText = ""


class ReasonForm(Form):
    reason: NoteText = ""


@dataclass(frozen=True)
class ActionLine:
    """One row of a workbook of actions: the version its writer saw, and what it wants. None leaves as it is."""

    sheet: str
    number: int
    action_id: UUID
    version: int
    state: ActionState | None
    due_on: date | None
    note: str
    reason: str


@dataclass(frozen=True)
class ActionBook:
    lines: tuple[ActionLine, ...]
    problems: tuple[Problem, ...]
