"""Where the phone says the visitor was, noted only when the visitor agrees to it.

A place is its own record, as answers are: no further event, and nothing of it in the log, so that it can be erased.
"""

from datetime import datetime
from math import isfinite
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.visits.actions.drafts import open_to_change
from audits.visits.models import VisitLocation
from tracker.core.db import refuse_unless
from tracker.people.rules import Actor

LEAST_ACCURATE_M = 1_000_000  # a position by country at best says nothing about a store
MOST_LOCATIONS = 20  # of one draft: a phone that reports all the time follows its owner about


def note_location(
    session: Session,
    *,
    draft_id: UUID,
    latitude: float,
    longitude: float,
    accuracy_m: float,
    claimed_at: datetime | None,
    by: Actor,
) -> datetime:
    """When the place was stored. Degrees as WGS 84 has them. The same claim sent twice is stored once."""
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # false for NaN too
    refuse_unless(on_earth and isfinite(accuracy_m) and 0 <= accuracy_m <= LEAST_ACCURATE_M, "visits.location_wrong")
    refuse_unless(claimed_at is None or claimed_at.tzinfo is not None, "visits.location_wrong")
    opened = open_to_change(session, draft_id, by)
    if claimed_at is not None:
        known = session.scalars(
            select(VisitLocation).where(VisitLocation.draft_id == draft_id, VisitLocation.claimed_at == claimed_at).limit(1)
        ).one_or_none()
        if known is not None:
            return known.received_at
    noted = session.scalar(select(func.count()).select_from(VisitLocation).where(VisitLocation.draft_id == draft_id)) or 0
    refuse_unless(noted < MOST_LOCATIONS, "visits.too_many_locations", most=MOST_LOCATIONS)
    location = VisitLocation(
        draft_id=opened.draft.id,
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy_m,
        claimed_at=claimed_at,
        given_by=by.person_id,
    )
    session.add(location)
    session.flush()
    return location.received_at
