"""Fields that the dialogs of a plan share."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from tracker.core.words import field_name, language, say
from tracker.plan.forms.gates import LONGEST_NAME
from tracker.plan.rules.texts import LONG


def choose(name: str, names: Mapping[Any, str], value: Any, key: str, *, gone: str = "", needed: bool = False) -> Any:
    """One of `names`; or None, unless it is needed. `gone`: how to call a value that can no longer be chosen but stays until
    another is."""
    known = dict(names) if needed else {None: say("gates.none")} | dict(names)
    if value is not None and value not in known:
        known[value] = gone or say("gates.nobody")
    keys = list(known)
    return st.selectbox(
        field_name(name),
        keys,
        index=keys.index(value) if value in known else None,
        format_func=known.__getitem__,
        placeholder=say("gates.choose"),
        key=f"{name}_{key}",
    )


def short_text(name: str, before: str, key: str) -> dict[str, str]:
    """In the language of this run; what nobody changed is not given, for it may be the other language's."""
    typed = st.text_input(field_name(name), before, max_chars=LONGEST_NAME, key=f"{name}_{key}")
    return {f"{name}_{'zh' if language() == 'zh_CN' else 'en'}": typed} if typed != before else {}


def long_text(name: str, key: str, value: str = "") -> str:
    return st.text_area(field_name(name), value, max_chars=LONG, height=90, key=f"{name}_{key}")
