"""Targets: does the programme keep its promise?"""

import streamlit as st

from audits.review.rules import waits_for_release
from results.comparison.queries import board
from results.comparison.screens import (
    chosen_area,
    chosen_line,
    nothing_measured,
    show_bullets,
    show_line,
    show_places,
    show_standings,
)
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme
from tracker.targets.screens import edit_aims, tell_conflicts

actor = open_page("comparison.title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
area = chosen_area(actor)
if waits_for_release(actor):
    st.caption(say("comparison.released_only"))
with reading() as session:
    found = board(session, programme_id=programme.id, area=area, by=actor)
if not found.lines:
    empty_state("comparison.no_indicator")
    st.stop()
line = chosen_line(found)
if line is None:
    show_standings(found)
    if not any(each.points for each in found.lines):
        nothing_measured(actor)
    show_bullets(found)
    tell_conflicts(programme.id, actor)
else:
    show_line(found, line)
    tell_conflicts(programme.id, actor, line.indicator.code)
    edit_aims(line.indicator, actor)
    show_places(actor, line, area)
