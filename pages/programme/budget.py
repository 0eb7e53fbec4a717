"""Budget: what was approved, what is spent and promised, and where does it end?"""

import streamlit as st

from results.comparison.queries import comparison
from tracker.core.db import reading
from tracker.core.words import say
from tracker.money.queries import budget, standing
from tracker.money.screens import (
    PointRow,
    edit_total,
    import_actuals,
    may_manage,
    show_books,
    show_checks,
    show_cost_per_point,
    show_costs,
    show_ledger,
    show_lines,
    show_numbers,
    show_performance,
    show_purchase,
)
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme
from tracker.targets.rules import Direction

actor = open_page("money.page_title", Action.SEE_MONEY)
programme = chosen_programme(actor)
with reading() as session:
    total = budget(session, programme_id=programme.id, by=actor)
    now = standing(session, programme_id=programme.id, by=actor)
    results = comparison(session, programme_id=programme.id, by=actor)
editing = may_manage(programme, actor)

with st.grid(6, min_column_width=130):
    show_numbers(now)
edit_total(total, programme, editing)
show_performance(now, actor)
show_lines(now, actor, editing=editing)
show_purchase(now, actor)
points = [
    PointRow(line.indicator.name, line.indicator.baseline, line.actual.value, line.indicator.direction is Direction.LOWER)
    for line in results.lines
    if line.actual
]
show_cost_per_point(now, points)
show_ledger(now, actor, editing=editing)
if editing:
    with st.expander(say("money.import"), icon=":material/upload_file:"):
        import_actuals(now, actor)
with st.expander(say("money.costs"), icon=":material/payments:"):
    show_costs(now, actor, editing=editing)
with st.expander(say("money.books"), icon=":material/lock:"):
    show_books(now, programme, actor, editing=editing)
show_checks(now, actor)
