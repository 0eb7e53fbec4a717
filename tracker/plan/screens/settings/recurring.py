"""Recurring work: its rules, on which days they fall, and how much of it there is."""

from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state, plain
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.actions import add_recurrence, change_recurrence, end_recurrence
from tracker.plan.queries import owners
from tracker.plan.queries.network import network
from tracker.plan.queries.recurrences import RecurrenceRow, recurrences
from tracker.plan.rules import Every, ProgrammeRow
from tracker.plan.screens.settings.calendars import weekday_names

LAST_DAY, LONGEST = 31, 366


def set_recurring_work(programme: ProgrammeRow, actor: Actor) -> None:
    with reading() as session:
        found = recurrences(session, programme_id=programme.id, by=actor)
        people = {row.id: row.name for row in owners(session, by=actor)}
        areas = {area.id: area.name for area in network(session, programme_id=programme.id, by=actor).areas}
    st.text(say("network.recurring_help"))
    if not found:
        empty_state("network.no_recurrence_yet")
    for row in found:
        with st.expander(plain(say("network.recurrence_line", name=row.name, when=when(row), tasks=row.tasks, open=row.open))):
            _edit(row, programme, people, areas, actor)
    with st.expander(say("network.add_recurrence"), icon=":material/add:"):
        _add(programme, len(found), people, areas, actor)


def when(row: RecurrenceRow) -> str:
    if row.every is Every.WEEKLY:
        return say("network.every_weekly", day=weekday_names()[row.weekday or 1])
    return say(f"network.every_{row.every.value}", n=row.day_of_month or 1)


def _edit(row: RecurrenceRow, programme: ProgrammeRow, people: dict[UUID, str], areas: dict[UUID, str], actor: Actor) -> None:
    key = f"{row.id}_{row.version}"
    typed = _asked(key, programme, people, areas, row)
    changes = {name: value for name, value in typed.items() if value != getattr(row, name)}
    with st.container(horizontal=True):
        saved = st.button(say("plan.save"), type="primary", disabled=not changes, key=f"save_recurrence_{key}")
        ended = st.button(say("network.end_recurrence"), icon=":material/event_busy:", key=f"end_recurrence_{key}")
    st.caption(say("network.end_recurrence_help"))
    if saved and attempt(change_recurrence, recurrence_id=row.id, seen=row.version, by=actor, **changes):
        done("plan.saved")
        st.rerun()
    if ended and attempt(end_recurrence, recurrence_id=row.id, seen=row.version, by=actor):
        done("network.recurrence_ended")
        st.rerun()


def _add(programme: ProgrammeRow, count: int, people: dict[UUID, str], areas: dict[UUID, str], actor: Actor) -> None:
    key = f"new_{count}"
    code = st.text_input(field_name("code"), max_chars=40, help=say("network.code_help"), key=f"recurrence_code_{key}")
    typed = _asked(key, programme, people, areas)
    saved = st.button(say("network.add_recurrence"), key=f"add_recurrence_{key}")
    if saved and attempt(add_recurrence, programme_id=programme.id, code=code, by=actor, **typed):
        done("plan.saved")
        st.rerun()


def _asked(
    key: str,
    programme: ProgrammeRow,
    people: dict[UUID, str],
    areas: dict[UUID, str],
    row: RecurrenceRow | None = None,
) -> dict[str, Any]:
    typed: dict[str, Any] = {
        "name": st.text_input(field_name("name"), row.name if row else "", max_chars=200, key=f"recurrence_name_{key}")
    }
    typed |= _rhythm(key, row)
    left, right = st.columns(2)
    begins, ends = (row.starts_on, row.ends_on) if row else (programme.starts_on, programme.ends_on)
    typed["starts_on"] = left.date_input(field_name("starts_on"), begins, format=DAY, key=f"recurrence_starts_{key}")
    typed["ends_on"] = right.date_input(field_name("ends_on"), ends, format=DAY, key=f"recurrence_ends_{key}")
    typed["owner_id"] = _one_of("owner_id", people, row.owner_id if row else None, say("plan.nobody"), key)
    if areas:
        typed["area_id"] = _one_of("area_id", areas, row.area_id if row else None, say("network.no_area"), key)
    typed["deliverable"] = st.text_input(
        field_name("deliverable"), row.deliverable if row else "", max_chars=200, key=f"recurrence_deliverable_{key}"
    )
    return typed


def _rhythm(key: str, row: RecurrenceRow | None) -> dict[str, Any]:
    kinds, names = list(Every), weekday_names()
    every = st.segmented_control(
        field_name("every"),
        kinds,
        default=row.every if row else Every.WEEKLY,
        required=True,
        format_func=lambda each: say(f"network.every.{each.value}"),
        key=f"every_{key}",
    )
    left, right = st.columns(2)
    found: dict[str, Any] = {"every": every, "weekday": None, "day_of_month": None}
    if every is Every.WEEKLY:
        chosen = (row.weekday or 1) if row else 1
        found["weekday"] = left.selectbox(
            field_name("weekday"), list(names), index=chosen - 1, format_func=names.__getitem__, key=f"weekday_{key}"
        )
    else:
        chosen = (row.day_of_month or 1) if row else 1
        found["day_of_month"] = left.number_input(
            field_name("day_of_month"), 1, LAST_DAY, chosen, help=say("network.day_of_month_help"), key=f"day_of_month_{key}"
        )
    found["duration_days"] = right.number_input(
        field_name("duration_days"), 1, LONGEST, row.duration_days if row else 1, key=f"duration_{key}"
    )
    return found


def _one_of(field: str, names: dict[UUID, str], chosen: UUID | None, nothing: str, key: str) -> UUID | None:
    keys = list(dict.fromkeys([None, *names, chosen]))
    found: UUID | None = st.selectbox(
        field_name(field),
        keys,
        index=keys.index(chosen),
        format_func=lambda each: names.get(each, say("plan.somebody")) if each else nothing,
        key=f"{field}_{key}",
    )
    return found
