"""The path of a programme, phase after gate after phase, and the head of the gate that is opened."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import streamlit as st

from tracker.core.screens import empty_state, plain
from tracker.core.words import day, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.queries.gates import Evaluation, Evaluators, GateRow
from tracker.plan.rules import Confidence, GateOutcome
from tracker.plan.screens.gates.deciding import decide
from tracker.plan.screens.gates.telling import Colour, asked, between, decided_words

ICONS = {
    GateOutcome.GO: ":material/check_circle:",
    GateOutcome.CONDITIONAL_GO: ":material/rule:",
    GateOutcome.HOLD: ":material/pause_circle:",
    GateOutcome.STOP: ":material/cancel:",
    GateOutcome.RECYCLE: ":material/replay:",
    None: ":material/radio_button_unchecked:",
}
CONFIDENCE_COLOURS: dict[Confidence, Colour] = {
    Confidence.GREEN: "green",
    Confidence.AMBER_GREEN: "green",
    Confidence.AMBER: "orange",
    Confidence.AMBER_RED: "red",
    Confidence.RED: "red",
}


def chosen_gate(rows: Sequence[GateRow]) -> GateRow | None:
    """The gate of the address, else the first that nobody has let pass, else the last."""
    if not rows:
        empty_state("gates.none_yet")
        return None
    open_ones = [row for row in rows if not row.passed]
    return next((row for row in rows if row.code == st.query_params.get("gate")), (open_ones or list(rows[-1:]))[0])


def show_path(rows: Sequence[GateRow], opened: GateRow, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shown = ""
        for row in rows:
            if row.after_phase != shown:
                st.badge(plain(row.after_phase), color="gray")
            _step(row, row == opened, today)
            if row.before_phase:
                st.badge(plain(row.before_phase), color="gray")
            shown = row.before_phase


def _step(row: GateRow, is_open: bool, today: date) -> None:
    label = plain(say("gates.step", code=row.code, state=decided_words(row, today)))
    icon = ":material/error:" if row.late and row.outcome is None else ICONS[row.outcome]
    kind: Literal["primary", "secondary"] = "primary" if is_open else "secondary"
    if st.button(label, key=f"gate_{row.id}", icon=icon, type=kind, help=plain(row.name)):
        st.query_params["gate"] = row.code
        st.rerun()


def show_head(found: Evaluation, evaluators: Evaluators, actor: Actor, *, active: bool) -> None:
    """Who decides, how it was decided last, and the decision to make."""
    gate = found.gate
    st.text(say("gates.about", between=between(gate), who=asked(gate) or say("gates.nobody")))
    if gate.outcome is not None and gate.confidence is not None and gate.decided_on is not None:
        with st.container(horizontal=True):
            outcome = say(f"gates.outcome.{gate.outcome.value}")
            st.badge(say("gates.decided", outcome=outcome, day=day(gate.decided_on)), color="blue")
            st.badge(say(f"gates.confidence.{gate.confidence.value}"), color=CONFIDENCE_COLOURS[gate.confidence])
    may = active and can(actor, Action.DECIDE_GATE, Place(programme_id=gate.programme_id))
    if may and st.button(say("gates.decide"), key="decide", type="primary", icon=":material/gavel:"):
        st.dialog(say("gates.decide_title"), width="large")(decide)(found, evaluators)
