"""Setting what a template leaves open: the baseline, the target and the dated steps on the way to it."""

from datetime import date
from typing import Any

import streamlit as st

from tracker.core.screens import DAY, attempt, done
from tracker.core.words import field_name, number, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.targets.actions import set_baseline, set_interim, set_target
from tracker.targets.rules import Direction, IndicatorRow, TargetKind


def edit_aims(indicator: IndicatorRow, actor: Actor) -> None:
    """For who may edit the plan; everybody else sees nothing of it."""
    if not can(actor, Action.EDIT_PLAN, Place(programme_id=indicator.programme_id)):
        return
    with st.expander(say("targets.edit"), expanded=indicator.baseline is None):
        _baseline(indicator, actor)
        st.divider()
        _target(indicator, actor)
        if indicator.target_kind not in (TargetKind.UNSET, TargetKind.RANGE):
            st.divider()
            _interim(indicator, actor)


def _baseline(indicator: IndicatorRow, actor: Actor) -> None:
    baseline = st.number_input(field_name("baseline"), value=indicator.baseline, key=_key("baseline", indicator))
    if _saves("baseline", indicator, baseline != indicator.baseline):
        _store(set_baseline, indicator, actor, baseline=baseline)


def _target(indicator: IndicatorRow, actor: Actor) -> None:
    kinds = _kinds(indicator.direction)
    kind = st.selectbox(
        field_name("kind"),
        kinds,
        index=kinds.index(indicator.target_kind),
        format_func=lambda one: say(f"targets.kind.{one.value}"),
        key=_key("kind", indicator),
    )
    value = high = None
    if kind is not TargetKind.UNSET:
        value = st.number_input(field_name("value"), value=indicator.target, key=_key("value", indicator))
    if kind is TargetKind.RANGE:
        high = st.number_input(field_name("high"), value=indicator.target_high, key=_key("high", indicator))
    stored = (indicator.target_kind, indicator.target, indicator.target_high)
    if _saves("target", indicator, (kind, value, high) != stored):
        _store(set_target, indicator, actor, kind=kind, value=value, high=high)


def _kinds(direction: Direction) -> list[TargetKind]:
    if direction is Direction.RANGE:
        return [TargetKind.RANGE, TargetKind.UNSET]
    return [TargetKind.LEVEL, TargetKind.ADDED, TargetKind.CHANGE, TargetKind.UNSET]


def _interim(indicator: IndicatorRow, actor: Actor) -> None:
    st.text(say("targets.interim"))
    for step in indicator.interim:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(say("targets.step", due=step.due_on, value=number(step.value)))
            if st.button(say("targets.take_away"), key=_key(f"away_{step.due_on}", indicator)):
                _store(set_interim, indicator, actor, due_on=step.due_on, value=None)
    due_on: date | None = st.date_input(field_name("due_on"), None, format=DAY, key=_key("interim_day", indicator))
    value = st.number_input(field_name("value"), value=None, key=_key("interim_value", indicator))
    if _saves("interim", indicator, due_on is not None and value is not None):
        _store(set_interim, indicator, actor, due_on=due_on, value=value)


def _key(name: str, indicator: IndicatorRow) -> str:
    """With the version: after a save the fields begin again with what is stored."""
    return f"aim_{name}_{indicator.id}_{indicator.version}"


def _saves(name: str, indicator: IndicatorRow, changed: bool) -> bool:
    return st.button(say(f"targets.save_{name}"), disabled=not changed, key=_key(f"save_{name}", indicator))


def _store(action: Any, indicator: IndicatorRow, actor: Actor, **values: Any) -> None:
    if attempt(action, indicator_id=indicator.id, seen=indicator.version, by=actor, **values):
        done("targets.saved")
        st.rerun()
