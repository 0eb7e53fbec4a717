"""Reports: what is told to the board, and what was told before?"""

import streamlit as st

from results.reports.screens import (
    ask_lock,
    ask_sections,
    chosen_report,
    may_lock,
    offer_file,
    rows_locked,
    show_locked,
    tell_standing,
)
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("reports.title", Action.SEE_REPORTS)
programme = chosen_programme(actor)
rows = rows_locked(actor, programme)
choice = chosen_report(actor, programme, rows)
tell_standing(actor, choice)
offer_file(actor, choice)
if may_lock(programme, actor):
    st.divider()
    ask_lock(actor, choice)
    ask_sections(actor, choice)
show_locked(rows)
