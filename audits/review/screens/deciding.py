"""What a reviewer or a lead does with one audit. The audit says which steps are open; the actions ask the same again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from audits.review.actions import LONGEST_REASON, correct_answer, release_audits, return_audit, take_up, withdraw_return
from audits.review.queries import AuditView
from audits.review.rules import Step
from audits.rubrics.forms import ItemKind, visible_options
from audits.rubrics.screens.fields import ask
from tracker.core.screens import attempt, done, plain
from tracker.core.words import say
from tracker.people.rules import Actor

Verb = Callable[..., Any]
UNDO = {
    Step.RETURN_WITHDRAWN: "review.undo_return",
    Step.APPROVAL_WITHDRAWN: "review.undo_approval",
    Step.EXCLUDED: "review.undo_counting",
    Step.REINSTATED: "review.undo_exclusion",
}


@dataclass(frozen=True)
class Verbs:
    """Decisions that later folders follow with what failed; `approve` says how many findings there are."""

    approve: Verb
    exclude: Verb
    reinstate: Verb
    withdraw_approval: Verb


def decide(audit: AuditView, remarks: Mapping[str, str], actor: Actor, verbs: Verbs, *, then: Callable[[], None]) -> None:
    """`then` is called when the audit left this person's hands; a correction or a take-up shows the audit anew."""
    if not audit.steps:
        return
    st.subheader(say("review.decide"))
    if Step.TAKEN_UP in audit.steps:
        _take_up(audit, actor)
    if Step.CORRECTED in audit.steps:
        _correct(audit, actor)
    if Step.APPROVED in audit.steps:
        _approve_or_return(audit, remarks, actor, verbs, then)
    if Step.RELEASED in audit.steps:
        _release(audit, actor, then)
    _undo(audit, actor, verbs, then)


def _take_up(audit: AuditView, actor: Actor) -> None:
    label = say("review.take_over", name=plain(audit.reviewer)) if audit.reviewer else say("review.take_up")
    if st.button(label, key="take_up", icon=":material/front_hand:") and attempt(
        take_up, submission_id=audit.submission_id, by=actor
    ):
        done("review.taken_up_done")
        st.rerun()


def _correct(audit: AuditView, actor: Actor) -> None:
    """The original stays and is shown beside what counts."""
    items = {
        code: item
        for code, item in audit.rubric.items.items()
        if code in audit.shown and item.kind not in (ItemKind.PHOTO, ItemKind.NOTE)
    }
    with st.expander(say("review.correct"), icon=":material/edit:"):
        code = st.selectbox(
            say("review.column.item"),
            list(items),
            index=None,
            format_func=lambda one: str(items[one].label),
            placeholder=say("rubrics.input.choose"),
            key=f"correct {audit.submission_id} {len(audit.corrections)}",
        )
        if code is None:
            return
        key = f"correct {audit.submission_id} {code} {len(audit.corrections)}"
        options = visible_options(audit.rubric, items[code], audit.answers)
        value = ask(items[code], audit.answers.get(code), key=key, required=False, options=options)
        reason = st.text_area(say("review.correction_reason"), max_chars=LONGEST_REASON, key=f"{key} reason")
        given = {"submission_id": audit.submission_id, "item_code": code, "value": value, "reason": reason or ""}
        if st.button(say("review.correct_store"), key="correct", icon=":material/save:") and attempt(
            correct_answer, **given, by=actor
        ):
            done("review.corrected_done")
            st.rerun()


def _approve_or_return(
    audit: AuditView, remarks: Mapping[str, str], actor: Actor, verbs: Verbs, then: Callable[[], None]
) -> None:
    reason = st.text_area(
        say("review.reason"),
        max_chars=LONGEST_REASON,
        placeholder=say("review.reason_hint"),
        key=f"reason {audit.submission_id}",
    )
    if remarks:
        st.caption(say("review.remarks_n", n=len(remarks)))
    with st.container(horizontal=True):
        approves = st.button(say("review.approve"), type="primary", key="approve", icon=":material/check:")
        returns = st.button(say("review.return"), key="return", icon=":material/undo:")
    if approves and (outcome := attempt(verbs.approve, submission_id=audit.submission_id, by=actor)):
        done("review.approved_n", n=outcome.value)
        then()
    given = {"submission_id": audit.submission_id, "reason": reason or "", "items": dict(remarks)}
    if returns and attempt(return_audit, **given, by=actor):
        done("review.returned_done")
        then()


def _release(audit: AuditView, actor: Actor, then: Callable[[], None]) -> None:
    with st.container(border=True):
        st.text(say("review.release_reminder"))
        if st.button(say("review.release"), key="release", icon=":material/storefront:") and attempt(
            release_audits, submission_ids=[audit.submission_id], by=actor
        ):
            done("review.released_n", n=1)
            then()


def _undo(audit: AuditView, actor: Actor, verbs: Verbs, then: Callable[[], None]) -> None:
    """Each is a decision of its own with a reason; nothing is taken out of the record."""
    offered = {
        Step.RETURN_WITHDRAWN: withdraw_return,
        Step.APPROVAL_WITHDRAWN: verbs.withdraw_approval,
        Step.EXCLUDED: verbs.exclude,
        Step.REINSTATED: verbs.reinstate,
    }
    offered = {step: verb for step, verb in offered.items() if step in audit.steps}
    if not offered:
        return
    with st.expander(say("review.undo"), icon=":material/history:"):
        if Step.EXCLUDED in offered:
            st.caption(say("review.exclude_help"))
        reason = st.text_area(say("review.undo_reason"), max_chars=LONGEST_REASON, key=f"undo {audit.submission_id}")
        for step, verb in offered.items():
            pressed = st.button(say(UNDO[step]), key=f"undo_{step.value}")
            if pressed and attempt(verb, submission_id=audit.submission_id, reason=reason or "", by=actor):
                done(f"review.decision.{step.value}")
                then()
