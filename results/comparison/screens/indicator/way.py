"""Which indicator, and what of it, as the address says; and the way back."""

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from results.comparison.screens.area import keep
from tracker.core.words import say
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.rules import ProgrammeRow, ProgrammeStatus

ADDRESS, VIEW = "indicator", "view"
KEPT = ("programme", "region", "store", "group", "phase")


class View(StrEnum):
    PLACES = "places"
    HAPPENED = "happened"
    LIMITS = "limits"
    DEFINITION = "definition"
    SOURCES = "sources"


def chosen_code(names: Mapping[str, str]) -> str:
    """One of the programme's indicators by code; the address is read first and written after."""
    codes = list(names)
    wanted = st.query_params.get(ADDRESS, "")
    index = codes.index(wanted) if wanted in codes else 0
    code = st.selectbox(say("comparison.indicator"), codes, index=index, format_func=names.__getitem__, key="chosen_indicator")
    keep(ADDRESS, code)
    return code


def chosen_view() -> View:
    wanted = st.query_params.get(VIEW, View.PLACES.value)
    default = View(wanted) if wanted in set(View) else View.PLACES
    chosen = st.segmented_control(
        say("comparison.view"),
        list(View),
        default=default,
        required=True,
        format_func=lambda view: say(f"comparison.view.{view.value}"),
        key="chosen_view",
        label_visibility="collapsed",
    )
    view = chosen or default
    keep(VIEW, "" if view is View.PLACES else view.value)
    return view


def back_to_board() -> None:
    kept = {name: st.query_params[name] for name in KEPT if name in st.query_params}
    st.page_link("results/board.py", label=say("comparison.back"), icon=":material/arrow_back:", query_params=kept)


def may_manage(programme: ProgrammeRow, actor: Actor) -> bool:
    return programme.status is ProgrammeStatus.ACTIVE and can(actor, Action.MANAGE_RESULTS, Place(programme_id=programme.id))
