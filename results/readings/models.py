"""Measured values of indicators. Append-only: a correction is a new revision, the latest counts, the old one stays."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Keyed


class ReadingImport(Keyed, Base):
    """One imported file; the same file twice changes nothing."""

    __tablename__ = "reading_import"
    __table_args__ = (UniqueConstraint("programme_id", "file_hash"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    file_hash: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)
    imported_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Reading(Keyed, Base):
    """`store_id` is null for a value of the whole programme. `n` is how many observations the value rests on."""

    __tablename__ = "reading"
    __table_args__ = (
        Index("uq_reading_store", "indicator_id", "store_id", "observed_on", "revision", unique=True),
        Index(
            "uq_reading_programme",  # two nulls count as different, so values of the whole programme need their own
            "indicator_id",
            "observed_on",
            "revision",
            unique=True,
            sqlite_where=text("store_id IS NULL"),
            postgresql_where=text("store_id IS NULL"),
        ),
        Index("ix_reading_series", "indicator_id", "observed_on"),
        Index("ix_reading_corrected", "programme_id", sqlite_where=text("revision > 1"), postgresql_where=text("revision > 1")),
        CheckConstraint("n IS NULL OR n >= 0", name="n_not_negative"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("store.id"), index=True)
    observed_on: Mapped[date]
    value: Mapped[float] = mapped_column(Float)
    n: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("reading_import.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
