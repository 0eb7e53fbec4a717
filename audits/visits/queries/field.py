"""One's own visits as a phone keeps them, to be filled in where there is no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import latest_answers_of, live_evidence_of
from audits.visits.models import OPEN_STATES, Answer, Assignment, AuditState, Draft, Evidence
from audits.visits.queries import MOST_CARDS, latest_drafts, own_visits
from audits.visits.rules import lease_hash, receipt_of
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class FieldVisit:
    """`draft_id` is None before the visit is opened. `holds` says whether the lease given may save; `held_elsewhere` that
    another tab or phone may."""

    assignment_id: UUID
    draft_id: UUID | None
    attempt: int
    store: Label
    store_code: str
    channel: Label
    visit_from: date
    due_on: date
    state: AuditState
    version_id: UUID
    rubric: RubricText
    answers: Mapping[str, Any]
    evidence: Mapping[str, list[str]]
    stored_at: datetime | None
    holds: bool
    held_elsewhere: bool
    receipt: str | None
    submitted_at: datetime | None


def field_visits(session: Session, *, lease: str, by: Actor) -> list[FieldVisit]:
    """What is open, by due date."""
    rows = session.execute(
        own_visits(by).where(Assignment.state.in_(OPEN_STATES)).order_by(Assignment.due_on, Assignment.id).limit(MOST_CARDS)
    )
    return _visits(session, list(rows), lease)


def field_visit(session: Session, *, assignment_id: UUID, lease: str, by: Actor) -> FieldVisit:
    """One of them, or one that is submitted: with its receipt."""
    row = session.execute(own_visits(by).where(Assignment.id == assignment_id)).one_or_none()
    if row is None:
        raise NotFound("visits.not_found")
    return _visits(session, [row], lease)[0]


def own_picture(session: Session, *, draft_id: UUID, file_hash: str, by: Actor) -> str:
    """The hash, when the picture was given with this draft and the visit is one's own."""
    demand(by, Action.FILL_IN_VISIT)
    found = session.scalar(
        select(Evidence.file_hash)
        .join(Draft, Draft.id == Evidence.draft_id)
        .join(Assignment, Assignment.id == Draft.assignment_id)
        .where(Evidence.draft_id == draft_id, Evidence.file_hash == file_hash, Assignment.assignee_id == by.person_id)
        .limit(1)
    )
    if found is None:
        raise NotFound("files.gone")
    return found


def _visits(session: Session, rows: list[Row[Assignment, Label, str, Label]], lease: str) -> list[FieldVisit]:
    drafts = latest_drafts(session, [row.Assignment.id for row in rows])
    keys = [draft.id for draft, _ in drafts.values()]
    answers, evidence = latest_answers_of(session, keys), live_evidence_of(session, keys)
    last = dict(
        session.execute(
            select(Answer.draft_id, func.max(Answer.answered_at)).where(Answer.draft_id.in_(keys)).group_by(Answer.draft_id)
        ).all()
    )
    mine, visits = lease_hash(lease), []
    for row in rows:
        assignment, (draft, submission) = row.Assignment, drafts.get(row.Assignment.id, (None, None))
        holder = draft.lease_hash if draft and not submission else None
        visits.append(
            FieldVisit(
                assignment_id=assignment.id,
                draft_id=draft.id if draft else None,
                attempt=draft.attempt if draft else 0,
                store=row.name,
                store_code=row.code,
                channel=row.channel,
                visit_from=assignment.visit_from,
                due_on=assignment.due_on,
                state=assignment.state,
                version_id=assignment.rubric_version_id,
                rubric=rubric_version(session, version_id=assignment.rubric_version_id).rubric,
                answers=answers.get(draft.id, {}) if draft else {},
                evidence=evidence.get(draft.id, {}) if draft else {},
                stored_at=last.get(draft.id) if draft else None,
                holds=holder == mine,
                held_elsewhere=holder not in (None, mine),
                receipt=receipt_of(submission.payload_hash) if submission else None,
                submitted_at=submission.received_at if submission else None,
            )
        )
    return visits
