"""What the tracker computes by itself, and the button for those who will not wait an hour."""

import streamlit as st

from results.readings.actions.deriving import refresh_derived
from results.readings.queries.derived import derived_indicators
from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, table
from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow


def show_derived(actor: Actor, programme: ProgrammeRow) -> None:
    with reading() as session:
        found = derived_indicators(session, programme_id=programme.id, by=actor)
    if not found:
        empty_state("derived.none")
        return
    table(
        [
            {say("derived.column.indicator"): name, say("derived.column.kind"): say(f"derived.kind.{kind}")}
            for name, kind in found
        ],
        key="derived",
    )
    st.caption(say("derived.explained"))
    if st.button(say("derived.refresh"), key="refresh_derived", icon=":material/refresh:"):
        outcome = attempt(refresh_derived, programme_id=programme.id, by=actor)
        if outcome:
            done("derived.refreshed", new=outcome.value.new, corrected=outcome.value.corrected, same=outcome.value.same)
            st.rerun()
