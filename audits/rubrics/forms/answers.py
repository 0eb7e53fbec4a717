"""The answers of a visit against its rubric: what is shown, what is missing, what is accepted, what it scores.

Answers are {item code: value} with a choice's code, a list of codes, a number or a text; a missing key or None is no answer.
The note to an item is an answer of its own under `note_code(item)`.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS, SCORED_KINDS, TEXT_LIMIT, ItemKind, ItemText, RubricText
from audits.scoring.items import Answer, Item, Kind, Section, visible
from audits.scoring.policy import Policy
from audits.scoring.rules import Score, score
from tracker.core.refusals import Refusal

NUMBER_LIMIT = Decimal(1_000_000_000)
DECIMALS = 6


class Demand(StrEnum):
    ANSWER = "answer"
    PHOTO = "photo"
    NOTE = "note"


class Missing(NamedTuple):
    item_code: str
    demand: Demand


class Failed(NamedTuple):
    item_code: str
    critical: bool


def note_code(item_code: str) -> str:
    """Where an item's note stands among the answers; no item can have this code."""
    return f"{item_code}.note"


def validate_answer(item: ItemText, value: Any) -> Any:
    """The value as it is stored (JSON), None when an answer is taken back; a refusal when it is not an answer to this item."""
    if value is None or value == "" or value == []:
        return None
    if item.kind is ItemKind.MULTIPLE:
        return _ticked(item, value)
    if item.kind in CHOICE_KINDS:
        return _chosen(item, value)
    if item.kind in NUMBER_KINDS:
        return _measured(item, value)
    if item.kind is ItemKind.PHOTO:
        raise Refusal("rubrics.photo_is_evidence", field=item.code, item=item.label)
    return validate_note(item, value)


def validate_note(item: ItemText, value: Any) -> str | None:
    """A text to store: NUL and lone surrogates, which databases refuse, are replaced."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refusal("rubrics.not_a_text", field=item.code, item=item.label)
    text = value.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode().strip()
    if len(text) > TEXT_LIMIT:
        raise Refusal("rubrics.text_too_long", field=item.code, item=item.label, length=len(text), limit=TEXT_LIMIT)
    return text or None


def visible_items(rubric: RubricText, answers: Mapping[str, Any]) -> frozenset[str]:
    """The codes of the items shown. An old answer of a hidden item neither counts nor shows anything."""
    conditions = {item.code: item.shown_when for item in rubric.all_items()}
    sources = {condition.item for condition in conditions.values() if condition}
    return visible(conditions, {code: scored_answer(rubric.items[code], answers.get(code)) for code in sources})


def missing_items(rubric: RubricText, answers: Mapping[str, Any], evidence: Mapping[str, int]) -> list[Missing]:
    """What is still demanded before submission, in the rubric's order. `evidence` counts the pictures of each item."""
    shown, missing = visible_items(rubric, answers), []
    for item in rubric.all_items():
        if item.code not in shown:
            continue
        if item.kind is ItemKind.PHOTO:
            if item.required and not evidence.get(item.code):
                missing.append(Missing(item.code, Demand.PHOTO))
            continue
        answer = answers.get(item.code)
        if item.required and answer in (None, "", []):
            missing.append(Missing(item.code, Demand.ANSWER))
        demanded = demanded_evidence(item, answer)
        if Demand.PHOTO in demanded and not evidence.get(item.code):
            missing.append(Missing(item.code, Demand.PHOTO))
        if Demand.NOTE in demanded and not answers.get(note_code(item.code)):
            missing.append(Missing(item.code, Demand.NOTE))
    return missing


def demanded_evidence(item: ItemText, answer: Any) -> frozenset[Demand]:
    """What this answer asks for besides itself."""
    given = set(answer) if isinstance(answer, list) else {answer}
    wanted = {Demand.PHOTO: item.evidence.photo, Demand.NOTE: item.evidence.note}
    return frozenset(demand for demand, codes in wanted.items() if given.intersection(codes))


def to_scoring(rubric: RubricText, answers: Mapping[str, Any]) -> tuple[Section, ...]:
    """The scored items with their answers, as `score()` takes them; texts and pictures score nothing and are left out."""
    return tuple(
        Section(
            section.code,
            tuple(_item(item, answers.get(item.code)) for item in section.items if item.kind in SCORED_KINDS),
            section.weight,
            section.pass_mark,
        )
        for section in rubric.sections
    )


def score_answers(rubric: RubricText, answers: Mapping[str, Any], policy: Policy | None = None) -> Score:
    """The score of these answers, under the rubric's own policy unless another is given."""
    return score(to_scoring(rubric, answers), policy or rubric.scoring_policy)


def failed_items(rubric: RubricText, answers: Mapping[str, Any]) -> list[Failed]:
    """The items shown whose answer is marked as a failure, or earns nothing (or less) where something could be earned."""
    shown = visible_items(rubric, answers)
    return [
        Failed(item.code, item.critical)
        for item in rubric.all_items()
        if item.code in shown and item.kind in SCORED_KINDS and _has_failed(item, answers.get(item.code))
    ]


def scored_answer(item: ItemText, value: Any) -> Answer:
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, str) else Decimal(str(value))


def _item(item: ItemText, value: Any) -> Item:
    return Item(
        id=item.code,
        kind=Kind(item.kind.value),
        options=tuple(option.scoring for option in item.options),
        bands=tuple(band.scoring for band in item.bands),
        weight=item.weight,
        critical=item.critical,
        bonus=item.bonus,
        condition=item.shown_when,
        answer=scored_answer(item, value),
    )


def _has_failed(item: ItemText, value: Any) -> bool:
    answer = scored_answer(item, value)
    if answer is None or item.bonus:
        return False
    if isinstance(answer, Decimal):
        band = next((band for band in item.bands if band.scoring.holds(answer)), None)
        return any(band.points > 0 for band in item.bands) and (band is None or band.points <= 0)
    ticked = [option for option in item.options if option.code in (answer if isinstance(answer, tuple) else (answer,))]
    if any(option.not_applicable for option in ticked):
        return False
    gain = any(option.points > 0 for option in item.options)
    return any(option.fail for option in ticked) or (gain and sum(option.points for option in ticked) <= 0)


def _chosen(item: ItemText, value: Any) -> str:
    if not isinstance(value, str) or item.option(value) is None:
        raise Refusal("rubrics.no_such_option", field=item.code, item=item.label, text=str(value)[:80])
    return value


def _ticked(item: ItemText, value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise Refusal("rubrics.not_a_list", field=item.code, item=item.label)
    codes = {_chosen(item, code) for code in value}
    ticked = [option for option in item.options if option.code in codes]
    if len(ticked) > 1 and any(option.not_applicable for option in ticked):
        raise Refusal("rubrics.not_applicable_alone", field=item.code, item=item.label)
    return [option.code for option in ticked]


def _measured(item: ItemText, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Refusal("rubrics.not_a_number", field=item.code, item=item.label, text=str(value)[:80])
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise Refusal("rubrics.not_a_number", field=item.code, item=item.label, text=str(value))
    lowest = -NUMBER_LIMIT if item.lowest is None else item.lowest
    highest = NUMBER_LIMIT if item.highest is None else item.highest
    if not lowest <= number <= highest:
        limits = {"lowest": float(lowest), "highest": float(highest)}
        raise Refusal("rubrics.out_of_range", field=item.code, item=item.label, text=f"{number:.6g}", **limits)
    return int(number) if number == number.to_integral_value() else round(float(number), DECIMALS)
