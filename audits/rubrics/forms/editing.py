"""Edits of a rubric that may be unfinished: each takes a document (JSON in the shape of RubricText) and gives the next one.

The document given is never changed. What is not there is not edited: the same document comes back. A condition that names a
removed item stays and is reported by the linter: only its author knows what should happen instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS, ItemKind
from tracker.core.words import LANGUAGES, say, speaking

Document = dict[str, Any]
LONGEST_CODE = 60
NOT_DOUBLED = ("kept", "before")  # rows of an imported form, which stand in it once


def in_both(key: str) -> dict[str, str]:
    """A word of ours as the label of a document."""
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            said[code] = say(key)
    return said


def no_label() -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, "")


def empty_document(code: str, channel: str = "store") -> Document:
    return {
        "code": code,
        "name": no_label(),
        "channel": channel,
        "purpose": no_label(),
        "policy": {"preset": "safetyculture", "pass_mark": 80},
        "sections": [],
    }


def all_items(document: Document) -> Iterator[Document]:
    for section in document["sections"]:
        yield from section["items"]


def item_of(document: Document, code: str) -> Document | None:
    return next((item for item in all_items(document) if item["code"] == code), None)


def section_of(document: Document, code: str) -> Document | None:
    """The section of this code."""
    return next((section for section in document["sections"] if section["code"] == code), None)


def section_with(document: Document, item: str) -> Document | None:
    """The section that holds this item."""
    return next((section for section in document["sections"] if any(one["code"] == item for one in section["items"])), None)


def fresh_code(document: Document, wanted: str) -> str:
    """This code, or with the first number behind it that nothing in the document has."""
    taken = {section["code"] for section in document["sections"]} | {item["code"] for item in all_items(document)}
    return _free(wanted, taken)


def fresh_option(item: Document, wanted: str = "answer") -> str:
    return _free(wanted, {option["code"] for option in item.get("options", [])})


def _free(wanted: str, taken: Iterable[str]) -> str:
    if wanted not in (taken := set(taken)):
        return wanted
    stem, number = re.sub(r"_\d+$", "", wanted)[: LONGEST_CODE - 6], 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


# The rubric and its sections


def set_rubric(document: Document, field: str, value: Any) -> Document:
    return _set(deepcopy(document), field, value)


def set_section(document: Document, code: str, field: str, value: Any) -> Document:
    return _in_section(document, code, lambda section: _set(section, field, value))


def add_section(document: Document, code: str, *, after: str | None = None) -> Document:
    """An empty section behind the one named, else at the end."""
    edited = deepcopy(document)
    places = [at for at, section in enumerate(edited["sections"]) if section["code"] == after]
    made = {"code": code, "name": no_label(), "weight": 1, "items": []}
    edited["sections"].insert(places[0] + 1 if places else len(edited["sections"]), made)
    return edited


def duplicate_section(document: Document, code: str, to: str) -> Document:
    """The copy stands behind; its items have codes of their own, and look at each other instead of at the originals."""
    edited = deepcopy(document)
    for at, section in enumerate(edited["sections"]):
        if section["code"] == code:
            copy = _single(section) | {"code": to}
            edited["sections"].insert(at + 1, copy)
            copy["items"] = [_single(item) for item in section["items"]]
            names = {}
            for item in copy["items"]:
                names[item["code"]] = fresh_code(edited, item["code"])
                item["code"] = names[item["code"]]
            _rename_sources(copy["items"], names)
            break
    return edited


def remove_section(document: Document, code: str) -> Document:
    """With its items. Rows of an imported form that it kept stand before the next section then, or after the last."""
    edited = deepcopy(document)
    for at, section in enumerate(edited["sections"]):
        if section["code"] == code:
            del edited["sections"][at]
            rows = [*section.get("before", []), *(row for item in section["items"] for row in item.get("kept", []))]
            rows = [{**row, "path": []} for row in (*rows, *section.get("kept", []))]
            following = edited["sections"][at : at + 1]
            if rows and following:
                following[0]["before"] = [*rows, *following[0].get("before", [])]
            elif rows:
                _prepend(edited.setdefault("form", {}), rows)
            break
    return edited


def _prepend(part: Document, rows: list[Any]) -> None:
    part["kept"] = [*rows, *part.get("kept", [])]


def shift_section(document: Document, code: str, step: int) -> Document:
    edited = deepcopy(document)
    places = [at for at, section in enumerate(edited["sections"]) if section["code"] == code]
    return _shifted(edited, edited["sections"], places[0], step) if places else edited


# Items


def add_item(document: Document, section: str, item: Document, *, after: str | None = None) -> Document:
    def edit(found: Document) -> None:
        places = [at for at, one in enumerate(found["items"]) if one["code"] == after]
        found["items"].insert(places[0] + 1 if places else len(found["items"]), deepcopy(item))

    return _in_section(document, section, edit)


def new_item(code: str, kind: ItemKind) -> Document:
    """An item of this kind with what most of its kind have."""
    return _fitted({"code": code, "kind": kind.value, "label": no_label(), "weight": 1, "required": kind is not ItemKind.NOTE})


def duplicate_item(document: Document, code: str, to: str) -> Document:
    edited = deepcopy(document)
    if section := section_with(edited, code):
        at = [item["code"] for item in section["items"]].index(code)
        section["items"].insert(at + 1, _single(section["items"][at]) | {"code": to})
    return edited


def remove_item(document: Document, code: str) -> Document:
    edited = deepcopy(document)
    if section := section_with(edited, code):
        _take_out(section, [item["code"] for item in section["items"]].index(code))
    return edited


def _take_out(section: Document, at: int) -> Document:
    """Rows of an imported form that stood before the item stay where they are: before the next, or at the section's end."""
    item: Document = section["items"].pop(at)
    if rows := item.get("kept"):
        item["kept"] = []
        _prepend(section["items"][at] if at < len(section["items"]) else section, rows)
    return item


