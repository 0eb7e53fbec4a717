"""Two versions of a rubric item by item: what is new, gone, moved, and which field says what it did not say before."""

import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.phrases import answer_lines, answers_phrase, condition_phrase, policy_words
from audits.rubrics.forms.text import ItemText, RubricText, SectionText
from tracker.core.forms import Form
from tracker.core.words import LANGUAGES, Label, language, say, show, speaking


class Part(StrEnum):
    RUBRIC = "rubric"
    SECTION = "section"
    ITEM = "item"


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """`before` and `after` are words in the reader's language, empty where nothing stood or stands; `field` is a key of
    `rubrics.field`, None for the part as a whole."""

    part: Part
    change: Change
    code: str
    name: str
    field: str | None = None
    before: str = ""
    after: str = ""


Words = Callable[[], str]


def compare(old: RubricText, new: RubricText) -> list[Difference]:
    """In the order of the new version; what is gone comes last."""
    found = [*_rubric(old, new), *_policy(old, new)]
    sections = {section.code: section for section in old.sections}
    homes = {item.code: section for section in old.sections for item in section.items}
    moved = _moved(list(sections), [section.code for section in new.sections])
    for at, section in enumerate(new.sections, 1):
        before = sections.get(section.code)
        if before is None:
            found.append(_whole(Part.SECTION, Change.ADDED, section.code, section.name))
        else:
            if section.code in moved:
                places = _nth(list(sections).index(section.code) + 1), _nth(at)
                found.append(_whole(Part.SECTION, Change.MOVED, section.code, section.name, *places))
            found += _fields(Part.SECTION, section.name, before, section, _section_words(before), _section_words(section))
        found += _items(old, new, section, homes)
    new_sections = {section.code for section in new.sections}
    found += [_whole(Part.SECTION, Change.REMOVED, one.code, one.name) for one in old.sections if one.code not in new_sections]
    found += [
        _whole(Part.ITEM, Change.REMOVED, item.code, item.label, _lines(item), "")
        for item in old.all_items()
        if item.code not in new.items
    ]
    return found


def _items(old: RubricText, new: RubricText, section: SectionText, homes: dict[str, SectionText]) -> list[Difference]:
    found: list[Difference] = []
    stayed = [item.code for item in section.items if item.code in homes and homes[item.code].code == section.code]
    home = homes[stayed[0]].items if stayed else []
    moved = _moved([item.code for item in home], stayed)
    for at, item in enumerate(section.items, 1):
        before, was_in = old.items.get(item.code), homes.get(item.code)
        if before is None or was_in is None:
            found.append(_whole(Part.ITEM, Change.ADDED, item.code, item.label, "", _lines(item)))
            continue
        if item.code in moved or was_in.code != section.code:
            places = (_place(was_in, was_in.items.index(before) + 1), _place(section, at))
            found.append(_whole(Part.ITEM, Change.MOVED, item.code, item.label, *places))
        found += _fields(Part.ITEM, item.label, before, item, _item_words(old, before), _item_words(new, item))
    return found


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest that must be taken out so that the others stand in their old order: all but a longest rising row."""
    common = [code for code in after if code in set(before)]
    places = {code: at for at, code in enumerate(before)}
    ends: list[int] = []  # of the rising rows of length 1, 2, ...: the smallest place such a row can end with
    rows: list[tuple[str, ...]] = []
    for code in common:
        length = bisect_left(ends, places[code])
        row = (*(rows[length - 1] if length else ()), code)
        ends[length : length + 1] = [places[code]]
        rows[length : length + 1] = [row]
    return set(common) - set(rows[-1] if rows else ())


def _rubric(old: RubricText, new: RubricText) -> list[Difference]:
    return _fields(Part.RUBRIC, new.name, old, new, _rubric_words(old), _rubric_words(new))


def _policy(old: RubricText, new: RubricText) -> list[Difference]:
    was, now = policy_words(old), policy_words(new)
    return [
        Difference(Part.RUBRIC, Change.CHANGED, new.code, str(new.name), f"policy_{switch}", was[switch], now[switch])
        for switch in was
        if was[switch] != now[switch]
    ]


def _fields(
    part: Part, name: Label, old: Any, new: Any, old_words: dict[str, Words], new_words: dict[str, Words]
) -> list[Difference]:
    found = []
    for field, words in new_words.items():
        place = field.split(".")
        if _value(old, place) != _value(new, place):
            before, after = _told_apart(old_words[field], words, _value(old, place), _value(new, place))
            found.append(Difference(part, Change.CHANGED, new.code, str(name), field.replace(".", "_"), before, after))
    return found


def _told_apart(old: Words, new: Words, was: Any, now: Any) -> tuple[str, str]:
    """In the reader's language; where that says the same, in the other one; else as it is stored."""
    said = old(), new()
    if said[0] != said[1]:
        return said
    for other in LANGUAGES:
        if other != language():
            with speaking(other):
                said = old(), new()
            if said[0] != said[1]:
                return said
    return _stored(was), _stored(now)


