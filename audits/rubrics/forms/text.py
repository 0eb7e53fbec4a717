"""A rubric as text: what a template holds, what a version freezes, what a visitor fills in. Both languages stand in it."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from audits.rubrics.forms.conditions import ConditionText, ItemCode, Number
from audits.scoring import forms as scoring_forms
from audits.scoring.items import Band, Expression, Option
from audits.scoring.policy import Policy, policy_document
from tracker.core.forms import Form
from tracker.core.refusals import Refusal
from tracker.core.words import Label

TEXT_LIMIT = 2000  # letters a visitor may write into one answer
POINTS_LIMIT = Decimal(1_000_000)

Points = Annotated[Decimal, Field(ge=-POINTS_LIMIT, le=POINTS_LIMIT, max_digits=20, decimal_places=6)]
Weight = Annotated[Decimal, Field(ge=0, le=POINTS_LIMIT, max_digits=20, decimal_places=6)]
OptionCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]


class ItemKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    YESNO = "yesno"
    NUMBER = "number"
    DURATION = "duration"
    RATING = "rating"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    LOCATION = "location"
    PHOTO = "photo"
    NOTE = "note"  # words for the visitor: it takes no answer


CHOICE_KINDS = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.YESNO})
NUMBER_KINDS = frozenset({ItemKind.NUMBER, ItemKind.DURATION, ItemKind.RATING})
SCORED_KINDS = CHOICE_KINDS | NUMBER_KINDS
WRITTEN_KINDS = frozenset({ItemKind.TEXT, ItemKind.DATE, ItemKind.TIME, ItemKind.DATETIME, ItemKind.LOCATION})


class Unit(StrEnum):
    SECONDS = "seconds"
    MINUTES = "minutes"
    COUNT = "count"
    STARS = "stars"


class Dimension(StrEnum):
    """The five of SERVQUAL (Parasuraman, Zeithaml and Berry 1988)."""

    TANGIBLES = "tangibles"
    RELIABILITY = "reliability"
    RESPONSIVENESS = "responsiveness"
    ASSURANCE = "assurance"
    EMPATHY = "empathy"


def _in_both_languages(label: Label) -> Label:
    if not label.en.strip() or not label.zh_CN.strip():
        raise PydanticCustomError("one_language", "needs en and zh_CN")
    return label


def _policy_in_full(given: dict[str, Any]) -> dict[str, Any]:
    """A snapshot holds every switch, so that a later default cannot change an old score."""
    try:
        return {name: _plain_numbers(value) for name, value in policy_document(scoring_forms.read_policy(given)).items()}
    except Refusal as refusal:
        raise PydanticCustomError("policy_wrong", "{key}", {"key": refusal.key, "facts": refusal.facts}) from refusal


def _plain_numbers(value: Any) -> Any:
    """JSON numbers that read back the same from both databases."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _plain_numbers(inner) for name, inner in value.items()}
    return [_plain_numbers(inner) for inner in value] if isinstance(value, list) else value


FormCells = dict[str, str]  # column -> text of one row of a form, only what the other fields do not say
Both = Annotated[Label, AfterValidator(_in_both_languages)]


class KeptRow(Form):
    """A row that a rubric cannot hold; `path` names the groups inside the section's group that it stands in."""

    cells: FormCells
    path: list[str] = Field([])


class FormText(Form):
    """What a form in the field's standard format (XLSForm) holds beside its questions, kept so that it goes out as it came."""

    settings: FormCells = Field({})
    sheets: dict[str, list[list[str]]] = Field({})  # other sheets, whole
    columns: dict[str, list[str]] = Field({})  # the headers of survey, choices and settings, in the file's order
    lists: list[FormCells] = Field([])  # rows of the choices sheet that no item of the rubric offers
    kept: list[KeptRow] = Field([])  # rows after the last section


class OptionText(Form):
    code: OptionCode
    label: Both
    points: Points = Decimal(0)
    not_applicable: bool = False
    fail: bool = False
    condition: ConditionText | None = None  # offered only then, as a town only of the region chosen before
    source: FormCells = Field({})

    @property
    def scoring(self) -> Option:
        return Option(self.code, self.points, self.not_applicable, self.fail)