def shift_item(document: Document, code: str, step: int) -> Document:
    """One place up (-1) or down (+1); over the edge of its section into the section beside it."""
    edited = deepcopy(document)
    section = section_with(edited, code)
    if section is None:
        return edited
    at, sections = [item["code"] for item in section["items"]].index(code), edited["sections"]
    if 0 <= at + step < len(section["items"]):
        return _shifted(edited, section["items"], at, step)
    beside = sections.index(section) + step
    if 0 <= beside < len(sections):
        _put(section, at, sections[beside], len(sections[beside]["items"]) if step < 0 else 0)
    return edited


def move_item(document: Document, code: str, section: str) -> Document:
    """To the end of another section."""
    edited = deepcopy(document)
    source, target = section_with(edited, code), section_of(edited, section)
    if source is not None and target is not None and source is not target:
        _put(source, [item["code"] for item in source["items"]].index(code), target, len(target["items"]))
    return edited


def _put(source: Document, at: int, target: Document, to: int) -> None:
    item = _take_out(source, at)
    if item.get("path"):
        item["path"] = []  # the groups inside the section it has left
    target["items"].insert(to, item)


def set_item(document: Document, code: str, field: str, value: Any) -> Document:
    return _in_item(document, code, lambda item: _set(item, field, value))


def set_kind(document: Document, code: str, kind: ItemKind) -> Document:
    """Answers that the new kind does not have go; those that it needs come."""
    return _in_item(document, code, lambda item: _fitted(_set(item, "kind", kind.value)))


def rename_item(document: Document, code: str, to: str) -> Document:
    """Another code, followed by every condition that looks at the item."""
    edited = _in_item(document, code, lambda item: _set(item, "code", to))
    _rename_sources(all_items(edited), {code: to})
    return edited


def set_evidence(document: Document, code: str, demand: str, answers: list[str]) -> Document:
    """`demand` is photo or note."""
    return _in_item(document, code, lambda item: _set(item, "evidence", {**item.get("evidence", {}), demand: answers}))


