"""Effects: what did the programme change, and what else may have?"""

import streamlit as st

from audits.review.rules import waits_for_release
from results.comparison.screens.effects import chosen_effect, nothing_to_compare, show_effect
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("effects.page_title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
if waits_for_release(actor):
    st.caption(say("comparison.released_only"))
row = chosen_effect(programme, actor)
if row is None:
    nothing_to_compare()
else:
    show_effect(row)
