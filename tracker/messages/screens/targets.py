"""Where messages go: each target with a test, one to change, one to add."""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import number, say
from tracker.messages import queries
from tracker.messages.actions.targets import add_target, change_target, note_trial
from tracker.messages.post import deliver
from tracker.messages.queries import TargetRow
from tracker.messages.rules import RECEIVER, MessageKind
from tracker.people.rules import Actor
from tracker.people.screens.editing import Editing, begin, chosen, fresh, save

LONGEST_ADDRESS = 1000
# One a line: addresses as Apprise writes them, with made-up secrets.
SAMPLES = (
    f"mailtos://user:password@smtp.example.com?from=tracker@example.com&to={RECEIVER}",
    "wecombot://BOT_KEY",
    "dingtalk://SECRET@ACCESS_TOKEN",
    "feishu://TOKEN",
    "workflows://HOST/WORKFLOW/SIGNATURE",
)


def all_targets(actor: Actor) -> None:
    with reading() as session:
        rows = queries.targets(session, by=actor)
    if not rows:
        empty_state("messages.no_targets")
    for row in rows:
        _card(actor, row)
    if rows and (found := chosen("message_target", rows, say("messages.choose_target"), lambda row: row.name)):
        _change(actor, *found)
    with st.expander(say("messages.add_target"), icon=":material/add:", expanded=not rows):
        _add(actor)


def _card(actor: Actor, row: TargetRow) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(row.name)}**", width="content")
            st.badge(say("messages.to_each") if row.is_personal else say("messages.to_group"), color="blue")
            if not row.active:
                st.badge(say("messages.off"), color="gray")
        st.caption(plain(say("messages.target_line", address=row.address, n=number(len(row.kinds)))))
        if st.button(say("messages.try"), key=f"try_{row.id}", icon=":material/send:"):
            _try(actor, row)


def _try(actor: Actor, row: TargetRow) -> None:
    """Sent at once and past the outbox; to a personal target it goes to the administrator's own address."""
    with reading() as session:
        address, email = queries.trial_address(session, target_id=row.id, by=actor)
    if row.is_personal and not email:
        st.warning(say("messages.trial_needs_email"), icon=":material/info:")
        return
    with st.spinner(say("messages.trying")):
        error = deliver(address, email, say("messages.trial_subject"), say("messages.trial_body"))
    attempt(note_trial, target_id=row.id, arrived=not error, by=actor)
    if error:
        st.error(plain(say("messages.trial_failed", what=error)), icon=":material/error:")
    else:
        st.success(say("messages.trial_sent"), icon=":material/check:")


def _change(actor: Actor, row: TargetRow, editing: Editing) -> None:
    with st.container(border=True):
        name = st.text_input(say("messages.target_name"), row.name, max_chars=100, key=f"name_{editing.key}")
        kinds = _kinds(editing, list(row.kinds))
        address = _address(editing, say("messages.new_address"))
        active = st.toggle(say("messages.active"), row.active, key=f"active_{editing.key}")
        if save(
            editing,
            "people.save",
            change_target,
            target_id=row.id,
            seen=editing.seen,
            name=name,
            kinds=kinds,
            active=active,
            address=address,
            by=actor,
        ):
            st.rerun()


def _add(actor: Actor) -> None:
    editing = fresh("message_target")
    name = st.text_input(say("messages.target_name"), max_chars=100, key=f"name_{editing.key}")
    address = _address(editing, say("messages.address"))
    st.caption(say("messages.address_help", email=RECEIVER))
    st.code("\n".join(SAMPLES), language=None, wrap_lines=True)
    kinds = _kinds(editing, list(MessageKind))
    if st.button(say("messages.add"), type="primary", key=f"add_{editing.key}") and attempt(
        add_target, name=name, address=address, kinds=kinds, by=actor
    ):
        begin(editing.kind)
        done("people.saved")
        st.rerun()


def _address(editing: Editing, label: str) -> str:
    return st.text_input(
        label,
        max_chars=LONGEST_ADDRESS,
        key=f"address_{editing.key}",
        type="password",
        autocomplete="off",
        help=say("messages.secret"),
    )


def _kinds(editing: Editing, now: list[MessageKind]) -> list[MessageKind]:
    return st.multiselect(
        say("messages.kinds"),
        list(MessageKind),
        now,
        format_func=lambda kind: say(f"messages.kind.{kind.value}"),
        key=f"kinds_{editing.key}",
        placeholder=say("people.choose_one"),
    )