# Options and bands: `parts` is the field's name


def add_part(document: Document, code: str, parts: str, part: Document) -> Document:
    return _in_item(document, code, lambda item: item.setdefault(parts, []).append(deepcopy(part)))


def new_option(item: Document) -> Document:
    return {"code": fresh_option(item), "label": no_label(), "points": 0}


def new_band(item: Document) -> Document:
    """From where the last one ends."""
    bands = item.get("bands", [])
    end = bands[-1].get("below") if bands else None
    return {"points": 0} if end is None else {"from": end, "points": 0}


def set_part(document: Document, code: str, parts: str, at: int, field: str, value: Any) -> Document:
    return _in_item(document, code, lambda item: _set(item[parts][at], field, value))


def move_part(document: Document, code: str, parts: str, at: int, step: int) -> Document:
    return _in_item(document, code, lambda item: _shifted(item, item[parts], at, step))


def remove_part(document: Document, code: str, parts: str, at: int) -> Document:
    """Evidence asked of a removed option is no longer asked."""

    def edit(item: Document) -> None:
        gone = item[parts].pop(at).get("code")
        for demand, answers in item.get("evidence", {}).items():
            item["evidence"][demand] = [answer for answer in answers if answer != gone]

    return _in_item(document, code, edit)


# The pieces these are made of


def _in_section(document: Document, code: str, edit: Callable[[Document], object]) -> Document:
    edited = deepcopy(document)
    if section := section_of(edited, code):
        edit(section)
    return edited


def _in_item(document: Document, code: str, edit: Callable[[Document], object]) -> Document:
    edited = deepcopy(document)
    if item := item_of(edited, code):
        edit(item)
    return edited


def _set(part: Document, field: str, value: Any) -> Document:
    if value is None:
        part.pop(field, None)
    else:
        part[field] = value
    return part


def _shifted(document: Document, parts: list[Any], at: int, step: int) -> Document:
    if 0 <= at + step < len(parts):
        parts.insert(at + step, parts.pop(at))
    return document


def _single(part: Document) -> Document:
    return {field: deepcopy(value) for field, value in part.items() if field not in NOT_DOUBLED}


def _fitted(item: Document) -> Document:
    kind = ItemKind(item["kind"])
    if kind not in CHOICE_KINDS:
        item.pop("options", None)
        item.pop("evidence", None)
        item["critical"] = False
    elif not item.get("options"):
        item["options"] = _first_options(kind)
    if kind not in NUMBER_KINDS:
        for field in ("bands", "unit", "lowest", "highest"):
            item.pop(field, None)
    elif not item.get("unit"):
        item["unit"] = {ItemKind.DURATION: "minutes", ItemKind.RATING: "stars"}.get(kind, "count")
        item["lowest"] = 1 if kind is ItemKind.RATING else 0
        if kind is ItemKind.RATING:
            item["highest"] = 5
    return item


def _first_options(kind: ItemKind) -> list[Document]:
    if kind is not ItemKind.YESNO:
        return [{"code": f"answer_{number}", "label": no_label(), "points": 2 - number} for number in (1, 2)]
    return [
        {"code": "yes", "label": in_both("rubrics.edit.yes"), "points": 1},
        {"code": "no", "label": in_both("rubrics.edit.no"), "points": 0},
        {"code": "na", "label": in_both("rubrics.edit.not_applicable"), "not_applicable": True},
    ]


def _rename_sources(items: Iterable[Document], names: Mapping[str, str]) -> None:
    for item in items:
        for condition in (
            item.get("condition"),
            item.get("required"),
            *(each.get("condition") for each in item.get("options", [])),
        ):
            _rename_in(condition, names)


def _rename_in(condition: Any, names: Mapping[str, str]) -> None:
    if not isinstance(condition, dict):
        return
    if "item" in condition:
        condition["item"] = names.get(condition["item"], condition["item"])
    for part in (*(condition.get("all") or ()), *(condition.get("any") or ()), condition.get("not")):
        _rename_in(part, names)
