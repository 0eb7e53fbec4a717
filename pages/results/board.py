"""Board: does the programme work? One page, read in a minute."""

import streamlit as st

from audits.review.rules import waits_for_release
from results.comparison.queries import board
from results.comparison.screens import chosen_area, nothing_measured
from results.comparison.screens.area import chosen_part
from results.comparison.screens.board import show_cards, show_headline, show_numbers, show_programme
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("board.title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
with st.expander(say("board.filter"), icon=":material/filter_list:"):
    area = chosen_part(actor, programme.id, chosen_area(actor))
with reading() as session:
    found = board(session, programme_id=programme.id, area=area, by=actor)
if not found.lines:
    empty_state("comparison.no_indicator")
    st.stop()
show_headline(found)
show_programme(found.programme)
if waits_for_release(actor):
    st.caption(say("comparison.released_only"))
if not any(line.points for line in found.lines):
    nothing_measured(actor)
show_cards(found)
st.caption(say("board.legend"))
show_numbers(found)
