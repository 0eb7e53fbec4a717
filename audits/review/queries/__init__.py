"""Audits as those see them who decide about them, and as stores see them: without a trace of who the shopper was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditScore, Decision, ReviewDecision
from audits.review.rules import week_of
from audits.rubrics.forms import RubricText, score_answers
from audits.rubrics.queries import rubric_version
from audits.scoring.documents import score_document
from audits.scoring.rules import NotAnswered
from audits.visits.actions.given import latest_answers, live_evidence, shown_codes
from audits.visits.models import Assignment, AuditState, Draft, Submission
from audits.visits.rules import Flag, flags, is_blank, receipt_of
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Person, Store
from tracker.people.rules import Action, Actor, can

MOST_WAITING = 100
UTC = "UTC"


@dataclass(frozen=True)
class QueueRow:
    submission_id: UUID
    store: Label
    store_code: str
    channel: Label
    received_at: datetime
    due_on: date
    attempt: int
    shopper: str
    is_own: bool


@dataclass(frozen=True)
class Attempt:
    number: int
    submission_id: UUID
    receipt: str
    received_at: datetime
    decision: Decision | None
    reason: str


@dataclass(frozen=True)
class AuditView:
    """One submitted audit. For those who review, with its shopper, times and attempts; these are None or empty for others."""

    submission_id: UUID
    store: Label
    store_code: str
    channel: Label
    week: date
    state: AuditState
    rubric: RubricText
    answers: Mapping[str, Any]
    evidence: Mapping[str, list[str]]
    shown: frozenset[str]
    score: Mapping[str, Any] | None
    shopper: str | None
    received_at: datetime | None
    receipt: str | None
    flags: Sequence[Flag]
    attempts: Sequence[Attempt]
    may_decide: bool

    @property
    def is_approved(self) -> bool:
        return self.state is AuditState.APPROVED


@dataclass(frozen=True)
class ApprovedRow:
    submission_id: UUID
    store: Label
    store_code: str
    channel: Label
    week: date
    percent: float | None
    passed: bool | None
    band: str


def queue(session: Session, *, by: Actor) -> list[QueueRow]:
    """What waits for a decision, oldest first."""
    demand(by, Action.REVIEW_AUDIT)
    rows = session.execute(
        select(
            Submission.id,
            Store.name,
            Store.code,
            Channel.name.label("channel"),
            Submission.received_at,
            Assignment.due_on,
            Draft.attempt,
            Identity.display_name,
            Assignment.assignee_id,
        )
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .join(Identity, Identity.person_id == Assignment.assignee_id)
        .where(
            Assignment.state == AuditState.SUBMITTED,
            Draft.attempt == _last_attempt(),
            store_condition(by),
            programme_condition(by, Submission.programme_id),
        )
        .order_by(Submission.received_at)
        .limit(MOST_WAITING)
    )
    named = can(by, Action.SEE_SHOPPER_IDENTITY)
    return [QueueRow(*row[:7], row.display_name if named else "", row.assignee_id == by.person_id) for row in rows]


def approved_audits(session: Session, *, by: Actor, limit: int = 50, offset: int = 0) -> list[ApprovedRow]:
    """Approved audits of the stores this person may see, latest first: the week, not the day, and nobody's name."""
    demand(by, Action.SEE_AUDIT_SCORE)
    rows = session.execute(
        select(AuditScore, Store.name, Store.code, Channel.name.label("channel"), Assignment.rubric_version_id)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == AuditScore.store_id)
        .join(Channel, Channel.code == AuditScore.channel_code)
        .where(store_condition(by), programme_condition(by, AuditScore.programme_id))
        .order_by(AuditScore.visited_on.desc(), AuditScore.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        ApprovedRow(
            row.AuditScore.submission_id,
            row.name,
            row.code,
            row.channel,
            week_of(row.AuditScore.visited_on),
            row.AuditScore.percent,
            row.AuditScore.passed,
            _band(rubric_version(session, version_id=row.rubric_version_id).rubric, row.AuditScore.band),
        )
        for row in rows
    ]


def count_approved(session: Session, *, by: Actor) -> int:
    demand(by, Action.SEE_AUDIT_SCORE)
    query = select(func.count()).select_from(AuditScore).join(Store, Store.id == AuditScore.store_id)
    return session.scalar(query.where(store_condition(by), programme_condition(by, AuditScore.programme_id))) or 0


