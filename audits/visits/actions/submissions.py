"""Submitting, once: the same again gets the same receipt, other content is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from audits.rubrics.forms import missing_items
from audits.visits.actions.drafts import OpenDraft, own_draft
from audits.visits.actions.given import checked, content_hash, latest_answers, live_evidence, text_rows
from audits.visits.forms import SubmissionPayload
from audits.visits.models import Answer, AuditState, Evidence, Submission, WrittenText
from audits.visits.rules import lease_hash, receipt_of
from tracker.core import clock, db, events
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import Refusal, Stale
from tracker.people.rules import Actor

LONGEST_DEVICE = 200


class AlreadySubmitted(Refusal):
    """The id is taken by other content, which stays as it is."""

    status = 409


class Incomplete(Refusal):
    """`items` are the codes of what is missing."""

    status = 422

    def __init__(self, items: list[str], texts: str) -> None:
        super().__init__("visits.incomplete", n=len(items), items=texts)
        self.items = items


@dataclass(frozen=True)
class Receipt:
    code: str
    payload_hash: str
    received_at: datetime
    is_new: bool


def submit(
    session: Session,
    *,
    draft_id: UUID,
    lease: str,
    claimed_at: datetime | None,
    by: Actor,
    device: str = "",
    sent_at: datetime | None = None,
) -> Receipt:
    """Submit what is stored with the draft. `device` is what the browser calls itself, `sent_at` the time on its clock."""
    opened = own_draft(session, draft_id, by)
    answers, evidence = latest_answers(session, draft_id), live_evidence(session, draft_id)
    is_open = opened.assignment.state is AuditState.IN_PROGRESS
    if is_open and opened.draft.lease_hash != lease_hash(lease):
        raise Stale("visits.not_the_holder")
    receipt = _accept(session, opened, answers, evidence, claimed_at, by, device, sent_at)
    if receipt.is_new:
        _close(session, opened, receipt, by)
    return receipt


def submit_payload(session: Session, *, submission_id: UUID, payload: SubmissionPayload, by: Actor) -> Receipt:
    """PUT: the payload is the whole content. What it does not name no longer counts; the history of the draft stays."""
    opened = own_draft(session, submission_id, by)
    answers = {code: checked(opened.rubric, code, value) for code, value in payload.answers.items()}
    receipt = _accept(session, opened, answers, payload.evidence, payload.claimed_at, by)
    if receipt.is_new:
        _replace(session, opened, answers, payload.evidence, by)
        _close(session, opened, receipt, by)
    return receipt


def _accept(
    session: Session,
    opened: OpenDraft,
    answers: Mapping[str, Any],
    evidence: Mapping[str, list[str]],
    claimed_at: datetime | None,
    by: Actor,
    device: str = "",
    sent_at: datetime | None = None,
) -> Receipt:
    """Store the submission itself, or find that its id is taken: then the same content gets its receipt again."""
    hashed, draft, assignment = content_hash(opened.rubric, opened.draft.id, answers, evidence), opened.draft, opened.assignment
    is_open = assignment.state is AuditState.IN_PROGRESS
    if not is_open and (stored := session.get(Submission, draft.id)) is not None:
        return _again(stored, hashed)
    refuse_unless(is_open, "visits.not_in_progress")
    missing = missing_items(opened.rubric, answers, {code: len(hashes) for code, hashes in evidence.items()})
    if missing:
        codes = list(dict.fromkeys(item.item_code for item in missing))
        raise Incomplete(codes, "; ".join(str(opened.rubric.items[code].label) for code in codes))
    received_at = clock.now()
    row = {
        "id": draft.id,
        "assignment_id": assignment.id,
        "programme_id": draft.programme_id,
        "store_id": assignment.store_id,
        "payload_hash": hashed,
        "received_at": received_at,
        "claimed_at": claimed_at,
        "sent_at": sent_at,
        "submitted_by": by.person_id,
        "device": device[:LONGEST_DEVICE],
    }
    done = session.execute(db.insert_into(session, Submission.__table__).on_conflict_do_nothing().returning(Submission.id), [row])
    if done.one_or_none() is None:  # an earlier attempt, submitted before this one was opened
        return _again(session.get_one(Submission, draft.id), hashed)
    if texts := text_rows(opened.rubric, draft.id, answers):
        session.execute(insert(WrittenText.__table__), texts)  # type: ignore[arg-type]
    return Receipt(receipt_of(hashed), hashed, received_at, is_new=True)


def _again(stored: Submission, hashed: str) -> Receipt:
    if stored.payload_hash != hashed:
        raise AlreadySubmitted("visits.other_content")
    return Receipt(receipt_of(hashed), hashed, stored.received_at, is_new=False)


def _close(session: Session, opened: OpenDraft, receipt: Receipt, by: Actor) -> None:
    changed = db.change(opened.assignment, state=AuditState.SUBMITTED)
    said = {**changed, "payload": receipt.payload_hash, "attempt": opened.draft.attempt}
    events.record(session, by=by.person_id, verb="visit.submitted", on="submission", key=opened.draft.id, change=said)


def _replace(
    session: Session, opened: OpenDraft, answers: Mapping[str, Any], evidence: Mapping[str, list[str]], by: Actor
) -> None:
    """Add to the history what differs from it."""
    before = latest_answers(session, opened.draft.id)
    after: dict[str, Any] = dict.fromkeys(before) | dict(answers)
    _insert_answers(session, opened, {code: value for code, value in after.items() if before.get(code) != value}, by)
    _keep_only(session, opened, live_evidence(session, opened.draft.id), evidence, by)


def _insert_answers(session: Session, opened: OpenDraft, given: Mapping[str, Any], by: Actor) -> None:
    """All in one statement: a submission of forty answers costs one round trip, not forty."""
    if not given:
        return
    now, draft = clock.now(), opened.draft
    rows = [
        {
            "id": new_id(),
            "programme_id": draft.programme_id,
            "draft_id": draft.id,
            "item_code": code,
            "value": value,
            "answered_at": now,
            "answered_by": by.person_id,
        }
        for code, value in given.items()
    ]
    session.execute(insert(Answer.__table__), rows)  # type: ignore[arg-type]


def _keep_only(
    session: Session, opened: OpenDraft, live: Mapping[str, list[str]], evidence: Mapping[str, list[str]], by: Actor
) -> None:
    """Pictures arrive before the submission that names them; those it does not name are withdrawn."""
    for code, hashes in evidence.items():
        refuse_unless(set(hashes) <= set(live.get(code, [])), "visits.unknown_photo", field=code, item=code)
    for code, hashes in live.items():
        for file_hash in set(hashes) - set(evidence.get(code, [])):
            session.add(
                Evidence(
                    programme_id=opened.draft.programme_id,
                    draft_id=opened.draft.id,
                    item_code=code,
                    file_hash=file_hash,
                    withdrawn=True,
                    given_by=by.person_id,
                )
            )
