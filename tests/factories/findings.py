"""Approved audits with findings in one store or several, and actions against them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.actions import approve_audit, open_actions
from audits.findings.models import Finding
from audits.findings.rules import Cause
from audits.review.models import AuditRelease
from audits.review.rules import pseudonym
from audits.visits.models import Assignment, Submission
from tests.factories.audits import FULL, Visit, new_submission, new_visit
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.ids import timeless_id
from tracker.people.models import Store
from tracker.people.rules import Actor, Role

BAD = {**FULL, "greeted": "no", "greeted.note": "Nobody came", "smile": "no"}
NO_SMILE = {**FULL, "smile": "no"}
PLAN = {"what": "Practise greeting", "cause": Cause.PEOPLE, "whys": ["Nobody looked up"], "expected": "Every guest greeted"}


def another_visit(session: Session, like: Visit, *, store: Store | None = None, shopper: Actor | None = None) -> Visit:
    """One more visit of the same programme and rubric, in the same store unless another is given."""
    made = new_visit(session, store=store or session.get_one(Store, like.store_id), shopper=shopper or like.shopper)
    row = session.get_one(Assignment, made.assignment_id)
    row.programme_id, row.rubric_version_id = like.programme_id, like.version_id
    session.flush()
    return Visit(made.assignment_id, like.programme_id, made.store_id, made.region_id, like.version_id, like.lead, made.shopper)


def approved_audit(session: Session, visit: Visit, answers: dict[str, Any] | None = None, *, released: bool = True) -> UUID:
    """The key of its submission."""
    new_submission(session, visit, answers)
    key = session.scalars(select(Submission.id).where(Submission.assignment_id == visit.assignment_id)).one()
    reviewer = new_actor(session, Role.REVIEWER)
    approve_audit(session, submission_id=key, by=reviewer)
    if released:
        release(session, key, reviewer)
    return key


def release(session: Session, submission_id: UUID, by: Actor) -> UUID:
    submission, public_id = session.get_one(Submission, submission_id), timeless_id()
    where = {"submission_id": submission_id, "programme_id": submission.programme_id, "store_id": submission.store_id}
    session.add(AuditRelease(**where, public_id=public_id, pseudonym=pseudonym(public_id), released_by=by.person_id))
    session.flush()
    return public_id


def finding_of(session: Session, submission_id: UUID, code: str) -> UUID:
    return session.scalars(select(Finding.id).where(Finding.submission_id == submission_id, Finding.item_code == code)).one()


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def new_action(
    session: Session, visit: Visit, submission_id: UUID, code: str = "smile", *, owner: Actor | None = None, **more: Any
) -> UUID:
    """Against that item, owned by the lead unless somebody else is named, due in a week."""
    asked = PLAN | {"due_on": in_days(7), "owner_id": (owner or visit.lead).person_id} | more
    [key] = open_actions(session, finding_ids=[finding_of(session, submission_id, code)], by=visit.lead, **asked)
    return key