def _stored(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(part: Any) -> Any:
    return part.model_dump(mode="json", by_alias=True, exclude_none=True) if isinstance(part, Form) else str(part)


def _value(part: Any, place: Sequence[str]) -> Any:
    for name in place:
        part = getattr(part, name)
    return part


def _rubric_words(rubric: RubricText) -> dict[str, Words]:
    return {
        "name": lambda: str(rubric.name),
        "purpose": lambda: str(rubric.purpose),
        "channel": lambda: rubric.channel,
        "weights_sum_to": lambda: _number(rubric.weights_sum_to),
    }


def _section_words(section: SectionText) -> dict[str, Words]:
    return {
        "name": lambda: str(section.name),
        "dimension": lambda: say(f"rubrics.dimension.{section.dimension.value}") if section.dimension else "",
        "weight": lambda: _number(section.weight),
        "pass_mark": lambda: _number(section.pass_mark),
    }


def _item_words(rubric: RubricText, item: ItemText) -> dict[str, Words]:
    return {
        "label": lambda: str(item.label),
        "guidance": lambda: str(item.guidance or ""),
        "kind": lambda: say(f"rubrics.kind.{item.kind.value}"),
        "options": lambda: _lines(item) if item.options else "",
        "bands": lambda: _lines(item) if item.bands else "",
        "unit": lambda: say(f"rubrics.unit.{item.unit.value}") if item.unit else "",
        "lowest": lambda: _number(item.lowest),
        "highest": lambda: _number(item.highest),
        "weight": lambda: _number(item.weight),
        "critical": lambda: show(item.critical),
        "bonus": lambda: show(item.bonus),
        "required": lambda: _required(rubric, item),
        "condition": lambda: condition_phrase(rubric, item.condition) if item.condition else "",
        "evidence.photo": lambda: answers_phrase(item, item.evidence.photo),
        "evidence.note": lambda: answers_phrase(item, item.evidence.note),
        "source": lambda: "\n".join(f"{column}: {text}" for column, text in item.source.items()),
        "kept": lambda: show(len(item.kept)),
        "path": lambda: " / ".join(item.path),
    }


def _required(rubric: RubricText, item: ItemText) -> str:
    return condition_phrase(rubric, item.required) if isinstance(item.required, ConditionText) else show(item.required)


def _number(value: Any) -> str:
    return "" if value is None else show(float(value))


def _lines(item: ItemText) -> str:
    return "\n".join(answer_lines(item))


def _nth(at: int) -> str:
    return say("rubrics.compare.nth", n=at)


def _place(section: SectionText, at: int) -> str:
    return say("rubrics.compare.place", section=section.name, n=at)


def _whole(part: Part, change: Change, code: str, name: Label, before: str = "", after: str = "") -> Difference:
    return Difference(part, change, code, str(name), None, before, after)


# Documents, finished or not


def changes(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """What the event log keeps of an edit: {"item clean.weight": [1, 2]}. Of an item that is new or gone only its label; the
    order of the items stands under their section."""
    before, after = _places(old), _places(new)
    found = {}
    for place in (*before, *(place for place in after if place not in before)):
        part, _, field = place.rpartition(".")
        is_whole = part and part in before and part in after
        if before.get(place) != after.get(place) and (not part or is_whole or field in ("label", "name")):
            found[place] = [before.get(place), after.get(place)]
    return {place: values for place, values in found.items() if values != [None, None]}


def _places(document: dict[str, Any]) -> dict[str, Any]:
    found = {field: value for field, value in document.items() if field not in ("sections", "policy", "form")}
    found |= {f"policy {switch}": value for switch, value in document.get("policy", {}).items()}
    found["sections"] = [section["code"] for section in document["sections"]]
    for section in document["sections"]:
        place = f"section {section['code']}"
        found[place] = None
        found |= {f"{place}.{field}": value for field, value in section.items() if field not in ("code", "items")}
        found[f"{place}.items"] = [item["code"] for item in section["items"]]
        for item in section["items"]:
            found[f"item {item['code']}"] = None
            found |= {f"item {item['code']}.{field}": value for field, value in item.items() if field != "code"}
    return found
