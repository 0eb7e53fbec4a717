"""Locked reports: what a report said, frozen, and which sections a programme wants in it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from results.reports.rules import ReportKind as ReportKind  # also a column, so known here too
from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice


class ReportSnapshot(Keyed, Base):
    """Append-only: the numbers of a report as they were locked. A correction is the next number, with its reason."""

    __tablename__ = "report_snapshot"
    __table_args__ = (
        UniqueConstraint("programme_id", "kind", "period_on", "number"),
        CheckConstraint("number = 1 OR length(reason) > 0", name="says_why"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[ReportKind] = mapped_column(choice(ReportKind))
    period_on: Mapped[date]  # the first day of the month or quarter
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(2000), default="")
    locked_at: Mapped[datetime] = mapped_column(default=clock.now)
    locked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ReportSetting(Edited, Base):
    """Which sections a programme's report has, in their order. Without a row: all."""

    __tablename__ = "report_setting"
    __table_args__ = (UniqueConstraint("programme_id", "kind"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    kind: Mapped[ReportKind] = mapped_column(choice(ReportKind))
    sections: Mapped[list[Any]]
