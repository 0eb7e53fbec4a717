"""The answers of a visit against its rubric: what is shown, what is missing, what is accepted, what it scores.

Answers are {item code: value} with a choice's code, a list of codes, a number or a text; a missing key or None is no answer.
The note to an item is an answer of its own under `note_code(item)`.
"""

from collections.abc import Mapping, Set
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple

from audits.rubrics.forms.text import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    SCORED_KINDS,
    TEXT_LIMIT,
    ItemKind,
    ItemText,
    OptionText,
    RubricText,
)
from audits.scoring.items import Answer, Item, Kind, Section, met, visible
from audits.scoring.policy import Policy
from audits.scoring.rules import Score, score
from tracker.core.refusals import Refusal

NUMBER_LIMIT = Decimal(1_000_000_000)
DECIMALS = 6


def place_of(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees of "48.2082 16.3738"; height and accuracy may follow, in metres. ValueError else."""
    numbers = [float(part) for part in text.split()]
    if not 2 <= len(numbers) <= 4 or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180) or not all(map(isfinite, numbers)):
        raise ValueError(text)
    return numbers[0], numbers[1]


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
    if item.kind in (ItemKind.PHOTO, ItemKind.NOTE):
        key = "rubrics.photo_is_no_answer" if item.kind is ItemKind.PHOTO else "rubrics.note_is_no_answer"
        raise Refusal(key, field=item.code, item=item.label)
    return _written(item, validate_note(item, value))


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
    return visible(rubric.conditions, _looked_at(rubric, answers))


def visible_options(rubric: RubricText, item: ItemText, answers: Mapping[str, Any]) -> list[OptionText]:
    """The options offered now: a filtered list shows those that fit the answers before."""
    if not any(option.condition for option in item.options):
        return item.options
    given = _given(rubric, answers)
    return [option for option in item.options if option.condition is None or met(option.condition.expression, given)]


def is_required(rubric: RubricText, item: ItemText, answers: Mapping[str, Any]) -> bool:
    if isinstance(item.required, bool):
        return item.required
    return met(item.required.expression, _given(rubric, answers))


def _looked_at(rubric: RubricText, answers: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers that some condition asks for."""
    return {code: scored_answer(rubric.items[code], answers.get(code)) for code in rubric.sources}


def _given(rubric: RubricText, answers: Mapping[str, Any]) -> dict[str, Answer]:
    """Of these, the answers of items that are shown."""
    looked_at = _looked_at(rubric, answers)
    shown = visible(rubric.conditions, looked_at)
    return {code: answer for code, answer in looked_at.items() if code in shown}


def missing_items(rubric: RubricText, answers: Mapping[str, Any], evidence: Mapping[str, int]) -> list[Missing]:
    """What is still demanded before submission, in the rubric's order. `evidence` counts the pictures of each item."""
    shown, missing = visible_items(rubric, answers), []
    for item in rubric.all_items():
        if item.code not in shown or item.kind is ItemKind.NOTE:
            continue
        required = is_required(rubric, item, answers)
        if item.kind is ItemKind.PHOTO:
            if required and not evidence.get(item.code):
                missing.append(Missing(item.code, Demand.PHOTO))
            continue
        answer = answers.get(item.code)
        if required and answer in (None, "", []):
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
    """The scored items with their answers, as `score()` takes them; texts and pictures score nothing and are left out.

    A list filtered by answers before has the options offered now; an old answer that is no longer offered is no answer.
    """
    return tuple(
        Section(
            section.code,
            tuple(_item(rubric, item, answers) for item in section.items if item.kind in SCORED_KINDS),
            section.weight,
            section.pass_mark,
        )
        for section in rubric.sections
    )


def score_answers(rubric: RubricText, answers: Mapping[str, Any], policy: Policy | None = None) -> Score:
    """The score of these answers, under the rubric's own policy unless another is given."""
    return score(to_scoring(rubric, answers), policy or rubric.scoring_policy, shown=visible_items(rubric, answers))


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


def _item(rubric: RubricText, item: ItemText, answers: Mapping[str, Any]) -> Item:
    offered = visible_options(rubric, item, answers)
    answer = scored_answer(item, answers.get(item.code))
    if len(offered) < len(item.options):
        answer = _still_offered(answer, {option.code for option in offered})
    return Item(
        id=item.code,
        kind=Kind(item.kind.value),
        options=tuple(option.scoring for option in offered),
        bands=tuple(band.scoring for band in item.bands),
        weight=item.weight,
        critical=item.critical,
        bonus=item.bonus,
        answer=answer,
    )


def _still_offered(answer: Answer, codes: Set[str]) -> Answer:
    if isinstance(answer, tuple):
        return tuple(code for code in answer if code in codes) or None
    return answer if answer in codes else None


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


SHAPES = {
    ItemKind.DATE: date.fromisoformat,
    ItemKind.TIME: time.fromisoformat,
    ItemKind.DATETIME: datetime.fromisoformat,
    ItemKind.LOCATION: place_of,
}


def _written(item: ItemText, text: str | None) -> str | None:
    """A date as 2026-03-01, a time as 14:05, a place as its latitude and longitude in degrees."""
    if text is None or item.kind not in SHAPES:
        return text
    try:
        SHAPES[item.kind](text)
    except ValueError as error:
        raise Refusal(f"rubrics.not_a_{item.kind.value}", field=item.code, item=item.label, text=text[:80]) from error
    return text


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
