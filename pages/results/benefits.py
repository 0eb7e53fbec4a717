"""Benefits: what is the programme worth, and what is that put down to?"""

import streamlit as st

from results.comparison.queries.benefits import benefits
from results.comparison.screens.benefits import may_edit, note_new, show_ledger, show_removed, show_totals
from tracker.core.db import reading
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("benefits.page_title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
with reading() as session:
    rows = benefits(session, programme_id=programme.id, by=actor)
    removed = benefits(session, programme_id=programme.id, removed=True, by=actor)
editing = may_edit(programme, actor)
show_totals(rows)
show_ledger(rows, editing=editing)
show_removed(removed)
if editing:
    with st.expander(say("benefits.note_new"), icon=":material/add:", expanded=not rows):
        note_new(programme, actor)
