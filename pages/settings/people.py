"""People: who may sign in, as what, and for which part?"""

import streamlit as st

from tracker.core.db import reading
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page, people
from tracker.plan.queries import programmes

actor = open_page("people.people_title", Action.MANAGE_PEOPLE)

view = st.pills(
    say("people.view"),
    ["accounts", "workbook"],
    default="accounts",
    format_func=lambda name: say(f"people.tab.{name}"),
    required=True,
    label_visibility="collapsed",
    key="people_view",
)
if view == "workbook":
    people.workbook(actor)
else:
    with reading() as session:
        known = {row.id: row.name for row in programmes(session, by=actor)}
    people.everybody(actor, known)
