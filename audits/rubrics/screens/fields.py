"""One item of a checklist as an input that a thumb can hit. What comes back is a plain value, None for no answer.

The same pieces draw the visit and the preview of a rubric being written.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from audits.rubrics.forms import CHOICE_KINDS, NUMBER_KINDS, TEXT_LIMIT, ItemKind, ItemText, OptionText, Unit, answers_phrase
from tracker.core.screens import DAY, plain
from tracker.core.words import number, say

SHORT_OPTIONS, SHORT_LETTERS = 4, 26  # so many options and letters stand beside each other on 390 pixels
CHIPS = 8
STARS = 10
COMMITS_AFTER = "500ms"
FRACTION = 0.5
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
MINUTE = timedelta(minutes=1)


def ask(item: ItemText, known: Any, *, key: str, required: bool, options: Sequence[OptionText] | None = None) -> Any:
    """The input of an item, filled with what is known from the database, and what it holds now.

    The key alone identifies the widget: its default may change with every answer, and a click that was made before a
    restart still belongs to it. `options` are those offered now, where a list depends on answers before.
    """
    question(str(item.label), str(item.guidance or ""), required=required)
    return _input(item, item.options if options is None else options, known, key)


def note(item: ItemText) -> None:
    """Words for the visitor, without an answer."""
    st.info(plain(str(item.label)), icon=":material/info:")
    if item.guidance:
        st.caption(plain(str(item.guidance)))


def fetch_pieces() -> None:
    """A browser fetches the script of an input with the first one it shows. Shown unseen at the start, each is there when
    an answer calls for it in a place without a network; else that field would be an error until a reload."""
    st.text_input(say("rubrics.input.note_of_answer"), key="piece_text", disabled=True)
    st.number_input(say("rubrics.input.unit.count"), value=None, key="piece_number", disabled=True)
    st.pills(say("rubrics.input.choose"), [], key="piece_pills", disabled=True)
    st.selectbox(say("rubrics.input.choose"), [], key="piece_choice", disabled=True)
    st.date_input(say("rubrics.kind.date"), None, key="piece_date", disabled=True)
    st.time_input(say("rubrics.kind.time"), None, key="piece_time", disabled=True)


def ask_note(known: Any, *, key: str) -> str | None:
    question(say("rubrics.input.note_of_answer"), required=True)
    return _text(say("rubrics.input.note_of_answer"), known, key)


def question(text: str, guidance: str = "", *, required: bool = False) -> None:
    """The label as an element of its own: inside a widget it would be read out with its Markdown escapes."""
    st.markdown(plain(text) + (" :red[\\*]" if required else ""))
    if guidance:
        st.caption(plain(guidance))


def value_text(item: ItemText, value: Any) -> str:
    """An answer in words."""
    if value is None:
        return say("rubrics.input.no_answer")
    if isinstance(value, str | list) and item.kind in CHOICE_KINDS:
        chosen = [value] if isinstance(value, str) else value
        return answers_phrase(item, [option.code for option in item.options if option.code in chosen])
    if item.unit and item.kind in NUMBER_KINDS:
        return say(f"rubrics.input.with_unit.{item.unit.value}", number=number(value))
    if item.kind is ItemKind.DATETIME:
        return str(value).replace("T", " ")
    return number(value) if isinstance(value, int | float) else str(value)


def _input(item: ItemText, options: Sequence[OptionText], known: Any, key: str) -> Any:
    if item.kind is ItemKind.MULTIPLE:
        return _ticked(item, options, known, key)
    if item.kind in CHOICE_KINDS:
        return _chosen(item, options, known, key)
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
    if item.kind is ItemKind.DATE:
        return _date(item, known, key)
    if item.kind is ItemKind.TIME:
        return _time(item, known, key)
    if item.kind is ItemKind.DATETIME:
        return _date_and_time(item, known, key)
    if item.kind is ItemKind.LOCATION:
        st.caption(say("rubrics.input.location"))
    return _text(str(item.label), known, key)


def _date(item: ItemText, known: Any, key: str) -> str | None:
    """Empty until somebody chose: today's date would be a false answer."""
    given = st.date_input(
        str(item.label),
        date.fromisoformat(known) if known else None,
        min_value=EARLIEST,
        max_value=LATEST,
        format=DAY,
        key=key,
        label_visibility="collapsed",
    )
    return given.isoformat() if isinstance(given, date) else None


def _time(item: ItemText, known: Any, key: str) -> str | None:
    given = st.time_input(
        str(item.label), time.fromisoformat(known) if known else None, step=MINUTE, key=key, label_visibility="collapsed"
    )
    return given.strftime("%H:%M") if given else None


def _date_and_time(item: ItemText, known: Any, key: str) -> str | None:
    """Answered when both are."""
    moment = datetime.fromisoformat(known) if known else None
    with st.container(horizontal=True):
        day = _date(item, moment.date().isoformat() if moment else None, f"{key} date")
        at = _time(item, moment.strftime("%H:%M") if moment else None, f"{key} time")
    return f"{day}T{at}" if day and at else None


def _chosen(item: ItemText, options: Sequence[OptionText], known: Any, key: str) -> Any:
    codes = [option.code for option in options]
    names = {option.code: str(option.label) for option in options}
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
        placeholder=say("rubrics.input.choose"),
        key=key,
        label_visibility="collapsed",
    )


def _ticked(item: ItemText, options: Sequence[OptionText], known: Any, key: str) -> list[str] | None:
    names = {option.code: str(option.label) for option in options}
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
        placeholder=say(f"rubrics.input.unit.{item.unit.value}") if item.unit else None,
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
