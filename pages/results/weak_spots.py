"""Weak spots: what holds the programme back beyond chance, and what would it gain?"""

import streamlit as st

from audits.review.rules import waits_for_release
from results.comparison.screens.weak_spots import chosen_weaknesses, show_weaknesses
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("weakspots.page_title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
if waits_for_release(actor):
    st.caption(say("comparison.released_only"))
show_weaknesses(chosen_weaknesses(programme, actor), actor)
