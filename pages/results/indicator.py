"""One indicator: does it move, why, and where? ?indicator=<code> opens one; region, store and audit lead down."""

import streamlit as st

from audits.review.rules import waits_for_release
from results.comparison.queries.indicator import indicator_view
from results.comparison.screens.area import chosen_area, chosen_part
from results.comparison.screens.indicator import (
    View,
    back_to_board,
    chosen_code,
    chosen_view,
    may_manage,
    show_course,
    show_definition,
    show_happened,
    show_limits,
    show_places,
    show_sources,
)
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme
from tracker.targets.queries import indicators

actor = open_page("comparison.indicator_title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
back_to_board()
with reading() as session:
    names = {row.code: row.name for row in indicators(session, programme_id=programme.id, by=actor)}
if not names:
    empty_state("comparison.no_indicator")
    st.stop()
code = chosen_code(names)
with st.expander(say("board.filter"), icon=":material/filter_list:"):
    area = chosen_part(actor, programme.id, chosen_area(actor))
with reading() as session:
    seen = indicator_view(session, programme_id=programme.id, code=code, area=area, by=actor)
if waits_for_release(actor):
    st.caption(say("comparison.released_only"))
show_course(seen, actor)
editing = may_manage(programme, actor)
match chosen_view():
    case View.PLACES:
        show_places(seen, area, actor)
    case View.HAPPENED:
        show_happened(seen, actor, editing=editing)
    case View.LIMITS:
        show_limits(seen, actor, editing=editing)
    case View.DEFINITION:
        show_definition(seen, actor)
    case View.SOURCES:
        show_sources(seen, area, actor)
