"""Locked reports, and which sections a programme's report has."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.queries import sees_every_store
from results.reports.forms import Document, read_document, sha256_of, without_money
from results.reports.models import ReportSetting, ReportSnapshot
from results.reports.queries.document import document_of
from results.reports.rules import ReportKind, Section, Stamp, first_day
from tracker.core.db import refuse_unless
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity
from tracker.people.rules import Action, Actor, Place, can


@dataclass(frozen=True)
class SnapshotRow:
    """`reason` is empty for the first of its period."""

    id: UUID
    kind: ReportKind
    period_on: date
    number: int
    sha256: str
    reason: str
    locked_at: datetime
    locked_by: str


@dataclass(frozen=True)
class SettingRow:
    """`version` is 0 while nobody arranged the sections: then it is all of them."""

    sections: tuple[Section, ...]
    version: int


@dataclass(frozen=True)
class Report:
    document: Document
    stamp: Stamp


def arranged(session: Session, *, programme_id: UUID, kind: ReportKind, by: Actor) -> SettingRow:
    demand(by, Action.SEE_REPORTS, Place(programme_id=programme_id))
    row = session.scalars(
        select(ReportSetting).where(
            ReportSetting.programme_id == programme_id,
            ReportSetting.kind == kind,
            programme_condition(by, ReportSetting.programme_id),
        )
    ).one_or_none()
    return SettingRow(tuple(Section(name) for name in row.sections), row.version) if row else SettingRow(tuple(Section), 0)


def locked(session: Session, *, programme_id: UUID, by: Actor) -> list[SnapshotRow]:
    """The latest period first, in it the latest number. Nothing for whoever may not see every store."""
    demand(by, Action.SEE_REPORTS, Place(programme_id=programme_id))
    if not sees_every_store(by):
        return []
    wanted = (ReportSnapshot.id, ReportSnapshot.kind, ReportSnapshot.period_on, ReportSnapshot.number, ReportSnapshot.sha256)
    rows = session.execute(
        select(*wanted, ReportSnapshot.reason, ReportSnapshot.locked_at, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == ReportSnapshot.locked_by)
        .where(ReportSnapshot.programme_id == programme_id, programme_condition(by, ReportSnapshot.programme_id))
        .order_by(ReportSnapshot.period_on.desc(), ReportSnapshot.kind, ReportSnapshot.number.desc())
    )
    return [SnapshotRow(*row[:-1], row[-1] or "") for row in rows]


def locked_report(session: Session, *, snapshot_id: UUID, by: Actor) -> Report:
    """As it was locked; one whose content was changed behind the application is refused."""
    refuse_unless(sees_every_store(by), "reports.not_every_store")
    found = session.execute(
        select(ReportSnapshot, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == ReportSnapshot.locked_by)
        .where(ReportSnapshot.id == snapshot_id, programme_condition(by, ReportSnapshot.programme_id))
    ).one_or_none()
    refuse_unless(found is not None, "core.not_found")
    row, who = found  # type: ignore[misc]  # refused above when there is none
    demand(by, Action.SEE_REPORTS, Place(programme_id=row.programme_id))
    document = read_document(row.document)
    refuse_unless(sha256_of(document) == row.sha256, "reports.changed_behind", number=row.number)
    stamp = Stamp(row.sha256, row.number, row.locked_at, who or "", row.reason)
    return Report(_for_reader(document, row.programme_id, by), stamp)


def draft(session: Session, *, programme_id: UUID, kind: ReportKind, period_on: date, by: Actor) -> Report:
    """What a report of this period would say now, of the stores that the person sees."""
    sections = arranged(session, programme_id=programme_id, kind=kind, by=by).sections
    document = document_of(session, programme_id=programme_id, kind=kind, period_on=period_on, sections=sections, by=by)
    return Report(document, Stamp(sha256_of(document), own_stores=not sees_every_store(by)))


def report_of(session: Session, *, programme_id: UUID, kind: ReportKind, period_on: date, by: Actor) -> Report:
    """The latest that was locked for the period, where this person may have it; else a draft."""
    found = latest(session, programme_id=programme_id, kind=kind, period_on=first_day(kind, period_on), by=by)
    if found is not None:
        return locked_report(session, snapshot_id=found.id, by=by)
    return draft(session, programme_id=programme_id, kind=kind, period_on=period_on, by=by)


def latest(session: Session, *, programme_id: UUID, kind: ReportKind, period_on: date, by: Actor) -> SnapshotRow | None:
    rows = locked(session, programme_id=programme_id, by=by)
    return next((row for row in rows if (row.kind, row.period_on) == (kind, period_on)), None)


def _for_reader(document: Document, programme_id: UUID, by: Actor) -> Document:
    return document if can(by, Action.SEE_MONEY, Place(programme_id=programme_id)) else without_money(document)
