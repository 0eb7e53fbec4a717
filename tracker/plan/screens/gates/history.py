"""What was decided at a gate: the evidence as it was then beside what it is today."""

from collections.abc import Sequence

import streamlit as st

from tracker.core.screens import plain
from tracker.core.words import moment, say
from tracker.plan.queries.decisions import DecisionRow, FrozenRow
from tracker.plan.queries.gates import EvaluatedRow, Evaluation
from tracker.plan.rules.gates import frozen_finding
from tracker.plan.screens.gates.telling import finding_words

SHOWN_OF_HASH = 12  # characters


def show_history(past: Sequence[DecisionRow], found: Evaluation) -> None:
    if not past:
        return
    st.subheader(say("gates.history"), anchor=False)
    today = {line.criterion.id: line for line in found.lines}
    for decision in past:
        outcome = say(f"gates.outcome.{decision.outcome.value}")
        with st.expander(plain(say("gates.decided_by", outcome=outcome, who=decision.who, at=moment(decision.decided_at)))):
            _decision(decision)
            for line in decision.lines:
                _line(line, today.get(line.criterion_id))


def _decision(decision: DecisionRow) -> None:
    st.text(say("gates.with_confidence", confidence=say(f"gates.confidence.{decision.confidence.value}")))
    if decision.note:
        st.text(decision.note)
    for one in decision.conditions:
        status = say(f"plan.status.{one.status.value}")
        st.text(say("gates.condition_is", name=one.name, who=one.owner or say("gates.nobody"), day=one.due_on, status=status))
    if decision.intact:
        st.caption(say("gates.intact", hash=decision.evidence_hash[:SHOWN_OF_HASH]))
    else:
        st.error(say("gates.not_intact"), icon=":material/gpp_bad:")


def _line(line: FrozenRow, now: EvaluatedRow | None) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(line.code)} · {plain(line.text)}**")
        then = say(f"gates.state.{line.state.value}")
        st.text(say("gates.then", state=then, finding=finding_words(line.finding)))
        if line.note:
            st.caption(plain(line.note))
        if line.reason:
            st.caption(plain(say("gates.waived_because", reason=line.reason)))
        if now is None:
            st.text(say("gates.asked_no_more"))
        elif now.state is line.state and frozen_finding(now.finding) == frozen_finding(line.finding):
            st.text(say("gates.same_today"))
        else:
            st.text(say("gates.today", state=say(f"gates.state.{now.state.value}"), finding=finding_words(now.finding)))
