"""What an XLSForm type is to a rubric: the kind of an item, a section, or a row that is only kept."""

from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from pyxform import aliases
from pyxform.constants import EXTERNAL_INSTANCE_EXTENSIONS, RANK, SELECT_ALL_THAT_APPLY, SELECT_ONE_EXTERNAL
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_OSM, RE_SELECT

SECTION, KEPT, UNKNOWN = "section", "kept", ""
SINGLE, MULTIPLE, NUMBER, RATING, PHOTO, NOTE, TEXT = "single", "multiple", "number", "rating", "photo", "note", "text"
GROUP = "group"
FAMILIES = (frozenset({SINGLE, "yesno"}), frozenset({NUMBER, "duration", RATING}))  # kinds that one type can have
BY_DATA = {
    "string": TEXT,
    "int": NUMBER,
    "decimal": NUMBER,
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
    "geopoint": "location",
}  # by the data type that pyxform binds a question to; these are values of ItemKind, whose module loads pydantic


class Reason(StrEnum):
    """Why a row is kept and no item."""

    REPEAT = "repeat"
    INSIDE_REPEAT = "inside_repeat"
    CALCULATION = "calculation"
    METADATA = "metadata"
    EXTERNAL = "external"
    RANK = "rank"
    MEDIA = "media"
    DISABLED = "disabled"
    SETTING = "setting"
    OTHER = "other"


class Meaning(NamedTuple):
    kind: str
    reason: Reason | None = None  # of a kept row
    opens: str = ""  # group, repeat or loop
    closes: str = ""
    list: str | None = None
    listed: bool = False  # the list stands on the choices sheet
    or_other: bool = False
    bare_select: bool = False  # a select that names no list, or names it in several words


def named_kind(kind: str, own: str) -> str:
    """The kind that our column `kind` names, where the type can have it."""
    named = own.strip().lower()
    return named if any({kind, named} <= family for family in FAMILIES) else kind


def kept(reason: Reason, **more: Any) -> Meaning:
    return Meaning(KEPT, reason, **more)


@lru_cache(maxsize=2048)
def meaning_of(written: str) -> Meaning:
    """Of a text in the type column, in pyxform's order of attempts. An unknown type has no kind."""
    text = aliases._type_alias_map.get(written, written)
    if text == "audit":
        return kept(Reason.METADATA)
    if text in aliases.settings_header:
        return kept(Reason.SETTING)
    if end := RE_END_CONTROL.search(text):
        return Meaning(UNKNOWN, closes=aliases.control[end["type"]])
    if begin := RE_BEGIN_CONTROL.search(text):
        opened = aliases.control[begin["type"]]
        return Meaning(SECTION, opens=opened) if opened == GROUP else kept(Reason.REPEAT, opens=opened)
    if select := RE_SELECT.search(text):
        return _select(select["select_command"], select["list_name"], select["specify_other"] is not None)
    if RE_OSM.search(text):
        return kept(Reason.MEDIA)
    return _question(text)


@lru_cache(maxsize=2048)
def needs_label(written: str) -> bool:
    """Whether it shows a question, and has no words of its own for it."""
    text = aliases._type_alias_map.get(written, written)
    if RE_SELECT.search(text) or RE_OSM.search(text):
        return True
    entry = QUESTION_TYPE_DICT.get(text) or {}
    return entry.get("control", {}).get("tag", "action") != "action" and "hint" not in entry


def _select(command: str, name: str, or_other: bool) -> Meaning:
    """`select_one cities.csv` takes its options from a file, `select_one ${child}` from earlier answers."""
    selects = aliases.select[command]
    external = selects == SELECT_ONE_EXTERNAL or name.endswith(tuple(EXTERNAL_INSTANCE_EXTENSIONS)) or "${" in name
    if external or command in aliases.select_from_file:
        return kept(Reason.EXTERNAL, list=name)
    if selects == RANK:
        return kept(Reason.RANK, list=name, listed=True)
    return Meaning(MULTIPLE if selects == SELECT_ALL_THAT_APPLY else SINGLE, list=name, listed=True, or_other=or_other)


def _question(text: str) -> Meaning:
    entry = QUESTION_TYPE_DICT.get(text)
    control = entry.get("control", {}) if entry else {}
    if text in aliases.select or text.startswith(tuple(f"{name} " for name in aliases.select)) or _selects(control):
        return Meaning(UNKNOWN, bare_select=True)
    if entry is None:
        return Meaning(UNKNOWN)
    bind, tag = entry.get("bind", {}), control.get("tag")
    if tag is None or text.startswith(("start-", "background-")):
        return kept(_reason(text, bind))
    if tag == "range":
        return Meaning(NUMBER)
    if tag == "upload":
        return Meaning(PHOTO) if control.get("mediatype") == "image/*" else kept(Reason.MEDIA)
    if tag == "input":
        kind = NOTE if "readonly" in bind else BY_DATA.get(bind.get("type", ""))
        return Meaning(kind) if kind else kept(Reason.OTHER)
    return kept(Reason.OTHER)


def _selects(control: Any) -> bool:
    return str(control.get("tag", "")).startswith(("select", "odk:rank"))


def _reason(text: str, bind: Any) -> Reason:
    if text.endswith("-external"):
        return Reason.EXTERNAL
    if "calculate" in text or text == "hidden":
        return Reason.CALCULATION
    return Reason.METADATA if "jr:preload" in bind or text.startswith(("start-", "background-")) else Reason.OTHER
