"""Submissions collected elsewhere, taken in once: each becomes an audit that waits for review."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.assignments import traveller
from audits.visits.actions.given import AT_ONCE, content_hash, text_rows
from audits.visits.forms import CollectedAs, CollectedFile, CollectedRow
from audits.visits.models import Answer, Assignment, AuditState, Draft, Submission, WrittenText
from tracker.core import clock, events
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Problem, Problems
from tracker.people.access import demand, programme_condition
from tracker.people.models import Channel, Person, Store
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.models import Programme, ProgrammeStatus

NOON = time(12)


@dataclass(frozen=True)
class CollectedPlan:
    """What an import would store, and what is stored already. `other` rows are stored with other answers and stay so."""

    new: tuple[CollectedRow, ...]
    same: int
    other: tuple[CollectedRow, ...]


def plan_collected(session: Session, *, file: CollectedFile, into: CollectedAs, by: Actor) -> CollectedPlan:
    """Raises all problems of the file at once."""
    return _planned(session, file, into, by)[0]


def import_collected(session: Session, *, file: CollectedFile, into: CollectedAs, by: Actor) -> CollectedPlan:
    """Store what is new of the file."""
    demand(by, Action.ASSIGN_VISIT, Place(into.programme_id))
    # Two imports of one file at the same time: the second waits here, and then finds the first one's rows.
    session.scalars(select(Programme.id).where(Programme.id == into.programme_id).with_for_update()).one_or_none()
    plan, stores, rubric = _planned(session, file, into, by)
    if not plan.new:
        return plan
    zone = ZoneInfo(session.get_one(Person, into.assignee_id).time_zone or "UTC")
    given = _Given(into, rubric, zone, by.person_id)
    made = [_rows(given, row, stores[row.store_code].id) for row in plan.new]
    for at, table in enumerate((Assignment, Draft, Answer, Submission, WrittenText)):
        rows = [each for one in made for each in one[at]]
        if rows:
            session.execute(insert(table.__table__), rows)  # type: ignore[arg-type]
    hashes = sorted(f"{one[3][0]['id']} {one[3][0]['payload_hash']}" for one in made)
    said = {
        "file": file.name,
        "file_hash": file.file_hash,
        "submissions": len(made),
        "payload": hashlib.sha256("\n".join(hashes).encode()).hexdigest(),
        "assignee": into.assignee_id,
    }
    events.record(session, by=by.person_id, verb="visit.collected", on="rubric_version", key=into.version_id, change=said)
    return plan


@dataclass(frozen=True)
class _Given:
    into: CollectedAs
    rubric: RubricText
    zone: ZoneInfo
    by: UUID


def _planned(
    session: Session, file: CollectedFile, into: CollectedAs, by: Actor
) -> tuple[CollectedPlan, dict[str, Store], RubricText]:
    demand(by, Action.ASSIGN_VISIT, Place(into.programme_id))
    programme = session.scalars(
        select(Programme).where(Programme.id == into.programme_id, programme_condition(by, Programme.id))
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "visits.programme_closed", field="programme_id")
    known = session.scalar(select(Channel.id).where(Channel.code == into.channel_code, Channel.active))
    refuse_unless(known is not None, "visits.channel_unknown", field="channel_code")
    rubric = rubric_version(session, version_id=into.version_id, by=by).rubric
    goes = traveller(session, into.assignee_id)
    stores = {store.code: store for store in _stores(session, sorted({row.store_code for row in file.rows}))}
    problems = [*file.problems, *_store_problems(file, stores, into.programme_id, goes, by)]
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return _compared(session, rubric, file.rows), stores, rubric


def _stores(session: Session, codes: Sequence[str]) -> Iterator[Store]:
    for at in range(0, len(codes), AT_ONCE):
        yield from session.scalars(select(Store).where(Store.code.in_(codes[at : at + AT_ONCE])))


def _store_problems(
    file: CollectedFile, stores: dict[str, Store], programme_id: UUID, goes: Actor, by: Actor
) -> Iterator[Problem]:
    for row in file.rows:
        store = stores.get(row.store_code)
        place = Place(programme_id, store.region_id, store.id) if store else None
        if place is None or not can(by, Action.ASSIGN_VISIT, place):
            key = "visits.collected.unknown_store"
        elif not can(goes, Action.FILL_IN_VISIT, place):
            key = "visits.collected.assignee_elsewhere"
        else:
            continue
        yield Problem(key, file.sheet, row.number, file.store_column, (("text", row.store_code),))


def _compared(session: Session, rubric: RubricText, rows: Sequence[CollectedRow]) -> CollectedPlan:
    stored: dict[UUID, str | None] = {}
    for at in range(0, len(rows), AT_ONCE):
        ids = [row.submission_id for row in rows[at : at + AT_ONCE]]
        found = session.execute(
            select(Draft.id, Submission.payload_hash).outerjoin(Submission, Submission.id == Draft.id).where(Draft.id.in_(ids))
        )
        stored |= {row.id: row.payload_hash for row in found}
    new = [row for row in rows if row.submission_id not in stored]
    other = [
        row
        for row in rows
        if row.submission_id in stored and stored[row.submission_id] != content_hash(rubric, row.submission_id, row.answers, {})
    ]
    return CollectedPlan(tuple(new), len(rows) - len(new) - len(other), tuple(other))


def _rows(given: _Given, row: CollectedRow, store_id: UUID) -> tuple[list[dict[str, Any]], ...]:
    """Assignment, draft, answers, submission and texts. The other system received it, so its moment counts as the arrival."""
    received = row.visited if isinstance(row.visited, datetime) else datetime.combine(row.visited, NOON, given.zone)
    received = received.astimezone(UTC)
    begun = min(row.begun or datetime.combine(received.astimezone(given.zone), time.min, given.zone), received).astimezone(UTC)
    day, assignment_id = received.astimezone(given.zone).date(), new_id()
    both = {"programme_id": given.into.programme_id}
    assignment = both | {
        "id": assignment_id,
        "rubric_version_id": given.into.version_id,
        "store_id": store_id,
        "channel_code": given.into.channel_code,
        "assignee_id": given.into.assignee_id,
        "visit_from": day,
        "due_on": day,
        "state": AuditState.SUBMITTED,
        "version": 1,
        "changed_at": clock.now(),
    }
    draft = both | {
        "id": row.submission_id,
        "assignment_id": assignment_id,
        "attempt": 1,
        "opened_at": begun,
        "opened_by": given.by,
        "lease_hash": None,
        "leased_at": None,
    }
    answers = [
        both
        | {"id": new_id(), "draft_id": row.submission_id, "item_code": code, "value": value}
        | {"answered_at": received, "answered_by": given.by}
        for code, value in row.answers.items()
    ]
    submission = both | {
        "id": row.submission_id,
        "assignment_id": assignment_id,
        "store_id": store_id,
        "payload_hash": content_hash(given.rubric, row.submission_id, row.answers, {}),
        "received_at": received,
        "claimed_at": None,
        "submitted_by": given.by,
    }
    return [assignment], [draft], answers, [submission], text_rows(given.rubric, row.submission_id, row.answers)
