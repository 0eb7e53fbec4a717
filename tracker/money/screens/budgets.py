"""A budget on a page: its split, and its total."""

from typing import Any

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import attempt, done, plain
from tracker.core.words import field_name, say
from tracker.money.actions import set_budget_total
from tracker.money.forms import LONGEST_REASON
from tracker.money.queries import budget as stored_budget
from tracker.money.rules import OFFERED_CURRENCIES, BudgetRow, minor
from tracker.money.screens.choosing import MOST, STEP, amount_words
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.rules import ProgrammeRow


def edit_total(budget: BudgetRow, programme: ProgrammeRow, editing: bool) -> None:
    """What the budget rests on, and for who manages it the way to set it."""
    st.caption(plain(say("money.basis", basis=budget.basis, total=total_words(budget))))
    if editing and st.button(say("money.edit"), key="edit_budget", icon=":material/edit:"):
        st.dialog(say("money.edit"))(set_total)(budget, programme)


def total_words(budget: BudgetRow) -> str:
    return amount_words(budget.total_minor, budget.currency)


def ask_total(total_minor: int | None, currency: str, key: str) -> dict[str, Any]:
    """The amount and its currency as an action takes them; an empty amount is one that is not known."""
    offered = list(dict.fromkeys([*OFFERED_CURRENCIES, currency]))
    chosen = st.selectbox(field_name("currency"), offered, index=offered.index(currency), key=f"currency_{key}")
    units = st.number_input(
        field_name("total_minor"),
        min_value=0.0,
        max_value=MOST,
        value=None if total_minor is None else total_minor / 100,
        step=STEP,
        format="%.2f",
        placeholder=say("money.unknown"),
        help=say("money.total_help"),
        key=f"total_{key}",
    )
    return {"currency": chosen, "total_minor": minor(units)}


def set_total(saw: BudgetRow, programme: ProgrammeRow) -> None:
    """The body of a dialog."""
    actor = present()
    mine = ask_total(saw.total_minor, saw.currency, f"{saw.id}_{saw.version}")
    mine["reason"] = st.text_input(
        say("money.reason_label"),
        max_chars=LONGEST_REASON,
        help=say("money.reason_label_help"),
        key=f"why_{saw.id}_{saw.version}",
    )
    conflict = f"conflict_{saw.id}_{saw.version}"
    place = st.empty()
    if conflict not in st.session_state and place.button(say("plan.save"), type="primary", key=f"save_{saw.id}_{saw.version}"):
        _save(saw.version, mine, programme, actor, conflict)
    if stored := st.session_state.get(conflict):
        place.empty()
        _choose(stored, mine, programme, actor, conflict)


def _save(seen: int, mine: dict[str, Any], programme: ProgrammeRow, actor: Actor, conflict: str) -> None:
    outcome = attempt(set_budget_total, programme_id=programme.id, seen=seen, by=actor, **mine)
    if outcome:
        st.session_state.pop(conflict, None)
        done("plan.saved")
        st.rerun()
    if isinstance(outcome.refusal, Stale):
        with reading() as session:
            st.session_state[conflict] = stored_budget(session, programme_id=programme.id, by=actor)


def _choose(stored: BudgetRow, mine: dict[str, Any], programme: ProgrammeRow, actor: Actor, conflict: str) -> None:
    st.warning(say("plan.conflict"), icon=":material/group:")
    wanted = amount_words(mine["total_minor"], mine["currency"])
    st.text(say("money.difference", theirs=total_words(stored), mine=wanted))
    with st.container(horizontal=True):
        if st.button(say("plan.keep_theirs"), key=f"theirs_{conflict}"):
            st.session_state.pop(conflict, None)
            st.rerun()
        if st.button(say("plan.save_mine"), type="primary", key=f"mine_{conflict}"):
            _save(stored.version, mine, programme, actor, conflict)
