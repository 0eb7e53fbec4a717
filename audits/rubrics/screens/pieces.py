"""Inputs of the editor. Each compares what it holds with the document and wants what differs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from audits.rubrics.forms.editing import no_label
from audits.rubrics.screens.desk import Desk, Edit
from tracker.core.screens import plain
from tracker.core.words import LANGUAGES, say

LONGEST_LABEL, LONGEST_TEXT = 500, 2000
Of = Callable[[Any], Edit]  # the edit that sets this value


def in_both_languages(
    desk: Desk, known: Mapping[str, str] | None, of: Of, *names: str, label_key: str, long: bool = False, optional: bool = False
) -> None:
    """English and Chinese beside each other."""
    stored, typed = {**no_label(), **(known or {})}, {}
    for column, language in zip(st.columns(2, gap="small"), LANGUAGES, strict=True):
        what = say("rubrics.edit.in_language", what=say(label_key), language=say(f"rubrics.edit.language.{language}"))
        with column:
            typed[language] = one_text(desk, what, stored[language], *names, language, long=long)
    if typed != stored:
        desk.want(of(None if optional and not any(typed.values()) else typed))


def one_text(desk: Desk, label: str, known: str, *names: str, long: bool = False) -> str:
    key = desk.key(*names)
    if long:
        return (st.text_area(label, known, height="content", max_chars=LONGEST_TEXT, key=key) or "").strip()
    return (st.text_input(label, known, max_chars=LONGEST_LABEL, key=key) or "").strip()


def number(
    desk: Desk,
    known: Any,
    of: Of,
    *names: str,
    label_key: str,
    empty: float | None = None,
    lowest: float | None = None,
    hidden: bool = False,
) -> None:
    """`empty` is what counts where nothing is set, None where nothing may stand."""
    stored = float(known) if known is not None else empty
    typed = st.number_input(
        say(label_key),
        value=stored,
        min_value=lowest,
        step=1.0,
        format="%g",
        key=desk.key(*names),
        placeholder="–",
        label_visibility="collapsed" if hidden else "visible",
    )
    if typed != stored and not (typed is None and empty is not None):
        desk.want(of(typed if typed is None else short(typed)))


def short(value: float) -> int | float:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def choose(
    desk: Desk,
    known: Any,
    options: Sequence[Any],
    words: Callable[[Any], str],
    of: Of,
    *names: str,
    label_key: str,
    redraw: bool = False,
) -> None:
    """`redraw` where other inputs come or go with the choice."""
    chosen = st.selectbox(
        say(label_key),
        options,
        index=options.index(known) if known in options else None,
        format_func=words,
        key=desk.key(*names),
        placeholder=say("rubrics.input.choose"),
    )
    if chosen != known:
        (desk.press if redraw else desk.want)(of(chosen))


def switch(desk: Desk, known: bool, of: Of, *names: str, label_key: str, help_key: str | None = None) -> None:
    given = st.toggle(say(label_key), known, key=desk.key(*names), help=say(help_key) if help_key else None)
    if given != known:
        desk.want(of(given))


def several(desk: Desk, known: Sequence[Any], options: Mapping[Any, str], of: Of, *names: str, label_key: str) -> None:
    given = st.pills(
        say(label_key),
        list(options),
        selection_mode="multi",
        default=[code for code in options if code in known],
        format_func=lambda code: plain(options[code]),
        key=desk.key(*names),
    )
    wanted = [code for code in options if code in given]
    if wanted != list(known):
        desk.want(of(wanted))
