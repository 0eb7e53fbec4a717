"""Readings that a machine sent, once under each key."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.actions.imports import revisions_of
from results.readings.actions.storing import one_at_a_time, store_revisions
from results.readings.forms import ReadingText
from results.readings.intake import Wrong, compared, known_codes, wrongs_of
from results.readings.models import ReadingRequest
from results.readings.rules import ReadingSource
from tracker.core import events
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme


class OtherBody(Refusal):
    """The key was used before, for something else."""

    status = 409


class WrongReadings(Refusal):
    """Everything that is wrong with a request: nothing of it was stored."""

    status = 422

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__("readings.request.problems", n=len(wrongs))
        self.wrongs = wrongs


@dataclass(frozen=True)
class Received:
    """`answer` is what the machine is told; `again`: it was told so before."""

    answer: dict[str, Any]
    again: bool


def receive_readings(
    session: Session,
    *,
    programme_code: str,
    idempotency_key: str,
    body_hash: str,
    rows: list[ReadingText],
    wrongs: list[Wrong],
    by: Actor,
) -> Received:
    """Store what is new and what differs, or nothing when anything is wrong; `wrongs` are those found in reading the request."""
    demand(by, Action.IMPORT_READINGS)
    programme_id = session.scalar(
        select(Programme.id).where(Programme.code == programme_code, programme_condition(by, Programme.id))
    )
    if programme_id is None:
        raise NotFound("readings.request.no_programme", code=programme_code[:40])
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    one_at_a_time(session, programme_id)
    before = session.scalars(
        select(ReadingRequest).filter_by(programme_id=programme_id, idempotency_key=idempotency_key)
    ).one_or_none()
    if before is not None:
        if before.body_hash != body_hash:
            raise OtherBody("readings.request.other_body", at=before.received_at)
        return Received(before.answer, True)
    codes = known_codes(session, by=by, programme_id=programme_id)
    found = sorted([*wrongs, *wrongs_of(rows, codes)], key=lambda wrong: wrong.text.row or 0)
    if found:
        raise WrongReadings(found)
    comparison = compared(session, rows, codes)
    changes = revisions_of([*comparison.new, *comparison.corrected])
    store_revisions(session, changes, programme_id=programme_id, source=ReadingSource.RECEIVED, by=by)
    counted = {"new": len(comparison.new), "corrected": len(comparison.corrected), "same": comparison.same}
    key = new_id()
    answer = {"received": body_hash, "rows": len(rows), **counted}
    request = ReadingRequest(
        id=key,
        programme_id=programme_id,
        idempotency_key=idempotency_key,
        body_hash=body_hash,
        answer=answer,
        received_by=by.person_id,
    )
    session.add(request)
    events.record(
        session,
        by=by.person_id,
        verb="readings.received",
        on="reading_request",
        key=key,
        change={"body_hash": body_hash, "rows": len(rows), **counted},
    )
    return Received(answer, False)
