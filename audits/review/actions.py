"""Approving and returning an audit. What is approved is frozen: the score with its policy and trace, and the month's tally."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditScore, AuditTally, Decision, ReviewDecision
from audits.review.rules import month_of, visited_on
from audits.rubrics.forms import RubricText, score_answers
from audits.rubrics.queries import rubric_version
from audits.scoring.documents import score_document
from audits.scoring.rules import NotAnswered, Score
from audits.visits.actions.given import latest_answers
from audits.visits.models import Assignment, AuditState, Draft, Submission
from tracker.core import db, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Person, Store
from tracker.people.rules import Action, Actor, Place

LONGEST_REASON = 2000
UTC = "UTC"


@dataclass(frozen=True)
class Approved:
    """What was approved, for those who act on it."""

    submission_id: UUID
    programme_id: UUID
    store_id: UUID
    rubric: RubricText
    answers: dict[str, Any]
    score: Score


def approve(session: Session, *, submission_id: UUID, by: Actor) -> Approved:
    """Freeze score and tally. Pages call `findings.actions.approve_audit`, which also notes what failed."""
    waiting = _take(session, submission_id, by)
    submission, answers = waiting.submission, latest_answers(session, submission_id)
    try:
        score = score_answers(waiting.rubric, answers)
    except NotAnswered as error:
        labels = [str(waiting.rubric.items[code].label) for code in error.items]
        raise Refusal("review.no_score", items="; ".join(labels)) from error
    day = _visited_on(session, waiting.assignment)
    session.add(_decision(submission, Decision.APPROVED, by))
    session.add(
        AuditScore(
            programme_id=submission.programme_id,
            submission_id=submission_id,
            store_id=submission.store_id,
            channel_code=waiting.assignment.channel_code,
            visited_on=day,
            earned=str(score.earned),
            possible=str(score.possible),
            percent=None if score.percent is None else float(score.percent),
            passed=score.passed,
            band=score.band,
            result=score_document(score),
        )
    )
    session.flush()
    _count_in(session, waiting.assignment, day, score)
    changed = db.change(waiting.assignment, state=AuditState.APPROVED)
    said = {**changed, "percent": score.shown_percent, "payload": submission.payload_hash}
    events.record(session, by=by.person_id, verb="audit.approved", on="submission", key=submission_id, change=said)
    return Approved(submission_id, submission.programme_id, submission.store_id, waiting.rubric, answers, score)


def return_audit(session: Session, *, submission_id: UUID, reason: str, by: Actor) -> None:
    """Back to its shopper with the reason; what was submitted stays as it was."""
    waiting, reason = _take(session, submission_id, by), reason.replace("\x00", "").strip()
    refuse_unless(bool(reason), "review.reason_missing", field="reason")
    refuse_unless(len(reason) <= LONGEST_REASON, "review.reason_long", field="reason", most=LONGEST_REASON)
    session.add(_decision(waiting.submission, Decision.RETURNED, by, reason))
    changed = db.change(waiting.assignment, state=AuditState.RETURNED)
    events.record(session, by=by.person_id, verb="audit.returned", on="submission", key=submission_id, change=changed)


@dataclass(frozen=True)
class _Waiting:
    submission: Submission
    assignment: Assignment
    rubric: RubricText


def _take(session: Session, submission_id: UUID, by: Actor) -> _Waiting:
    """The audit to decide about, locked; refused when it is one's own, already decided, or not the latest attempt."""
    demand(by, Action.REVIEW_AUDIT)
    row = session.execute(
        select(Submission, Assignment, Draft.attempt, Store.region_id)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .where(Submission.id == submission_id, store_condition(by), programme_condition(by, Submission.programme_id))
        .with_for_update(of=Assignment)
    ).one_or_none()
    if row is None:
        raise NotFound("review.not_found")
    submission, assignment = row.Submission, row.Assignment
    demand(by, Action.REVIEW_AUDIT, Place(submission.programme_id, row.region_id, submission.store_id))
    refuse_unless(by.person_id not in (assignment.assignee_id, submission.submitted_by), "review.own_audit")
    last = session.scalar(select(func.max(Draft.attempt)).where(Draft.assignment_id == assignment.id))
    if assignment.state is not AuditState.SUBMITTED or row.attempt != last:
        raise Stale("review.already_decided")
    return _Waiting(submission, assignment, rubric_version(session, version_id=assignment.rubric_version_id).rubric)


def _decision(submission: Submission, decision: Decision, by: Actor, reason: str = "") -> ReviewDecision:
    return ReviewDecision(
        programme_id=submission.programme_id,
        submission_id=submission.id,
        decision=decision,
        reason=reason,
        decided_by=by.person_id,
    )


def _visited_on(session: Session, assignment: Assignment) -> date:
    first = session.scalars(
        select(Submission.received_at).where(Submission.assignment_id == assignment.id).order_by(Submission.received_at).limit(1)
    ).one()
    return visited_on(first, session.get_one(Person, assignment.assignee_id).time_zone or UTC)


def _count_in(session: Session, assignment: Assignment, day: date, score: Score) -> None:
    """One statement, so that all who approve at once in one store count. Without a percent there is nothing to count."""
    if score.percent is None:
        return
    percent = float(score.percent)
    one = db.insert_into(session, AuditTally).values(
        programme_id=assignment.programme_id,
        month=month_of(day),
        store_id=assignment.store_id,
        channel_code=assignment.channel_code,
        n=1,
        passed=1 if score.passed else 0,
        total=percent,
        total_of_squares=percent * percent,
    )
    sums = {name: AuditTally.__table__.c[name] + one.excluded[name] for name in ("n", "passed", "total", "total_of_squares")}
    session.execute(one.on_conflict_do_update(index_elements=AuditTally.__table__.primary_key, set_=sums))
