"""Assignments: who visits which store, and by when?"""

import streamlit as st

from audits.visits.queries import assignments, count_assignments
from audits.visits.screens.assign import assign, pick_state
from audits.visits.screens.assignments import assignment_list
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

PAGE = 20

actor = open_page("visits.assign_title", Action.ASSIGN_VISIT)

programme = chosen_programme(actor)

with st.expander(say("visits.assign_new"), icon=":material/add:"):
    assign(actor, programme.id)
st.page_link("audits/collected.py", label=say("visits.collected.open"), icon=":material/upload_file:")

with reading() as session:
    counts = count_assignments(session, by=actor, programme_id=programme.id)
state = pick_state(counts)
total = counts.get(state, 0) if state else sum(counts.values())
at = st.pagination(max(1, -(-total // PAGE)), key="assignments_page") if total > PAGE else 1
with reading() as session:
    rows = assignments(session, by=actor, programme_id=programme.id, state=state, limit=PAGE, offset=(at - 1) * PAGE)
if rows:
    assignment_list(rows, actor)
else:
    empty_state("visits.no_assignments")
