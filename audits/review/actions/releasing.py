"""Release: from here on the store sees the audit, and nothing of it tells who came or when within the week."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from audits.review.actions.taking import InHand, follow, is_released, take
from audits.review.actions.telling import tell_released
from audits.review.models import AuditRelease
from audits.review.rules import Step, pseudonym
from audits.visits.models import Purpose
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.ids import timeless_id
from tracker.people.rules import Action, Actor


def release_audits(session: Session, *, submission_ids: Collection[UUID], by: Actor) -> int:
    """How many were released. All or none: one that cannot be refuses the others with it."""
    refuse_unless(bool(submission_ids), "review.nothing_to_release")
    audits = [take(session, key, Action.RELEASE_AUDIT, by) for key in sorted(set(submission_ids))]  # in one order: no deadlock
    for audit in audits:
        follow(audit, Step.RELEASED)
        refuse_unless(not is_released(session, audit.submission.id), "review.already_released")
        refuse_unless(audit.assignment.purpose is Purpose.COUNTED, "review.calibration_stays")
    for audit in audits:
        put_out(session, audit, by)
    return len(audits)


def put_out(session: Session, audit: InHand, by: Actor) -> None:
    """A calibration audit stays inside; it is one of several of the same visit."""
    if audit.assignment.purpose is not Purpose.COUNTED:
        return
    public_id = timeless_id()
    release = AuditRelease(
        submission_id=audit.submission.id,
        programme_id=audit.submission.programme_id,
        store_id=audit.submission.store_id,
        public_id=public_id,
        pseudonym=pseudonym(public_id),
        released_by=by.person_id,
    )
    session.add(release)
    tell_released(session, release)
    said = {"public_id": public_id}
    events.record(session, by=by.person_id, verb="audit.released", on="submission", key=audit.submission.id, change=said)
