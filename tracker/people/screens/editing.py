"""What the settings pages share: a list to choose from, inputs that keep what was typed, and a save that overwrites nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Refusal, Stale
from tracker.core.screens import Outcome, attempt, done, show_refusal
from tracker.core.words import LANGUAGES, Label, language, number, say


class Versioned(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=Versioned)


@dataclass(frozen=True)
class Editing:
    """One edit from the moment the row was shown: `key` starts its widgets' keys, `seen` is the version shown then."""

    kind: str
    key: str
    seen: int = 0


def fresh(kind: str) -> Editing:
    """Inputs for something new."""
    return Editing(kind, f"new_{kind}_{st.session_state.setdefault(f'edit_{kind}', 0)}")


def chosen(kind: str, rows: Sequence[Row], label: str, shown: Callable[[Row], str]) -> tuple[Row, Editing] | None:
    """The row a person picks to change. Another choice, or a save, begins a new edit."""
    keys = {row.id: row for row in rows}
    picked = st.selectbox(
        label,
        list(keys),
        index=None,
        format_func=lambda key: shown(keys[key]),
        key=f"choose_{kind}",
        on_change=begin,
        args=(kind,),
        placeholder=say("people.choose_one"),
    )
    if picked is None:
        return None
    row = keys[picked]
    key = f"{kind}_{row.id}_{st.session_state.setdefault(f'edit_{kind}', 0)}"
    return row, Editing(kind, key, st.session_state.setdefault(f"seen_{key}", row.version))


def begin(kind: str) -> None:
    st.session_state[f"edit_{kind}"] = st.session_state.get(f"edit_{kind}", 0) + 1


def save(editing: Editing, label_key: str, action: Callable[..., Any], *, ready: bool = True, **arguments: Any) -> Outcome:
    """The button that acts. Done: the page is drawn again with what is stored now. Stale: the person decides when."""
    if not st.button(say(label_key), type="primary", key=f"save_{editing.key}_{label_key}", disabled=not ready):
        return Outcome(False)
    outcome = attempt(action, **arguments)
    if outcome:
        begin(editing.kind)
        done("people.saved")
    elif isinstance(outcome.refusal, Stale):
        st.button(say("people.show_stored"), key=f"again_{editing.key}", on_click=begin, args=(editing.kind,))
    return outcome


def look(query: Callable[..., Any], **arguments: Any) -> Outcome:
    """Ask behind the reading door; a refusal is shown as a sentence."""
    try:
        with reading() as session:
            return Outcome(True, query(session, **arguments))
    except Refusal as refusal:
        show_refusal(refusal)
        return Outcome(False, refusal=refusal)


def name_inputs(editing: Editing, label: Label | None = None) -> Label:
    """The name in the language of this run first, the other one beside it."""
    texts = {"en": label.en, "zh_CN": label.zh_CN} if label else dict.fromkeys(LANGUAGES, "")
    order = sorted(LANGUAGES, key=lambda code: code != language())
    for code, column in zip(order, st.columns(2), strict=True):
        texts[code] = column.text_input(
            say(f"people.name_in.{code}"), texts[code], max_chars=200, key=f"name_{code}_{editing.key}"
        )
    return Label(texts["en"], texts["zh_CN"])


def pages_of(kind: str, count: int, size: int) -> int:
    """Where the shown part of a long list begins."""
    if count <= size:
        return 0
    page = st.pagination(-(-count // size), key=f"page_{kind}_{count}")
    first = (page - 1) * size
    st.caption(say("people.part", first=number(first + 1), last=number(min(first + size, count)), n=count))
    return first


def uploaded(label_key: str, key: str) -> tuple[bytes, str] | None:
    file = st.file_uploader(say(label_key), type=["xlsx", "csv"], key=f"{key}_{st.session_state.setdefault(f'edit_{key}', 0)}")
    return (file.getvalue(), file.name) if file else None
