"""The list of waves, and one wave: what it wants, how far it is, and what can be done with it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from audits.visits.actions.waves import close_wave, open_wave
from audits.visits.models import QuotaKind, WaveKind, WaveState
from audits.visits.queries.waves import WaveDetail, WaveRow
from audits.visits.screens.proposing import propose_visits
from audits.visits.screens.sampling import draw_units
from audits.visits.screens.wave_form import change
from tracker.core.screens import attempt, plain, table
from tracker.core.words import field_name, number, say
from tracker.people.rules import Action, Actor, can

COLOURS: dict[WaveState, Any] = {WaveState.PLANNED: "blue", WaveState.OPEN: "green", WaveState.CLOSED: "gray"}
PROPOSE, SAMPLE, CHANGE = "propose", "sample", "change"


def wave_list(rows: Sequence[WaveRow]) -> WaveRow | None:
    """Each wave with how far it is; the one that was opened."""
    opened = None
    for row in rows:
        with st.container(border=True, key=f"wave_card_{row.id}"):
            _heading(row)
            st.text(say("waves.card_line", start=row.starts_on, end=row.ends_on, planned=row.planned, wanted=row.wanted))
            st.progress(min(1.0, row.done / row.wanted) if row.wanted else 0.0, text=say("waves.card_done", done=row.done))
            if st.button(say("waves.open_card"), key=f"open_wave {row.id}"):
                opened = row
    return opened


def show_wave(detail: WaveDetail) -> None:
    row = detail.row
    _heading(row)
    st.text(say("waves.detail_line", start=row.starts_on, end=row.ends_on, rubric=detail.rubric, n=detail.rubric_number))
    with st.grid(min_column_width=100):
        for name, n in (("wanted", row.wanted), ("planned", row.planned), ("done", row.done)):
            st.metric(say(f"waves.column.{name}"), number(n), border=True)
    if detail.quotas:
        with st.expander(say("waves.quotas")):
            table([_quota(detail, at) for at in range(len(detail.quotas))], key="quotas")


def act_on_wave(actor: Actor, detail: WaveDetail) -> None:
    """Turning it on and off, and whatever its kind allows."""
    may_manage = can(actor, Action.MANAGE_FIELD) and detail.is_mine
    is_closed = detail.row.state is WaveState.CLOSED
    with st.container(horizontal=True):
        st.page_link(
            "audits/coverage.py",
            label=say("waves.to_coverage"),
            icon=":material/grid_on:",
            query_params={"wave": str(detail.row.id)},
        )
        if may_manage:
            _turn(actor, detail)
    parts = [] if is_closed else [SAMPLE if detail.row.kind is WaveKind.INTERNAL_CHECK else PROPOSE]
    if may_manage and not is_closed:
        parts.append(CHANGE)
    if not parts:
        return
    part = st.segmented_control(
        say("waves.what_to_do"),
        parts,
        format_func=lambda one: say(f"waves.part.{one}"),
        default=parts[0],
        required=True,
        label_visibility="collapsed",
        key=f"part_{detail.row.id}",
    )
    if part == PROPOSE:
        propose_visits(actor, detail)
    elif part == SAMPLE:
        draw_units(actor, detail)
    elif change(actor, detail):
        st.rerun()


def _heading(row: WaveRow) -> None:
    st.markdown(f"**{plain(str(row.name))}** · {plain(row.code)}")
    with st.container(horizontal=True):
        st.badge(say(f"waves.state.{row.state.value}"), color=COLOURS[row.state])
        st.badge(say(f"waves.kind.{row.kind.value}"), color="gray")
        if row.self_service:
            st.badge(say("waves.self_service_badge"), color="violet")


def _turn(actor: Actor, detail: WaveDetail) -> None:
    row = detail.row
    if row.state is WaveState.OPEN:
        pressed, action = st.button(say("waves.close_button"), key="close_wave", icon=":material/lock:"), close_wave
    else:
        pressed, action = st.button(say("waves.open_button"), key="open_wave", icon=":material/play_arrow:"), open_wave
    if pressed and attempt(action, wave_id=row.id, seen=row.version, by=actor):
        st.rerun()


def _quota(detail: WaveDetail, at: int) -> dict[str, object]:
    counted = detail.quotas[at]
    quota = counted.quota
    words = {QuotaKind.DAY_PART: "waves.day_part.", QuotaKind.WEEKDAY: "waves.weekday."}
    return {
        say("waves.column.quota"): say(words[quota.kind] + quota.what) if quota.kind in words else quota.what,
        field_name("at_least"): quota.at_least,
        field_name("at_most"): quota.at_most,
        say("waves.column.planned"): counted.n,
        say("waves.column.missing"): counted.missing,
    }
