"""What every decision about an audit begins with: who may, whether it is the latest attempt, and what may follow on its state."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import Appeal, AppealDecision, AuditRelease, Decision, ReviewDecision
from audits.review.rules import Ruling, Step, after
from audits.rubrics.forms import RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.models import Assignment, AuditState, Draft, Submission
from tracker.core import db
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Stale
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place

LONGEST_REASON = 2000
TOO_LATE = {
    Step.RETURN_WITHDRAWN: "review.return_was_opened",
    Step.CORRECTED: "review.not_in_review",
    Step.RELEASED: "review.not_to_release",
    Step.EXCLUDED: "review.not_to_exclude",
    Step.REINSTATED: "review.not_excluded",
    Step.APPEALED: "appeals.not_possible",
}


@dataclass(frozen=True)
class InHand:
    """An audit to act on; its assignment is locked until the transaction ends."""

    submission: Submission
    assignment: Assignment
    rubric: RubricText


def take(session: Session, submission_id: UUID, action: Action, by: Actor) -> InHand:
    """Refused when it is beyond one's reach, one's own, or not the latest attempt."""
    demand(by, action)
    row = session.execute(
        select(Submission, Assignment, Draft.attempt, Store.region_id)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .where(Submission.id == submission_id, store_condition(by), programme_condition(by, Submission.programme_id))
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("review.not_found")
    submission, assignment = row.Submission, row.Assignment
    demand(by, action, Place(submission.programme_id, row.region_id, submission.store_id))
    refuse_unless(by.person_id not in (assignment.assignee_id, submission.submitted_by), "review.own_audit")
    last = session.scalar(select(func.max(Draft.attempt)).where(Draft.assignment_id == assignment.id))
    if row.attempt != last and assignment.state is not AuditState.IN_PROGRESS:
        raise Stale("review.already_decided")
    return InHand(submission, assignment, rubric_version(session, version_id=assignment.rubric_version_id).rubric)


def refuse_others(audit: InHand, by: Actor) -> None:
    """What somebody has in review is theirs, until somebody else takes it over."""
    if audit.assignment.state is AuditState.IN_REVIEW and audit.assignment.reviewer_id != by.person_id:
        raise Stale("review.in_other_hands")


def follow(audit: InHand, step: Step, *, was: AuditState | None = None, reviewer_id: UUID | None = None) -> dict[str, list[Any]]:
    """The state that follows. Only what is in review has somebody who reviews it."""
    to = after(audit.assignment.state, step, was)
    if to is None:
        raise Stale(TOO_LATE.get(step, "review.already_decided"))
    return db.change(audit.assignment, state=to, reviewer_id=reviewer_id)


def decided(session: Session, audit: InHand, decision: Decision, by: Actor, reason: str = "") -> UUID:
    """Note the decision; its key."""
    row = ReviewDecision(
        id=new_id(),
        programme_id=audit.submission.programme_id,
        submission_id=audit.submission.id,
        decision=decision,
        reason=reason,
        decided_by=by.person_id,
    )
    session.add(row)
    session.flush()
    return row.id


def is_released(session: Session, submission_id: UUID) -> bool:
    return session.get(AuditRelease, submission_id) is not None


def state_before_exclusion(session: Session, submission_id: UUID) -> AuditState:
    """As the records tell it: decided by an appeal, approved, or not decided at all."""
    ruling = session.scalars(
        select(AppealDecision.ruling)
        .join(Appeal, Appeal.id == AppealDecision.appeal_id)
        .where(Appeal.submission_id == submission_id)
    ).one_or_none()
    if ruling is not None:
        return AuditState.AMENDED if ruling is Ruling.AMENDED else AuditState.UPHELD
    last = session.scalars(
        select(ReviewDecision.decision)
        .where(
            ReviewDecision.submission_id == submission_id,
            ReviewDecision.decision.not_in([Decision.EXCLUDED, Decision.REINSTATED]),
        )
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    ).one_or_none()
    return AuditState.APPROVED if last is Decision.APPROVED else AuditState.SUBMITTED


def said_why(reason: str, missing: str, *, field: str = "reason") -> str:
    reason = reason.replace("\x00", "").strip()
    refuse_unless(bool(reason), missing, field=field)
    refuse_unless(len(reason) <= LONGEST_REASON, "review.reason_long", field=field, most=LONGEST_REASON)
    return reason
