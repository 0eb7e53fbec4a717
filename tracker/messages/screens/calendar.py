"""The address of one's own calendar: made, told once, renewed, ended."""

from urllib.parse import urlsplit

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done
from tracker.core.settings import settings
from tracker.core.words import say
from tracker.messages import queries
from tracker.messages.actions.feeds import end_feed, make_feed
from tracker.people.rules import Actor

ADDRESS = "fresh_calendar"


def own_calendar(actor: Actor) -> None:
    st.text(say("messages.calendar_help"))
    if token := st.session_state.get(ADDRESS):
        address = f"{_origin()}/calendar/{token}.ics"
        with st.container(border=True):
            st.warning(say("messages.note_calendar"), icon=":material/key:")
            st.code(address, language=None, wrap_lines=True)
            st.button(say("people.noted"), on_click=lambda: st.session_state.pop(ADDRESS, None), key="calendar_noted")
    with reading() as session:
        since = queries.live_feed(session, by=actor)
    if since is not None:
        st.text(say("messages.calendar_since", at=since))
    with st.container(horizontal=True):
        label = say("messages.make_calendar") if since is None else say("messages.renew_calendar")
        if st.button(label, key="make_calendar", icon=":material/calendar_month:"):
            made = attempt(make_feed, by=actor)
            if made:
                st.session_state[ADDRESS] = made.value
                st.rerun()
        if since is not None and st.button(say("messages.end_calendar"), key="end_calendar") and attempt(end_feed, by=actor):
            st.session_state.pop(ADDRESS, None)
            done("messages.calendar_ended")
            st.rerun()


def _origin() -> str:
    """The address people type; without that setting, the one this browser came by."""
    here = urlsplit(st.context.url or "")
    return settings().public_url.rstrip("/") or f"{here.scheme}://{here.netloc}"
