"""Appeals: what do stores object to, and how much of it is changed? ?appeal=<id> opens one."""

from uuid import UUID

import streamlit as st

from audits.findings.actions import settle_appeal
from audits.review.queries import audit
from audits.review.queries.appeals import appeal, appeals, rates, rates_by_reviewer, rates_by_store
from audits.review.rules import AppealState
from audits.review.screens.appeals import appeal_list, rule, show_appeal, show_rates
from audits.visits.screens.answers import show_answers
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import show_refusal
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme


def back() -> None:
    st.query_params.pop("appeal", None)
    st.rerun()


actor = open_page("appeals.title", Action.SEE_AUDIT_SCORE)
releases = can(actor, Action.RELEASE_AUDIT)

if releases and (asked := st.query_params.get("appeal")):
    if st.button(say("appeals.back"), icon=":material/arrow_back:", key="back"):
        back()
    try:
        with reading() as session:
            row = appeal(session, appeal_id=UUID(asked), by=actor)
            seen = audit(session, submission_id=row.audit_key, by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else Refusal("appeals.not_found"))
        st.stop()
    show_appeal(row, seen.rubric)
    if row.may_decide:
        rule(row, seen.rubric, seen.answers, actor, settle_appeal, then=back)
    elif row.is_open:
        st.info(say("appeals.by_others"))
    st.page_link("audits/review.py", label=say("appeals.to_audit"), query_params={"audit": str(seen.submission_id)})
    with st.expander(say("review.answers"), expanded=True):
        show_answers(seen.rubric, seen.answers, seen.evidence, seen.shown)
    st.stop()

programme = chosen_programme(actor) if releases else None
with reading() as session:
    rows = appeals(session, by=actor)
waiting = [row for row in rows if row.state is AppealState.OPEN]
st.subheader(say("appeals.waiting", n=len(waiting)))
chosen = appeal_list(waiting, empty="appeals.none_open")
closed = [row for row in rows if row.state is not AppealState.OPEN]
if closed:
    st.subheader(say("appeals.closed"))
    chosen = appeal_list(closed, empty="appeals.none_open") or chosen
if chosen and not releases:
    st.switch_page("audits/released.py", query_params={"audit": str(chosen.public_id)})
if chosen:
    st.query_params["appeal"] = str(chosen.id)
    st.rerun()
if programme:
    with reading() as session:
        whole = rates(session, programme_id=programme.id, by=actor)
        by_store = rates_by_store(session, programme_id=programme.id, by=actor)
        by_reviewer = rates_by_reviewer(session, programme_id=programme.id, by=actor)
    show_rates(whole, by_store, by_reviewer)