class BandText(Form):
    """From `from` (included) to `below` (excluded), in the item's unit."""

    start: Number | None = Field(None, alias="from")
    below: Number | None = None
    points: Points

    @property
    def scoring(self) -> Band:
        return Band(self.points, self.start, self.below)


class EvidenceText(Form):
    """The answers that ask for a picture, and those that ask for a note."""

    photo: list[OptionCode] = Field([])
    note: list[OptionCode] = Field([])


class ItemText(Form):
    code: ItemCode
    kind: ItemKind
    label: Both
    guidance: Both | None = None
    options: list[OptionText] = Field([])
    bands: list[BandText] = Field([])
    unit: Unit | None = None
    lowest: Number | None = None
    highest: Number | None = None
    weight: Weight = Decimal(1)
    critical: bool = False
    bonus: bool = False
    required: bool | ConditionText = False
    condition: ConditionText | None = None
    evidence: EvidenceText = EvidenceText()
    source: FormCells = Field({})
    kept: list[KeptRow] = Field([])  # rows of the form before this one, inside the section
    path: list[str] = Field([])  # names of the groups inside the section's group that this item stands in

    @property
    def shown_when(self) -> Expression | None:
        return self.condition.expression if self.condition else None

    def condition_texts(self) -> Iterator[ConditionText]:
        """All that depends on earlier answers: whether it is shown, whether it is required, which options it offers."""
        required = self.required if isinstance(self.required, ConditionText) else None
        yield from (one for one in (self.condition, required, *(option.condition for option in self.options)) if one)

    def option(self, code: str) -> OptionText | None:
        return next((option for option in self.options if option.code == code), None)


class SectionText(Form):
    code: ItemCode
    name: Both
    dimension: Dimension | None = None
    weight: Weight = Decimal(1)
    pass_mark: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    items: list[ItemText] = Field(min_length=1)
    grouped: bool = True  # False for items that stand in no group of their form
    source: FormCells = Field({})
    groups: dict[str, FormCells] = Field({})  # rows of the groups inside, by their path joined with "/"
    before: list[KeptRow] = Field([])  # rows of the form between the section before and this one
    kept: list[KeptRow] = Field([])  # rows at the end of the group


class RubricText(Form):
    code: ItemCode
    name: Both
    channel: OptionCode
    purpose: Both
    policy: Annotated[dict[str, Any], AfterValidator(_policy_in_full)]
    band_names: dict[OptionCode, Both] = Field({})
    weights_sum_to: Weight | None = None  # what the sections' weights are meant to sum to
    sections: list[SectionText] = Field(min_length=1)
    form: FormText | None = None

    @cached_property
    def scoring_policy(self) -> Policy:
        return scoring_forms.read_policy(self.policy)

    def band_name(self, band: str) -> str:
        return str(self.band_names.get(band, band))

    @cached_property
    def items(self) -> dict[str, ItemText]:
        """By code, in the order of the sections."""
        return {item.code: item for item in self.all_items()}

    @cached_property
    def conditions(self) -> dict[str, Expression | None]:
        return {item.code: item.shown_when for item in self.all_items()}

    @cached_property
    def sources(self) -> frozenset[str]:
        """The items whose answers some condition asks for."""
        texts = (text for item in self.all_items() for text in item.condition_texts())
        return frozenset(leaf.item for text in texts for leaf in text.leaves() if leaf.item)

    def all_items(self) -> Iterator[ItemText]:
        for section in self.sections:
            yield from section.items

    def snapshot(self) -> dict[str, Any]:
        """The whole rubric as JSON; `read_snapshot` gives the rubric back."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def snapshot_hash(self) -> str:
        """SHA-256 over the canonical JSON: sorted keys, no spaces, UTF-8."""
        return hashlib.sha256(canonical(self.snapshot()).encode()).hexdigest()


def canonical(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def read_snapshot(document: dict[str, Any]) -> RubricText:
    return RubricText.model_validate_json(canonical(document))
