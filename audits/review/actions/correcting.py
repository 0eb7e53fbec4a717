"""An answer corrected in review. What the visitor gave stays beside it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audits.review.actions.taking import InHand, follow, refuse_others, said_why, take
from audits.review.models import AnswerCorrection
from audits.review.queries.answers import answers_in_effect
from audits.review.rules import Step
from audits.visits.actions.given import checked
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.people.rules import Action, Actor


def correct_answer(session: Session, *, submission_id: UUID, item_code: str, value: Any, reason: str, by: Actor) -> None:
    """Possible while the audit is in one's own review; the score follows at the approval."""
    audit = take(session, submission_id, Action.REVIEW_AUDIT, by)
    refuse_others(audit, by)
    follow(audit, Step.CORRECTED, reviewer_id=by.person_id)
    reason = said_why(reason, "review.correction_reason_missing")
    put_right(session, audit, item_code, value, reason, by)
    said = {"item": item_code}
    events.record(session, by=by.person_id, verb="audit.answer_corrected", on="submission", key=submission_id, change=said)


def put_right(
    session: Session, audit: InHand, item_code: str, value: Any, reason: str, by: Actor, *, appeal_id: UUID | None = None
) -> None:
    """A note, which has no item of its own, is never corrected: it is the visitor's own words."""
    refuse_unless(item_code in audit.rubric.items, "visits.unknown_item", field=item_code, item=item_code)
    value = checked(audit.rubric, item_code, value)
    now = answers_in_effect(session, audit.submission.id).get(item_code)
    label = audit.rubric.items[item_code].label
    refuse_unless(value != now, "review.correction_same", field=item_code, item=label)
    session.add(
        AnswerCorrection(
            programme_id=audit.submission.programme_id,
            submission_id=audit.submission.id,
            item_code=item_code,
            value=value,
            reason=reason,
            appeal_id=appeal_id,
            corrected_by=by.person_id,
        )
    )
    session.flush()
