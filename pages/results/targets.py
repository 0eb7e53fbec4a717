"""Targets and definitions: what was promised of each indicator, and how is it measured?"""

import streamlit as st

from results.readings.queries import series
from results.readings.queries.areas import sees_every_store
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme
from tracker.risks.screens import may_edit
from tracker.targets.queries import indicators, people_of, versions
from tracker.targets.rules.contracts import MeasuredValue
from tracker.targets.screens import (
    back_to_all,
    chosen_indicator,
    define_new,
    edit_contract,
    show_contract,
    show_history,
    show_indicators,
    tell_conflicts,
)

actor = open_page("contracts.title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
editing = may_edit(programme, actor)
with reading() as session:
    found = indicators(session, programme_id=programme.id, by=actor)
if not found:
    empty_state("comparison.no_indicator")
elif (indicator := chosen_indicator(found)) is None:
    st.caption(say("contracts.about"))
    show_indicators(found)
    tell_conflicts(programme.id, actor)
else:
    back_to_all()
    measured: list[MeasuredValue] = []
    with reading() as session:
        history = versions(session, indicator_id=indicator.id, by=actor)
        people = people_of(session, indicator=indicator, versions=history, by=actor)
        if editing and sees_every_store(actor):
            points = series(session, programme_id=programme.id, by=actor).get(indicator.id, ())
            measured = [MeasuredValue(point.on, point.value, point.n, point.denominator) for point in points]
    show_contract(indicator, people)
    tell_conflicts(programme.id, actor, indicator.code)
    if editing:
        edit_contract(indicator, measured, programme.starts_on, people, actor)
    show_history(history, people)
if editing and "indicator" not in st.query_params:
    define_new(programme.id, actor)
