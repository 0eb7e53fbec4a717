"""Coverage: how far is a wave, and what is missing where? ?wave=<id> names it."""

import streamlit as st

from audits.visits.queries.waves import waves
from audits.visits.screens.coverage import chosen_wave, show_coverage
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("waves.coverage_title", Action.ASSIGN_VISIT)
st.page_link("audits/waves.py", label=say("waves.back"), icon=":material/arrow_back:")

programme = chosen_programme(actor)
with reading() as session:
    rows = waves(session, programme_id=programme.id, by=actor)
if not rows:
    empty_state("waves.none_yet")
    st.stop()
show_coverage(actor, chosen_wave(rows))
