"""What waits, what was sent, and what could not be."""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, table
from tracker.core.words import moment, number, say
from tracker.messages import queries
from tracker.messages.actions.outbox import try_again
from tracker.messages.queries import MessageRow
from tracker.messages.rules import MOST_ATTEMPTS, MessageState
from tracker.people.rules import Actor
from tracker.people.screens.editing import pages_of


def whole_outbox(actor: Actor) -> None:
    with reading() as session:
        counts = queries.outbox_counts(session, by=actor)
    state: MessageState = st.pills(
        say("messages.state"),
        list(MessageState),
        default=MessageState.GIVEN_UP if counts[MessageState.GIVEN_UP] else MessageState.WAITING,
        format_func=lambda one: say("messages.state_n", state=say(f"messages.state.{one.value}"), n=number(counts[one])),
        required=True,
        label_visibility="collapsed",
        key="outbox_state",
    )
    first = pages_of(f"outbox_{state.value}", counts[state], queries.PAGE)
    with reading() as session:
        rows = queries.outbox(session, by=actor, state=state, offset=first)
    if not rows:
        empty_state("messages.nothing_here")
        return
    table([_row(row) for row in rows], key="outbox")
    if state is MessageState.GIVEN_UP:
        st.caption(say("messages.given_up_help", n=MOST_ATTEMPTS))
        if st.button(say("messages.try_again"), type="primary", icon=":material/refresh:", key="try_again"):
            again = attempt(try_again, by=actor)
            if again:
                done("messages.tried_again", n=again.value)
                st.rerun()


def _row(row: MessageRow) -> dict[str, str]:
    told = {
        say("messages.column.to"): row.person or say("messages.a_group"),
        say("messages.column.subject"): row.subject,
    }
    if row.state is not MessageState.SENT:
        told |= {
            say("messages.column.error"): say(row.last_error) if row.last_error.startswith("messages.") else row.last_error,
            say("messages.column.attempts"): number(row.attempts),
        }
    told |= {say("messages.column.target"): row.target, say("messages.column.written"): moment(row.written_at)}
    if row.state is MessageState.WAITING:
        told[say("messages.column.next")] = moment(row.next_at)
    if row.sent_at is not None:
        told[say("messages.column.sent")] = moment(row.sent_at)
    return told
