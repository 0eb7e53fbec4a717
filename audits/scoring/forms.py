"""The JSON input of a score, read strictly: what cannot be meant is refused with the place and the reason.

Plain standard library: `python -m audits score` starts without database, settings or catalogue.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

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
from tracker.core.json_documents import choice, flag, mapping, needed, number, optional, sequence, shown, text, unknown_fields
from tracker.core.refusals import Refusal

DECIMALS_SHOWN = 12
FILE_FIELDS = frozenset({"policy", "sections"})
SECTION_FIELDS = frozenset({"name", "weight", "pass_mark", "items"})
ITEM_FIELDS = frozenset({"id", "kind", "weight", "critical", "bonus", "options", "bands", "condition", "answer"})
PART_FIELDS = {
    "options": frozenset({"name", "points", "not_applicable", "fail"}),
    "bands": frozenset({"from", "below", "points"}),
    "condition": frozenset({"item", "equals"}),
}


def read_document(document: Mapping[str, Any]) -> tuple[tuple[Section, ...], Policy]:
    """Sections and policy; a Refusal names the first thing that is wrong."""
    policy = read_policy(needed(document, "policy", "file"))
    return read_sections(needed(document, "sections", "file")), policy


def ignored_fields(document: Mapping[str, Any]) -> list[str]:
    """Places of the fields that mean nothing here, as a mistyped `weigth`. Only of a document that was read."""
    found = unknown_fields(document, FILE_FIELDS, "file")
    for section_number, section in enumerate(document["sections"]):
        found += unknown_fields(section, SECTION_FIELDS, f"sections[{section_number}]")
        for item_number, item in enumerate(section["items"]):
            place = f"sections[{section_number}].items[{item_number}]"
            found += unknown_fields(item, ITEM_FIELDS, place)
            for name, known in PART_FIELDS.items():
                parts = item.get(name) or []
                for part in parts if isinstance(parts, list) else [parts]:
                    found += unknown_fields(part, known, f"{place}.{name}")
    return found


def read_policy(given: object) -> Policy:
    """A preset's name, or switches, with or without a preset below them."""
    if isinstance(given, str):
        return _preset(given)
    switches = mapping(given, "policy")
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
    sections = tuple(_section(one, f"sections[{place}]") for place, one in enumerate(sequence(given, "sections")))
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
        raise Refusal("scoring.unknown_preset", name=shown(name), known=", ".join(PRESETS))
    return preset(name)


def _switch(name: str, value: object) -> Any:
    readers: dict[str, Callable[[object], object]] = {
        "unanswered": lambda given: choice(Unanswered, given, name),
        "not_applicable": lambda given: choice(NotApplicable, given, name),
        "aggregation": lambda given: choice(Aggregation, given, name),
        "multiple_maximum": lambda given: choice(MultipleMaximum, given, name),
        "critical": lambda given: choice(Critical, given, name),
        "critical_cap": lambda given: None if given is None else number(given, name),
        "bonus_cap": lambda given: flag(given, name),
        "floor_zero": lambda given: flag(given, name),
        "start": lambda given: number(given, name),
        "pass_mark": lambda given: None if given is None else number(given, name),
        "bands": lambda given: tuple(_score_band(one, f"bands[{place}]") for place, one in enumerate(sequence(given, name))),
        "decimals": lambda given: _decimals(given, name),
    }
    return readers[name](value)


def _score_band(given: object, place: str) -> ScoreBand:
    band = mapping(given, place)
    name, start = needed(band, "name", place), needed(band, "from", place)
    return ScoreBand(text(name, f"{place}.name"), number(start, f"{place}.from"))


def _section(given: object, place: str) -> Section:
    section = mapping(given, place)
    items = sequence(needed(section, "items", place), f"{place}.items")
    return Section(
        name=optional(section, "name", text, place, ""),
        items=tuple(_item(one, f"{place}.items[{number}]") for number, one in enumerate(items)),
        weight=optional(section, "weight", _weight, place, Decimal(1)),
        pass_mark=optional(section, "pass_mark", number, place, None),
    )


