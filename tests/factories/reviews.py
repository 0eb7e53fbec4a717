"""Audits that were submitted, approved, released and appealed against, stored and ready to be used by a test."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.actions import approve, open_appeal, release_audits
from audits.review.forms.appeals import AppealItemForm
from audits.review.models import AppealCategory, AuditRelease
from audits.visits.models import Draft, Submission
from tests.factories.audits import Visit, new_submission
from tests.factories.people import new_actor
from tracker.people.rules import Actor, Role


def submitted(session: Session, visit: Visit, answers: dict[str, Any] | None = None) -> UUID:
    new_submission(session, visit, answers)
    return session.scalars(
        select(Submission.id)
        .join(Draft, Draft.id == Submission.id)
        .where(Submission.assignment_id == visit.assignment_id)
        .order_by(Draft.attempt.desc())
        .limit(1)
    ).one()


def approved(session: Session, visit: Visit, answers: dict[str, Any] | None = None, *, by: Actor | None = None) -> UUID:
    key = submitted(session, visit, answers)
    approve(session, submission_id=key, by=by or new_actor(session, Role.REVIEWER))
    return key


def released(session: Session, visit: Visit, answers: dict[str, Any] | None = None, *, by: Actor | None = None) -> UUID:
    """The audit's own key; its store knows it by `public_id_of`."""
    key = approved(session, visit, answers, by=by)
    release_audits(session, submission_ids=[key], by=visit.lead)
    return key


def public_id_of(session: Session, submission_id: UUID) -> UUID:
    return session.scalars(select(AuditRelease.public_id).where(AuditRelease.submission_id == submission_id)).one()


def manager_of(session: Session, visit: Visit) -> Actor:
    return new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])


def objection(code: str = "smile", text: str = "She did smile", **given: Any) -> AppealItemForm:
    return AppealItemForm(item_code=code, text=text, **{"category": AppealCategory.FACT} | given)


def appealed(session: Session, visit: Visit, submission_id: UUID, *codes: str, by: Actor | None = None) -> UUID:
    """The appeal's key."""
    manager = by or manager_of(session, visit)
    items = [objection(code) for code in codes or ("smile",)]
    return open_appeal(session, public_id=public_id_of(session, submission_id), items=items, by=manager)
