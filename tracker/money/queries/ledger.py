"""The ledger in pages, what was approved and moved, closed months and exchange rates."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from tracker.money.models import BudgetChange, BudgetLine, ExchangeRate, LedgerEntry, MoneyPeriod
from tracker.money.queries.standing import entry_rows, seen_budget
from tracker.money.rules import BudgetChangeKind, EntryKind, EntryRow, counted, open_commitments
from tracker.people.models import Identity
from tracker.people.rules import Actor
from tracker.plan.models import Task

LATER = aliased(LedgerEntry)


@dataclass(frozen=True)
class LedgerRow:
    """An entry with its names; `restated`: a later one counts in its stead."""

    id: UUID
    line_id: UUID
    line: str
    kind: EntryKind
    on: date
    amount_minor: int
    currency: str
    rate: float
    programme_minor: int
    text: str
    reference: str
    task: str
    reason: str
    restates: bool
    restated: bool
    booked_by: str
    booked_at: datetime


@dataclass(frozen=True)
class LedgerPage:
    rows: tuple[LedgerRow, ...]
    count: int


@dataclass(frozen=True)
class OpenCommitment:
    entry: EntryRow
    open_minor: int


@dataclass(frozen=True)
class ChangeRow:
    kind: BudgetChangeKind
    line: str
    from_line: str
    amount_minor: int
    reason: str
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True)
class RateRow:
    currency: str
    on: date
    rate: float


def ledger(
    session: Session, *, programme_id: UUID, first: int, size: int, kind: EntryKind | None = None, by: Actor
) -> LedgerPage:
    """The latest days first; what was restated stands among them."""
    seen_budget(session, programme_id, by)
    wanted: ColumnElement[bool] = LedgerEntry.programme_id == programme_id
    if kind is not None:
        wanted &= LedgerEntry.kind == kind
    count = session.scalar(select(func.count()).select_from(LedgerEntry).where(wanted)) or 0
    replaced = exists().where(LATER.restates_id == LedgerEntry.id)
    rows = session.execute(
        select(LedgerEntry, BudgetLine.name, Task.name, Identity.display_name, replaced)
        .join(BudgetLine, BudgetLine.id == LedgerEntry.line_id)
        .outerjoin(Task, Task.id == LedgerEntry.task_id)
        .outerjoin(Identity, Identity.person_id == LedgerEntry.booked_by)
        .where(wanted)
        .order_by(LedgerEntry.on.desc(), LedgerEntry.id.desc())
        .offset(first)
        .limit(size)
    )
    return LedgerPage(
        tuple(
            LedgerRow(
                id=row.id,
                line_id=row.line_id,
                line=str(line),
                kind=row.kind,
                on=row.on,
                amount_minor=row.amount_minor,
                currency=row.currency,
                rate=row.rate,
                programme_minor=row.programme_minor,
                text=row.text,
                reference=row.reference,
                task=str(task or ""),
                reason=row.reason,
                restates=row.restates_id is not None,
                restated=was_replaced,
                booked_by=who or "",
                booked_at=row.booked_at,
            )
            for row, line, task, who, was_replaced in rows
        ),
        count,
    )


def commitments(session: Session, *, programme_id: UUID, by: Actor) -> list[OpenCommitment]:
    """Those with something open, the oldest first: what an actual can settle."""
    seen_budget(session, programme_id, by)
    entries = entry_rows(session, programme_id)
    rest = open_commitments(entries)
    there = [OpenCommitment(entry, rest[entry.id]) for entry in counted(entries) if rest.get(entry.id)]
    return sorted(there, key=lambda row: (row.entry.on, row.entry.id))


def changes(session: Session, *, programme_id: UUID, by: Actor) -> list[ChangeRow]:
    """What was approved and moved, the latest first."""
    seen_budget(session, programme_id, by)
    source = aliased(BudgetLine)
    rows = session.execute(
        select(BudgetChange, BudgetLine.name, source.name, Identity.display_name)
        .join(BudgetLine, BudgetLine.id == BudgetChange.line_id)
        .outerjoin(source, source.id == BudgetChange.from_line_id)
        .outerjoin(Identity, Identity.person_id == BudgetChange.approved_by)
        .where(BudgetChange.programme_id == programme_id)
        .order_by(BudgetChange.approved_at.desc(), BudgetChange.id.desc())
    )
    return [
        ChangeRow(row.kind, str(line), str(origin or ""), row.amount_minor, row.reason, who or "", row.approved_at)
        for row, line, origin, who in rows
    ]


def closed_months(session: Session, *, programme_id: UUID, by: Actor) -> list[date]:
    """The first days of the months whose books are closed, in order."""
    seen_budget(session, programme_id, by)
    return list(
        session.scalars(
            select(MoneyPeriod.month)
            .where(MoneyPeriod.programme_id == programme_id, MoneyPeriod.locked_at.is_not(None))
            .order_by(MoneyPeriod.month)
        )
    )


def rates(session: Session, *, programme_id: UUID, by: Actor) -> list[RateRow]:
    """By currency, the latest first."""
    seen_budget(session, programme_id, by)
    rows = session.scalars(
        select(ExchangeRate)
        .where(ExchangeRate.programme_id == programme_id)
        .order_by(ExchangeRate.currency, ExchangeRate.on.desc())
    )
    return [RateRow(row.currency, row.on, row.rate) for row in rows]
