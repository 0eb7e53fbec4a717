"""The facts of a visit, for whoever reviews it: times by the server's clock with the phone's claims beside them, the place, the
pictures' hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText, note_code
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import live_evidence
from audits.visits.models import Answer, Assignment, Draft, Submission, VisitLocation
from audits.visits.rules.places import distance_m
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class SectionTime:
    """From the first to the last answer of a section as they were stored; claims are the phone's, None where it made none."""

    name: Label
    answers: int
    first: datetime
    last: datetime
    claimed_first: datetime | None
    claimed_last: datetime | None


@dataclass(frozen=True)
class PlaceGiven:
    """A place the visitor agreed to give. `distance_m` is None where the store's own place is not known."""

    latitude: float
    longitude: float
    accuracy_m: float
    distance_m: float | None
    claimed_at: datetime | None
    received_at: datetime


@dataclass(frozen=True)
class VisitFacts:
    attempt: int
    opened_at: datetime
    received_at: datetime
    claimed_at: datetime | None
    device: str
    sections: tuple[SectionTime, ...]
    places: tuple[PlaceGiven, ...]
    pictures: dict[str, list[str]]


def visit_facts(session: Session, *, submission_id: UUID, by: Actor) -> VisitFacts:
    """Of one attempt; places of all attempts, for a visit that was returned was made before."""
    demand(by, Action.SEE_AUDIT_SCORE)
    demand(by, Action.SEE_SHOPPER_IDENTITY)
    row = session.execute(
        select(Submission, Draft.attempt, Draft.opened_at, Assignment.rubric_version_id, Store)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .where(Submission.id == submission_id, store_condition(by), programme_condition(by, Submission.programme_id))
    ).one_or_none()
    if row is None:
        raise NotFound("visits.not_found")
    rubric = rubric_version(session, version_id=row.rubric_version_id).rubric
    times = session.execute(
        select(
            Answer.item_code,
            func.count().label("n"),
            func.min(Answer.answered_at).label("first"),
            func.max(Answer.answered_at).label("last"),
            func.min(Answer.claimed_at).label("claimed_first"),
            func.max(Answer.claimed_at).label("claimed_last"),
        )
        .where(Answer.draft_id == submission_id)
        .group_by(Answer.item_code)
    ).all()
    places = session.scalars(
        select(VisitLocation)
        .join(Draft, Draft.id == VisitLocation.draft_id)
        .where(Draft.assignment_id == row.Submission.assignment_id)
        .order_by(VisitLocation.id)
    )
    return VisitFacts(
        attempt=row.attempt,
        opened_at=row.opened_at,
        received_at=row.Submission.received_at,
        claimed_at=row.Submission.claimed_at,
        device=row.Submission.device,
        sections=_sections(rubric, times),
        places=tuple(_place(place, row.Store) for place in places),
        pictures=live_evidence(session, submission_id),
    )


def _sections(rubric: RubricText, times: Sequence[Any]) -> tuple[SectionTime, ...]:
    found = []
    for section in rubric.sections:
        codes = {code for item in section.items for code in (item.code, note_code(item.code))}
        rows = [row for row in times if row.item_code in codes]
        if rows:
            claims = [row for row in rows if row.claimed_first is not None]
            found.append(
                SectionTime(
                    section.name,
                    sum(row.n for row in rows),
                    min(row.first for row in rows),
                    max(row.last for row in rows),
                    min((row.claimed_first for row in claims), default=None),
                    max((row.claimed_last for row in claims), default=None),
                )
            )
    return tuple(found)


def _place(given: VisitLocation, store: Store) -> PlaceGiven:
    known = store.latitude is not None and store.longitude is not None
    far = distance_m(given.latitude, given.longitude, store.latitude or 0.0, store.longitude or 0.0) if known else None
    return PlaceGiven(given.latitude, given.longitude, given.accuracy_m, far, given.claimed_at, given.received_at)
