"""The JSON input of a score, read strictly: what cannot be meant is refused with the place and the reason.

Plain standard library: `python -m audits score` starts without database, settings or catalogue.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from audits.scoring.items import CHOICES, YES_NO, ZERO, Answer, Band, Condition, Item, Kind, Option, Section, circle
from audits.scoring.policy import (
    PRESETS,
    SWITCHES,
    Aggregation,
    Critical,
    MultipleMaximum,
    NotApplicable,
    Policy,
    ScoreBand,
    Unanswered,
    preset,
)
from tracker.core.refusals import Refusal

DIGITS_BEFORE, DIGITS_AFTER = 15, 30  # see rules.EXACT
DECIMALS_SHOWN = 12
FILE_FIELDS = frozenset({"policy", "sections"})
SECTION_FIELDS = frozenset({"name", "weight", "pass_mark", "items"})
ITEM_FIELDS = frozenset({"id", "kind", "weight", "critical", "bonus", "options", "bands", "condition", "answer"})
PART_FIELDS = {
    "options": frozenset({"name", "points", "not_applicable", "fail"}),
    "bands": frozenset({"from", "below", "points"}),
    "condition": frozenset({"item", "equals"}),
}
Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")


def read_json(text: str) -> Mapping[str, Any]:
    """The whole input, every number an exact decimal."""
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant, object_pairs_hook=_each_name_once
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Refusal("scoring.not_json", what=str(error)[:200]) from error
    return _mapping(document, "file")


def read_document(document: Mapping[str, Any]) -> tuple[tuple[Section, ...], Policy]:
    """Sections and policy; a Refusal names the first thing that is wrong."""
    policy = read_policy(_needed(document, "policy", "file"))
    return read_sections(_needed(document, "sections", "file")), policy


def ignored_fields(document: Mapping[str, Any]) -> list[str]:
    """Places of the fields that mean nothing here, as a mistyped `weigth`. Only of a document that was read."""
    found = _unknown(document, FILE_FIELDS, "file")
    for number, section in enumerate(document["sections"]):
        found += _unknown(section, SECTION_FIELDS, f"sections[{number}]")
        for item_number, item in enumerate(section["items"]):
            place = f"sections[{number}].items[{item_number}]"
            found += _unknown(item, ITEM_FIELDS, place)
            for name, known in PART_FIELDS.items():
                parts = item.get(name) or []
                for part in parts if isinstance(parts, list) else [parts]:
                    found += _unknown(part, known, f"{place}.{name}")
    return found


def _unknown(given: Mapping[str, object], known: frozenset[str], place: str) -> list[str]:
    return [f"{place}.{name}" for name in given if name not in known]


def read_policy(given: object) -> Policy:
    """A preset's name, or switches, with or without a preset below them."""
    if isinstance(given, str):
        return _preset(given)
    switches = _mapping(given, "policy")
    base = _preset(switches["preset"]) if switches.get("preset") is not None else Policy()
    if unknown := sorted(set(switches) - SWITCHES - {"preset"}):
        raise Refusal("scoring.unknown_switch", name=unknown[0], known=", ".join(sorted(SWITCHES)))
    policy = replace(base, **{name: _switch(name, value) for name, value in switches.items() if name != "preset"})
    if policy.critical is Critical.CAP and policy.critical_cap is None:
        raise Refusal("scoring.cap_without_limit")
    if policy.start <= 0:
        raise Refusal("scoring.start_not_positive", number=str(policy.start))
    return policy


def read_sections(given: object) -> tuple[Section, ...]:
    sections = tuple(_section(one, f"sections[{place}]") for place, one in enumerate(_list(given, "sections")))
    items = {}
    for item in (item for section in sections for item in section.items):
        if item.id in items:
            raise Refusal("scoring.id_twice", item=item.id)
        items[item.id] = item
    for item in items.values():
        if isinstance(item.condition, Condition):
            _check_condition(item, item.condition, items)
    if names := circle({item.id: item.condition for item in items.values()}):
        raise Refusal("scoring.condition_circle", items=", ".join(names))
    return sections


def _preset(name: object) -> Policy:
    if not isinstance(name, str) or name not in PRESETS:
        raise Refusal("scoring.unknown_preset", name=_shown(name), known=", ".join(PRESETS))
    return preset(name)


