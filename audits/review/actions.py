"""Approving and returning an audit, and scoring it again beside its score. What is approved is frozen: the score with its
policy and trace, and the month's tally."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditRescore, AuditScore, AuditTally, Decision, ReviewDecision
from audits.review.queries.approved import score_under
from audits.review.rules import month_of, visited_on
from audits.rubrics.forms import RubricText, score_answers
from audits.rubrics.queries import rubric_version
from audits.scoring.documents import score_document
from audits.scoring.policy import Policy
from audits.scoring.rules import NotAnswered, Score
from audits.visits.actions.given import AT_ONCE, latest_answers, latest_answers_of
from audits.visits.models import Assignment, AuditState, Draft, Submission
from tracker.core import db, events
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Person, Store
from tracker.people.rules import Action, Actor, Place

LONGEST_REASON = 2000
MOST_NAMED = 100  # audits that the event of a rescoring names; each has its own row all the same
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
            **_numbers(score),
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
    waiting, reason = _take(session, submission_id, by), _said_why(reason, "review.reason_missing")
    session.add(_decision(waiting.submission, Decision.RETURNED, by, reason))
    changed = db.change(waiting.assignment, state=AuditState.RETURNED)
    events.record(session, by=by.person_id, verb="audit.returned", on="submission", key=submission_id, change=changed)


@dataclass(frozen=True)
class RescoredAudits:
    """`ignored` counts audits by item: the other version has no place for what was answered there."""

    rescore_ids: tuple[UUID, ...]
    ignored: Mapping[str, int]


def rescore_audits(
    session: Session,
    *,
    submission_ids: Collection[UUID],
    rubric_version_id: UUID | None,
    policy: Policy | None,
    reason: str,
    by: Actor,
) -> RescoredAudits:
    """Score approved audits by another version (None: their own) or policy (None: the version's), each beside its score."""
    demand(by, Action.PUBLISH_RUBRIC)
    demand(by, Action.SEE_AUDIT_SCORE)
    reason = _said_why(reason, "review.rescore_reason_missing")
    refuse_unless(rubric_version_id is not None or policy is not None, "review.same_rules")
    other = rubric_version(session, version_id=rubric_version_id, by=by) if rubric_version_id else None
    rows = _frozen(session, submission_ids, by)
    answers = latest_answers_of(session, list(rows))
    made, ignored = [], Counter[str]()
    for key, row in rows.items():
        own = rubric_version(session, version_id=row.rubric_version_id)
        try:
            again = score_under(own.rubric, (other or own).rubric, answers.get(key, {}), policy)
        except NotAnswered as error:
            labels = [str((other or own).rubric.items[code].label) for code in error.items]
            raise Refusal("review.no_score", items="; ".join(labels)) from error
        ignored.update(again.ignored)
        made.append(_beside(row.AuditScore, (other or own).version_id, again.score, reason, by))
    session.add_all(made)
    session.flush()
    for programme_id in sorted({row.programme_id for row in made}):
        here = [row for row in made if row.programme_id == programme_id]
        said = {
            "audits": len(here),
            "rubric_version": rubric_version_id,
            "preset": policy.preset if policy else None,
            "reason": reason,
            "ignored": dict(ignored),
            "submissions": [row.submission_id for row in here[:MOST_NAMED]],
        }
        events.record(session, by=by.person_id, verb="audit.rescored", on="programme", key=programme_id, change=said)
    return RescoredAudits(tuple(row.id for row in made), ignored)


def _frozen(session: Session, submission_ids: Collection[UUID], by: Actor) -> dict[UUID, Any]:
    """The frozen scores of these audits, by submission; refused unless each is approved and within reach."""
    found: dict[UUID, Any] = {}
    keys = sorted(set(submission_ids))
    refuse_unless(bool(keys), "review.nothing_to_rescore")
    for at in range(0, len(keys), AT_ONCE):
        rows = session.execute(
            select(AuditScore, Assignment.rubric_version_id)
            .join(Submission, Submission.id == AuditScore.submission_id)
            .join(Assignment, Assignment.id == Submission.assignment_id)
            .join(Store, Store.id == AuditScore.store_id)
            .where(
                AuditScore.submission_id.in_(keys[at : at + AT_ONCE]),
                store_condition(by),
                programme_condition(by, AuditScore.programme_id),
            )
        )
        found |= {row.AuditScore.submission_id: row for row in rows}
    if len(found) < len(keys):
        raise NotFound("review.not_found")
    return found


def _beside(frozen: AuditScore, version_id: UUID, score: Score, reason: str, by: Actor) -> AuditRescore:
    return AuditRescore(
        id=new_id(),
        programme_id=frozen.programme_id,
        submission_id=frozen.submission_id,
        score_id=frozen.id,
        rubric_version_id=version_id,
        **_numbers(score),
        reason=reason,
        scored_by=by.person_id,
    )


def _numbers(score: Score) -> dict[str, Any]:
    """A score as its row holds it: what is listed and counted, and all of it with policy and trace."""
    return {
        "earned": str(score.earned),
        "possible": str(score.possible),
        "percent": None if score.percent is None else float(score.percent),
        "passed": score.passed,
        "band": score.band,
        "result": score_document(score),
    }


def _said_why(reason: str, missing: str) -> str:
    reason = reason.replace("\x00", "").strip()
    refuse_unless(bool(reason), missing, field="reason")
    refuse_unless(len(reason) <= LONGEST_REASON, "review.reason_long", field="reason", most=LONGEST_REASON)
    return reason


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
