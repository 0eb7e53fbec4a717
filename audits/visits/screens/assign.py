"""Assigning a visit: the choices, and the state to list."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import streamlit as st

from audits.visits.actions.assignments import assign_visit
from audits.visits.models import AuditState
from audits.visits.queries import channel_choices, store_choices, version_choices
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state
from tracker.core.words import say
from tracker.people.queries.people import assignable
from tracker.people.rules import Actor

USUAL_DAYS = 14


def assign(actor: Actor, programme_id: UUID) -> None:
    search = st.text_input(say("visits.store_search"), key="store_search", live="500ms")
    with reading() as session:
        stores = store_choices(session, by=actor, search=search)
        versions, channels = version_choices(session, by=actor), channel_choices(session, by=actor)
        people = assignable(session, by=actor)
    lacking = [
        key
        for key, found in (("visits.no_store_found", stores), ("visits.no_rubric_yet", versions), ("visits.no_people", people))
        if not found
    ]
    for key in lacking:
        empty_state(key)
    if lacking or not channels:
        return
    left, right = st.columns(2)
    store = left.selectbox(say("visits.store"), stores, format_func=lambda one: f"{one.code} · {one.name}", key="store")
    version = right.selectbox(
        say("visits.rubric"),
        versions,
        format_func=lambda one: say("visits.rubric_option", name=one.name, n=one.number),
        key="version",
    )
    usual = next((at for at, one in enumerate(channels) if one.code == version.channel_code), 0)
    channel = left.selectbox(
        say("visits.channel"), channels, index=usual, format_func=lambda one: str(one.name), key=f"channel {version.channel_code}"
    )
    person = right.selectbox(say("visits.assignee"), people, format_func=lambda one: one.display_name, key="assignee")
    today = clock.today(actor.time_zone or "UTC")
    first: date = left.date_input(say("visits.visit_from"), today, format="YYYY-MM-DD", key="visit_from")
    last: date = right.date_input(say("visits.due_on"), today + timedelta(USUAL_DAYS - 1), format="YYYY-MM-DD", key="due_on")
    if st.button(say("visits.assign"), type="primary", key="assign") and attempt(
        assign_visit,
        programme_id=programme_id,
        store_id=store.key,
        rubric_version_id=version.key,
        channel_code=channel.code,
        assignee_id=person.id,
        visit_from=first,
        due_on=last,
        by=actor,
    ):
        done("visits.assigned_done")


def pick_state(counts: Mapping[AuditState, int]) -> AuditState | None:
    """The state to list; None for all."""

    def name(state: AuditState | None) -> str:
        shown = say(f"visits.state.{state.value}") if state else say("visits.any_state")
        return say("visits.state_option", state=shown, n=counts.get(state, 0) if state else sum(counts.values()))

    states: list[AuditState | None] = [None, *AuditState]
    return st.selectbox(say("visits.filter_state"), states, format_func=name, key="state")
