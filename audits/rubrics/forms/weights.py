"""Weights that are meant to sum to something, and the way there."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from decimal import Decimal, DecimalException
from fractions import Fraction
from math import floor
from typing import Any

from audits.rubrics.forms.findings import LintFinding, error, figure
from audits.rubrics.forms.text import SCORED_KINDS, ItemText, RubricText

HUNDRED = Decimal(100)
NEAR = Decimal(10)  # a sum this close to 100 is a slip; farther away the weights are just weights
DECIMALS = 6  # of a weight
SHARE = Decimal(10)  # and a set whose largest weight is less was never meant as percents


def weight_findings(rubric: RubricText) -> Iterator[LintFinding]:
    sections = [section.weight for section in rubric.sections]
    meant = rubric.weights_sum_to
    if meant is not None and sum(sections) != meant:
        yield _finding(None, "rubrics.lint.weights_declared", sections, meant)
    elif meant is None and misses_hundred(sections):
        yield _finding(None, "rubrics.lint.weights_of_sections", sections, HUNDRED)
    parts = [[item for item in section.items if item.kind in SCORED_KINDS] for section in rubric.sections]
    if len(parts) > 1 and _miss(everything := [item for part in parts for item in part]):
        yield _finding(None, "rubrics.lint.weights_of_items", [item.weight for item in everything], HUNDRED)
    for section, part in zip(rubric.sections, parts, strict=True):
        if _miss(part):
            yield _finding(section.code, "rubrics.lint.weights_in_section", [item.weight for item in part], HUNDRED)


def misses_hundred(weights: Sequence[Decimal]) -> bool:
    """Whether they are evidently percents that do not sum to 100: not all alike, one of at least 10, the sum near 100."""
    whole = sum(weights, Decimal(0))
    return len(set(weights)) > 1 and max(weights) >= SHARE and whole != HUNDRED and abs(whole - HUNDRED) <= NEAR


def normalised(document: dict[str, Any]) -> dict[str, Any]:
    """The sections' weights scaled to sum to what they are declared to, else to 100; where it is the weights of items that
    miss 100, these. The document given stays as it is; weights that cannot be scaled stay too."""
    changed = deepcopy(document)
    sections = _inside(changed, "sections")
    parts = [[item for item in _inside(section, "items") if item.get("kind") in SCORED_KINDS] for section in sections]
    sets = [part for part in parts if misses_hundred(_weights(part))]
    everything = [item for part in parts for item in part]
    if not sets and misses_hundred(_weights(everything)):
        sets = [everything]
    for one in sets:
        _scale(one, HUNDRED)
    declared = _number(changed.get("weights_sum_to"))
    if declared is not None or not sets or misses_hundred(_weights(sections)):
        _scale(sections, HUNDRED if declared is None else declared)
    return changed


def scaled(weights: Sequence[Decimal], to: Decimal) -> list[Decimal]:
    """In the same proportions and summing exactly, with two decimals (six where the sum needs them), by largest remainder.
    Weights that sum to 0 stay."""
    whole = sum(map(Fraction, weights), Fraction(0))
    if not whole:
        return list(weights)
    units = 100 if to * 100 == int(to * 100) else 10**DECIMALS
    exact = [Fraction(weight) * Fraction(to) * units / whole for weight in weights]
    counts = [floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: int(to * units) - sum(counts)]:
        counts[place] += 1
    return [Decimal(count) / units for count in counts]


def _miss(items: Sequence[ItemText]) -> bool:
    """Bonus items may stand beside the 100 or in it."""
    without = [item.weight for item in items if not item.bonus]
    return sum(without) != HUNDRED and misses_hundred([item.weight for item in items])


def _finding(place: str | None, key: str, weights: Sequence[Decimal], to: Decimal) -> LintFinding:
    whole = sum(weights, Decimal(0))
    offered = ", ".join(figure(weight) for weight in scaled(weights, to))
    return error(place, "weights", key, "rubrics.lint.fix.weights", sum=figure(whole), meant=figure(to), weights=offered)


def _inside(part: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Of an unfinished document: those that have the shape."""
    listed = part.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _weights(parts: Sequence[dict[str, Any]]) -> list[Decimal]:
    known = [_number(part.get("weight", 1)) for part in parts]
    return [] if None in known else [weight for weight in known if weight is not None]


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except DecimalException:
        return None
    return number if number.is_finite() and number >= 0 else None


def _scale(parts: Sequence[dict[str, Any]], to: Decimal) -> None:
    for part, weight in zip(parts, scaled(_weights(parts), to), strict=False):
        part["weight"] = int(weight) if weight == int(weight) else float(weight)
