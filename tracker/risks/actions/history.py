"""Every change of a risk or of its issue leaves a row that nobody can edit, beside the entry in the log."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import events
from tracker.people.rules import Actor
from tracker.risks.models import Risk, RiskChange
from tracker.risks.rules import score


def remember(session: Session, risk: Risk, changed: dict[str, Any], *, reason: str, by: Actor) -> None:
    """`changed` as `db.change` gives it, with what the risk is from here on."""
    before = score(changed.get("probability", [risk.probability])[0], changed.get("impact", [risk.impact])[0])
    session.add(
        RiskChange(
            risk_id=risk.id,
            change=events.plain(changed),
            reason=reason,
            state=risk.state,
            score_before=before,
            score=score(risk.probability, risk.impact),
            changed_by=by.person_id,
        )
    )


def remember_first(session: Session, risk: Risk, *, by: Actor) -> None:
    now = score(risk.probability, risk.impact)
    session.add(RiskChange(risk_id=risk.id, change={}, state=risk.state, score=now, changed_by=by.person_id))


def record_risk(session: Session, risk: Risk, verb: str, changed: dict[str, Any], *, reason: str, by: Actor) -> None:
    """The row of the history, with the reason, and the entry of the log, without it."""
    remember(session, risk, changed, reason=reason, by=by)
    events.record(session, by=by.person_id, verb=verb, on="risk", key=risk.id, change=changed)


def record_issue(session: Session, issue_id: UUID, verb: str, changed: dict[str, Any], *, by: Actor) -> None:
    events.record(session, by=by.person_id, verb=verb, on="issue", key=issue_id, change=changed)