def _switch(name: str, value: object) -> Any:
    readers: dict[str, Callable[[object], object]] = {
        "unanswered": lambda given: _choice(Unanswered, given, name),
        "not_applicable": lambda given: _choice(NotApplicable, given, name),
        "aggregation": lambda given: _choice(Aggregation, given, name),
        "multiple_maximum": lambda given: _choice(MultipleMaximum, given, name),
        "critical": lambda given: _choice(Critical, given, name),
        "critical_cap": lambda given: None if given is None else _number(given, name),
        "bonus_cap": lambda given: _flag(given, name),
        "floor_zero": lambda given: _flag(given, name),
        "start": lambda given: _number(given, name),
        "pass_mark": lambda given: None if given is None else _number(given, name),
        "bands": lambda given: tuple(_score_band(one, f"bands[{place}]") for place, one in enumerate(_list(given, name))),
        "decimals": lambda given: _decimals(given, name),
    }
    return readers[name](value)


def _score_band(given: object, place: str) -> ScoreBand:
    band = _mapping(given, place)
    name, start = _needed(band, "name", place), _needed(band, "from", place)
    return ScoreBand(_text(name, f"{place}.name"), _number(start, f"{place}.from"))


def _section(given: object, place: str) -> Section:
    section = _mapping(given, place)
    items = _list(_needed(section, "items", place), f"{place}.items")
    return Section(
        name=_optional(section, "name", _text, place, ""),
        items=tuple(_item(one, f"{place}.items[{number}]") for number, one in enumerate(items)),
        weight=_optional(section, "weight", _weight, place, Decimal(1)),
        pass_mark=_optional(section, "pass_mark", _number, place, None),
    )


def _item(given: object, place: str) -> Item:
    item = _mapping(given, place)
    name = _text(_needed(item, "id", place), f"{place}.id")
    kind = _choice(Kind, _needed(item, "kind", place), f"{place}.kind")
    options, bands = _options(item, kind, place), _bands(item, kind, place)
    return Item(
        id=name,
        kind=kind,
        options=options,
        bands=bands,
        weight=_optional(item, "weight", _weight, place, Decimal(1)),
        critical=_optional(item, "critical", _flag, place, False),
        bonus=_optional(item, "bonus", _flag, place, False),
        condition=_optional(item, "condition", _condition, place, None),
        answer=_answer(name, kind, options, item.get("answer")),
    )


def _options(item: Mapping[str, object], kind: Kind, place: str) -> tuple[Option, ...]:
    given = item.get("options")
    if kind not in CHOICES:
        if given:
            raise Refusal("scoring.options_of_number", place=place, kind=kind.value)
        return ()
    if given is None and kind is Kind.YESNO:
        return YES_NO
    listed = _list(_needed(item, "options", place), f"{place}.options")
    options = tuple(_option(one, f"{place}.options[{number}]") for number, one in enumerate(listed))
    names = [option.name for option in options]
    if not names:
        raise Refusal("scoring.no_options", place=place)
    if twice := [name for name in names if names.count(name) > 1]:
        raise Refusal("scoring.option_twice", place=place, name=twice[0])
    return options


def _option(given: object, place: str) -> Option:
    option = _mapping(given, place)
    return Option(
        name=_text(_needed(option, "name", place), f"{place}.name"),
        points=_optional(option, "points", _number, place, ZERO),
        not_applicable=_optional(option, "not_applicable", _flag, place, False),
        fail=_optional(option, "fail", _flag, place, False),
    )


def _bands(item: Mapping[str, object], kind: Kind, place: str) -> tuple[Band, ...]:
    if kind in CHOICES:
        if item.get("bands"):
            raise Refusal("scoring.bands_of_choice", place=place, kind=kind.value)
        return ()
    listed = _list(_needed(item, "bands", place), f"{place}.bands")
    bands = tuple(_band(one, f"{place}.bands[{number}]") for number, one in enumerate(listed))
    for number, band in enumerate(bands):
        if any(earlier.covers(band) for earlier in bands[:number]):
            raise Refusal("scoring.band_unreachable", place=f"{place}.bands[{number}]")
    return bands


