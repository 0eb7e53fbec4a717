"""The decision as somebody makes it: outcome, confidence, why, and the conditions."""

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core import clock
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import DAY, attempt, done, plain, show_refusal
from tracker.core.words import field_name, say
from tracker.people.rules import Action, Actor
from tracker.people.screens import present
from tracker.plan.actions import decide_gate
from tracker.plan.forms.gates import LONGEST_NAME, ConditionForm
from tracker.plan.queries import owners
from tracker.plan.queries.gates import Evaluation, Evaluators
from tracker.plan.rules import Confidence, GateOutcome
from tracker.plan.screens.fields import choose, long_text
from tracker.plan.screens.gates.telling import sentence


def decide(found: Evaluation, evaluators: Evaluators) -> None:
    """The body of a dialog."""
    actor = present()
    gate, key = found.gate, f"{found.gate.id}_{found.gate.version}"
    st.text(sentence(found))
    if found.tally.missing:
        st.caption(say("gates.missing", n=found.tally.missing))
    outcome = st.pills(
        say("gates.decision"),
        list(GateOutcome),
        format_func=lambda each: say(f"gates.outcome.{each.value}"),
        key=f"outcome_{key}",
    )
    if outcome:
        st.caption(say(f"gates.outcome_means.{outcome.value}"))
    confidence = st.selectbox(
        field_name("confidence"),
        list(Confidence),
        index=None,
        format_func=lambda each: say(f"gates.confidence.{each.value}"),
        placeholder=say("gates.choose"),
        key=f"confidence_{key}",
    )
    note = long_text("note", key)
    typed = _conditions(gate.before_phase or gate.after_phase, key, actor) if outcome is GateOutcome.CONDITIONAL_GO else []
    st.caption(say("gates.decide_for_good"))
    ready = outcome is not None and confidence is not None
    if not st.button(say("gates.decide_now"), type="primary", disabled=not ready, key=f"decide_{key}"):
        return
    try:
        conditions = [ConditionForm.read(**one) for one in typed]
    except Refusal as refusal:
        show_refusal(refusal)
        return
    given: dict[str, Any] = {"outcome": outcome, "confidence": confidence, "note": note, "conditions": conditions}
    if attempt(decide_gate, gate_id=gate.id, seen=gate.version, evaluators=evaluators, by=actor, **given):
        st.session_state.pop(f"conditions_{key}", None)
        done("gates.saved")
        st.rerun()


def _conditions(phase: str, key: str, actor: Actor) -> list[dict[str, Any]]:
    """As many as are asked for; those left empty are none."""
    with reading() as session:
        names = {row.id: row.name for row in owners(session, by=actor, right=Action.DECIDE_GATE)}
    count = st.session_state.setdefault(f"conditions_{key}", 1)
    st.markdown(f"**{plain(say('gates.conditions', phase=phase))}**")
    typed = [_condition(number, names, key) for number in range(count)]
    if st.button(say("gates.another_condition"), key=f"more_{key}", icon=":material/add:"):
        st.session_state[f"conditions_{key}"] = count + 1
        st.rerun(scope="fragment")
    return [one for one in typed if any(one.values())]


def _condition(number: int, names: dict[UUID, str], key: str) -> dict[str, Any]:
    place = f"{number}_{key}"
    with st.container(border=True):
        what = st.text_input(say("gates.condition"), max_chars=LONGEST_NAME, key=f"what_{place}")
        left, right = st.columns(2)
        with left:
            owner = choose("owner_id", names, None, place, needed=True)
        due: date | None = right.date_input(field_name("due_on"), None, min_value=clock.today(), format=DAY, key=f"due_{place}")
    return {"what": what, "owner_id": owner, "due_on": due}
