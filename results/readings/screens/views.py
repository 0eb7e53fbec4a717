"""One way in at a time; the address keeps the choice."""

from collections.abc import Callable

import streamlit as st

from results.readings.screens.deriving import show_derived
from results.readings.screens.history import show_history
from results.readings.screens.importing import import_file
from results.readings.screens.machines import explain_machines
from results.readings.screens.surveys import import_answers
from results.readings.screens.typed import type_one
from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

VIEWS: dict[str, Callable[[Actor, ProgrammeRow], None]] = {
    "file": import_file,
    "type": type_one,
    "survey": import_answers,
    "machines": explain_machines,
    "derived": show_derived,
    "history": show_history,
}
ADDRESS = "view"


def chosen_view() -> Callable[[Actor, ProgrammeRow], None]:
    """By its name in the address, which is the same in both languages: Streamlit's own binding would write the label there."""
    said = st.query_params.get(ADDRESS)
    wanted = said if said in VIEWS else next(iter(VIEWS))
    chosen = st.segmented_control(
        say("readings.views"),
        list(VIEWS),
        default=wanted,
        required=True,
        format_func=lambda name: say(f"readings.view.{name}"),
        key="readings_view",
        label_visibility="collapsed",
    )
    if chosen != wanted:
        st.query_params[ADDRESS] = chosen
    return VIEWS[str(chosen)]
