"""The event log in words."""

from typing import Any

import streamlit as st

from tracker.core.screens import plain
from tracker.core.words import catalogue, language, moment, say, show
from tracker.people.queries.log import EventRow

PRIVATE = "hmac:"
LONGEST = 300


def log_row(row: EventRow) -> dict[str, str]:
    return {
        say("events.column.position"): str(row.position),
        say("events.column.at"): moment(row.at),
        say("events.column.who"): row.who or say("events.nobody"),
        say("events.column.verb"): known_word(f"events.verb.{row.verb}", row.verb),
        say("events.column.on"): kind_word(row.kind) + (f" …{str(row.subject_id)[-6:]}" if row.subject_id else ""),
        say("events.column.change"): _shortened("; ".join(_told(name, value) for name, value in row.change.items())),
    }


def kind_word(kind: str) -> str:
    return known_word(f"events.kind.{kind}", kind)


def known_word(key: str, otherwise: str) -> str:
    """The catalogue's word; a name of the program's own, spelled out, where a later version wrote the entry."""
    return say(key) if key in catalogue(language()) else otherwise.replace("_", " ").replace(".", " ")


def show_chain(entries: int, head: str, broken_at: int | None) -> None:
    if broken_at is None:
        st.success(plain(say("core.log_whole", n=entries, head=head)), icon=":material/verified:")
    else:
        st.error(plain(say("core.log_broken", position=broken_at, n=entries)), icon=":material/link_off:")


def _told(name: str, value: Any) -> str:
    field = known_word(f"field.{name}", name)
    if isinstance(value, list) and len(value) == 2:
        return say("events.from_to", field=field, before=_value(value[0]), after=_value(value[1]))
    return say("events.is", field=field, value=_value(value))


def _value(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, str):
        return say("events.private") if value.startswith(PRIVATE) else value
    if isinstance(value, dict):
        texts = [str(text) for text in value.values() if text] if set(value) <= {"en", "zh_CN"} else []
        return " / ".join(texts) or "; ".join(_told(str(name), inner) for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_value(inner) for inner in value)
    return show(value)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
