"""Which rows the table shows. The address carries the filters, and a person keeps those they need again under a name."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, plain
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.actions.views import delete_view, save_view
from tracker.plan.queries.desk import ViewRow, saved_views
from tracker.plan.rules import PlanRows, TaskStatus
from tracker.plan.rules.choosing import MARKS, NOBODY, Filters

KEYS = ("phase", "area", "owner", "status", "marks", "text")
Names = Mapping[str, str]


def ask_filters(plan: PlanRows, owners: Names, areas: Names, actor: Actor) -> Filters:
    choices = {
        "phase": {phase.code: phase.name for phase in plan.phases},
        "area": {NOBODY: say("desk.no_area"), **areas} if areas else {},
        "owner": {NOBODY: say("plan.nobody"), **owners},
        "status": {status.value: say(f"plan.status.{status.value}") for status in TaskStatus},
    }
    with st.grid(min_column_width=150):
        text = st.text_input(say("desk.filter.text"), key="f_text", bind="query-params", type="search")
        picked = {name: _one_of(name, names) for name, names in choices.items()}
    marks = st.pills(
        say("desk.filter.marks"),
        list(MARKS),
        selection_mode="multi",
        format_func=lambda mark: say(f"desk.mark.{mark}"),
        key="f_marks",
        bind="query-params",
        label_visibility="collapsed",
    )
    found = Filters(text=text or "", marks=tuple(mark for mark in MARKS if mark in (marks or ())), **picked)
    _show_views(plan.programme.id, found, actor)
    return found


def _one_of(name: str, names: Names) -> str:
    """Empty for every one; nothing is asked where there is no choice."""
    if not names:
        return ""
    label = field_name("area_id") if name == "area" else field_name("owner_id") if name == "owner" else ""
    chosen = st.selectbox(
        label or say(f"desk.filter.{name}"),
        ["", *names],
        format_func=lambda key: names.get(key) or say("desk.every"),
        key=f"f_{name}",
        bind="query-params",
    )
    return chosen if chosen in names else ""


def _show_views(programme_id: UUID, filters: Filters, actor: Actor) -> None:
    with reading() as session:
        views = saved_views(session, programme_id=programme_id, by=actor)
    with st.container(horizontal=True, vertical_alignment="center"):
        for view in views:
            here: Literal["primary", "secondary"] = "primary" if view.filters == filters else "secondary"
            st.button(plain(view.name), key=f"view_{view.id}", type=here, on_click=_apply, args=(view.filters,))
        if filters != Filters():
            st.button(say("desk.all_rows"), key="view_none", icon=":material/filter_alt_off:", on_click=_apply, args=(Filters(),))
        with st.popover(say("desk.views"), icon=":material/bookmark:"):
            _keep(programme_id, filters, views, actor)


def _apply(filters: Filters) -> None:
    for name in KEYS:
        value = getattr(filters, name)
        st.session_state[f"f_{name}"] = list(value) if name == "marks" else value


def _keep(programme_id: UUID, filters: Filters, views: list[ViewRow], actor: Actor) -> None:
    name = st.text_input(say("desk.view_name"), max_chars=80, key="view_name")
    said = st.button(say("desk.keep_view"), type="primary", key="keep_view")
    if said and attempt(save_view, programme_id=programme_id, name=name, filters=filters, by=actor):
        done("plan.saved")
        st.rerun()
    for view in views:
        label = say("desk.delete_view", name=plain(view.name))
        said = st.button(label, key=f"delete_{view.id}", icon=":material/delete:")
        if said and attempt(delete_view, view_id=view.id, by=actor):
            done("plan.saved")
            st.rerun()
