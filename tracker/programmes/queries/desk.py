"""What one person has to look after besides their tasks."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.people.access import demand
from tracker.people.rules import Action, Actor
from tracker.plan.queries import programmes
from tracker.plan.rules import ProgrammeStatus
from tracker.risks.queries import register

SOON = timedelta(days=14)


@dataclass(frozen=True)
class RiskToReview:
    id: UUID
    programme_code: str
    programme: str
    title: str
    review_on: date
    late: bool


def risks_to_review(session: Session, *, by: Actor) -> list[RiskToReview]:
    """One's own risks of open programmes whose review is due within two weeks or overdue; the earliest first."""
    demand(by, Action.SEE_RISKS)
    found = []
    for programme in programmes(session, by=by):
        if programme.status is ProgrammeStatus.ACTIVE:
            known = register(session, programme_id=programme.id, by=by)
            found += [
                RiskToReview(risk.id, programme.code, programme.name, risk.title, risk.review_on, risk.overdue)
                for risk in known.live
                if risk.owner_id == by.person_id and risk.review_on and risk.review_on <= known.today + SOON
            ]
    return sorted(found, key=lambda risk: (risk.review_on, risk.title))
