"""Gates: may the programme go on, on which evidence, and who decides?"""

import streamlit as st

from audits.rubrics.queries import published_rubrics
from results.gates.queries import EVALUATORS
from tracker.core.db import reading
from tracker.core.screens import plain
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.queries import decisions, evaluate, gates, plan
from tracker.plan.rules import ProgrammeStatus
from tracker.plan.screens import chosen_programme, may_edit
from tracker.plan.screens.gates import (
    Choices,
    add_gate,
    chosen_gate,
    sentence,
    show_criteria,
    show_head,
    show_history,
    show_path,
)
from tracker.targets.queries import indicators

actor = open_page("gates.page_title", Action.SEE_PLAN)
programme = chosen_programme(actor)
active = programme.status is ProgrammeStatus.ACTIVE
with reading() as session:
    rows = plan(session, programme_id=programme.id, by=actor)
    path = gates(session, programme_id=programme.id, by=actor)
    choices = None
    if may_edit(rows, actor):
        aims = {row.code: row.name for row in indicators(session, programme_id=programme.id, by=actor)}
        rubrics = {row.code: str(row.name) for row in published_rubrics(session, by=actor)}
        choices = Choices(rows, aims, rubrics)

opened = chosen_gate(path)
if opened:
    with reading() as session:
        found = evaluate(session, gate_id=opened.id, evaluators=EVALUATORS, by=actor)
        past = decisions(session, gate_id=opened.id, by=actor)
    st.subheader(plain(sentence(found)), anchor=False)
    show_path(path, opened, rows.today)
    show_head(found, EVALUATORS, actor, active=active)
    show_criteria(found, choices, actor, active=active)
    show_history(past, found)
if choices:
    with st.expander(say("gates.define_one"), icon=":material/add:", expanded=not path):
        add_gate(choices)
