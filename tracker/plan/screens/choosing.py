"""Which programme a page is about: kept in the address, so that a link shows the same to everybody who may see it."""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action, Actor, can
from tracker.plan.queries import programmes
from tracker.plan.rules import ProgrammeRow


def chosen_programme(actor: Actor) -> ProgrammeRow:
    """The programme of the address, else the first; with several, a choice. Without any the page ends with what to do next."""
    with reading() as session:
        found = programmes(session, by=actor)
    if not found:
        if can(actor, Action.START_PROGRAMME):
            empty_state("start.begin")
            st.page_link("programme/first_run.py", label=say("start.to_first_run"))
        else:
            empty_state("start.no_programme")
        st.stop()
    wanted = next((row for row in found if row.code == st.query_params.get("programme")), found[0])
    if len(found) == 1:
        return wanted
    chosen = st.selectbox(
        say("start.programme"), found, index=found.index(wanted), format_func=lambda row: row.name, key="chosen_programme"
    )
    if chosen != wanted:
        st.query_params["programme"] = chosen.code
    return chosen
