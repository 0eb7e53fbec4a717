"""What changed: what is new between two days, beyond chance?"""

import streamlit as st

from results.comparison.screens import chosen_area
from results.comparison.screens.area import chosen_part
from results.comparison.screens.changes import chosen_days, show_changes
from results.reports.queries import locked, period_words
from results.reports.rules import last_day
from tracker.core.db import reading
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("board.change.title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
reports = {}
if can(actor, Action.SEE_REPORTS):
    with reading() as session:
        rows = locked(session, programme_id=programme.id, by=actor)
    reports = {period_words(row.kind, row.period_on): last_day(row.kind, row.period_on) for row in rows}
first, second = chosen_days(actor, reports)
with st.expander(say("board.filter"), icon=":material/filter_list:"):
    area = chosen_part(actor, programme.id, chosen_area(actor))
show_changes(actor, programme.id, first, second, area)
