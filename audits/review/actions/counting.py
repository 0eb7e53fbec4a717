"""Scores frozen, and the tally that is added up anew from those that count."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from audits.review.actions.taking import InHand
from audits.review.actions.tallying import CountedScore, RegionCounts, StoreSums, add_rows, counted_row, scores, store_rows
from audits.review.models import AuditItemTally, AuditScore, AuditSectionTally, AuditSpread, AuditTally, CountedAudit
from audits.review.queries.counting import counts, is_current, month_start
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
from tracker.plan.models import Programme

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
    """The tallies that this score is or was in. Rows are locked in one order everywhere, so that two approvals never wait for
    each other: the store's cell, then items and spreads of the region, each in the order of their keys.

    Of the store's channel and month all is added up from the scores that count: adding and taking off would leave rounding
    behind. Its row is locked before they are looked at, so whoever counts at the same time comes after. What regions have is
    whole numbers: there the score that stood is taken off exactly and the one that counts now is added.
    """
    session.flush()
    _let_no_rebuilding_in(session, score.programme_id)
    cell = {
        "programme_id": score.programme_id,
        "month": month_of(score.visited_on),
        "store_id": score.store_id,
        "channel_code": score.channel_code,
    }
    empty = {"n": 0, "passed": 0, "total": 0.0, "total_of_squares": 0.0}
    session.execute(db.insert_into(session, AuditTally).values(**cell, **empty).on_conflict_do_nothing())
    session.execute(select(AuditTally.n).filter_by(**cell).with_for_update())
    place = (AuditScore.programme_id == score.programme_id, AuditScore.store_id == score.store_id)
    month = month_start(AuditScore.visited_on) == cell["month"]
    counted = list(scores(session, *place, AuditScore.channel_code == score.channel_code, month, counts()))
    sums = StoreSums(counted)
    here: Any = [AuditTally.__table__.c[name] == value for name, value in cell.items()]
    session.execute(update(AuditTally).where(*here).values(**(sums.audit_rows() or [empty])[0]))
    session.execute(delete(AuditSectionTally).filter_by(**cell))
    store_rows(session, AuditSectionTally, sums.section_rows())
    assignment_id = session.scalars(select(Submission.assignment_id).where(Submission.id == score.submission_id)).one()
    _move(session, assignment_id, next((one for one in counted if one.assignment_id == assignment_id), None))


def _let_no_rebuilding_in(session: Session, programme_id: UUID) -> None:
    """`rebuild_tallies` wants the row for itself; those who count at the same time share it."""
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update(key_share=True, read=True))


def _move(session: Session, assignment_id: UUID, now: CountedScore | None) -> None:
    """Take off the region what this visit added to it, and add what counts now."""
    row = session.execute(
        select(CountedAudit.score_id, CountedAudit.region_id).where(CountedAudit.assignment_id == assignment_id).with_for_update()
    ).one_or_none()
    if row is not None and now is not None and (row.score_id, row.region_id) == (now.score_id, now.region_id):
        return
    change = RegionCounts()
    if row is not None:
        [stood] = scores(session, AuditScore.id == row.score_id)
        change.add(replace(stood, region_id=row.region_id), -1)
    if now is not None:
        change.add(now)
    add_rows(session, AuditItemTally, change.item_rows(), ("asked", "kept", "missed"))
    add_rows(session, AuditSpread, change.spread_rows(), ("n",))
    session.execute(delete(CountedAudit).where(CountedAudit.assignment_id == assignment_id))
    store_rows(session, CountedAudit, [] if now is None else [counted_row(now)])


def _visited_on(session: Session, assignment: Assignment) -> date:
    first = session.scalar(select(func.min(Submission.received_at)).where(Submission.assignment_id == assignment.id))
    assert first is not None  # noqa: S101 - what is approved was submitted
    return visited_on(first, session.get_one(Person, assignment.assignee_id).time_zone or UTC)


def _labels(rubric: RubricText, codes: Any) -> str:
    return "; ".join(str(rubric.items[code].label) for code in codes)
