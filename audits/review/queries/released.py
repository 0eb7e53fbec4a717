"""Released audits as their store sees them: by a key and under a name that tell nothing of the visitor, and the week alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditRelease, AuditScore
from audits.review.queries.answers import answers_in_effect
from audits.review.queries.appeals import AppealRow, appeals_of
from audits.review.queries.counting import is_current
from audits.review.rules import Step, after, appeal_until, week_of
from audits.rubrics.forms import RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import live_evidence, shown_codes
from audits.visits.models import Assignment, AuditState, Submission
from audits.visits.queries import field_rules
from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Store
from tracker.people.rules import Action, Actor

UTC = "UTC"


@dataclass(frozen=True)
class ReleasedRow:
    """`appeal_until` is the last day for an appeal, None where none is possible (any more)."""

    public_id: UUID
    pseudonym: str
    store: Label
    store_code: str
    channel: Label
    week: date
    state: AuditState
    percent: float | None
    passed: bool | None
    band: str
    appeal_until: date | None


@dataclass(frozen=True)
class ReleasedView:
    """One released audit with what was answered and shown; its pictures by the hash of their content."""

    head: ReleasedRow
    rubric: RubricText
    answers: Mapping[str, Any]
    evidence: Mapping[str, list[str]]
    shown: frozenset[str]
    score: Mapping[str, Any]
    appeals: Sequence[AppealRow]


def released_audits(session: Session, *, by: Actor, limit: int = 50, offset: int = 0) -> list[ReleasedRow]:
    """Latest release first."""
    query = _released(by).order_by(AuditRelease.released_at.desc(), AuditRelease.public_id)
    return [_row(session, row, by) for row in session.execute(query.limit(limit).offset(offset))]


def count_released(session: Session, *, by: Actor) -> int:
    query = _released(by).with_only_columns(AuditRelease.public_id)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def released_audit(session: Session, *, public_id: UUID, by: Actor) -> ReleasedView:
    row = session.execute(_released(by).where(AuditRelease.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound("review.not_found")
    key = row.AuditScore.submission_id
    rubric, answers = rubric_version(session, version_id=row.rubric_version_id).rubric, answers_in_effect(session, key)
    return ReleasedView(
        head=_row(session, row, by),
        rubric=rubric,
        answers=answers,
        evidence=live_evidence(session, key),
        shown=shown_codes(rubric, answers),
        score=row.AuditScore.result,
        appeals=appeals_of(session, public_id=public_id, by=by),
    )


def _released(by: Actor) -> Select[*tuple[Any, ...]]:
    demand(by, Action.SEE_AUDIT_SCORE)
    return (
        select(
            AuditRelease.public_id,
            AuditRelease.pseudonym,
            AuditRelease.released_at,
            AuditRelease.programme_id,
            AuditScore,
            Store.name,
            Store.code,
            Channel.name.label("channel"),
            Assignment.rubric_version_id,
            Assignment.state,
        )
        .select_from(AuditRelease)
        .join(AuditScore, (AuditScore.submission_id == AuditRelease.submission_id) & is_current())
        .join(Submission, Submission.id == AuditRelease.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == AuditRelease.store_id)
        .join(Channel, Channel.code == AuditScore.channel_code)
        .where(store_condition(by), programme_condition(by, AuditRelease.programme_id))
    )


def _row(session: Session, row: Any, by: Actor) -> ReleasedRow:
    rubric = rubric_version(session, version_id=row.rubric_version_id).rubric
    score = row.AuditScore
    return ReleasedRow(
        public_id=row.public_id,
        pseudonym=row.pseudonym,
        store=row.name,
        store_code=row.code,
        channel=row.channel,
        week=week_of(score.visited_on),
        state=row.state,
        percent=score.percent,
        passed=score.passed,
        band=rubric.band_name(score.band) if score.band else "",
        appeal_until=_until(session, row, by),
    )


def _until(session: Session, row: Any, by: Actor) -> date | None:
    zone = by.time_zone or UTC
    until = appeal_until(row.released_at, field_rules(session, programme_id=row.programme_id).appeal_days, zone)
    possible = after(row.state, Step.APPEALED) is not None and clock.today(zone) <= until
    return until if possible else None
