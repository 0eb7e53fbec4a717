"""Start: what is there for this person to do, and where does the programme stand?"""

import streamlit as st

from audits.findings.screens.listing import overdue
from audits.findings.screens.todo import show_todo
from results.comparison.queries import comparison
from results.comparison.rules import Standing
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain
from tracker.core.words import day, number, say
from tracker.people.rules import Action, Actor, can
from tracker.people.screens import open_page
from tracker.plan.queries import plan, programmes
from tracker.plan.rules import ProgrammeRow, current_phase, progress


def programme_card(programme: ProgrammeRow, actor: Actor) -> None:
    """One programme in four numbers."""
    with reading() as session:
        rows = plan(session, programme_id=programme.id, by=actor)
        results = comparison(session, programme_id=programme.id, by=actor) if can(actor, Action.SEE_RESULTS) else None
    came, phase = progress(rows), current_phase(rows)
    with st.container(border=True):
        st.subheader(plain(programme.name))
        st.text(say("start.phase_until", phase=phase.name, end=phase.ends_on) if phase else say("start.no_phase"))
        with st.grid(min_column_width=150):
            st.metric(say("start.tasks_done"), say("start.of", done=came.done, all=came.tasks))
            st.metric(say("start.tasks_late"), number(came.late))
            stone = came.next_milestone
            st.metric(say("start.next_milestone"), day(stone.due_on) if stone else "–", help=stone.name if stone else None)
            if results:
                st.metric(say("start.targets_met"), say("start.of", done=results.count(Standing.MET), all=len(results.lines)))
        with st.container(horizontal=True):
            st.page_link("programme/plan.py", label=say("start.to_plan"), query_params={"programme": programme.code})
            if results:
                st.page_link("results/board.py", label=say("start.to_board"), query_params={"programme": programme.code})


actor = open_page("start.title", None)
show_todo(actor)
overdue(actor)
if can(actor, Action.SEE_PLAN):
    with reading() as session:
        found = programmes(session, by=actor)
    for programme in found:
        programme_card(programme, actor)
    if not found and can(actor, Action.START_PROGRAMME):
        empty_state("start.begin")
        st.page_link("programme/first_run.py", label=say("start.to_first_run"))
    elif not found:
        empty_state("start.no_programme")
