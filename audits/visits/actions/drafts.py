"""A checklist being filled in: opened, held by one tab, each answer and picture stored when given.

Answers and pictures are their own record (append-only, with who and when), so giving one writes no further event: the
event log has one writer at a time, and every tap of every phone would queue for it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import checked, latest_answers, live_evidence
from audits.visits.models import OPEN_STATES, Answer, Assignment, AuditState, Draft, Evidence, Submission
from audits.visits.rules import lease_hash
from tracker.core import clock, db, events, files
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.people.access import demand
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place

MOST_PHOTOS = 10


def open_draft(session: Session, *, assignment_id: UUID, by: Actor) -> UUID:
    """The draft to fill in, made at the first call. A returned audit opens its next attempt with the last answers."""
    assignment = own_visit(session, assignment_id, by)
    last = session.scalars(
        select(Draft).where(Draft.assignment_id == assignment_id).order_by(Draft.attempt.desc()).limit(1)
    ).one_or_none()
    refuse_unless(assignment.state is not AuditState.CANCELLED, "visits.cancelled")
    if last is not None and assignment.state is not AuditState.RETURNED:
        return last.id
    draft = Draft(
        id=new_id(),
        assignment_id=assignment_id,
        attempt=last.attempt + 1 if last else 1,
        programme_id=assignment.programme_id,
        opened_by=by.person_id,
    )
    session.add(draft)
    session.flush()
    if last is not None:
        _carry_over(session, last, draft, by)
    changed = db.change(assignment, state=AuditState.IN_PROGRESS)
    events.record(session, by=by.person_id, verb="visit.opened", on="draft", key=draft.id, change=changed)
    return draft.id


def own_visit(session: Session, assignment_id: UUID, by: Actor) -> Assignment:
    """Locked until the transaction ends."""
    demand(by, Action.FILL_IN_VISIT)
    row = session.execute(
        select(Assignment, Store.region_id)
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.id == assignment_id, Assignment.assignee_id == by.person_id)
        .with_for_update(of=Assignment)
    ).one_or_none()
    if row is None:
        raise NotFound("visits.not_found")
    assignment: Assignment = row.Assignment
    _demand_place(assignment, row.region_id, by)
    return assignment


def _carry_over(session: Session, last: Draft, draft: Draft, by: Actor) -> None:
    for code, value in latest_answers(session, last.id).items():
        if value is not None:
            session.add(_answer(draft, code, value, by))
    for code, hashes in live_evidence(session, last.id).items():
        session.add_all(_evidence(draft, code, file_hash, by) for file_hash in hashes)
    session.flush()


def take_lease(session: Session, *, draft_id: UUID, token: str, by: Actor, force: bool = False, give_up: str = "") -> bool:
    """Whether this token may save from now on. It may when nobody else holds the lease, when it replaces the holder's own
    token (`give_up`), or by `force`: the other tab is then read-only, and what it stored stays in the history."""
    draft = open_to_change(session, draft_id, by).draft
    free = draft.lease_hash is None or draft.lease_hash in (lease_hash(token), lease_hash(give_up))
    if not free and not force:
        return False
    taken_over = not free
    draft.lease_hash, draft.leased_at = lease_hash(token), clock.now()
    session.flush()
    if taken_over:
        events.record(session, by=by.person_id, verb="visit.taken_over", on="draft", key=draft_id)
    return True


def store_answer(
    session: Session,
    *,
    draft_id: UUID,
    item_code: str,
    value: Any,
    lease: str,
    by: Actor,
    claimed_at: datetime | None = None,
    device: str | None = None,
    sequence: int | None = None,
) -> datetime:
    """When the answer was stored; giving the same again changes nothing. Null takes an answer back.

    A device that counts its answers to an item may send one again, or late: what is not above the last one stored of this
    device is acknowledged and not stored. So a counted answer is stored also where it repeats the last: it marks the count.
    """
    opened = held(session, draft_id, lease, by)
    value = checked(opened.rubric, item_code, value)
    last = session.scalars(
        select(Answer).where(Answer.draft_id == draft_id, Answer.item_code == item_code).order_by(Answer.id.desc()).limit(1)
    ).one_or_none()
    counted = _last_counted(session, Answer, draft_id, item_code, device)
    if last is not None and (last.value == value if sequence is None else sequence <= counted):
        return last.answered_at
    answer = _answer(opened.draft, item_code, value, by)
    answer.claimed_at, answer.device, answer.sequence = claimed_at, device, sequence
    session.add(answer)
    session.flush()
    return answer.answered_at


def store_photo(
    session: Session,
    *,
    draft_id: UUID,
    item_code: str,
    data: bytes | files.Picture,
    lease: str,
    by: Actor,
    claimed_at: datetime | None = None,
    device: str | None = None,
    sequence: int | None = None,
) -> str:
    """The hash under which the picture is stored; the same picture of the same item counts once. Counts as with an answer.

    Prepare the picture (`files.prepare_picture`) before opening the door: it takes up to a second.
    """
    opened = held(session, draft_id, lease, by)
    if item_code not in opened.rubric.items:
        raise Refusal("visits.unknown_item", field=item_code, item=item_code)
    picture = files.store_picture(session, data)
    if sequence is not None and sequence <= _last_counted(session, Evidence, draft_id, item_code, device):
        return picture.hash
    given = live_evidence(session, draft_id).get(item_code, [])
    refuse_unless(picture.hash in given or len(given) < MOST_PHOTOS, "visits.too_many_photos", field=item_code, most=MOST_PHOTOS)
    if picture.hash not in given or sequence is not None:
        session.add(_evidence(opened.draft, item_code, picture.hash, by, (claimed_at, device, sequence)))
        session.flush()
    return picture.hash


def withdraw_photo(
    session: Session,
    *,
    draft_id: UUID,
    item_code: str,
    file_hash: str,
    lease: str,
    by: Actor,
    claimed_at: datetime | None = None,
    device: str | None = None,
    sequence: int | None = None,
) -> None:
    """The picture no longer counts; it stays in the history."""
    opened = held(session, draft_id, lease, by)
    if sequence is not None and sequence <= _last_counted(session, Evidence, draft_id, item_code, device):
        return
    if file_hash in live_evidence(session, draft_id).get(item_code, []):
        session.add(_evidence(opened.draft, item_code, file_hash, by, (claimed_at, device, sequence), withdrawn=True))
        session.flush()


def _last_counted(
    session: Session, table: type[Answer] | type[Evidence], draft_id: UUID, item_code: str, device: str | None
) -> int:
    """Up to where this device's count for an item has arrived."""
    if device is None:
        return 0
    last = session.scalar(
        select(func.max(table.sequence)).where(table.draft_id == draft_id, table.item_code == item_code, table.device == device)
    )
    return last or 0