def _item(given: object, place: str) -> Item:
    item = mapping(given, place)
    name = text(needed(item, "id", place), f"{place}.id")
    kind = choice(Kind, needed(item, "kind", place), f"{place}.kind")
    options, bands = _options(item, kind, place), _bands(item, kind, place)
    return Item(
        id=name,
        kind=kind,
        options=options,
        bands=bands,
        weight=optional(item, "weight", _weight, place, Decimal(1)),
        critical=optional(item, "critical", flag, place, False),
        bonus=optional(item, "bonus", flag, place, False),
        condition=optional(item, "condition", _condition, place, None),
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
    listed = sequence(needed(item, "options", place), f"{place}.options")
    options = tuple(_option(one, f"{place}.options[{number}]") for number, one in enumerate(listed))
    names = [option.name for option in options]
    if not names:
        raise Refusal("scoring.no_options", place=place)
    if twice := [name for name in names if names.count(name) > 1]:
        raise Refusal("scoring.option_twice", place=place, name=twice[0])
    return options


def _option(given: object, place: str) -> Option:
    option = mapping(given, place)
    return Option(
        name=text(needed(option, "name", place), f"{place}.name"),
        points=optional(option, "points", number, place, ZERO),
        not_applicable=optional(option, "not_applicable", flag, place, False),
        fail=optional(option, "fail", flag, place, False),
    )


def _bands(item: Mapping[str, object], kind: Kind, place: str) -> tuple[Band, ...]:
    if kind in CHOICES:
        if item.get("bands"):
            raise Refusal("scoring.bands_of_choice", place=place, kind=kind.value)
        return ()
    listed = sequence(needed(item, "bands", place), f"{place}.bands")
    bands = tuple(_band(one, f"{place}.bands[{number}]") for number, one in enumerate(listed))
    for band_number, band in enumerate(bands):
        if any(earlier.covers(band) for earlier in bands[:band_number]):
            raise Refusal("scoring.band_unreachable", place=f"{place}.bands[{band_number}]")
    return bands


def _band(given: object, place: str) -> Band:
    band = mapping(given, place)
    start = optional(band, "from", number, place, None)
    below = optional(band, "below", number, place, None)
    if start is not None and below is not None and start >= below:
        raise Refusal("scoring.band_empty", place=place)
    return Band(number(needed(band, "points", place), f"{place}.points"), start, below)


def _condition(given: object, place: str) -> Condition:
    condition = mapping(given, place)
    name = text(needed(condition, "item", place), f"{place}.item")
    equals = needed(condition, "equals", place)
    values = equals if isinstance(equals, list) else [equals]
    if not values:
        raise Refusal("scoring.condition_empty", place=place)
    return Condition(name, tuple(text(one, place) if isinstance(one, str) else number(one, place) for one in values))


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
        return number(given, item)
    if kind is Kind.MULTIPLE:
        if not isinstance(given, list):
            raise Refusal("scoring.not_a_list", item=item, text=shown(given))
        ticked = [_known(item, options, one) for one in given]
        if len({option.name for option in ticked}) > 1 and any(option.not_applicable for option in ticked):
            raise Refusal("scoring.not_applicable_alone", item=item)
        return tuple(dict.fromkeys(option.name for option in ticked))
    return _known(item, options, given).name


def _known(item: str, options: Sequence[Option], given: object) -> Option:
    option = next((option for option in options if option.name == given), None)
    if option is None:
        raise Refusal("scoring.unknown_option", item=item, text=shown(given), known=", ".join(option.name for option in options))
    return option


def _weight(given: object, place: str) -> Decimal:
    weight = number(given, place)
    if weight < 0:
        raise Refusal("scoring.weight_negative", place=place, number=str(weight))
    return weight


def _decimals(given: object, place: str) -> int:
    decimals = number(given, place)
    if decimals != decimals.to_integral_value() or not 0 <= decimals <= DECIMALS_SHOWN:
        raise Refusal("scoring.decimals_wrong", text=shown(given), highest=DECIMALS_SHOWN)
    return int(decimals)
