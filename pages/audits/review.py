"""Review: which audits wait for a decision, and how did the approved ones score? ?audit=<id> opens one."""

from uuid import UUID

import streamlit as st

from audits.findings.queries import findings
from audits.findings.screens import decide, show_findings
from audits.review.queries import approved_audits, audit, count_approved, queue
from audits.review.queries.approved import rescores
from audits.review.screens import approved_list, show_audit, show_rescores, waiting
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import show_refusal
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page

PAGE = 20


def back() -> None:
    st.query_params.pop("audit", None)
    st.rerun()


actor = open_page("review.title", Action.SEE_AUDIT_SCORE)

if asked := st.query_params.get("audit"):
    if st.button(say("review.back"), icon=":material/arrow_back:", key="back"):
        back()
    try:
        with reading() as session:
            seen = audit(session, submission_id=UUID(asked), by=actor)
            failed = findings(session, by=actor, submission_id=seen.submission_id)
            beside = rescores(session, submission_id=seen.submission_id, by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else Refusal("review.not_found"))
        st.stop()
    show_audit(seen)
    if seen.is_approved:
        show_rescores(beside)
        show_findings(failed)
    if seen.may_decide:
        decide(seen.submission_id, actor, then=back)
    st.stop()

reviews = can(actor, Action.REVIEW_AUDIT)
with reading() as session:
    rows = queue(session, by=actor) if reviews else []
    total = count_approved(session, by=actor)
chosen = None
if reviews:
    st.subheader(say("review.waiting", n=len(rows)))
    chosen = waiting(rows)
st.subheader(say("review.approved_count", n=total))
if can(actor, Action.PUBLISH_RUBRIC):
    st.page_link("audits/what_if.py", label=say("review.what_if.open"), icon=":material/compare_arrows:")
at = st.pagination(-(-total // PAGE), key="approved_page") if total > PAGE else 1
with reading() as session:
    chosen = approved_list(approved_audits(session, by=actor, limit=PAGE, offset=(at - 1) * PAGE)) or chosen
if chosen:
    st.query_params["audit"] = str(chosen)
    st.rerun()
