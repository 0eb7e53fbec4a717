"""Scores frozen, and the tally that is added up anew from those that count."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from audits.review.actions.taking import InHand
from audits.review.models import AuditScore, AuditTally
from audits.review.queries.counting import SUMS, counts, is_current, month_start
from audits.review.rules import month_of, visited_on
from audits.rubrics.forms import Demand, RubricText, missing_items, score_answers
from audits.scoring.documents import score_document
from audits.scoring.rules import NotAnswered, Score
from audits.visits.actions.given import latest_answers, live_evidence
from audits.visits.models import Assignment, Submission
from tracker.core import db
from tracker.core.ids import new_id
from tracker.core.refusals import Refusal
from tracker.people.models import Person

UTC = "UTC"


def scored(session: Session, audit: InHand, answers: Mapping[str, Any]) -> Score:
    """Refused where the rules want an answer that is missing, and where a correction made an item appear that nobody asked."""
    pictures = {code: len(hashes) for code, hashes in live_evidence(session, audit.submission.id).items()}
    given = latest_answers(session, audit.submission.id)
    lacked = set(missing_items(audit.rubric, given, pictures))
    opened = [one for one in missing_items(audit.rubric, answers, pictures) if one.demand is Demand.ANSWER and one not in lacked]
    if opened:
        raise Refusal("review.correction_incomplete", items=_labels(audit.rubric, [one.item_code for one in opened]))
    try:
        return score_answers(audit.rubric, answers)
    except NotAnswered as error:
        raise Refusal("review.no_score", items=_labels(audit.rubric, error.items)) from error


def current_score(session: Session, assignment_id: UUID) -> AuditScore | None:
    """The score that nothing replaces, of whichever attempt; it may not count, when its approval was withdrawn."""
    return session.scalars(
        select(AuditScore)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .where(Submission.assignment_id == assignment_id, is_current())
    ).one_or_none()


def freeze(session: Session, audit: InHand, score: Score) -> AuditScore:
    """A new row, instead of the score there was: the visit stays on the day and in the month of the first one."""
    before = current_score(session, audit.assignment.id)
    frozen = AuditScore(
        id=new_id(),
        programme_id=audit.submission.programme_id,
        submission_id=audit.submission.id,
        store_id=audit.submission.store_id,
        channel_code=audit.assignment.channel_code,
        visited_on=before.visited_on if before else _visited_on(session, audit.assignment),
        replaces=before.id if before else None,
        **numbers(score),
    )
    session.add(frozen)
    session.flush()
    return frozen


def numbers(score: Score) -> dict[str, Any]:
    """A score as its row holds it: what is listed and counted, and all of it with policy and trace."""
    return {
        "earned": str(score.earned),
        "possible": str(score.possible),
        "percent": None if score.percent is None else float(score.percent),
        "passed": score.passed,
        "band": score.band,
        "result": score_document(score),
    }


def recount(session: Session, score: AuditScore) -> None:
    """The tally of this score's store, channel and month, from all scores of it that count: adding and taking off would
    leave rounding behind. The row is locked before they are looked at, so whoever counts at the same time comes after."""
    cell = {
        "programme_id": score.programme_id,
        "month": month_of(score.visited_on),
        "store_id": score.store_id,
        "channel_code": score.channel_code,
    }
    session.flush()
    empty = {"n": 0, "passed": 0, "total": 0.0, "total_of_squares": 0.0}
    session.execute(db.insert_into(session, AuditTally).values(**cell, **empty).on_conflict_do_nothing())
    session.execute(select(AuditTally.n).filter_by(**cell).with_for_update())
    sums = session.execute(
        select(*SUMS)
        .select_from(AuditScore)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            AuditScore.programme_id == score.programme_id,
            AuditScore.store_id == score.store_id,
            AuditScore.channel_code == score.channel_code,
            month_start(AuditScore.visited_on) == cell["month"],
            AuditScore.percent.is_not(None),
            counts(),
        )
    ).one()
    session.execute(update(AuditTally.__table__).filter_by(**cell).values(**sums._mapping))  # type: ignore[arg-type]


def _visited_on(session: Session, assignment: Assignment) -> date:
    first = session.scalar(select(func.min(Submission.received_at)).where(Submission.assignment_id == assignment.id))
    assert first is not None  # noqa: S101 - what is approved was submitted
    return visited_on(first, session.get_one(Person, assignment.assignee_id).time_zone or UTC)


def _labels(rubric: RubricText, codes: Any) -> str:
    return "; ".join(str(rubric.items[code].label) for code in codes)
