"""Visits as cards for a phone."""

from datetime import date
from typing import Any

import streamlit as st

from audits.visits.models import AuditState
from audits.visits.queries import VisitCard
from audits.visits.screens.field import link_to_field_form
from tracker.core.screens import plain
from tracker.core.words import say

COLOURS: dict[AuditState, Any] = {
    AuditState.ASSIGNED: "blue",
    AuditState.IN_PROGRESS: "orange",
    AuditState.SUBMITTED: "violet",
    AuditState.IN_REVIEW: "violet",
    AuditState.RETURNED: "red",
    AuditState.APPROVED: "green",
    AuditState.APPEALED: "orange",
    AuditState.AMENDED: "green",
    AuditState.UPHELD: "green",
    AuditState.EXCLUDED: "gray",
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
        if card.day_part:
            st.caption(say(f"waves.day_part.{card.day_part.value}"))
        if card.unit:
            st.text(say("waves.unit", unit=card.unit))
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
        else:
            if st.button(say("visits.open"), key=f"open {card.assignment_id}", type="primary", width="stretch"):
                st.switch_page("audits/visit.py", query_params=address)
            link_to_field_form(card.assignment_id)
