"""What failed at an approved audit."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Keyed, choice


class FindingKind(StrEnum):
    FAILED_ITEM = "failed_item"
    CRITICAL_ITEM = "critical_item"


class Finding(Keyed, Base):
    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("submission_id", "item_code"),
        Index("ix_finding_programme", "programme_id", "item_code"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(100))
    kind: Mapped[FindingKind] = mapped_column(choice(FindingKind))
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
