"""Findings within the stores a person may see. Nothing here knows who the shopper was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.models import Finding, FindingKind
from audits.rubrics.queries import rubric_version
from audits.visits.models import Assignment, Submission
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class FindingRow:
    id: UUID
    submission_id: UUID
    store: Label
    store_code: str
    item_code: str
    item: Label
    kind: FindingKind
    found_at: datetime


@dataclass(frozen=True)
class FindingCount:
    item_code: str
    kind: FindingKind
    n: int


def findings(
    session: Session, *, by: Actor, submission_id: UUID | None = None, store_id: UUID | None = None, limit: int = 200
) -> list[FindingRow]:
    """Latest first; of one audit or of one store when asked for."""
    demand(by, Action.SEE_AUDIT_SCORE)
    query = (
        select(Finding, Store.name, Store.code, Assignment.rubric_version_id)
        .join(Submission, Submission.id == Finding.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Finding.store_id)
        .where(store_condition(by), programme_condition(by, Finding.programme_id))
        .order_by(Finding.id.desc())
        .limit(limit)
    )
    if submission_id is not None:
        query = query.where(Finding.submission_id == submission_id)
    if store_id is not None:
        query = query.where(Finding.store_id == store_id)
    return [
        FindingRow(
            row.Finding.id,
            row.Finding.submission_id,
            row.name,
            row.code,
            row.Finding.item_code,
            rubric_version(session, version_id=row.rubric_version_id).rubric.items[row.Finding.item_code].label,
            row.Finding.kind,
            row.Finding.found_at,
        )
        for row in session.execute(query)
    ]


def most_frequent(session: Session, *, by: Actor, programme_id: UUID, limit: int = 10) -> list[FindingCount]:
    """The items of a programme that failed most often, counted by the database."""
    demand(by, Action.SEE_RESULTS)
    n = func.count()
    rows = session.execute(
        select(Finding.item_code, Finding.kind, n.label("n"))
        .join(Store, Store.id == Finding.store_id)
        .where(Finding.programme_id == programme_id, store_condition(by), programme_condition(by, Finding.programme_id))
        .group_by(Finding.item_code, Finding.kind)
        .order_by(n.desc(), Finding.item_code)
        .limit(limit)
    )
    return [FindingCount(*row) for row in rows]
