"""Plan: where do we stand, what comes next, and who does it?"""

import streamlit as st

from tracker.core.db import reading
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.queries import plan_look
from tracker.plan.screens import chosen_baseline, chosen_programme, show_milestones, show_numbers, show_tasks, show_timeline

actor = open_page("plan.title", Action.SEE_PLAN)
programme = chosen_programme(actor)
numbers = st.grid(4, min_column_width=150)
against = chosen_baseline(programme, actor)
with reading() as session:
    look = plan_look(session, programme_id=programme.id, baseline_id=against.id if against else None, by=actor)

with numbers:
    show_numbers(look)
show_timeline(look.plan, look.network, look.ghost, baseline=against.name if against else "", actor=actor)
show_tasks(look.plan, actor)
show_milestones(look.plan, actor)
