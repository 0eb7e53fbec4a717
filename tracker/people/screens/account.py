"""One's own account: language and time zone, password, signed-in browsers, tokens for scripts."""

from zoneinfo import available_timezones

import streamlit as st

from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, Refusal
from tracker.core.screens import attempt, done, empty_state, plain, show_refusal
from tracker.core.words import LANGUAGES, language, moment, say
from tracker.people import passwords, queries
from tracker.people.actions import sign_in, tokens
from tracker.people.actions.accounts import change_own_password, change_own_settings
from tracker.people.rules import Actor, browser_of
from tracker.people.screens.editing import begin, fresh

TOKEN = "fresh_token"  # noqa: S105 - a key of the session's state


def own_settings(actor: Actor) -> None:
    left, right = st.columns(2)
    codes, zones = list(LANGUAGES), sorted(available_timezones())
    zone = actor.time_zone or st.context.timezone or "UTC"
    spoken = left.selectbox(
        say("people.column.language"), codes, index=codes.index(language()), format_func=LANGUAGES.__getitem__, key="own_language"
    )
    stays = right.selectbox(
        say("people.column.time_zone"), zones, index=zones.index(zone) if zone in zones else zones.index("UTC"), key="own_zone"
    )
    with reading() as session:
        known = queries.own_email(session, by=actor)
    email = st.text_input(say("people.email"), known, max_chars=254, key="own_email", type="email", help=say("people.email_help"))
    if st.button(say("people.save"), type="primary", key="save_settings") and attempt(
        change_own_settings, language=spoken, time_zone=stays, email=email, by=actor
    ):
        done("people.saved")
        st.rerun()


def own_password(actor: Actor) -> None:
    with reading() as session:
        account = queries.own_account(session, by=actor)
    if account is None:
        st.text(say("people.no_local_password"))
        return
    editing = fresh("password")
    old = st.text_input(say("people.old_password"), type="password", key=f"old_{editing.key}", autocomplete="current-password")
    new = st.text_input(
        say("people.new_password_label"),
        type="password",
        key=f"new_{editing.key}",
        autocomplete="new-password",
        help=say("people.password_length", shortest=passwords.SHORTEST, longest=passwords.LONGEST),
    )
    if st.button(say("people.change_password"), type="primary", key="save_password") and _change_password(actor, old, new):
        begin("password")
        done("people.password_changed")
        st.rerun()


def _change_password(actor: Actor, old: str, new: str) -> bool:
    """Guessing the old password is slowed as it is at sign-in: whoever finds a device open must not try them all."""
    try:
        with reading() as session:
            account = queries.own_account(session, by=actor)
            sign_in.refuse_while_waiting(session, user_name=account.user_name if account else "", address="")
        if account is None or not passwords.matches(account.password_hash, old):
            with writing() as session:
                sign_in.note_failure(session, user_name=account.user_name if account else "", address="")
            raise NotAllowed("people.old_password_wrong", field="old")
        new_hash = passwords.hashed(new)
    except Refusal as refusal:
        show_refusal(refusal)
        return False
    return bool(attempt(change_own_password, account=account, password_hash=new_hash, by=actor))


def own_sessions(actor: Actor) -> None:
    with reading() as session:
        rows = queries.own_sessions(session, by=actor)
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            browser, system = browser_of(row.browser)
            what = say("people.browser_on", browser=browser, system=system) if system else browser or say("people.some_browser")
            st.markdown(f"**{plain(what)}**  \n{plain(say('people.session_seen', at=moment(row.seen_at)))}", width="content")
            if row.is_this:
                st.badge(say("people.this_browser"))
            elif st.button(say("people.end"), key=f"end_{row.id}") and attempt(sign_in.end_session, session_id=row.id, by=actor):
                done("people.session_ended")
                st.rerun()


def own_tokens(actor: Actor) -> None:
    st.text(say("people.tokens_help"))
    if made := st.session_state.get(TOKEN):
        with st.container(border=True):
            st.warning(say("people.note_token"), icon=":material/key:")
            st.code(made, language=None)
            st.button(say("people.noted"), on_click=lambda: st.session_state.pop(TOKEN, None), key="token_noted")
    with reading() as session:
        rows = queries.own_tokens(session, by=actor)
    if not rows:
        empty_state("people.no_tokens")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(row.label)}**  \n{plain(moment(row.created_at))}", width="content")
            if st.button(say("people.end"), key=f"end_{row.id}") and attempt(tokens.end_token, token_id=row.id, by=actor):
                done("people.token_ended")
                st.rerun()
    editing = fresh("token")
    label = st.text_input(say("people.token_label"), max_chars=100, key=f"label_{editing.key}")
    if st.button(say("people.make_token"), key=f"make_{editing.key}"):
        token = attempt(tokens.make_token, label=label, by=actor)
        if token:
            st.session_state[TOKEN] = token.value
            begin("token")
            st.rerun()
