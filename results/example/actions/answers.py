"""What a visitor of the example answers, item by item, as the rubric asks. Nothing here scores: that is scoring's own work."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from audits.rubrics.forms import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    BandText,
    Demand,
    ItemKind,
    ItemText,
    RubricText,
    demanded_evidence,
    note_code,
    visible_items,
)
from results.example.places import dice
from results.example.rules import NOTES, REMARKS, chance

NOT_APPLICABLE = 0.04  # of the answers, where an item allows it
REMARKED = 0.15
BONUS = 0.12
LONGEST_BAND = 60  # where a band has no upper end: so far above its lower one


def answer(rubric: RubricText, quality: float, month: int, random: Random) -> dict[str, Any]:
    """A whole checklist: every item that is shown, and the notes its answers demand."""
    answers: dict[str, Any] = {}
    for item in rubric.all_items():
        if item.condition and item.code not in visible_items(rubric, answers):
            continue
        likely = chance(difficulty(item.code), quality, month, item.critical)
        value = _value(item, BONUS if item.bonus else likely, random)
        if value is None:
            continue
        answers[item.code] = value
        if Demand.NOTE in demanded_evidence(item, value):
            answers[note_code(item.code)] = random.choice(NOTES)
    return answers


def photographed(rubric: RubricText, answers: Mapping[str, Any]) -> list[str]:
    """The items whose answers demand a picture."""
    asked = ((item, answers.get(item.code)) for item in rubric.all_items())
    return [item.code for item, value in asked if value is not None and Demand.PHOTO in demanded_evidence(item, value)]


@cache
def difficulty(item_code: str) -> float:
    """How likely an ordinary store passes this item: from 0.52 to 0.82, always the same for an item."""
    return 0.52 + 0.30 * dice(item_code).random()


def _value(item: ItemText, likely: float, random: Random) -> Any:
    if item.kind is ItemKind.MULTIPLE:
        return _ticked(item, likely, random)
    if item.kind in CHOICE_KINDS:
        return _chosen(item, likely, random)
    if item.kind in NUMBER_KINDS:
        return _measured(item, likely, random)
    if item.kind is ItemKind.TEXT:
        return random.choice(REMARKS) if random.random() < REMARKED else None
    return None


def _chosen(item: ItemText, likely: float, random: Random) -> str:
    """The better of two options more often than the worse one, and so on down."""
    scored = sorted((option for option in item.options if not option.not_applicable), key=lambda option: -option.points)
    if len(scored) < len(item.options) and random.random() < NOT_APPLICABLE:
        return next(option.code for option in item.options if option.not_applicable)
    return scored[_place(len(scored), likely, random)].code


def _ticked(item: ItemText, likely: float, random: Random) -> list[str]:
    ticked = [option.code for option in item.options if option.points > 0 and random.random() < likely]
    return ticked or [option.code for option in item.options if option.points <= 0][:1]


def _measured(item: ItemText, likely: float, random: Random) -> int:
    bands = sorted(item.bands, key=lambda band: -band.points)
    low, high = _reach(item, bands[_place(len(bands), likely, random)])
    return random.randint(low, high)


def _reach(item: ItemText, band: BandText) -> tuple[int, int]:
    low = int(max(band.start or Decimal(0), item.lowest or Decimal(0)))
    high = int(band.below) - 1 if band.below is not None else low + LONGEST_BAND
    return low, int(min(Decimal(high), item.highest if item.highest is not None else Decimal(high)))


def _place(length: int, likely: float, random: Random) -> int:
    """0 is the best; each next one is reached when the one before was missed."""
    place = 0
    while place < length - 1 and random.random() > likely:
        place += 1
    return place


def part_of(answers: Mapping[str, Any], rubric: RubricText, share: float) -> dict[str, Any]:
    """The first answers of a checklist that is still being filled in."""
    codes: Sequence[str] = [code for code in answers if code in rubric.items]
    kept = set(codes[: max(1, int(len(codes) * share))])
    return {code: value for code, value in answers.items() if code.removesuffix(note_code("")) in kept}
