"""Visits as cards for a phone, and as a list for the lead."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from audits.visits.actions.assignments import cancel_visit
from audits.visits.models import AuditState
from audits.visits.queries import AssignmentRow, VisitCard
from tracker.core.screens import attempt, done, plain
from tracker.core.words import day, say
from tracker.people.rules import Actor

COLOURS: dict[AuditState, Any] = {
    AuditState.ASSIGNED: "blue",
    AuditState.IN_PROGRESS: "orange",
    AuditState.SUBMITTED: "violet",
    AuditState.RETURNED: "red",
    AuditState.APPROVED: "green",
    AuditState.CANCELLED: "gray",
}


def visit_card(card: VisitCard, today: date) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(str(card.store))}** · {plain(card.store_code)}")
        with st.container(horizontal=True):
            st.badge(say(f"visits.state.{card.state.value}"), color=COLOURS[card.state])
            if card.is_open and card.due_on < today:
                st.badge(say("visits.overdue"), color="red", icon=":material/schedule:")
        st.text(say("visits.card_line", channel=card.channel, start=card.visit_from, due=card.due_on))
        if card.is_open:
            st.progress(
                card.answered / card.items if card.items else 0.0,
                text=say("visits.progress", done=card.answered, items=card.items),
            )
        elif card.receipt:
            st.caption(say("visits.card_receipt", code=card.receipt, at=card.submitted_at))
        address = {"assignment": str(card.assignment_id)}
        if not card.is_open:
            st.page_link("audits/visit.py", label=say("visits.look"), icon=":material/receipt_long:", query_params=address)
        elif st.button(say("visits.open"), key=f"open {card.assignment_id}", type="primary", width="stretch"):
            st.switch_page("audits/visit.py", query_params=address)


def assignment_list(rows: Sequence[AssignmentRow], actor: Actor) -> None:
    """Each visit with its state; what has not been submitted can be called off."""
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge(say(f"visits.state.{row.state.value}"), color=COLOURS[row.state])
            st.text(f"{row.store} · {row.store_code} · {row.region}", width="stretch")
            st.text(
                say("visits.row_line", name=row.assignee, channel=row.channel, start=day(row.visit_from), due=day(row.due_on))
            )
            if row.can_be_cancelled and st.button(say("visits.cancel"), key=f"cancel {row.id}"):
                _ask_cancel(row, actor)


def _ask_cancel(row: AssignmentRow, actor: Actor) -> None:
    @st.dialog(say("visits.cancel_title"))
    def asking() -> None:
        st.text(say("visits.cancel_question", store=row.store, name=row.assignee))
        if st.button(say("visits.cancel_yes"), type="primary", key="cancel_yes") and attempt(
            cancel_visit, assignment_id=row.id, seen=row.version, by=actor
        ):
            done("visits.cancelled_done")
            st.rerun()

    asking()
