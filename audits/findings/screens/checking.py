"""Corrective actions on the visitor's form: what to look at, what was found of it, stored at once like an answer."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from audits.findings.actions import store_check
from audits.findings.queries import FormAction, actions_on_form
from audits.findings.rules import CheckOutcome
from audits.visits.queries import VisitInHand
from audits.visits.screens.form import lease_in_hand
from tracker.core.db import reading
from tracker.core.screens import attempt, plain
from tracker.core.words import say
from tracker.people.rules import Actor

COMMITS_AFTER = "500ms"
LONGEST_NOTE = 2000


def below_item(actor: Actor, seen: VisitInHand) -> Callable[[str], None]:
    """Draws the store's actions about an item, each below one item only. Who owns them is not for the visitor to know."""
    placed: dict[str, list[FormAction]] = {}
    for action in _actions(actor, seen):
        placed.setdefault(_place_of(action, seen), []).append(action)

    def draw(item_code: str) -> None:
        for action in placed.get(item_code, ()):
            _check(actor, seen, action)

    return draw


def checks_left(actor: Actor, seen: VisitInHand) -> None:
    """Before sending: the actions whose item was not asked at this visit, and how many were not looked at."""
    actions = _actions(actor, seen)
    hidden = [action for action in actions if _place_of(action, seen) not in seen.shown]
    for action in hidden:
        with st.container(border=True):
            _check(actor, seen, action)
    unseen = [action for action in actions if action.outcome is None and action not in hidden]
    if unseen:
        st.info(say("actions.not_checked_n", n=len(unseen)), icon=":material/build:")


def _actions(actor: Actor, seen: VisitInHand) -> list[FormAction]:
    with reading() as session:
        return actions_on_form(session, draft_id=seen.draft_id, by=actor)


def _place_of(action: FormAction, seen: VisitInHand) -> str:
    """Of its items the first that is asked at every visit, else the first."""
    items = [item for item in seen.rubric.all_items() if item.code in action.codes]
    return next((item for item in items if item.condition is None), items[0]).code


def _check(actor: Actor, seen: VisitInHand, action: FormAction) -> None:
    """As with answers: the default comes from the database, and what differs from what is known to be stored is stored."""
    kept: dict[Any, tuple[CheckOutcome | None, str]] = st.session_state.setdefault(f"checks {seen.draft_id}", {})
    known = kept.setdefault(action.id, (action.outcome, action.note))
    key = f"{seen.draft_id} action {action.id}"
    st.info(say("actions.look_at_claimed" if action.is_claimed else "actions.look_at"), icon=":material/build:")
    st.text(action.what)
    if action.expected:
        st.caption(plain(say("actions.expected_is", text=action.expected)))
    outcome = st.segmented_control(
        say("actions.found"),
        list(CheckOutcome),
        default=known[0],
        format_func=lambda one: say(f"actions.outcome.{one.value}"),
        key=key,
        width="stretch",
    )
    note = st.text_input(say("actions.check_note"), known[1], max_chars=LONGEST_NOTE, key=f"{key} note", live=COMMITS_AFTER)
    if outcome is None and known[0] is not None:
        outcome = CheckOutcome.NOT_SEEN  # what was tapped away was not looked at; what was stored stays on record
    if outcome is None or (outcome, note) == known:
        return
    lease = lease_in_hand(seen.assignment_id)
    given = {"draft_id": seen.draft_id, "action_id": action.id, "outcome": outcome, "note": note or ""}
    if attempt(store_check, **given, lease=lease, by=actor):
        kept[action.id] = (outcome, note)
