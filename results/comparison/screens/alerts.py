"""Alerts: what wants a look, whose it is, and how many of them chance alone would raise."""

from uuid import UUID

import streamlit as st

from results.comparison.actions.alerts import raise_alerts, settle_alert
from results.comparison.forms.alerts import LONGEST_NOTE
from results.comparison.headlines import alert_sentence
from results.comparison.queries import AlertRow, closed_alerts, expected, open_alerts
from results.comparison.rules import AlertState
from results.comparison.screens.badges import Colour
from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import field_name, number, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.queries import owners

COLOURS: dict[AlertState, Colour] = {AlertState.OPEN: "orange", AlertState.IN_HAND: "blue"}
PAGE_BY_CODE = "results/indicator.py"


def show_alerts(programme_id: UUID, actor: Actor) -> None:
    with reading() as session:
        rows = open_alerts(session, programme_id=programme_id, by=actor)
        closed = closed_alerts(session, programme_id=programme_id, by=actor)
        chance = expected(session, programme_id=programme_id, by=actor)
        may = can(actor, Action.MANAGE_RESULTS, Place(programme_id=programme_id))
        people = {row.id: row.name for row in owners(session, by=actor, right=Action.MANAGE_RESULTS)} if may else {}
    looked = {"wholes": chance.wholes, "stores": chance.stores, "teams": chance.teams}
    st.caption(say("alerts.expected", **looked, n=number(chance.false_alerts, 1)))
    if may and st.button(say("alerts.look"), icon=":material/search:", key="look"):
        _look(programme_id, actor)
    if not rows:
        empty_state("alerts.none")
    for row in rows:
        with st.container(border=True):
            _show(row)
            if may:
                with st.expander(say("alerts.deal"), icon=":material/edit:"):
                    _deal_with(row, actor, people)
    if closed:
        with st.expander(say("alerts.closed", n=len(closed)), icon=":material/inventory_2:"):
            for row in closed:
                with st.container(border=True):
                    _show(row)


def _look(programme_id: UUID, actor: Actor) -> None:
    with st.spinner(say("alerts.looking")):
        outcome = attempt(raise_alerts, programme_id=programme_id, by=actor)
    if outcome:
        done("alerts.looked", n=outcome.value)
        st.rerun()


def _show(row: AlertRow) -> None:
    with st.container(horizontal=True, gap="small"):
        st.badge(say(f"alerts.state.{row.state.value}"), color=COLOURS.get(row.state, "gray"))
        st.badge(say(f"alerts.kind.{row.kind.value}"), color="gray")
    st.text(alert_sentence(row))
    owner = say("alerts.owner", name=row.owner) if row.owner else say("alerts.nobody")
    st.caption(plain(say("alerts.raised", day=row.raised_at.date(), owner=owner)))
    if row.note:
        st.text(row.note)
    st.page_link(PAGE_BY_CODE, label=say("board.open"), query_params={"indicator": row.code}, icon=":material/arrow_forward:")


def _deal_with(row: AlertRow, actor: Actor, people: dict[UUID, str]) -> None:
    key, names = f"{row.id}_{row.version}", people | ({row.owner_id: row.owner} if row.owner_id else {})
    state = st.segmented_control(
        field_name("state"),
        list(AlertState),
        default=row.state,
        required=True,
        format_func=lambda one: say(f"alerts.state.{one.value}"),
        key=f"state_{key}",
    )
    choices = [None, *names]
    owner_id = st.selectbox(
        field_name("owner_id"),
        choices,
        index=choices.index(row.owner_id),
        format_func=lambda one: names[one] if one else say("alerts.nobody"),
        key=f"owner_{key}",
    )
    note = st.text_area(field_name("note"), row.note, max_chars=LONGEST_NOTE, key=f"note_{key}")
    if st.button(say("alerts.save"), type="primary", key=f"save_{key}"):
        given = {"alert_id": row.id, "seen": row.version, "state": state, "owner_id": owner_id, "note": note}
        if attempt(settle_alert, by=actor, **given):
            done("alerts.saved")
            st.rerun()
