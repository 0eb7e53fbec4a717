"""Collected elsewhere: which submissions of ODK or KoboToolbox do we take in?"""

import streamlit as st

from audits.visits.screens.collected import take_in
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("visits.collected.title", Action.ASSIGN_VISIT)
st.page_link("audits/assignments.py", label=say("visits.collected.back"), icon=":material/arrow_back:")
programme = chosen_programme(actor)
st.text(say("visits.collected.help"))
take_in(actor, programme.id)
