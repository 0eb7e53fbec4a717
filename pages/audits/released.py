"""Our audits: what was found in this person's stores, and with what do they disagree? ?audit=<public key> opens one."""

from uuid import UUID

import streamlit as st

from audits.review.queries.released import count_released, released_audit, released_audits
from audits.review.screens.released import object_to, own_appeals, released_list, show_released
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import show_refusal
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page

PAGE = 20

actor = open_page("appeals.released_title", Action.APPEAL_AUDIT)

if asked := st.query_params.get("audit"):
    if st.button(say("review.back"), icon=":material/arrow_back:", key="back"):
        st.query_params.pop("audit", None)
        st.rerun()
    try:
        with reading() as session:
            seen = released_audit(session, public_id=UUID(asked), by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else Refusal("review.not_found"))
        st.stop()
    show_released(seen)
    own_appeals(seen, actor, then=st.rerun)
    object_to(seen, actor, then=st.rerun)
    st.stop()

with reading() as session:
    total = count_released(session, by=actor)
at = st.pagination(-(-total // PAGE), key="released_page") if total > PAGE else 1
with reading() as session:
    rows = released_audits(session, by=actor, limit=PAGE, offset=(at - 1) * PAGE)
if chosen := released_list(rows):
    st.query_params["audit"] = str(chosen)
    st.rerun()
