"""The quarterly look at a risk, and its way through its states."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock, db
from tracker.people.rules import Actor
from tracker.plan.actions import open_for_edit
from tracker.risks.actions.history import record_risk
from tracker.risks.forms import ReasonForm, ReviewForm
from tracker.risks.models import Issue, Risk
from tracker.risks.rules import REVIEWED_STATES, RiskState, may_move, next_review


def review_risk(
    session: Session,
    *,
    risk_id: UUID,
    seen: int,
    probability: int,
    impact: int,
    reason: str,
    by: Actor,
    next_on: date | None = None,
) -> None:
    """Looked at today, with the score it has from now on. Without a day it is looked at again in a quarter."""
    risk, _ = open_for_edit(session, Risk, risk_id, belongs_to=Risk.programme_id, seen=seen, by=by)
    db.refuse_unless(risk.state in REVIEWED_STATES, "risks.not_reviewed_now")
    today = clock.today(by.time_zone or "UTC")
    given = ReviewForm.read(probability=probability, impact=impact, next_on=next_on or next_review(today), reason=reason)
    db.refuse_unless(given.next_on > today, "risks.review_in_past", field="next_on")
    changed = db.change(risk, probability=given.probability, impact=given.impact, reviewed_on=today, review_on=given.next_on)
    if changed:
        record_risk(session, risk, "risk.reviewed", changed, reason=given.reason, by=by)


def move_risk(session: Session, *, risk_id: UUID, seen: int, state: RiskState, reason: str, by: Actor) -> None:
    """Watch it, open it again or close it. That it happened is said by `report_issue`; its issue is resolved first."""
    risk, _ = open_for_edit(session, Risk, risk_id, belongs_to=Risk.programme_id, seen=seen, by=by)
    db.refuse_unless(state is not RiskState.HAPPENED, "risks.say_what_happened", field="state")
    db.refuse_unless(may_move(risk.state, state), "risks.cannot_move", field="state")
    unresolved = session.scalar(select(Issue.id).where(Issue.risk_id == risk.id, Issue.resolved_on.is_(None)))
    db.refuse_unless(unresolved is None, "risks.issue_open", field="state")
    given = ReasonForm.read(reason=reason)
    today = clock.today(by.time_zone or "UTC")
    changed = db.change(
        risk,
        state=state,
        closed_on=today if state is RiskState.CLOSED else None,
        review_on=(risk.review_on or next_review(today)) if state in REVIEWED_STATES else None,
    )
    record_risk(session, risk, "risk.moved", changed, reason=given.reason, by=by)
