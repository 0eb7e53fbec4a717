"""Findings follow the state of their audit: noted when it is approved, withdrawn when it no longer counts, amended on appeal."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.actions.checking import settle_checks, undo_checks
from audits.findings.forms import Failing, what_failed
from audits.findings.models import Finding
from audits.review.actions import approve
from audits.rubrics.forms import score_answers
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import latest_answers
from audits.visits.models import SCORED_STATES, Assignment, Purpose, Submission
from tracker.core import clock, events
from tracker.people.rules import Actor


def approve_audit(session: Session, *, submission_id: UUID, by: Actor) -> int:
    """Approve, note what failed and settle what was checked, in one transaction. How many findings there are."""
    approve(session, submission_id=submission_id, by=by)
    return follow_audit(session, submission_id, by)


def follow_audit(session: Session, submission_id: UUID, by: Actor) -> int:
    """Bring findings and checked actions into agreement with what the audit says now. How many findings stand."""
    submission, assignment = session.execute(
        select(Submission, Assignment)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Submission.id == submission_id)
    ).one()
    counts = assignment.state in SCORED_STATES and assignment.purpose is Purpose.COUNTED
    wanted = _failing(session, submission_id, assignment.rubric_version_id) if counts else []
    _agree(session, submission, wanted, by)
    if counts:
        settle_checks(session, submission_id=submission_id, by=by)
    else:
        undo_checks(session, submission_id=submission_id, by=by)
    return len(wanted)


def _failing(session: Session, submission_id: UUID, version_id: UUID) -> list[Failing]:
    rubric, answers = rubric_version(session, version_id=version_id).rubric, latest_answers(session, submission_id)
    return what_failed(rubric, answers, score_answers(rubric, answers))


def _agree(session: Session, submission: Submission, wanted: list[Failing], by: Actor) -> None:
    stored = {
        Failing(row.kind, row.item_code): row
        for row in session.scalars(select(Finding).where(Finding.submission_id == submission.id).with_for_update())
    }
    noted = [one for one in wanted if one not in stored or stored[one].withdrawn_at is not None]
    withdrawn = [one for one, row in stored.items() if row.withdrawn_at is None and one not in wanted]
    for one in noted:
        if one in stored:
            stored[one].withdrawn_at = None
            continue
        where = {"programme_id": submission.programme_id, "submission_id": submission.id, "store_id": submission.store_id}
        session.add(Finding(**where, kind=one.kind, item_code=one.code))
    for one in withdrawn:
        stored[one].withdrawn_at = clock.now()
    for verb, found in (("findings.noted", noted), ("findings.withdrawn", withdrawn)):
        if found:
            events.record(session, by=by.person_id, verb=verb, on="submission", key=submission.id, change=_by_kind(found))
    session.flush()


def _by_kind(found: Iterable[Failing]) -> dict[str, Any]:
    codes: dict[str, list[str]] = {}
    for one in found:
        codes.setdefault(one.kind.value, []).append(one.code)
    return codes
