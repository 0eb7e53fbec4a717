"""Measured values of indicators. Append-only: a correction is a new revision, the latest counts, the old one stays."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from results.readings.rules import ReadingSource as ReadingSource  # also a column, so known here too
from tracker.core import clock
from tracker.core.models import Base, Json, Keyed, choice


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
    """A value of one place: the whole programme (no store), a store, or a team, whose store stands beside it; and of one channel,
    or of all where `channel_code` is empty. What speaks of a part never enters the sum of its whole (`results.readings.queries`).

    `n` is how many observations the value rests on; `squares` the sum of their squares, in the value's unit, where they are
    known (answers of respondents): with it values of many places give an interval. `numerator` and `denominator` are those of a
    share or a rate.
    """

    __tablename__ = "reading"
    __table_args__ = (
        Index(
            "uq_reading_team",  # two nulls count as different, so each kind of place needs its own
            "indicator_id",
            "team_id",
            "channel_code",
            "observed_on",
            "revision",
            unique=True,
        ),
        Index(
            "uq_reading_store",
            "indicator_id",
            "store_id",
            "channel_code",
            "observed_on",
            "revision",
            unique=True,
            sqlite_where=text("team_id IS NULL"),
            postgresql_where=text("team_id IS NULL"),
        ),
        Index(
            "uq_reading_programme",
            "indicator_id",
            "channel_code",
            "observed_on",
            "revision",
            unique=True,
            sqlite_where=text("store_id IS NULL"),
            postgresql_where=text("store_id IS NULL"),
        ),
        Index("ix_reading_series", "indicator_id", "observed_on"),
        Index("ix_reading_corrected", "programme_id", sqlite_where=text("revision > 1"), postgresql_where=text("revision > 1")),
        CheckConstraint("n IS NULL OR n >= 0", name="n_not_negative"),
        CheckConstraint("team_id IS NULL OR store_id IS NOT NULL", name="team_has_store"),
        CheckConstraint("denominator IS NULL OR denominator > 0", name="denominator_positive"),
        CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="two_numbers"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("store.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    channel_code: Mapped[str] = mapped_column(String(40), default="")
    observed_on: Mapped[date]
    value: Mapped[float] = mapped_column(Float)
    n: Mapped[int | None]
    numerator: Mapped[float | None] = mapped_column(Float)
    denominator: Mapped[float | None] = mapped_column(Float)
    squares: Mapped[float | None] = mapped_column(Float)
    source: Mapped[ReadingSource] = mapped_column(choice(ReadingSource), default=ReadingSource.FILE)
    note: Mapped[str] = mapped_column(String(500), default="")
    revision: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("reading_import.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ReadingRequest(Keyed, Base):
    """Append-only: one request that a machine sent readings with. Sent again under its key it is answered the same."""

    __tablename__ = "reading_request"
    __table_args__ = (UniqueConstraint("programme_id", "idempotency_key"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    idempotency_key: Mapped[str] = mapped_column(String(200))
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    received_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class SurveyAnswer(Keyed, Base):
    """Append-only: what one respondent answered, without anything that says who it was. `value` is what the answers count for, so
    that their mean is the score: 100, 0 or -100 of NPS, 100 or 0 of a share, 0 to 100 of an index. A respondent who gave none is
    not here."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        Index("ix_survey_answer_series", "indicator_id", "answered_on"),
        CheckConstraint("team_id IS NULL OR store_id IS NOT NULL", name="team_has_store"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    import_id: Mapped[UUID] = mapped_column(ForeignKey("reading_import.id"), index=True)
    answered_on: Mapped[date]
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("store.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    channel_code: Mapped[str] = mapped_column(String(40), default="")
    value: Mapped[float] = mapped_column(Float)
    answers: Mapped[Any] = mapped_column(Json)
