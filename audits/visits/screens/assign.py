"""Assigning a visit: the choices, and the state to list."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from audits.visits.actions.assignments import assign_visit
from audits.visits.models import AuditState, DayPart, WaveState
from audits.visits.queries import channel_choices, store_choices, version_choices
from audits.visits.queries.waves import WaveDetail, WaveRow, wave_detail, waves
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state
from tracker.core.words import say
from tracker.people.queries.people import assignable
from tracker.people.rules import Actor

USUAL_DAYS = 14


def assign(actor: Actor, programme_id: UUID) -> None:
    search = st.text_input(say("visits.store_search"), key="store_search", live="500ms")
    with reading() as session:
        stores = store_choices(session, by=actor, search=search)
        versions, channels = version_choices(session, by=actor, latest_only=False), channel_choices(session, by=actor)
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
    wave = _wave(actor, programme_id)
    left, right = st.columns(2)
    store = left.selectbox(say("visits.store"), stores, format_func=lambda one: f"{one.code} · {one.name}", key="store")
    if wave is not None:
        channels = [one for one in channels if one.code in wave.channels]
        versions = [one for one in versions if one.key == wave.rubric_version_id]
    version = right.selectbox(
        say("visits.rubric"),
        versions,
        format_func=lambda one: say("visits.rubric_option", name=one.name, n=one.number),
        key=f"version {wave.row.id}" if wave else "version",
    )
    usual = next((at for at, one in enumerate(channels) if one.code == version.channel_code), 0)
    channel = left.selectbox(
        say("visits.channel"), channels, index=usual, format_func=lambda one: str(one.name), key=f"channel {version.channel_code}"
    )
    person = right.selectbox(say("visits.assignee"), people, format_func=lambda one: one.display_name, key="assignee")
    days = _days(actor, left, right, wave)
    if st.button(say("visits.assign"), type="primary", key="assign") and attempt(
        assign_visit,
        programme_id=programme_id,
        store_id=store.key,
        rubric_version_id=version.key,
        channel_code=channel.code,
        assignee_id=person.id,
        wave_id=wave.row.id if wave else None,
        by=actor,
        **days,
    ):
        done("visits.assigned_done")


def _wave(actor: Actor, programme_id: UUID) -> WaveDetail | None:
    """The wave the visit belongs to, if any: those with places that are not closed."""
    with reading() as session:
        rows = [row for row in waves(session, programme_id=programme_id, by=actor) if row.state is not WaveState.CLOSED]
        rows = [row for row in rows if row.wanted]
    if not rows:
        return None
    options: list[WaveRow | None] = [None, *rows]
    row = st.selectbox(
        say("waves.wave"),
        options,
        format_func=lambda one: f"{one.name} · {one.code}" if one else say("waves.no_wave"),
        key="wave",
    )
    if row is None:
        return None
    with reading() as session:
        return wave_detail(session, wave_id=row.id, by=actor)


def _days(actor: Actor, left: Any, right: Any, wave: WaveDetail | None) -> dict[str, Any]:
    """A window, or one planned day with its part; in a wave that day is the usual."""
    today = clock.today(actor.time_zone or "UTC")
    first = max(today, wave.row.starts_on) if wave else today
    key = f" {wave.row.id}" if wave else ""
    if wave is None:
        start: date = left.date_input(say("visits.visit_from"), first, format=DAY, key="visit_from")
        last = right.date_input(say("visits.due_on"), first + timedelta(USUAL_DAYS - 1), format=DAY, key="due_on")
        return {"visit_from": start, "due_on": last}
    on: date = left.date_input(say("waves.planned_on"), first, format=DAY, key=f"planned_on{key}")
    part = right.selectbox(
        say("waves.column.part"), list(DayPart), format_func=lambda one: say(f"waves.day_part.{one.value}"), key=f"day_part{key}"
    )
    return {"visit_from": on, "due_on": on, "planned_on": on, "day_part": part}


def pick_state(counts: Mapping[AuditState, int]) -> AuditState | None:
    """The state to list; None for all."""

    def name(state: AuditState | None) -> str:
        shown = say(f"visits.state.{state.value}") if state else say("visits.any_state")
        return say("visits.state_option", state=shown, n=counts.get(state, 0) if state else sum(counts.values()))

    states: list[AuditState | None] = [None, *AuditState]
    return st.selectbox(say("visits.filter_state"), states, format_func=name, key="state")
