"""Findings of an audit or of a store, and how often each item failed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from audits.findings.forms import finding_name
from audits.findings.models import ActionFinding, CorrectiveAction, Finding
from audits.findings.queries.seen import findings_seen, released_to
from audits.findings.rules import ActionState, FindingKind
from audits.review.models import AuditRelease, AuditScore
from audits.review.rules import week_of
from audits.rubrics.queries import rubric_version
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor

MOST_FINDINGS = 200


@dataclass(frozen=True)
class FindingRow:
    """`week` is the visit's Monday: a store must not know the day. `action_id`: the latest action against it."""

    id: UUID
    store_id: UUID
    store: Label
    store_code: str
    item_code: str
    item: Label
    kind: FindingKind
    week: date | None
    action_id: UUID | None
    action_state: ActionState | None


@dataclass(frozen=True)
class FindingCount:
    item_code: str
    kind: FindingKind
    n: int


def findings(
    session: Session,
    *,
    by: Actor,
    submission_id: UUID | None = None,
    public_id: UUID | None = None,
    store_id: UUID | None = None,
    limit: int = MOST_FINDINGS,
) -> list[FindingRow]:
    """Latest first; of one audit (by the key that a store knows it by, too) or of one store when asked for."""
    demand(by, Action.SEE_AUDIT_SCORE)
    conditions: list[ColumnElement[bool]] = []
    if submission_id is not None:
        conditions.append(Finding.submission_id == submission_id)
    if public_id is not None:
        released = (AuditRelease.submission_id == Finding.submission_id, AuditRelease.public_id == public_id)
        conditions.append(exists().where(*released))
    if store_id is not None:
        conditions.append(Finding.store_id == store_id)
    return finding_rows(session, by, *conditions, limit=limit)


def finding_rows(session: Session, by: Actor, *conditions: ColumnElement[bool], limit: int) -> list[FindingRow]:
    """For queries of this room, which have checked the right."""
    visited_on = select(func.max(AuditScore.visited_on)).where(AuditScore.submission_id == Finding.submission_id)
    rows = session.execute(
        findings_seen(by)
        .add_columns(visited_on.scalar_subquery().label("visited_on"))
        .where(*conditions)
        .order_by(Finding.id.desc())
        .limit(limit)
    ).all()
    answered = _actions_of(session, [row.Finding.id for row in rows])
    return [
        FindingRow(
            row.Finding.id,
            row.Finding.store_id,
            row.store,
            row.store_code,
            row.Finding.item_code,
            finding_name(
                rubric_version(session, version_id=row.rubric_version_id).rubric, row.Finding.kind, row.Finding.item_code
            ),
            row.Finding.kind,
            week_of(row.visited_on) if row.visited_on else None,
            *answered.get(row.Finding.id, (None, None)),
        )
        for row in rows
    ]


def _actions_of(session: Session, finding_ids: list[UUID]) -> dict[UUID, tuple[UUID, ActionState]]:
    rows = session.execute(
        select(ActionFinding.finding_id, CorrectiveAction.id, CorrectiveAction.state)
        .join(CorrectiveAction, CorrectiveAction.id == ActionFinding.action_id)
        .where(ActionFinding.finding_id.in_(finding_ids), CorrectiveAction.state != ActionState.DROPPED)
        .order_by(CorrectiveAction.id)
    )
    return {row.finding_id: (row.id, row.state) for row in rows}


def most_frequent(session: Session, *, by: Actor, programme_id: UUID, limit: int = 10) -> list[FindingCount]:
    """The items of a programme that failed most often, counted by the database."""
    demand(by, Action.SEE_RESULTS)
    n = func.count()
    rows = session.execute(
        select(Finding.item_code, Finding.kind, n.label("n"))
        .join(Store, Store.id == Finding.store_id)
        .where(
            Finding.programme_id == programme_id,
            Finding.withdrawn_at.is_(None),
            store_condition(by),
            programme_condition(by, Finding.programme_id),
            released_to(by),
        )
        .group_by(Finding.item_code, Finding.kind)
        .order_by(n.desc(), Finding.item_code)
        .limit(limit)
    )
    return [FindingCount(*row) for row in rows]
