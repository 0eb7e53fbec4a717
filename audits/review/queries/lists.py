"""Audits in lists for those who decide about them: what waits, what was approved, what was set aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from audits.review.models import AuditRelease, AuditScore
from audits.review.queries.counting import is_current
from audits.review.queries.integrity import Signal, signals_of
from audits.review.rules import week_of
from audits.review.rules.integrity import weight
from audits.rubrics.queries import rubric_version
from audits.visits.models import SCORED_STATES, WAITING_STATES, Assignment, AuditState, Draft, Purpose, Submission
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Store
from tracker.people.rules import Action, Actor, can

Columns = TypeVarTuple("Columns")
MOST_WAITING = 100


@dataclass(frozen=True)
class QueueRow:
    """`reviewer` is the name of whoever has it in review."""

    submission_id: UUID
    store: Label
    store_code: str
    channel: Label
    received_at: datetime
    due_on: date
    attempt: int
    state: AuditState
    reviewer: str
    shopper: str
    is_own: bool
    is_mine: bool


@dataclass(frozen=True)
class ApprovedRow:
    submission_id: UUID
    store: Label
    store_code: str
    channel: Label
    week: date
    state: AuditState
    percent: float | None
    passed: bool | None
    band: str
    is_released: bool
    is_calibration: bool


def queue(session: Session, *, by: Actor, states: Collection[AuditState] = WAITING_STATES) -> list[QueueRow]:
    """The latest attempts in these states, oldest first: what waits for a decision, unless others are asked for."""
    demand(by, Action.REVIEW_AUDIT)
    reviewer = aliased(Identity)
    columns = select(
        Submission.id,
        Store.name,
        Store.code,
        Channel.name.label("channel"),
        Submission.received_at,
        Assignment.due_on,
        Draft.attempt,
        Assignment.state,
        func.coalesce(reviewer.display_name, "").label("reviewer"),
        Identity.display_name,
        Assignment.assignee_id,
        Assignment.reviewer_id,
    )
    rows = session.execute(
        _latest(columns, by, states)
        .join(Identity, Identity.person_id == Assignment.assignee_id)
        .outerjoin(reviewer, reviewer.person_id == Assignment.reviewer_id)
        .order_by(Submission.received_at)
        .limit(MOST_WAITING)
    )
    named = can(by, Action.SEE_SHOPPER_IDENTITY)
    return [
        QueueRow(
            *row[:9],
            row.display_name if named else "",
            row.assignee_id == by.person_id,
            row.reviewer_id == by.person_id,
        )
        for row in rows
    ]


def ranked(session: Session, rows: Sequence[QueueRow]) -> list[tuple[QueueRow, list[Signal]]]:
    """With what is odd about each; the heaviest first, else in their order. A signal orders the queue and decides nothing."""
    signals = signals_of(session, [row.submission_id for row in rows])
    return sorted(((row, signals.get(row.submission_id, [])) for row in rows), key=lambda pair: -weight(pair[1]))


def approved_audits(
    session: Session, *, by: Actor, unreleased: bool = False, limit: int = 50, offset: int = 0
) -> list[ApprovedRow]:
    """Approved audits, latest first; of those that their store does not see yet when asked for."""
    return _rows(session, _scored(by, SCORED_STATES, unreleased), limit, offset)


def count_approved(session: Session, *, by: Actor, unreleased: bool = False) -> int:
    query = _scored(by, SCORED_STATES, unreleased).with_only_columns(AuditScore.id)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def excluded_audits(session: Session, *, by: Actor, limit: int = 50, offset: int = 0) -> list[ApprovedRow]:
    """Latest first; without numbers where they were excluded before they had any."""
    demand(by, Action.RELEASE_AUDIT)
    return _rows(session, _audits(by, (AuditState.EXCLUDED,)).outerjoin(AuditScore, _its_score()), limit, offset)


def _scored(by: Actor, states: Collection[AuditState], unreleased: bool) -> Select[*tuple[Any, ...]]:
    demand(by, Action.RELEASE_AUDIT)
    query = _audits(by, states).join(AuditScore, _its_score())
    if unreleased:
        query = query.where(AuditRelease.submission_id.is_(None), Assignment.purpose == Purpose.COUNTED)
    return query


def _its_score() -> ColumnElement[bool]:
    return (AuditScore.submission_id == Submission.id) & is_current()


def _audits(by: Actor, states: Collection[AuditState]) -> Select[*tuple[Any, ...]]:
    """The attempt that was decided about: a visit that was excluded unapproved has but its latest one."""
    columns = select(
        Submission.id,
        Submission.received_at,
        AuditScore,
        Store.name,
        Store.code,
        Channel.name.label("channel"),
        Assignment.rubric_version_id,
        Assignment.state,
        Assignment.purpose,
        AuditRelease.submission_id.label("released"),
    )
    return _latest(columns, by, states).outerjoin(AuditRelease, AuditRelease.submission_id == Submission.id)


def _latest(columns: Select[*Columns], by: Actor, states: Collection[AuditState]) -> Select[*Columns]:
    """These columns of the latest attempts in these states, in the stores this person may see."""
    return (
        columns.select_from(Submission)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(
            Assignment.state.in_(states),
            Draft.attempt == _last_attempt(),
            store_condition(by),
            programme_condition(by, Submission.programme_id),
        )
    )


def _rows(session: Session, query: Select[*tuple[Any, ...]], limit: int, offset: int) -> list[ApprovedRow]:
    ordered = query.order_by(AuditScore.visited_on.desc().nulls_last(), Submission.id.desc()).limit(limit).offset(offset)
    return [
        ApprovedRow(
            row.id,
            row.name,
            row.code,
            row.channel,
            week_of(row.AuditScore.visited_on if row.AuditScore else row.received_at.date()),
            row.state,
            row.AuditScore.percent if row.AuditScore else None,
            row.AuditScore.passed if row.AuditScore else None,
            _band(session, row.rubric_version_id, row.AuditScore.band if row.AuditScore else None),
            row.released is not None,
            row.purpose is Purpose.CALIBRATION,
        )
        for row in session.execute(ordered)
    ]


def _band(session: Session, version_id: UUID, band: str | None) -> str:
    return rubric_version(session, version_id=version_id).rubric.band_name(band) if band else ""


def _last_attempt() -> Any:
    later = aliased(Draft)
    return select(func.max(later.attempt)).where(later.assignment_id == Assignment.id).scalar_subquery()
