"""Filling and removing the example on a page."""

import streamlit as st

from results.example.actions import fill_example, new_password, remove_example
from results.example.queries import is_example
from tracker.core.db import reading
from tracker.core.files import erase_file
from tracker.core.screens import attempt, done
from tracker.core.words import say
from tracker.people.rules import Action, Actor, can
from tracker.people.screens import present
from tracker.plan.queries import programmes

PASSWORD = "example_password"  # noqa: S105 - the place in the session's memory, made before the work, kept for this session only


def mark_example() -> None:
    """On each page, while what is stored is the example."""
    with reading() as session:
        example = is_example(session)
    if example:
        st.badge(say("example.mark"), color="orange")


def offer_example(actor: Actor) -> None:
    """A button that fills the example, while there is no programme; then the password of its people, while this session lasts."""
    if not can(actor, Action.FILL_EXAMPLE):
        return
    with reading() as session:
        filled, taken = is_example(session), bool(programmes(session, by=actor))
    if filled:
        _tell_password()
    if taken:
        return
    with st.container(border=True):
        st.subheader(say("example.offer_title"))
        st.text(say("example.offer"))
        if st.button(say("example.fill"), icon=":material/auto_awesome:", key="example_fill"):
            _fill(actor)


def offer_removal(actor: Actor) -> None:
    """For those who may, while the example is there. Asks twice, for it takes everything."""
    if not can(actor, Action.FILL_EXAMPLE):
        return
    with reading() as session:
        if not is_example(session):
            return
    with st.container(border=True):
        st.subheader(say("example.removal_title"))
        st.text(say("example.removal"))
        _tell_password()
        if st.button(say("example.remove"), icon=":material/delete:", key="example_remove"):
            st.dialog(say("example.removal_title"))(_confirm)()


def _fill(actor: Actor) -> None:
    password = st.session_state.setdefault(PASSWORD, new_password())
    with st.status(say("example.filling")) as status:
        outcome = attempt(fill_example, by=actor, password=password)
        if outcome:
            status.update(label=say("example.filled", n=outcome.value.audits), state="complete")
        else:
            status.update(label=say("example.not_done"), state="error", expanded=True)
    if outcome:
        st.rerun()


def _tell_password() -> None:
    if password := st.session_state.get(PASSWORD):
        st.success(say("example.password", password=password), icon=":material/key:")


def _confirm() -> None:
    actor = present()  # a dialog is a run of its own
    st.text(say("example.confirm"))
    if not st.button(say("example.confirm_remove"), type="primary", key="example_confirm"):
        return
    with st.spinner(say("example.removing")):
        outcome = attempt(remove_example, by=actor)
    if outcome:
        for name in outcome.value:
            erase_file(name)
        st.session_state.pop(PASSWORD, None)
        done("example.removed")
        st.rerun()
