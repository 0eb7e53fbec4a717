"""Why one's own audit came back: as a whole, and item by item."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.models import Decision, ReturnedItem, ReviewDecision
from audits.visits.models import Assignment, AuditState, Submission
from tracker.people.access import demand
from tracker.people.rules import Action, Actor


def last_return(session: Session, *, assignment_id: UUID, by: Actor) -> str | None:
    """Of one's own audit, while it is open again; empty where only single items came back."""
    found = _last(session, assignment_id, by)
    return found.reason if found else None


def return_remarks(session: Session, *, assignment_id: UUID, by: Actor) -> dict[str, list[str]]:
    """What is wrong with single items of one's own audit, while it is open again; by item code."""
    found = _last(session, assignment_id, by)
    remarks: dict[str, list[str]] = {}
    if found is not None:
        rows = session.scalars(select(ReturnedItem).where(ReturnedItem.decision_id == found.id).order_by(ReturnedItem.id))
        for row in rows:
            remarks.setdefault(row.item_code, []).append(row.reason)
    return remarks


def _last(session: Session, assignment_id: UUID, by: Actor) -> ReviewDecision | None:
    demand(by, Action.FILL_IN_VISIT)
    return session.scalars(
        select(ReviewDecision)
        .join(Submission, Submission.id == ReviewDecision.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            Assignment.id == assignment_id,
            Assignment.assignee_id == by.person_id,
            Assignment.state.in_([AuditState.RETURNED, AuditState.IN_PROGRESS]),
            ReviewDecision.decision == Decision.RETURNED,
        )
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    ).one_or_none()
