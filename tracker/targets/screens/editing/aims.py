"""The target, and the dated steps on the way to it."""

from datetime import date

import streamlit as st

from tracker.core.screens import DAY
from tracker.core.words import field_name, number, say
from tracker.people.rules import Actor
from tracker.targets.actions import set_interim, set_target
from tracker.targets.rules import Direction, IndicatorRow, TargetKind
from tracker.targets.screens.editing.saving import ask_reason, key_of, saves, store


def edit_target(indicator: IndicatorRow, actor: Actor) -> None:
    kinds = _kinds(indicator.direction)
    kind = st.selectbox(
        field_name("kind"),
        kinds,
        index=kinds.index(indicator.target_kind),
        format_func=lambda one: say(f"targets.kind.{one.value}"),
        key=key_of("kind", indicator),
    )
    value = high = None
    if kind is not TargetKind.UNSET:
        value = st.number_input(field_name("value"), value=indicator.target, key=key_of("value", indicator))
    if kind is TargetKind.RANGE:
        high = st.number_input(field_name("high"), value=indicator.target_high, key=key_of("high", indicator))
    replaces = indicator.target is not None
    reason = ask_reason("target", indicator) if replaces else ""
    changed = (kind, value, high) != (indicator.target_kind, indicator.target, indicator.target_high)
    if saves("target", indicator, changed and (not replaces or bool(reason.strip()))):
        store(set_target, indicator, actor, kind=kind, value=value, high=high, reason=reason)


def _kinds(direction: Direction) -> list[TargetKind]:
    if direction is Direction.RANGE:
        return [TargetKind.RANGE, TargetKind.UNSET]
    return [TargetKind.LEVEL, TargetKind.ADDED, TargetKind.CHANGE, TargetKind.UNSET]


def edit_steps(indicator: IndicatorRow, actor: Actor) -> None:
    """A new step needs no reason; one that is changed or taken away does."""
    reason = ask_reason("interim", indicator) if indicator.interim else ""
    for step in indicator.interim:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(say("targets.step", due=step.due_on, value=number(step.value)))
            away = key_of(f"away_{step.due_on}", indicator)
            if st.button(say("targets.take_away"), disabled=not reason.strip(), key=away):
                store(set_interim, indicator, actor, due_on=step.due_on, value=None, reason=reason)
    due_on: date | None = st.date_input(field_name("due_on"), None, format=DAY, key=key_of("interim_day", indicator))
    value = st.number_input(field_name("value"), value=None, key=key_of("interim_value", indicator))
    replaces = any(step.due_on == due_on for step in indicator.interim)
    ready = due_on is not None and value is not None and (not replaces or bool(reason.strip()))
    if saves("interim", indicator, ready):
        store(set_interim, indicator, actor, due_on=due_on, value=value, reason=reason)
