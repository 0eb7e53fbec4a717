"""Rubrics of every shape, for properties: all kinds, conditions, filtered options, evidence, bands, policies."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from audits.rubrics.forms import ConditionText, Dimension, ItemKind, ItemText, RubricText, Unit
from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS
from audits.rubrics.workbook.expressions import compile_condition, write_condition
from tracker.core.words import Label

TEXTS = st.sampled_from(
    ["Clean?", "=1+1", "-5", "it's", 'say "so"', "${x", "#N/A", "0012", "是否干净？", "a\nb", "<b> & c", "yes", "TRUE"]
)
LABELS = st.builds(lambda en, zh: {"en": en, "zh_CN": zh}, TEXTS, TEXTS)
NUMBERS = st.integers(-50, 50).map(Decimal) | st.sampled_from([Decimal("0.5"), Decimal("-1.25"), Decimal("0.000001")])
WEIGHTS = st.sampled_from([Decimal(1), Decimal(0), Decimal("2.5"), Decimal(40)])
CODES = ["clean", "Tidy", "a-b", "seconds", "x_1", "group", "photo", "yes", "other", "remark", "q7", "z"]
OPTIONS = ["yes", "no", "na", "other", "1", "0-5", "a_b"]


@st.composite
def rubrics(draw: st.DrawFn) -> RubricText:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=7, unique=True))
    cuts = sorted(draw(st.sets(st.integers(1, len(codes) - 1), max_size=2))) if len(codes) > 1 else []
    earlier: dict[str, ItemText] = {}
    sections = []
    for start, end in zip([0, *cuts], [*cuts, len(codes)], strict=True):
        items = [draw(_items(code, earlier)) for code in codes[start:end]]
        name = draw(st.sampled_from(["environment", "greeting", "clean", "s-1"]))
        sections.append({"code": f"{name}{start or ''}", "items": items, **draw(_section_values())})
    bands = draw(st.sampled_from([[], [{"name": "good", "from": 80}, {"name": "poor", "from": 0}]]))
    policy = draw(st.sampled_from([{}, {"preset": "sassie"}, {"aggregation": "deduction", "start": 50, "pass_mark": 72.5}]))
    names = {band["name"]: draw(LABELS) for band in bands}
    return RubricText.model_validate_json(
        RubricText.model_validate(
            {
                "code": draw(st.sampled_from(["store", "r-1"])),
                "name": _label(draw(LABELS)),
                "purpose": _label(draw(LABELS)),
                "channel": draw(st.sampled_from(["store", "phone"])),
                "policy": policy | {"bands": bands},
                "band_names": {name: _label(label) for name, label in names.items()},
                "weights_sum_to": draw(st.sampled_from([None, Decimal(100)])),
                "sections": sections,
            }
        ).model_dump_json(by_alias=True)
    )


def _label(texts: dict[str, str]) -> Any:
    return Label(**texts)


def _section_values() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "name": LABELS.map(_label),
            "weight": WEIGHTS,
            "pass_mark": st.none() | st.just(Decimal("62.5")),
            "dimension": st.none() | st.just(Dimension.EMPATHY),
        }
    )


@st.composite
def _items(draw: st.DrawFn, code: str, earlier: dict[str, ItemText]) -> ItemText:
    kind = draw(st.sampled_from([*ItemKind]))
    values: dict[str, Any] = {
        "code": code,
        "kind": kind,
        "label": _label(draw(LABELS)),
        "guidance": draw(st.none() | LABELS.map(_label)),
        "weight": draw(WEIGHTS),
        "critical": draw(st.booleans()),
        "bonus": draw(st.booleans()),
        "required": draw(st.booleans()) if not earlier else draw(st.booleans() | _conditions(earlier)),
        "condition": draw(st.none() | _conditions(earlier)) if earlier else None,
    }
    if kind in CHOICE_KINDS:
        names = draw(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=4, unique=True))
        values["options"] = [draw(_options(name, earlier)) for name in names]
        values["evidence"] = {
            "photo": draw(st.lists(st.sampled_from(names), max_size=2, unique=True)),
            "note": draw(st.lists(st.sampled_from(names), max_size=2, unique=True)),
        }
    if kind in NUMBER_KINDS:
        lowest, span = draw(st.none() | NUMBERS), draw(st.none() | st.integers(1, 9))
        values |= {
            "unit": draw(st.none() | st.sampled_from([*Unit])),
            "lowest": lowest,
            "highest": None if span is None else (lowest or Decimal(0)) + span,
            "bands": draw(st.sampled_from([[], _bands(None, 30, 60, None), _bands(Decimal("-1.5"), 0, 1), _bands(None, None)])),
        }
    item = ItemText.model_validate(values)
    if kind not in (ItemKind.PHOTO, ItemKind.NOTE, ItemKind.TIME, ItemKind.DATETIME, ItemKind.LOCATION):
        earlier[code] = item
    return item


def _bands(*limits: Any) -> list[dict[str, Any]]:
    return [
        {"from": _decimal(start), "below": _decimal(below), "points": Decimal(at)}
        for at, (start, below) in enumerate(pairwise(limits))
    ]


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(number)


@st.composite
def _options(draw: st.DrawFn, name: str, earlier: dict[str, ItemText]) -> dict[str, Any]:
    return {
        "code": name,
        "label": _label(draw(LABELS)),
        "points": draw(st.sampled_from([Decimal(0), Decimal(1), Decimal("-0.5")])),
        "not_applicable": draw(st.booleans()),
        "fail": draw(st.booleans()),
        "condition": draw(st.none() | _conditions(earlier)) if earlier else None,
    }


@st.composite
def _conditions(draw: st.DrawFn, earlier: dict[str, ItemText]) -> ConditionText:
    """As a form would give them: other ways to say the same become this one when they are read."""
    leaves = draw(st.lists(_leaves(earlier), min_size=1, max_size=3))
    shape = draw(st.sampled_from(["all", "any", "not"]))
    parts = {"not": leaves[0]} if shape == "not" else {shape: leaves}
    names = {code: code for code in earlier}
    kinds = {code: item.kind for code, item in earlier.items()}
    text = write_condition(ConditionText.model_validate(parts), names, kinds)
    condition = compile_condition(text, names, items=earlier)
    return (
        condition
        if condition.item or condition.parts
        else ConditionText.model_validate({"item": next(iter(earlier)), "answered": True})
    )


@st.composite
def _leaves(draw: st.DrawFn, earlier: dict[str, ItemText]) -> dict[str, Any]:
    item = draw(st.sampled_from([*earlier.values()]))
    answered: dict[str, Any] = {"item": item.code, "answered": True}
    if item.kind in CHOICE_KINDS:
        equal = {"item": item.code, "equals": [option.code for option in item.options[:2]]}
        counted = {"item": item.code, "from": Decimal(2)} if item.kind is ItemKind.MULTIPLE else equal
        return draw(st.sampled_from([answered, equal, counted]))
    if item.kind in NUMBER_KINDS:
        return draw(st.sampled_from([answered, {"item": item.code, "above": Decimal("2.5")}, {"item": item.code, "equals": [3]}]))
    return draw(st.sampled_from([answered, {"item": item.code, "equals": ["it's"]}]))
