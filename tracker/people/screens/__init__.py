"""How a page knows who is looking: through the gate's header, checked against the session's row at every run."""

from html import escape
from uuid import UUID

import streamlit as st

from tracker.core import clock, words
from tracker.core.db import reading, writing
from tracker.core.screens import frame
from tracker.core.words import say
from tracker.people.actions.sign_in import SEEN_EVERY, touch_session
from tracker.people.queries import actor_of_session
from tracker.people.rules import Action, Actor, can

NO_ZONE = "UTC"
OF_THIS_RUN = "person of this run"  # laid down by the menu, taken away by the page of the same run: no later run finds it
LINK = (
    "display:inline-block;min-height:44px;line-height:42px;padding:0 1rem;color:inherit;text-decoration:none;"
    "border:1px solid currentColor;border-radius:8px"
)


def present() -> Actor:
    """The person of this run, in their language. Call it first in each page and in each fragment: both are runs of their own."""
    found = _found()
    if found is None:
        words.speak(_spoken(None))
        st.warning(say("people.session_over"))
        same_tab_link("people.sign_in_button", "/sign-in")
        st.stop()
    words.speak(_spoken(found), found.time_zone or st.context.timezone or NO_ZONE)
    return found


def present_in_menu() -> Actor:
    """`present` for the main script, which looks once for itself and for the page it then runs."""
    st.session_state[OF_THIS_RUN] = actor = present()
    return actor


def open_page(title_key: str, action: Action | None) -> Actor:
    """The guard and the head of a page. The title says which question the page answers."""
    actor = st.session_state.pop(OF_THIS_RUN, None) or present()
    frame()
    if action is not None and not can(actor, action):
        st.header(say("people.not_for_you"))
        st.text(say("people.not_allowed"))
        st.stop()
    st.header(say(title_key))
    return actor


def same_tab_link(label_key: str, path: str) -> None:
    """A way out of the pages. Streamlit's own link button opens a second tab, and the first would stay behind."""
    st.html(f'<a href="{path}" style="{LINK}">{escape(say(label_key))}</a>')


def who_is_here(actor: Actor) -> None:
    """At the end of the menu: role, name, and the way out."""
    st.caption(say("people.signed_in_as", role=say(f"people.role.{actor.role.value}")))
    st.text(actor.display_name)
    same_tab_link("people.sign_out_button", "/sign-out")


def _spoken(actor: Actor | None) -> str:
    """The person's own choice, else the one made on the sign-in page, else the browser's."""
    if actor and actor.language:
        return actor.language
    chosen = st.context.cookies.get("lang", "")
    return chosen if chosen in words.LANGUAGES else words.best_language(st.context.locale)


def _found() -> Actor | None:
    said = st.user.get("session")
    if not said:
        return None
    with reading() as session:
        found = actor_of_session(session, session_id=UUID(str(said)))
    if found is None:
        return None
    actor, seen_at = found
    if clock.now() - seen_at > SEEN_EVERY:
        with writing() as session:
            touch_session(session, session_id=UUID(str(said)))
    return actor
