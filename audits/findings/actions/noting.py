"""Findings follow the state of their audit: noted when it is approved, withdrawn when it no longer counts, amended on appeal.

Pages call these instead of the review's actions of the same names, each of which is one part of what is done here.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.actions.checking import settle_checks, undo_checks
from audits.findings.forms import Failing, what_failed
from audits.findings.models import Finding
from audits.findings.rules import LEVELS, Level
from audits.review import actions as review
from audits.review.actions import AppealDecided
from audits.review.forms.appeals import RulingForm
from audits.review.queries.answers import answers_in_effect
from audits.rubrics.forms import score_answers
from audits.rubrics.queries import rubric_version
from audits.visits.models import SCORED_STATES, Assignment, AuditState, Purpose, Submission
from tracker.core import clock, events
from tracker.people.rules import Actor


def approve_audit(session: Session, *, submission_id: UUID, by: Actor) -> int:
    """Approve, note what failed and settle what was checked, in one transaction. How many findings there are."""
    review.approve(session, submission_id=submission_id, by=by)
    return follow_audit(session, submission_id, by)


def settle_appeal(session: Session, *, appeal_id: UUID, seen: int, rulings: Sequence[RulingForm], by: Actor) -> AppealDecided:
    """Decide, and let findings and actions follow the answers that an amendment changed."""
    outcome = review.decide_appeal(session, appeal_id=appeal_id, seen=seen, rulings=rulings, by=by)
    submission, assignment = _audit(session, outcome.audit.submission_id)
    changed = _agree(session, submission, _failing(session, submission.id, assignment), by)
    if changed:
        undo_checks(session, submission_id=submission.id, by=by, about=changed)
        settle_checks(session, submission_id=submission.id, by=by, about=changed)
    return outcome


def withdraw_approval(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> None:
    review.withdraw_approval(session, submission_id=submission_id, reason=reason, by=by)
    follow_audit(session, submission_id, by)


def exclude_audit(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> None:
    """Exclude the audit, and its findings with it."""
    review.exclude_audit(session, submission_id=submission_id, reason=reason, by=by)
    follow_audit(session, submission_id, by)


def reinstate_audit(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> AuditState:
    """Reinstate the audit, and its findings where it counts again."""
    state = review.reinstate_audit(session, submission_id=submission_id, reason=reason, by=by)
    follow_audit(session, submission_id, by)
    return state


def follow_audit(session: Session, submission_id: UUID, by: Actor) -> int:
    """Bring findings and checked actions into agreement with what the audit says now. How many findings stand."""
    submission, assignment = _audit(session, submission_id)
    wanted = _failing(session, submission_id, assignment)
    _agree(session, submission, wanted, by)
    if _counts(assignment):
        settle_checks(session, submission_id=submission_id, by=by)
    else:
        undo_checks(session, submission_id=submission_id, by=by)
    return len(wanted)


def _audit(session: Session, submission_id: UUID) -> tuple[Submission, Assignment]:
    submission = session.get_one(Submission, submission_id)
    return submission, session.get_one(Assignment, submission.assignment_id)


def _counts(assignment: Assignment) -> bool:
    return assignment.state in SCORED_STATES and assignment.purpose is Purpose.COUNTED


def _failing(session: Session, submission_id: UUID, assignment: Assignment) -> list[Failing]:
    if not _counts(assignment):
        return []
    rubric = rubric_version(session, version_id=assignment.rubric_version_id).rubric
    answers = answers_in_effect(session, submission_id)
    return what_failed(rubric, answers, score_answers(rubric, answers))


def _agree(session: Session, submission: Submission, wanted: list[Failing], by: Actor) -> set[str]:
    """The items about which something was noted or withdrawn."""
    stored = {
        Failing(row.kind, row.item_code): row
        for row in session.scalars(select(Finding).where(Finding.submission_id == submission.id).with_for_update())
    }
    noted = [one for one in wanted if one not in stored or stored[one].withdrawn_at is not None]
    withdrawn = [one for one, row in stored.items() if row.withdrawn_at is None and one not in wanted]
    for one in noted:
        if one in stored:
            stored[one].withdrawn_at = None
            continue
        where = {"programme_id": submission.programme_id, "submission_id": submission.id, "store_id": submission.store_id}
        session.add(Finding(**where, kind=one.kind, item_code=one.code))
    for one in withdrawn:
        stored[one].withdrawn_at = clock.now()
    about: dict[str, Any] = {"by": by.person_id, "on": "submission", "key": submission.id}
    if noted:
        events.record(session, **about, verb="findings.noted", change=_by_kind(noted))
    if withdrawn:
        events.record(session, **about, verb="findings.withdrawn", change=_by_kind(withdrawn))
    session.flush()
    return {one.code for one in [*noted, *withdrawn] if LEVELS[one.kind] is Level.ITEM}


def _by_kind(found: Iterable[Failing]) -> dict[str, Any]:
    codes: dict[str, list[str]] = {}
    for one in found:
        codes.setdefault(one.kind.value, []).append(one.code)
    return codes
