"""How far a wave is, and what is missing where."""

from uuid import UUID

import streamlit as st

from audits.visits.charts import by_week, finding
from audits.visits.queries.coverage import Coverage, Covered, coverage, covered_stores
from audits.visits.queries.waves import WaveRow
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import empty_state, show_chart, table
from tracker.core.words import day, number, say
from tracker.people.rules import Actor

PAGE = 50
STORES, CHANNELS, WEEKS = "stores", "channels", "weeks"
NUMBERS = ("wanted", "planned", "done", "approved", "missing")


def chosen_wave(rows: list[WaveRow]) -> UUID:
    """The wave of the address, else the latest that has begun to run."""
    wanted = next((row for row in rows if str(row.id) == st.query_params.get("wave")), rows[0])
    if len(rows) == 1:
        return wanted.id
    chosen = st.selectbox(
        say("waves.wave"), rows, index=rows.index(wanted), format_func=lambda row: f"{row.name} · {row.code}", key="coverage_wave"
    )
    if chosen.id != wanted.id:
        st.query_params["wave"] = str(chosen.id)
    return chosen.id


def show_coverage(actor: Actor, wave_id: UUID) -> None:
    today = clock.today(actor.time_zone or "UTC")
    with reading() as session:
        found = coverage(session, wave_id=wave_id, today=today, by=actor)
    if not found.places:
        empty_state("waves.no_places_yet")
        return
    with st.grid(min_column_width=100):
        for name in NUMBERS:
            st.metric(say(f"waves.column.{name}"), number(getattr(found.whole, name)), border=True)
    if found.weeks:
        show_chart(by_week(found), key="coverage_chart", alt=finding(found))
    else:
        st.text(finding(found))
    part = st.segmented_control(
        say("waves.by"),
        [STORES, CHANNELS, WEEKS],
        default=STORES,
        format_func=lambda one: say(f"waves.by_{one}"),
        required=True,
        key="coverage_by",
    )
    if part == STORES:
        _stores(actor, wave_id, found)
    elif part == CHANNELS:
        table([{say("visits.channel"): str(one.channel)} | _numbers(one.covered) for one in found.channels], key="channels")
    else:
        table([{say("waves.column.week"): day(one.monday)} | _done(one.covered) for one in found.weeks], key="weeks")


def _stores(actor: Actor, wave_id: UUID, found: Coverage) -> None:
    at = st.pagination(-(-found.places // PAGE), key="coverage_page") if found.places > PAGE else 1
    with reading() as session:
        rows = covered_stores(session, wave_id=wave_id, by=actor, limit=PAGE, offset=(at - 1) * PAGE)
    table(
        [
            {say("visits.store"): f"{row.store_code} · {row.store}", say("visits.channel"): str(row.channel)}
            | _numbers(row.covered)
            for row in rows
        ],
        key="stores",
    )


def _numbers(covered: Covered) -> dict[str, object]:
    return {say(f"waves.column.{name}"): getattr(covered, name) for name in NUMBERS}


def _done(covered: Covered) -> dict[str, object]:
    """Without what is wanted: that is of the whole wave, not of a week."""
    return {say(f"waves.column.{name}"): getattr(covered, name) for name in ("planned", "done", "approved")}
