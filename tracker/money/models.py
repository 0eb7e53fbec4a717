"""A programme's budget and how it is split. Amounts are whole hundredths of the currency."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.models import Base, Edited
from tracker.core.words import Label


class Budget(Edited, Base):
    """One per programme. Without a total the split is known and the amounts are not."""

    __tablename__ = "budget"
    __table_args__ = (CheckConstraint("total_minor >= 0", name="not_negative"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), unique=True)
    basis: Mapped[Label]
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int | None] = mapped_column(BigInteger)


class BudgetLine(Edited, Base):
    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("share_percent BETWEEN 0 AND 100", name="is_a_share"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Label]
    position: Mapped[int]
    share_percent: Mapped[float] = mapped_column(Float)
