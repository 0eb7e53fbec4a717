"""One submitted audit as those see it who decide about it, with its shopper, times, attempts and corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from audits.review.models import AuditRelease, AuditScore, Decision, ReturnedItem, ReviewDecision
from audits.review.queries.answers import CorrectionRow, answers_in_effect, corrections_of
from audits.review.queries.counting import is_current
from audits.review.rules import Step, after, week_of
from audits.rubrics.forms import RubricText, score_answers
from audits.rubrics.queries import rubric_version
from audits.scoring.documents import score_document
from audits.scoring.rules import NotAnswered
from audits.visits.actions.given import live_evidence, shown_codes
from audits.visits.models import SCORED_STATES, Assignment, AuditState, Draft, Purpose, Submission
from audits.visits.rules import receipt_of
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Store
from tracker.people.rules import Action, Actor, can

OF_REVIEWERS = frozenset({Step.TAKEN_UP, Step.CORRECTED, Step.RETURNED, Step.RETURN_WITHDRAWN, Step.APPROVED})
OF_APPEALS = frozenset({Step.APPEALED, Step.APPEAL_WITHDRAWN, Step.UPHELD, Step.AMENDED})  # on a page of their own
HAS_SCORE = SCORED_STATES | {AuditState.EXCLUDED}


@dataclass(frozen=True)
class Attempt:
    """One decision about one attempt; one without a decision where none was made. `items` are the reasons of a return by item."""

    number: int
    submission_id: UUID
    receipt: str
    received_at: datetime
    decision: Decision | None
    reason: str
    items: Mapping[str, str]
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True)
class AuditView:
    """`answers` are those in effect, `corrections` say which of them the visitor did not give so. `steps` are what this person
    may do with it now."""

    submission_id: UUID
    store: Label
    store_code: str
    channel: Label
    week: date
    state: AuditState
    rubric: RubricText
    answers: Mapping[str, Any]
    corrections: Sequence[CorrectionRow]
    evidence: Mapping[str, list[str]]
    shown: frozenset[str]
    score: Mapping[str, Any] | None
    shopper: str | None
    reviewer: str
    received_at: datetime
    receipt: str
    attempts: Sequence[Attempt]
    is_released: bool
    is_calibration: bool
    steps: frozenset[Step]

    @property
    def is_approved(self) -> bool:
        return self.state in SCORED_STATES

    @property
    def may_decide(self) -> bool:
        return Step.APPROVED in self.steps


def audit(session: Session, *, submission_id: UUID, by: Actor) -> AuditView:
    """Stores see what `released_audit` shows them, and know it by another key."""
    demand(by, Action.SEE_AUDIT_SCORE)
    demand(by, Action.RELEASE_AUDIT)
    row = _found(session, submission_id, by)
    assignment = row.Assignment
    frozen = session.scalars(select(AuditScore).where(AuditScore.submission_id == submission_id, is_current())).one_or_none()
    rubric, answers = (
        rubric_version(session, version_id=assignment.rubric_version_id).rubric,
        answers_in_effect(session, submission_id),
    )
    is_released = session.get(AuditRelease, submission_id) is not None
    return AuditView(
        submission_id=submission_id,
        store=row.name,
        store_code=row.code,
        channel=row.channel,
        week=week_of(frozen.visited_on if frozen else row.Submission.received_at.date()),
        state=assignment.state,
        rubric=rubric,
        answers=answers,
        corrections=corrections_of(session, submission_id),
        evidence=live_evidence(session, submission_id),
        shown=shown_codes(rubric, answers),
        score=frozen.result if frozen and assignment.state in HAS_SCORE else _score(rubric, answers),
        shopper=_shopper(session, assignment.assignee_id, by),
        reviewer=row.reviewer or "",
        received_at=row.Submission.received_at,
        receipt=receipt_of(row.Submission.payload_hash),
        attempts=_attempts(session, assignment.id),
        is_released=is_released,
        is_calibration=assignment.purpose is Purpose.CALIBRATION,
        steps=_steps(session, row, is_released, by),
    )


def _found(session: Session, submission_id: UUID, by: Actor) -> Any:
    reviewer = aliased(Identity)
    row = session.execute(
        select(
            Submission,
            Assignment,
            Draft,
            Store.name,
            Store.code,
            Channel.name.label("channel"),
            reviewer.display_name.label("reviewer"),
        )
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .outerjoin(reviewer, reviewer.person_id == Assignment.reviewer_id)
        .where(Submission.id == submission_id, store_condition(by), programme_condition(by, Submission.programme_id))
    ).one_or_none()
    if row is None:
        raise NotFound("review.not_found")
    return row


def _steps(session: Session, row: Any, is_released: bool, by: Actor) -> frozenset[Step]:
    """What the table of states and the rights of this person leave; the actions ask the same again."""
    assignment = row.Assignment
    last = session.scalar(select(func.max(Draft.attempt)).where(Draft.assignment_id == assignment.id))
    if row.Draft.attempt != last or by.person_id in (assignment.assignee_id, row.Submission.submitted_by):
        return frozenset()
    state, mine = assignment.state, assignment.reviewer_id == by.person_id
    found = {step for step in Step if after(state, step, AuditState.SUBMITTED) is not None} - OF_APPEALS
    if not can(by, Action.REVIEW_AUDIT):
        found -= OF_REVIEWERS | {Step.APPROVAL_WITHDRAWN}
    if state is AuditState.IN_REVIEW:
        found -= {Step.TAKEN_UP} if mine else OF_REVIEWERS - {Step.TAKEN_UP}
    if is_released:
        found -= {Step.RELEASED, Step.APPROVAL_WITHDRAWN}
    if assignment.purpose is Purpose.CALIBRATION:
        found -= {Step.RELEASED}
    return frozenset(found)


def _score(rubric: RubricText, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return score_document(score_answers(rubric, answers))
    except NotAnswered:
        return None


def _shopper(session: Session, person_id: UUID, by: Actor) -> str | None:
    """The table of names is asked only for those who may know."""
    if not can(by, Action.SEE_SHOPPER_IDENTITY):
        return None
    return session.scalar(select(Identity.display_name).where(Identity.person_id == person_id))


def _attempts(session: Session, assignment_id: UUID) -> list[Attempt]:
    rows = session.execute(
        select(Draft.attempt, Submission, ReviewDecision, Identity.display_name)
        .join(Submission, Submission.id == Draft.id)
        .outerjoin(ReviewDecision, ReviewDecision.submission_id == Submission.id)
        .outerjoin(Identity, Identity.person_id == ReviewDecision.decided_by)
        .where(Draft.assignment_id == assignment_id)
        .order_by(Draft.attempt, ReviewDecision.id)
    ).all()
    keys = [row.ReviewDecision.id for row in rows if row.ReviewDecision]
    items: dict[UUID, dict[str, str]] = {}
    for item in session.scalars(select(ReturnedItem).where(ReturnedItem.decision_id.in_(keys)).order_by(ReturnedItem.id)):
        items.setdefault(item.decision_id, {})[item.item_code] = item.reason
    return [
        Attempt(
            row.attempt,
            row.Submission.id,
            receipt_of(row.Submission.payload_hash),
            row.Submission.received_at,
            row.ReviewDecision.decision if row.ReviewDecision else None,
            row.ReviewDecision.reason if row.ReviewDecision else "",
            items.get(row.ReviewDecision.id, {}) if row.ReviewDecision else {},
            row.ReviewDecision.decided_at if row.ReviewDecision else None,
            row.display_name or "",
        )
        for row in rows
    ]
