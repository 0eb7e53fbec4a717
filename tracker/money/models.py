"""A programme's budget, how it is split, and what became of it. Amounts are whole hundredths of the currency."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.money.rules import BudgetChangeKind, EntryKind


class Budget(Edited, Base):
    """One per programme. Without a total the split is known and the amounts are not."""

    __tablename__ = "budget"
    __table_args__ = (CheckConstraint("total_minor >= 0", name="not_negative"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), unique=True)
    basis: Mapped[Label]
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int | None] = mapped_column(BigInteger)


class BudgetLine(Edited, Base):
    """A node of the budget tree; those without a parent are the categories. `share_percent` is of the parent, or of the total."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("share_percent BETWEEN 0 AND 100", name="is_a_share"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    position: Mapped[int]
    share_percent: Mapped[float] = mapped_column(Float)
    phase_id: Mapped[UUID | None] = mapped_column(ForeignKey("phase.id"))
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    contingency: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]  # no longer offered nor counted; its money went elsewhere first, its history stays


class BudgetChange(Keyed, Base):
    """Append-only: money approved for a line, or moved to it from another one. What a line has is the sum of these."""

    __tablename__ = "budget_change"
    __table_args__ = (
        Index("ix_budget_change_programme", "programme_id", "approved_at"),
        CheckConstraint("(kind = 'approval') = (from_line_id IS NULL)", name="moved_from_somewhere"),
        CheckConstraint("kind = 'approval' OR amount_minor > 0", name="moves_something"),
        CheckConstraint("length(reason) > 0", name="says_why"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("budget_line.id"), index=True)
    from_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    kind: Mapped[BudgetChangeKind] = mapped_column(choice(BudgetChangeKind))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(2000))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime] = mapped_column(default=clock.now)


class LedgerImport(Keyed, Base):
    """Append-only: a ledger export that was read in."""

    __tablename__ = "ledger_import"
    __table_args__ = (UniqueConstraint("programme_id", "file_hash"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    file_hash: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    entries: Mapped[int]
    imported_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)


class LedgerEntry(Keyed, Base):
    """Append-only: a commitment, an actual or a forecast. A correction is a new entry that restates the old one, which then no
    longer counts; with an amount of 0 it takes it back. An actual may settle a commitment, which is then open for the rest."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_programme", "programme_id", "kind", "on"),
        Index(
            "uq_ledger_entry_reference",
            "programme_id",
            "kind",
            "reference",
            unique=True,
            sqlite_where=text("reference <> '' AND restates_id IS NULL"),
            postgresql_where=text("reference <> '' AND restates_id IS NULL"),
        ),
        UniqueConstraint("restates_id"),
        CheckConstraint("rate > 0", name="rate_positive"),
        CheckConstraint("settles_id IS NULL OR kind = 'actual'", name="actuals_settle"),
        CheckConstraint("restates_id IS NULL OR length(reason) > 0", name="restated_says_why"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("budget_line.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    on: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(BigInteger)  # hundredths of `currency`
    currency: Mapped[str] = mapped_column(String(3))
    rate: Mapped[float] = mapped_column(Float, default=1.0)  # the programme's currency for one of `currency`
    programme_minor: Mapped[int] = mapped_column(BigInteger)  # the same in hundredths of the programme's currency
    text: Mapped[str] = mapped_column(String(500), default="")
    reference: Mapped[str] = mapped_column(String(120), default="")  # the ledger's own number
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    settles_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    restates_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"))
    reason: Mapped[str] = mapped_column(String(2000), default="")
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_import.id"), index=True)
    booked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    booked_at: Mapped[datetime] = mapped_column(default=clock.now)


class MoneyPeriod(Edited, Base):
    """A month whose books are closed: nothing is booked into it, and what was is corrected by a restatement of today."""

    __tablename__ = "money_period"
    __table_args__ = (UniqueConstraint("programme_id", "month"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    month: Mapped[date]  # its first day
    locked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    locked_at: Mapped[datetime | None]


class ExchangeRate(Keyed, Base):
    """Append-only: how much of the programme's currency one unit of another is worth from a day on."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("programme_id", "currency", "on"), CheckConstraint("rate > 0", name="rate_positive"))

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    currency: Mapped[str] = mapped_column(String(3))
    on: Mapped[date]
    rate: Mapped[float] = mapped_column(Float)
    set_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


class TaskCost(Edited, Base):
    """What a task is planned to cost, and from which line."""

    __tablename__ = "task_cost"
    __table_args__ = (CheckConstraint("planned_minor >= 0", name="not_negative"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    planned_minor: Mapped[int] = mapped_column(BigInteger)
