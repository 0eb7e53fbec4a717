"""Changing a contract, for who may edit the plan: each change with its reason."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.targets.rules import IndicatorRow, TargetKind
from tracker.targets.rules.contracts import MeasuredValue
from tracker.targets.screens.editing.aims import edit_steps, edit_target
from tracker.targets.screens.editing.baseline import edit_baseline
from tracker.targets.screens.editing.definition import define_new, edit_definition

__all__ = ["define_new", "edit_contract"]
TABS = ("baseline", "target", "steps", "definition")


def edit_contract(
    indicator: IndicatorRow, measured: Sequence[MeasuredValue], starts_on: date, people: Mapping[str, str], actor: Actor
) -> None:
    """`measured`: what a baseline can be computed from, none where this person does not see all of it."""
    with st.expander(say("contracts.edit"), icon=":material/edit:", expanded=indicator.baseline is None):
        baseline, target, steps, definition = st.tabs([say(f"contracts.tab.{tab}") for tab in TABS])
        with baseline:
            edit_baseline(indicator, measured, starts_on, people, actor)
        with target:
            edit_target(indicator, actor)
        with steps:
            if indicator.target_kind in (TargetKind.UNSET, TargetKind.RANGE):
                st.caption(say("targets.interim_needs_target"))
            else:
                edit_steps(indicator, actor)
        with definition:
            edit_definition(indicator, actor)