def _band(given: object, place: str) -> Band:
    band = _mapping(given, place)
    start = _optional(band, "from", _number, place, None)
    below = _optional(band, "below", _number, place, None)
    if start is not None and below is not None and start >= below:
        raise Refusal("scoring.band_empty", place=place)
    return Band(_number(_needed(band, "points", place), f"{place}.points"), start, below)


def _condition(given: object, place: str) -> Condition:
    condition = _mapping(given, place)
    name = _text(_needed(condition, "item", place), f"{place}.item")
    equals = _needed(condition, "equals", place)
    values = equals if isinstance(equals, list) else [equals]
    if not values:
        raise Refusal("scoring.condition_empty", place=place)
    return Condition(name, tuple(_text(one, place) if isinstance(one, str) else _number(one, place) for one in values))


def _check_condition(item: Item, condition: Condition, items: Mapping[str, Item]) -> None:
    source = items.get(condition.item)
    if source is None:
        raise Refusal("scoring.unknown_condition_item", item=item.id, name=condition.item)
    for value in condition.equals:
        _answer(source.id, source.kind, source.options, [value] if source.kind is Kind.MULTIPLE else value)


def _answer(item: str, kind: Kind, options: Sequence[Option], given: object) -> Answer:
    if given is None:
        return None
    if kind not in CHOICES:
        return _number(given, item)
    if kind is Kind.MULTIPLE:
        if not isinstance(given, list):
            raise Refusal("scoring.not_a_list", item=item, text=_shown(given))
        ticked = [_known(item, options, one) for one in given]
        if len({option.name for option in ticked}) > 1 and any(option.not_applicable for option in ticked):
            raise Refusal("scoring.not_applicable_alone", item=item)
        return tuple(dict.fromkeys(option.name for option in ticked))
    return _known(item, options, given).name


def _known(item: str, options: Sequence[Option], given: object) -> Option:
    option = next((option for option in options if option.name == given), None)
    if option is None:
        raise Refusal("scoring.unknown_option", item=item, text=_shown(given), known=", ".join(option.name for option in options))
    return option


def _mapping(given: object, place: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise Refusal("scoring.not_an_object", place=place, text=_shown(given))
    return given


def _list(given: object, place: str) -> Sequence[object]:
    if not isinstance(given, list):
        raise Refusal("scoring.not_a_sequence", place=place, text=_shown(given))
    return given


def _needed(given: Mapping[str, object], name: str, place: str) -> object:
    if given.get(name) is None:
        raise Refusal("scoring.missing", place=place, name=name)
    return given[name]


def _optional(given: Mapping[str, object], name: str, read: Callable[[object, str], Read], place: str, default: Read) -> Read:
    value = given.get(name)
    return default if value is None else read(value, f"{place}.{name}")


def _text(given: object, place: str) -> str:
    if not isinstance(given, str):
        raise Refusal("scoring.not_a_text", place=place, text=_shown(given))
    return given


def _flag(given: object, place: str) -> bool:
    if not isinstance(given, bool):
        raise Refusal("scoring.not_a_flag", place=place, text=_shown(given))
    return given


def _number(given: object, place: str) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise Refusal("scoring.not_a_number", place=place, text=_shown(given))
    number = given if isinstance(given, Decimal) else Decimal(str(given))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DIGITS_AFTER or number.adjusted() >= DIGITS_BEFORE:
        raise Refusal("scoring.number_too_long", place=place, before=DIGITS_BEFORE, after=DIGITS_AFTER)
    return number


def _weight(given: object, place: str) -> Decimal:
    weight = _number(given, place)
    if weight < 0:
        raise Refusal("scoring.weight_negative", place=place, number=str(weight))
    return weight


def _decimals(given: object, place: str) -> int:
    number = _number(given, place)
    if number != number.to_integral_value() or not 0 <= number <= DECIMALS_SHOWN:
        raise Refusal("scoring.decimals_wrong", text=_shown(given), highest=DECIMALS_SHOWN)
    return int(number)


def _choice(kind: type[Choice], given: object, place: str) -> Choice:
    known = [member.value for member in kind]
    if not isinstance(given, str) or given not in known:
        raise Refusal("scoring.unknown_value", place=place, text=_shown(given), known=", ".join(known))
    return kind(given)


def _shown(given: object) -> str:
    return str(given)[:80]


def _no_constant(name: str) -> Decimal:
    raise ValueError(name)


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return dict(pairs)
