"""Review: which audits wait for a decision, and what became of the others? ?audit=<id> opens one, ?list=<name> a list."""

from uuid import UUID

import streamlit as st

from audits.findings.actions import approve_audit, exclude_audit, reinstate_audit, withdraw_approval
from audits.findings.queries import findings
from audits.findings.screens import show_findings
from audits.review.queries import audit
from audits.review.queries.appeals import appeals_about
from audits.review.queries.approved import rescores
from audits.review.queries.integrity import signals_of
from audits.review.screens.appeals import show_appeal
from audits.review.screens.audit import show_audit, show_rescores
from audits.review.screens.deciding import Verbs, decide
from audits.review.screens.lists import listed
from audits.visits.screens.facts import show_facts
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import show_refusal
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page

VERBS = Verbs(approve_audit, exclude_audit, reinstate_audit, withdraw_approval)


def back() -> None:
    st.query_params.pop("audit", None)
    st.rerun()


actor = open_page("review.title", Action.RELEASE_AUDIT)

if asked := st.query_params.get("audit"):
    if st.button(say("review.back"), icon=":material/arrow_back:", key="back"):
        back()
    try:
        with reading() as session:
            seen = audit(session, submission_id=UUID(asked), by=actor)
            signals = signals_of(session, [seen.submission_id])[seen.submission_id]
            failed = findings(session, by=actor, submission_id=seen.submission_id)
            beside = rescores(session, submission_id=seen.submission_id, by=actor)
            objections = appeals_about(session, submission_id=seen.submission_id, by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else Refusal("review.not_found"))
        st.stop()
    remarks = show_audit(seen, signals)
    show_facts(actor, seen.submission_id)
    for row in objections:
        show_appeal(row, seen.rubric)
    if seen.is_approved:
        show_rescores(beside)
        show_findings(failed, actor)
    decide(seen, remarks, actor, VERBS, then=back)
    st.stop()

chosen = listed(actor, then=st.rerun)
if can(actor, Action.PUBLISH_RUBRIC):
    st.page_link("audits/what_if.py", label=say("review.what_if.open"), icon=":material/compare_arrows:")
if chosen:
    st.query_params["audit"] = str(chosen)
    st.rerun()