@dataclass(frozen=True)
class OpenDraft:
    """A draft with what decides about it, both rows locked until the transaction ends."""

    draft: Draft
    assignment: Assignment
    rubric: RubricText


def own_draft(session: Session, draft_id: UUID, by: Actor) -> OpenDraft:
    """Locks the draft, so that no answer arrives between a submission's hash and its commit."""
    demand(by, Action.FILL_IN_VISIT)
    row = session.execute(
        select(Draft, Assignment, Store.region_id)
        .join(Assignment, Assignment.id == Draft.assignment_id)
        .join(Store, Store.id == Assignment.store_id)
        .where(Draft.id == draft_id, Assignment.assignee_id == by.person_id)
        .with_for_update(of=[Draft, Assignment])
    ).one_or_none()
    if row is None:
        raise NotFound("visits.not_found")
    _demand_place(row.Assignment, row.region_id, by)
    return OpenDraft(row.Draft, row.Assignment, rubric_version(session, version_id=row.Assignment.rubric_version_id).rubric)


def open_to_change(session: Session, draft_id: UUID, by: Actor) -> OpenDraft:
    opened = own_draft(session, draft_id, by)
    refuse_unless(session.get(Submission, draft_id) is None, "visits.already_submitted")
    refuse_unless(opened.assignment.state in OPEN_STATES, "visits.cancelled")
    return opened


def held(session: Session, draft_id: UUID, lease: str, by: Actor) -> OpenDraft:
    opened = open_to_change(session, draft_id, by)
    if opened.draft.lease_hash != lease_hash(lease):
        raise Stale("visits.not_the_holder")
    return opened


def _demand_place(assignment: Assignment, region_id: UUID, by: Actor) -> None:
    demand(by, Action.FILL_IN_VISIT, Place(assignment.programme_id, region_id, assignment.store_id, assignment.assignee_id))


def _answer(draft: Draft, code: str, value: Any, by: Actor) -> Answer:
    return Answer(programme_id=draft.programme_id, draft_id=draft.id, item_code=code, value=value, answered_by=by.person_id)


def _evidence(
    draft: Draft,
    code: str,
    file_hash: str,
    by: Actor,
    claim: tuple[datetime | None, str | None, int | None] = (None, None, None),
    *,
    withdrawn: bool = False,
) -> Evidence:
    claimed_at, device, sequence = claim
    return Evidence(
        programme_id=draft.programme_id,
        draft_id=draft.id,
        item_code=code,
        file_hash=file_hash,
        withdrawn=withdrawn,
        given_by=by.person_id,
        claimed_at=claimed_at,
        device=device,
        sequence=sequence,
    )
