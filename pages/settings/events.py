"""Event log: who changed what, and is the record whole?"""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import empty_state, table
from tracker.core.words import say
from tracker.people.queries.log import LATEST, check_chain, event_kinds, latest_events
from tracker.people.rules import Action
from tracker.people.screens import log, open_page

actor = open_page("events.title", Action.SEE_EVENT_LOG)

if st.button(say("events.check"), icon=":material/verified:", help=say("events.check_help")):
    with st.spinner(say("events.checking")), reading() as session:
        found = check_chain(session, by=actor)
    log.show_chain(found.entries, found.head, found.broken_at)

with reading() as session:
    kinds = event_kinds(session, by=actor)
kind = st.selectbox(
    say("events.filter"), kinds, index=None, format_func=log.kind_word, placeholder=say("events.everything"), key="event_kind"
)
with reading() as session:
    rows = latest_events(session, by=actor, kind=kind)
if not rows:
    empty_state("events.none")
else:
    st.caption(say("events.latest", n=LATEST))
    table([log.log_row(row) for row in rows])
