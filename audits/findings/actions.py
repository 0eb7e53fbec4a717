"""What failed at an approved audit becomes a finding."""

from uuid import UUID

from sqlalchemy.orm import Session

from audits.findings.models import Finding, FindingKind
from audits.review.actions import approve
from audits.rubrics.forms import failed_items
from tracker.core import events
from tracker.people.rules import Actor


def approve_audit(session: Session, *, submission_id: UUID, by: Actor) -> int:
    """Approve, and note each failed and each critical item, in one transaction. How many findings there are."""
    approved = approve(session, submission_id=submission_id, by=by)
    failed = failed_items(approved.rubric, approved.answers)
    critical = set(approved.score.critical_failed) & {item.item_code for item in failed}
    for item in failed:
        session.add(
            Finding(
                programme_id=approved.programme_id,
                submission_id=submission_id,
                store_id=approved.store_id,
                item_code=item.item_code,
                kind=FindingKind.CRITICAL_ITEM if item.item_code in critical else FindingKind.FAILED_ITEM,
            )
        )
    if failed:
        said = {"failed": [item.item_code for item in failed], "critical": sorted(critical)}
        events.record(session, by=by.person_id, verb="findings.noted", on="submission", key=submission_id, change=said)
    return len(failed)
