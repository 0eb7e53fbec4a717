"""Second scoring: which audits am I asked to score again, without knowing the first answers? ?scoring=<id> opens one."""

from uuid import UUID

import streamlit as st

from audits.review.queries.second_scorings import open_scorings, scoring_in_hand
from audits.review.screens.second_scoring import asked_of_me, score_blindly
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import show_refusal
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page


def back() -> None:
    st.query_params.pop("scoring", None)
    st.rerun()


actor = open_page("agreement.second_title", Action.SCORE_AGAIN)

if asked := st.query_params.get("scoring"):
    if st.button(say("agreement.back"), icon=":material/arrow_back:", key="back"):
        back()
    try:
        with reading() as session:
            found = scoring_in_hand(session, scoring_id=UUID(asked), by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else Refusal("agreement.not_yours"))
        st.stop()
    if score_blindly(actor, found):
        back()
    st.stop()

with reading() as session:
    rows = open_scorings(session, by=actor)
if chosen := asked_of_me(rows):
    st.query_params["scoring"] = str(chosen)
    st.rerun()
