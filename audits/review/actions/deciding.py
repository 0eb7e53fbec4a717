"""Decisions about a submitted audit, and their undoing. What is approved is frozen: score, policy and trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audits.review.actions.counting import current_score, freeze, recount, scored
from audits.review.actions.releasing import put_out
from audits.review.actions.taking import (
    InHand,
    decided,
    follow,
    is_released,
    refuse_others,
    said_why,
    state_before_exclusion,
    take,
)
from audits.review.models import Decision, ReturnedItem
from audits.review.queries.answers import answers_in_effect
from audits.review.rules import Step
from audits.rubrics.forms import RubricText
from audits.scoring.rules import Score
from audits.visits.actions.telling import tell_returned
from audits.visits.models import AuditState
from audits.visits.queries import field_rules
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.refusals import Refusal
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class Approved:
    """What was approved, for those who act on it: with the answers in effect."""

    submission_id: UUID
    programme_id: UUID
    store_id: UUID
    rubric: RubricText
    answers: dict[str, Any]
    score: Score


def take_up(session: Session, *, submission_id: UUID, by: Actor) -> None:
    """From here on it is this person's; from somebody else's hands too, which the log tells."""
    audit = take(session, submission_id, Action.REVIEW_AUDIT, by)
    changed = follow(audit, Step.TAKEN_UP, reviewer_id=by.person_id)
    if changed:
        events.record(session, by=by.person_id, verb="audit.taken_up", on="submission", key=submission_id, change=changed)


def approve(session: Session, *, submission_id: UUID, by: Actor) -> Approved:
    """Freeze score and tally. Pages call `findings.actions.approve_audit`, which also notes what failed."""
    audit = take(session, submission_id, Action.REVIEW_AUDIT, by)
    refuse_others(audit, by)
    changed = follow(audit, Step.APPROVED)
    answers = answers_in_effect(session, submission_id)
    score = scored(session, audit, answers)
    decided(session, audit, Decision.APPROVED, by)
    recount(session, freeze(session, audit, score))
    if field_rules(session, programme_id=audit.submission.programme_id).release_at_approval:
        put_out(session, audit, by)
    said = {**changed, "percent": score.shown_percent, "payload": audit.submission.payload_hash}
    events.record(session, by=by.person_id, verb="audit.approved", on="submission", key=submission_id, change=said)
    return approved(audit, answers, score)


def return_audit(
    session: Session, *, submission_id: UUID, reason: str, items: Mapping[str, str] | None = None, by: Actor
) -> None:
    """Back to its visitor: with a reason for the whole, for single items, or both. What was submitted stays as it was."""
    audit = take(session, submission_id, Action.REVIEW_AUDIT, by)
    refuse_others(audit, by)
    if not items or reason.strip():
        reason = said_why(reason, "review.reason_missing")
    said = {code: said_why(text, "review.item_reason_missing", field=code) for code, text in (items or {}).items()}
    for code in said:
        refuse_unless(code in audit.rubric.items, "visits.unknown_item", field=code, item=code)
    changed = follow(audit, Step.RETURNED)
    key = decided(session, audit, Decision.RETURNED, by, reason)
    programme_id = audit.submission.programme_id
    for code, text in said.items():
        session.add(ReturnedItem(programme_id=programme_id, decision_id=key, item_code=code, reason=text))
    tell_returned(session, audit.assignment, key)
    told = {**changed, "items": sorted(said)}
    events.record(session, by=by.person_id, verb="audit.returned", on="submission", key=submission_id, change=told)


def withdraw_return(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> None:
    """Possible until the visitor opens the next attempt; then it is in the hands of whoever withdrew it."""
    audit, reason = take(session, submission_id, Action.REVIEW_AUDIT, by), said_why(reason, "review.undo_reason_missing")
    changed = follow(audit, Step.RETURN_WITHDRAWN, reviewer_id=by.person_id)
    decided(session, audit, Decision.RETURN_WITHDRAWN, by, reason)
    events.record(session, by=by.person_id, verb="audit.return_withdrawn", on="submission", key=submission_id, change=changed)


def withdraw_approval(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> None:
    """Possible until the release. The score stays as a record and no longer counts."""
    audit, reason = take(session, submission_id, Action.REVIEW_AUDIT, by), said_why(reason, "review.undo_reason_missing")
    if is_released(session, submission_id):
        raise Refusal("review.was_released")
    changed = follow(audit, Step.APPROVAL_WITHDRAWN, reviewer_id=by.person_id)
    decided(session, audit, Decision.APPROVAL_WITHDRAWN, by, reason)
    _recount(session, audit)
    events.record(session, by=by.person_id, verb="audit.approval_withdrawn", on="submission", key=submission_id, change=changed)


def exclude_audit(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> None:
    """Kept and paid, and no longer counted. Whoever may release an audit may do it: after an appeal it is the lead's way."""
    audit, reason = take(session, submission_id, Action.RELEASE_AUDIT, by), said_why(reason, "review.exclude_reason_missing")
    changed = follow(audit, Step.EXCLUDED)
    decided(session, audit, Decision.EXCLUDED, by, reason)
    _recount(session, audit)
    events.record(session, by=by.person_id, verb="audit.excluded", on="submission", key=submission_id, change=changed)


def reinstate_audit(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> AuditState:
    """Counted again as it was, or waiting again for its review; the state it has now."""
    audit, reason = take(session, submission_id, Action.RELEASE_AUDIT, by), said_why(reason, "review.undo_reason_missing")
    changed = follow(audit, Step.REINSTATED, was=state_before_exclusion(session, submission_id))
    decided(session, audit, Decision.REINSTATED, by, reason)
    _recount(session, audit)
    events.record(session, by=by.person_id, verb="audit.reinstated", on="submission", key=submission_id, change=changed)
    return audit.assignment.state


def approved(audit: InHand, answers: dict[str, Any], score: Score) -> Approved:
    submission = audit.submission
    return Approved(submission.id, submission.programme_id, submission.store_id, audit.rubric, answers, score)


def _recount(session: Session, audit: InHand) -> None:
    if (score := current_score(session, audit.assignment.id)) is not None:
        recount(session, score)
