"""What waits for one person, each with the way there."""

import streamlit as st

from audits.findings.queries.todo import TodoKind, has_turns, todo
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import number, say
from tracker.people.rules import Actor

PAGES = {
    TodoKind.VISITS_OVERDUE: "audits/my_visits.py",
    TodoKind.VISITS_RETURNED: "audits/my_visits.py",
    TodoKind.VISITS_OPEN: "audits/my_visits.py",
    TodoKind.PLACES_FREE: "audits/my_visits.py",
    TodoKind.AUDITS_WAITING: "audits/review.py",
    TodoKind.AUDITS_TO_RELEASE: "audits/review.py",
    TodoKind.APPEALS_OPEN: "audits/appeals.py",
    TodoKind.SCORINGS_ASKED: "audits/second_scoring.py",
    TodoKind.ACTIONS_OVERDUE: "audits/actions.py",
    TodoKind.ACTIONS_DUE: "audits/actions.py",
    TodoKind.ACTIONS_LATE: "audits/actions.py",
    TodoKind.MESSAGES_GIVEN_UP: "settings/messages.py",
}


def show_todo(actor: Actor) -> None:
    with reading() as session:
        rows = todo(session, by=actor)
    if not rows and has_turns(actor):
        empty_state("start.nothing_waits")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge(number(row.n), color="red" if row.is_urgent else "blue")
            st.page_link(
                PAGES[row.kind], label=say(f"start.todo.{row.kind.value}"), icon=":material/arrow_forward:", width="content"
            )
            if row.first:
                st.caption(say("start.first_due", due=row.first), width="content")
