"""One item of a checklist as an input that a thumb can hit. What comes back is a plain value, None for no answer."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

import streamlit as st
from PIL import Image

from audits.rubrics.forms import CHOICE_KINDS, NUMBER_KINDS, TEXT_LIMIT, ItemKind, ItemText, Unit
from tracker.core.files import read_file
from tracker.core.screens import plain
from tracker.core.words import number, say

SHORT_OPTIONS, SHORT_LETTERS = 4, 26  # so many options and letters stand beside each other on 390 pixels
CHIPS = 8
STARS = 10
THUMBNAIL = 320  # pixels; the stored picture has up to 2,048
COMMITS_AFTER = "500ms"
FRACTION = 0.5


def ask(item: ItemText, known: Any, *, key: str, required: bool) -> Any:
    """The input of an item, filled with what is known from the database, and what it holds now.

    The key alone identifies the widget: its default may change with every answer, and a click that was made before a
    restart still belongs to it.
    """
    question(str(item.label), str(item.guidance or ""), required=required)
    return _input(item, known, key)


def ask_note(known: Any, *, key: str) -> str | None:
    question(say("visits.note_of_answer"), required=True)
    return _text(say("visits.note_of_answer"), known, key)


def question(text: str, guidance: str = "", *, required: bool = False) -> None:
    """The label as an element of its own: inside a widget it would be read out with its Markdown escapes."""
    st.markdown(plain(text) + (" :red[\\*]" if required else ""))
    if guidance:
        st.caption(plain(guidance))


def value_text(item: ItemText, value: Any) -> str:
    """An answer in words."""
    if value is None:
        return say("visits.no_answer")
    if isinstance(value, str | list) and item.kind in CHOICE_KINDS:
        chosen = [value] if isinstance(value, str) else value
        return say("visits.list_separator").join(str(option.label) for option in item.options if option.code in chosen)
    if item.unit and item.kind in NUMBER_KINDS:
        return say(f"visits.with_unit.{item.unit.value}", number=number(value))
    return number(value) if isinstance(value, int | float) else str(value)


@lru_cache(maxsize=256)
def thumbnail(file_hash: str) -> bytes:
    """Small enough for a phone's network. The name is the content's hash, so what is remembered stays true."""
    with Image.open(BytesIO(read_file(file_hash))) as picture:
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        out = BytesIO()
        picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _input(item: ItemText, known: Any, key: str) -> Any:
    if item.kind is ItemKind.MULTIPLE:
        return _ticked(item, known, key)
    if item.kind in CHOICE_KINDS:
        return _chosen(item, known, key)
    if item.kind is ItemKind.RATING and (grades := _grades(item)):
        return st.segmented_control(
            str(item.label),
            grades,
            default=known if known in grades else None,
            key=key,
            label_visibility="collapsed",
            width="stretch",
        )
    if item.kind in NUMBER_KINDS:
        return _measured(item, known, key)
    return _text(str(item.label), known, key)


def _chosen(item: ItemText, known: Any, key: str) -> Any:
    codes = [option.code for option in item.options]
    names = {option.code: str(option.label) for option in item.options}
    default = known if known in codes else None
    if len(codes) <= SHORT_OPTIONS and sum(map(_width, names.values())) <= SHORT_LETTERS:
        return st.segmented_control(
            str(item.label),
            codes,
            default=default,
            format_func=lambda code: plain(names[code]),
            key=key,
            label_visibility="collapsed",
            width="stretch",
        )
    if len(codes) <= CHIPS:
        return st.pills(
            str(item.label),
            codes,
            default=default,
            format_func=lambda code: plain(names[code]),
            key=key,
            label_visibility="collapsed",
        )
    return st.selectbox(
        str(item.label),
        codes,
        index=codes.index(default) if default is not None else None,
        format_func=lambda code: names[code],
        placeholder=say("visits.choose"),
        key=key,
        label_visibility="collapsed",
    )


def _ticked(item: ItemText, known: Any, key: str) -> list[str] | None:
    names = {option.code: str(option.label) for option in item.options}
    ticked = st.pills(
        str(item.label),
        list(names),
        selection_mode="multi",
        default=[code for code in names if code in (known or [])],
        format_func=lambda code: plain(names[code]),
        key=key,
        label_visibility="collapsed",
    )
    return [code for code in names if code in ticked] or None


def _measured(item: ItemText, known: Any, key: str) -> int | float | None:
    """Whole numbers, but minutes may be halves. Empty until somebody measured: a default would be a false answer."""
    kind: type[int] | type[float] = float if item.unit in (Unit.MINUTES, None) else int
    given = st.number_input(
        str(item.label),
        min_value=_bound(item.lowest, kind),
        max_value=_bound(item.highest, kind),
        value=None if known is None else kind(known),
        step=1 if kind is int else FRACTION,
        format="%d" if kind is int else "%g",
        placeholder=say(f"visits.unit.{item.unit.value}") if item.unit else None,
        key=key,
        label_visibility="collapsed",
    )
    return int(given) if given is not None and given == int(given) else given


def _bound(limit: Decimal | None, kind: type[int] | type[float]) -> Any:
    return None if limit is None else kind(limit)


def _grades(item: ItemText) -> Sequence[int]:
    if item.lowest is None or item.highest is None or item.highest - item.lowest >= STARS:
        return []
    return range(int(item.lowest), int(item.highest) + 1)


def _text(label: str, known: Any, key: str) -> str | None:
    """One line that commits while typing: an area with several lines would lose what was typed when the phone dies."""
    text = st.text_input(
        label, value=known or "", max_chars=TEXT_LIMIT, key=key, live=COMMITS_AFTER, label_visibility="collapsed"
    )
    return (text or "").strip() or None


def _width(text: str) -> int:
    """Chinese letters are twice as wide."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
