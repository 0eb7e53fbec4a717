"""What all edits of a contract share: fields that begin anew after a save, the reason, and the save itself."""

from typing import Any

import streamlit as st

from tracker.core.screens import attempt, done
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.rules.texts import LONG
from tracker.targets.rules import IndicatorRow


def key_of(name: str, indicator: IndicatorRow) -> str:
    """With the version: after a save the fields begin again with what is stored."""
    return f"aim_{name}_{indicator.id}_{indicator.version}"


def ask_reason(name: str, indicator: IndicatorRow) -> str:
    return st.text_input(field_name("reason"), max_chars=LONG, key=key_of(f"reason_{name}", indicator))


def saves(name: str, indicator: IndicatorRow, ready: bool) -> bool:
    return st.button(say(f"contracts.save.{name}"), disabled=not ready, key=key_of(f"save_{name}", indicator))


def store(action: Any, indicator: IndicatorRow, actor: Actor, **values: Any) -> None:
    if attempt(action, indicator_id=indicator.id, seen=indicator.version, by=actor, **values):
        done("targets.saved")
        st.rerun()
