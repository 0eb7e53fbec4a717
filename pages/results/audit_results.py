"""Audit results: what do the approved audits say, and what of it is more than chance?"""

import streamlit as st

from audits.review.rules import waits_for_release
from results.comparison.screens import chosen_area
from results.comparison.screens.audits import chosen_audits, show_chosen_view
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("auditresults.title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
area = chosen_area(actor)
if waits_for_release(actor):
    st.caption(say("comparison.released_only"))
asked = chosen_audits(actor, programme.id, area)
if asked is None:
    empty_state("auditresults.none_yet")
    st.stop()
show_chosen_view(actor, asked)
