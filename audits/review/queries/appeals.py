"""Appeals as stores and reviewers read them, and how many of the released audits are queried and changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from audits.review.models import (
    AnswerCorrection,
    Appeal,
    AppealCategory,
    AppealDecision,
    AppealEvidence,
    AppealItem,
    AppealRuling,
    AppealState,
    AuditRelease,
    AuditScore,
    Decision,
    ReviewDecision,
    Ruling,
)
from audits.review.queries.counting import is_current
from audits.review.rules import Appealed, Involved, waits_for_release, week_of
from audits.visits.models import Assignment, Submission
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Store
from tracker.people.rules import Action, Actor, can

MOST_LISTED = 100


@dataclass(frozen=True)
class AppealedItem:
    """One item a store objects to. `ruling`, `value` and `reason` are there once it is decided."""

    item_code: str
    category: AppealCategory
    text: str
    pictures: Sequence[str]
    ruling: Ruling | None
    value: Any
    reason: str


@dataclass(frozen=True)
class AppealRow:
    """`submission_id` is None for a store, which knows the audit by `public_id`."""

    id: UUID
    version: int
    submission_id: UUID | None
    public_id: UUID
    store: Label
    store_code: str
    channel: Label
    week: date
    state: AppealState
    note: str
    opened_at: datetime
    ruling: Ruling | None
    before: float | None
    after: float | None
    items: Sequence[AppealedItem]
    may_decide: bool

    @property
    def is_open(self) -> bool:
        return self.state is AppealState.OPEN

    @property
    def audit_key(self) -> UUID:
        """For those who know the audit by its own key; a store is told that there is none."""
        if self.submission_id is None:
            raise NotFound("review.not_found")
        return self.submission_id


@dataclass(frozen=True)
class RateRow:
    """`name` is a store's with its code, or a reviewer's."""

    name: str
    counted: Appealed


def appeals(session: Session, *, by: Actor) -> list[AppealRow]:
    """The open ones first, of them the oldest; then the latest of the closed ones."""
    demand(by, Action.SEE_AUDIT_SCORE)
    is_closed = case((Appeal.state == AppealState.OPEN, 0), else_=1)
    opened = case((is_closed == 0, Appeal.opened_at))
    return _rows(session, _appeals(by).order_by(is_closed, opened, Appeal.opened_at.desc()).limit(MOST_LISTED), by)


def appeals_of(session: Session, *, public_id: UUID, by: Actor) -> list[AppealRow]:
    """Of one released audit, oldest first."""
    demand(by, Action.SEE_AUDIT_SCORE)
    return _rows(session, _appeals(by).where(AuditRelease.public_id == public_id).order_by(Appeal.id), by)


def appeals_about(session: Session, *, submission_id: UUID, by: Actor) -> list[AppealRow]:
    """The same for those who know the audit by its own key."""
    demand(by, Action.RELEASE_AUDIT)
    return _rows(session, _appeals(by).where(Appeal.submission_id == submission_id).order_by(Appeal.id), by)


def appeal(session: Session, *, appeal_id: UUID, by: Actor) -> AppealRow:
    demand(by, Action.SEE_AUDIT_SCORE)
    found = _rows(session, _appeals(by).where(Appeal.id == appeal_id), by)
    if not found:
        raise NotFound("appeals.not_found")
    return found[0]


def involved(session: Session, submission_id: UUID) -> Involved:
    """Whose work an appeal against this audit is about."""
    visitors = session.execute(
        select(Assignment.assignee_id, Submission.submitted_by)
        .join(Submission, Submission.assignment_id == Assignment.id)
        .where(Submission.id == submission_id)
    ).one()
    approver = session.scalars(
        select(ReviewDecision.decided_by)
        .where(ReviewDecision.submission_id == submission_id, ReviewDecision.decision == Decision.APPROVED)
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    ).one_or_none()
    in_review = (AnswerCorrection.submission_id == submission_id) & AnswerCorrection.appeal_id.is_(None)
    corrected = select(AnswerCorrection.corrected_by).where(in_review)
    return Involved(frozenset(visitors), approver, frozenset(session.scalars(corrected)))


def rates_by_store(session: Session, *, programme_id: UUID, by: Actor) -> list[RateRow]:
    """Stores that appealed, most appeals first."""
    demand(by, Action.RELEASE_AUDIT)
    counted = _counted(programme_id, by)
    query = select(Store.name, Store.code, *_sums(counted)).join(Store, Store.id == counted.c.store_id)
    queried = func.sum(counted.c.queried)
    query = query.group_by(Store.id, Store.name, Store.code).having(queried > 0).order_by(queried.desc(), Store.code)
    rows = session.execute(query.limit(MOST_LISTED))
    return [RateRow(f"{row.code} · {row.name}", Appealed(row.released, row.queried, row.changed)) for row in rows]


def rates_by_reviewer(session: Session, *, programme_id: UUID, by: Actor) -> list[RateRow]:
    """Everybody who approved released audits, by name."""
    demand(by, Action.RELEASE_AUDIT)
    counted, later = _counted(programme_id, by), aliased(ReviewDecision)
    is_latest = ~exists(
        select(later.id).where(
            later.submission_id == ReviewDecision.submission_id,
            later.decision == Decision.APPROVED,
            later.id > ReviewDecision.id,
        )
    )
    rows = session.execute(
        select(Identity.display_name, *_sums(counted))
        .join(ReviewDecision, ReviewDecision.submission_id == counted.c.submission_id)
        .join(Identity, Identity.person_id == ReviewDecision.decided_by)
        .where(ReviewDecision.decision == Decision.APPROVED, is_latest)
        .group_by(Identity.person_id, Identity.display_name)
        .order_by(Identity.display_name)
    )
    return [RateRow(row.display_name, Appealed(row.released, row.queried, row.changed)) for row in rows]


def rates(session: Session, *, programme_id: UUID, by: Actor) -> Appealed:
    """Of the whole programme, as far as the person sees it."""
    demand(by, Action.RELEASE_AUDIT)
    row = session.execute(select(*_sums(_counted(programme_id, by)))).one()
    return Appealed(row.released, row.queried or 0, row.changed or 0)


def _sums(counted: Any) -> tuple[ColumnElement[Any], ...]:
    return (
        func.count(counted.c.submission_id).label("released"),
        func.sum(counted.c.queried).label("queried"),
        func.sum(counted.c.changed).label("changed"),
    )


def _counted(programme_id: UUID, by: Actor) -> Any:
    """One row for each released audit, with 1 where it was queried and where it was changed. A withdrawn appeal is none."""
    queried = exists(
        select(Appeal.id).where(Appeal.submission_id == AuditRelease.submission_id, Appeal.state != AppealState.WITHDRAWN)
    )
    changed = exists(
        select(AppealDecision.id)
        .join(Appeal, Appeal.id == AppealDecision.appeal_id)
        .where(Appeal.submission_id == AuditRelease.submission_id, AppealDecision.ruling == Ruling.AMENDED)
    )
    return (
        select(
            AuditRelease.submission_id,
            AuditRelease.store_id,
            case((queried, 1), else_=0).label("queried"),
            case((changed, 1), else_=0).label("changed"),
        )
        .join(Store, Store.id == AuditRelease.store_id)
        .where(
            AuditRelease.programme_id == programme_id,
            store_condition(by),
            programme_condition(by, AuditRelease.programme_id),
        )
        .subquery("counted")
    )


def _appeals(by: Actor) -> Select[*tuple[Any, ...]]:
    before, after, current = aliased(AuditScore), aliased(AuditScore), AuditScore
    return (
        select(
            Appeal,
            AuditRelease.public_id,
            Store.name,
            Store.code,
            Channel.name.label("channel"),
            current.visited_on,
            AppealDecision.ruling,
            func.coalesce(before.percent, current.percent).label("before"),
            after.percent.label("after"),
        )
        .join(AuditRelease, AuditRelease.submission_id == Appeal.submission_id)
        .join(current, (current.submission_id == Appeal.submission_id) & is_current())
        .join(Store, Store.id == Appeal.store_id)
        .join(Channel, Channel.code == current.channel_code)
        .outerjoin(AppealDecision, AppealDecision.appeal_id == Appeal.id)
        .outerjoin(before, before.id == AppealDecision.score_before)
        .outerjoin(after, after.id == AppealDecision.score_after)
        .where(store_condition(by), programme_condition(by, Appeal.programme_id))
    )


def _rows(session: Session, query: Select[*tuple[Any, ...]], by: Actor) -> list[AppealRow]:
    rows = session.execute(query).all()
    items, decides = _items(session, [row.Appeal.id for row in rows]), can(by, Action.DECIDE_APPEAL)
    return [
        AppealRow(
            id=row.Appeal.id,
            version=row.Appeal.version,
            submission_id=None if waits_for_release(by) else row.Appeal.submission_id,
            public_id=row.public_id,
            store=row.name,
            store_code=row.code,
            channel=row.channel,
            week=week_of(row.visited_on),
            state=row.Appeal.state,
            note=row.Appeal.note,
            opened_at=row.Appeal.opened_at,
            ruling=row.ruling,
            before=row.before,
            after=row.after,
            items=items.get(row.Appeal.id, ()),
            may_decide=decides
            and row.Appeal.state is AppealState.OPEN
            and not involved(session, row.Appeal.submission_id).includes(by.person_id),
        )
        for row in rows
    ]


def _items(session: Session, appeal_ids: Sequence[UUID]) -> Mapping[UUID, list[AppealedItem]]:
    rows = session.execute(
        select(AppealItem, AppealRuling)
        .outerjoin(AppealRuling, AppealRuling.appeal_item_id == AppealItem.id)
        .where(AppealItem.appeal_id.in_(appeal_ids))
        .order_by(AppealItem.id)
    ).all()
    pictures: dict[UUID, list[str]] = {}
    keys = [row.AppealItem.id for row in rows]
    for one in session.scalars(select(AppealEvidence).where(AppealEvidence.appeal_item_id.in_(keys)).order_by(AppealEvidence.id)):
        pictures.setdefault(one.appeal_item_id, []).append(one.file_hash)
    found: dict[UUID, list[AppealedItem]] = {}
    for item, ruling in rows:
        found.setdefault(item.appeal_id, []).append(
            AppealedItem(
                item.item_code,
                item.category,
                item.text,
                pictures.get(item.id, ()),
                ruling.ruling if ruling else None,
                ruling.value if ruling else None,
                ruling.reason if ruling else "",
            )
        )
    return found
