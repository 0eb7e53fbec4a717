"""Organisation: which regions, stores, teams and channels are there?"""

import streamlit as st

from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page, organisation

actor = open_page("organisation.title", Action.SEE_ORGANISATION)

VIEWS = {
    "regions": organisation.regions,
    "stores": organisation.stores,
    "teams": organisation.teams,
    "channels": organisation.channels,
    "workbook": organisation.workbook,
}
view = st.pills(
    say("organisation.view"),
    list(VIEWS),
    default="regions",
    format_func=lambda name: say(f"organisation.tab.{name}"),
    required=True,
    label_visibility="collapsed",
    key="organisation_view",
)
VIEWS[view](actor)
