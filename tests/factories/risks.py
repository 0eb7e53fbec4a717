"""Risks, stored and ready to be used by a test."""

from typing import Any
from uuid import UUID

from tracker.core.db import writing
from tracker.people.rules import Actor
from tracker.risks.actions import note_risk
from tracker.risks.rules import Proximity, Response, RiskKind

GIVEN: dict[str, Any] = {
    "kind": RiskKind.TECHNICAL,
    "title_en": "The system is late",
    "title_zh": "系统延期",
    "probability": 3,
    "impact": 4,
    "proximity": Proximity.QUARTER,
    "response": Response.REDUCE,
}


def new_risk(programme_id: UUID, by: Actor, **given: Any) -> UUID:
    """A risk of medium score, unless the test says otherwise. Opens the writing door itself."""
    with writing() as session:
        return note_risk(session, programme_id=programme_id, by=by, **GIVEN | given)