def audit(session: Session, *, submission_id: UUID, by: Actor) -> AuditView:
    """One audit. Who does not review sees it once it is approved."""
    demand(by, Action.SEE_AUDIT_SCORE)
    reviews = can(by, Action.REVIEW_AUDIT)
    query = (
        select(Submission, Assignment, Draft, Store.name, Store.code, Channel.name.label("channel"), Assignment.rubric_version_id)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(Submission.id == submission_id, store_condition(by), programme_condition(by, Submission.programme_id))
    )
    row = session.execute(query).one_or_none()
    frozen = session.scalars(
        select(AuditScore).where(AuditScore.submission_id == submission_id).order_by(AuditScore.id.desc()).limit(1)
    ).one_or_none()
    if row is None or (frozen is None and not reviews):
        raise NotFound("review.not_found")
    rubric, answers = rubric_version(session, version_id=row.rubric_version_id).rubric, latest_answers(session, submission_id)
    shopper, zone = _shopper(session, row.Assignment.assignee_id, by)
    attempts = _attempts(session, row.Assignment.id) if reviews else []
    is_latest = bool(attempts) and attempts[-1].submission_id == submission_id
    own = by.person_id in (row.Assignment.assignee_id, row.Submission.submitted_by)
    return AuditView(
        submission_id=submission_id,
        store=row.name,
        store_code=row.code,
        channel=row.channel,
        week=week_of(frozen.visited_on if frozen else row.Submission.received_at.date()),
        state=row.Assignment.state,
        rubric=rubric,
        answers=answers,
        evidence=live_evidence(session, submission_id),
        shown=shown_codes(rubric, answers),
        score=frozen.result if frozen else _score(rubric, answers),
        shopper=shopper,
        received_at=row.Submission.received_at if reviews else None,
        receipt=receipt_of(row.Submission.payload_hash) if reviews else None,
        flags=_flags(row, answers, zone) if reviews else (),
        attempts=attempts,
        may_decide=reviews and is_latest and not own and row.Assignment.state is AuditState.SUBMITTED,
    )


def last_return(session: Session, *, assignment_id: UUID, by: Actor) -> str | None:
    """Why one's own audit came back, while it is open again."""
    demand(by, Action.FILL_IN_VISIT)
    return session.scalars(
        select(ReviewDecision.reason)
        .join(Submission, Submission.id == ReviewDecision.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            Assignment.id == assignment_id,
            Assignment.assignee_id == by.person_id,
            Assignment.state.in_([AuditState.RETURNED, AuditState.IN_PROGRESS]),
            ReviewDecision.decision == Decision.RETURNED,
        )
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    ).one_or_none()


def _last_attempt() -> Any:
    later = Draft.__table__.alias("later")
    return select(func.max(later.c.attempt)).where(later.c.assignment_id == Assignment.id).scalar_subquery()


def _band(rubric: RubricText, band: str | None) -> str:
    return rubric.band_name(band) if band else ""


def _score(rubric: RubricText, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return score_document(score_answers(rubric, answers))
    except NotAnswered:
        return None


def _shopper(session: Session, person_id: UUID, by: Actor) -> tuple[str | None, str]:
    """Name and zone of the shopper; the table of names is asked only for those who may know."""
    if not can(by, Action.SEE_SHOPPER_IDENTITY):
        return None, UTC
    row = session.execute(
        select(Identity.display_name, Person.time_zone)
        .join(Person, Person.id == Identity.person_id)
        .where(Person.id == person_id)
    ).one()
    return row.display_name, row.time_zone or UTC


def _flags(row: Any, answers: Mapping[str, Any], zone: str) -> list[Flag]:
    return flags(
        opened_at=row.Draft.opened_at,
        received_at=row.Submission.received_at,
        claimed_at=row.Submission.claimed_at,
        visit_from=row.Assignment.visit_from,
        due_on=row.Assignment.due_on,
        zone=zone,
        answered=sum(1 for value in answers.values() if not is_blank(value)),
    )


def _attempts(session: Session, assignment_id: UUID) -> list[Attempt]:
    rows = session.execute(
        select(Draft.attempt, Submission, ReviewDecision.decision, ReviewDecision.reason)
        .join(Submission, Submission.id == Draft.id)
        .outerjoin(ReviewDecision, ReviewDecision.submission_id == Submission.id)
        .where(Draft.assignment_id == assignment_id)
        .order_by(Draft.attempt, ReviewDecision.id)
    )
    return [
        Attempt(
            row.attempt,
            row.Submission.id,
            receipt_of(row.Submission.payload_hash),
            row.Submission.received_at,
            row.decision,
            row.reason or "",
        )
        for row in rows
    ]
