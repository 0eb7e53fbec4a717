"""What failed at an audit, and the decision that notes it."""

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from audits.findings.actions import approve_audit
from audits.findings.queries import FindingRow
from audits.review.actions import LONGEST_REASON, return_audit
from tracker.core.screens import attempt, done, table
from tracker.core.words import say
from tracker.people.rules import Actor


def show_findings(rows: Sequence[FindingRow]) -> None:
    st.subheader(say("findings.title"))
    if not rows:
        st.text(say("findings.none"))
        return
    names = {"item": say("review.column.item"), "kind": say("findings.kind")}
    table([{names["item"]: str(row.item), names["kind"]: say(f"findings.kind.{row.kind.value}")} for row in rows], key="findings")


def decide(submission_id: UUID, actor: Actor, *, then: Callable[[], None]) -> None:
    """Approve, or return with the reason. `then` is called when it is decided, after the door was left."""
    st.subheader(say("review.decide"))
    reason = st.text_area(
        say("review.reason"), max_chars=LONGEST_REASON, placeholder=say("review.reason_hint"), key=f"reason {submission_id}"
    )
    with st.container(horizontal=True):
        approves = st.button(say("review.approve"), type="primary", key="approve", icon=":material/check:")
        returns = st.button(say("review.return"), key="return", icon=":material/undo:")
    if approves:
        approved = attempt(approve_audit, submission_id=submission_id, by=actor)
        if approved:
            done("review.approved_n", n=approved.value)
            then()
    if returns and attempt(return_audit, submission_id=submission_id, reason=reason or "", by=actor):
        done("review.returned_done")
        then()
