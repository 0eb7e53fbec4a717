"""Risks: what could go wrong, what is done about it, and who looks at it when?"""

import streamlit as st

from tracker.core.db import reading
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme
from tracker.risks.queries import register
from tracker.risks.screens import exchange, may_edit, note_new, show_heat_map, show_numbers, show_risks

actor = open_page("risks.page_title", Action.SEE_RISKS)
programme = chosen_programme(actor)
with reading() as session:
    found = register(session, programme_id=programme.id, by=actor)
editing = may_edit(programme, actor)

with st.grid(4, min_column_width=130):
    show_numbers(found)
show_heat_map(found)
show_risks(found, actor, editing=editing)
if editing:
    with st.expander(say("risks.note_one"), icon=":material/add:", expanded=not found.risks):
        note_new(programme.id, actor)
    with st.expander(say("risks.workbook"), icon=":material/table:"):
        exchange(programme, actor)
