"""Plan: where do we stand, what comes next, and who does it?"""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import download
from tracker.core.words import language
from tracker.money.queries import budget
from tracker.money.screens import show_budget, total_metric
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.queries import plan
from tracker.plan.screens import chosen_programme, may_edit, show_milestones, show_numbers, show_tasks, show_timeline
from tracker.targets.queries import indicators
from tracker.targets.workbook import programme_workbook

actor = open_page("plan.title", Action.SEE_PLAN)
programme = chosen_programme(actor)
with reading() as session:
    rows = plan(session, programme_id=programme.id, by=actor)
    money = budget(session, programme_id=programme.id, by=actor)
    aims = indicators(session, programme_id=programme.id, by=actor)

with st.grid(4, min_column_width=150):
    show_numbers(rows)
    total_metric(money)
show_timeline(rows)
show_tasks(rows, actor)
show_milestones(rows, actor)
show_budget(money, programme, may_edit(rows, actor))
code = language()
download("plan.export", lambda: programme_workbook(rows, money, aims, code), f"{programme.code}.xlsx")
