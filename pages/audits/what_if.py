"""What if: what would another version, policy or pass mark change about the approved audits?"""

import streamlit as st

from audits.review.queries.approved import compared
from audits.review.screens.what_if import asked_audits, offer_table, other_rules, record_rescores, show_what_if
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("review.what_if.title", Action.PUBLISH_RUBRIC)
st.page_link("audits/review.py", label=say("review.back"), icon=":material/arrow_back:")
programme = chosen_programme(actor)
asked = asked_audits(actor, programme.id)
if asked is None:
    st.stop()
under = other_rules(actor, asked.rubric_code)
with reading() as session:
    found = compared(session, asked=asked, under=under, by=actor)
if not found.total:
    empty_state("review.what_if.none")
    st.stop()
show_what_if(found)
record_rescores(found, under, actor)
offer_table(asked, actor, programme.code)
