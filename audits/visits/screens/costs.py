"""What a visit pays and cost, on its visitor's form: small, and after the checklist."""

from uuid import UUID

import streamlit as st

from audits.visits.actions.costs import add_cost, withdraw_cost
from audits.visits.models import CostKind
from audits.visits.queries.costs import CostRow, visit_money
from audits.visits.screens.answers import thumbnail
from tracker.core.db import reading
from tracker.core.files import Picture, prepare_picture
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, plain, show_refusal
from tracker.core.words import money, say
from tracker.money.rules import minor
from tracker.people.rules import Actor

PICTURES = ["jpg", "jpeg", "png", "webp"]
MOST_UNITS = 100_000.0


def costs_of_visit(actor: Actor, assignment_id: UUID) -> None:
    """Fee, costs so far, and one more; nothing before the visit was begun."""
    with reading() as session:
        found = visit_money(session, assignment_id=assignment_id, by=actor)
    if found is None or not found.takes_costs:
        return
    with st.expander(say("costs.of_visit", n=len(found.costs)), icon=":material/receipt_long:"):
        if found.fee_minor:
            st.text(say("costs.fee_is", fee=money(found.fee_minor, found.currency)))
        for cost in found.costs:
            _cost(actor, cost, found.currency)
        _add(actor, assignment_id, found.currency)


def cost_line(cost: CostRow, currency: str) -> str:
    parts = [say(f"costs.kind.{cost.kind.value}"), money(cost.amount_minor, currency), cost.note]
    return " · ".join(part for part in parts if part)


def show_receipt(cost: CostRow) -> None:
    if cost.receipt_hash:
        st.image(thumbnail(cost.receipt_hash), width=120, alt=say("costs.receipt_alt", what=say(f"costs.kind.{cost.kind.value}")))
    else:
        st.caption(say("costs.no_receipt"))


def _cost(actor: Actor, cost: CostRow, currency: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall", width="stretch"):
            st.text(cost_line(cost, currency))
            if cost.accepted_minor is not None:
                said = say("costs.accepted", amount=money(cost.accepted_minor, currency))
                st.caption(plain(f"{said} {cost.decision_note}"))
        show_receipt(cost)
        if cost.is_decided or not st.button(say("costs.withdraw"), key=f"withdraw {cost.id}", icon=":material/delete:"):
            return
        if attempt(withdraw_cost, cost_id=cost.id, seen=cost.version, by=actor):
            st.rerun()


def _add(actor: Actor, assignment_id: UUID, currency: str) -> None:
    """Under a key that counts up, so that what was stored leaves empty inputs behind."""
    turn = st.session_state.setdefault(f"cost_turn {assignment_id}", 0)
    key = f"cost {assignment_id} {turn}"
    kind = st.segmented_control(
        say("costs.column.what"),
        list(CostKind),
        default=CostKind.PURCHASE,
        format_func=lambda each: say(f"costs.kind.{each.value}"),
        required=True,
        width="stretch",
        key=f"{key} kind",
    )
    units = st.number_input(
        say("costs.amount_in", currency=currency),
        min_value=0.01,
        max_value=MOST_UNITS,
        value=None,
        format="%.2f",
        key=f"{key} amount",
    )
    note = st.text_input(say("costs.column.note"), max_chars=500, key=f"{key} note")
    photo = st.file_uploader(say("costs.receipt"), PICTURES, key=f"{key} receipt")
    if not st.button(say("costs.add"), key=f"{key} add", disabled=units is None, width="stretch"):
        return
    receipt = _prepared(photo.getvalue()) if photo else None
    if photo and receipt is None:
        return
    arguments = {"assignment_id": assignment_id, "kind": kind, "amount_minor": minor(units) or 0, "note": note}
    if attempt(add_cost, receipt=receipt, by=actor, **arguments):
        st.session_state[f"cost_turn {assignment_id}"] = turn + 1
        done("costs.added")
        st.rerun()


def _prepared(data: bytes) -> Picture | None:
    """Decoded and written again before the door is opened: that takes up to a second."""
    try:
        return prepare_picture(data)
    except Refusal as refusal:
        show_refusal(refusal)
        return None
