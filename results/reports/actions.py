"""Locking a report, and choosing what it holds."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.queries import sees_every_store
from results.reports.forms import Document, Locking, read_document, sha256_of, written
from results.reports.models import ReportSetting, ReportSnapshot
from results.reports.queries.differences import corrected
from results.reports.queries.document import document_of
from results.reports.queries.snapshots import arranged
from results.reports.rules import ReportKind, Section, first_day, last_day
from tracker.core import clock, events
from tracker.core.db import change, refuse_unless, take
from tracker.core.refusals import Stale
from tracker.core.words import LANGUAGES, speaking
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme
from tracker.plan.queries.plans import seen_programme


def lock_report(
    session: Session, *, programme_id: UUID, kind: ReportKind, period_on: date, seen: int, reason: str = "", by: Actor
) -> UUID:
    """Freeze what the report of a period says now. `seen` is the latest number this person saw, 0 for none: a correction is the
    next one, gives its reason, and tells what it changed."""
    seen_programme(session, programme_id, by, Action.MANAGE_RESULTS)
    refuse_unless(sees_every_store(by), "reports.not_every_store")
    period_on, reason = first_day(kind, period_on), Locking.read(reason=reason).reason
    refuse_unless(
        last_day(kind, period_on) < clock.today(by.time_zone or "UTC"), "reports.not_over", day=last_day(kind, period_on)
    )
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update())  # one number at a time
    before = session.scalars(
        select(ReportSnapshot)
        .where(ReportSnapshot.programme_id == programme_id, ReportSnapshot.kind == kind, ReportSnapshot.period_on == period_on)
        .order_by(ReportSnapshot.number.desc())
        .limit(1)
    ).one_or_none()
    number = (before.number if before else 0) + 1
    if number != seen + 1:
        raise Stale()
    refuse_unless(before is None or bool(reason), "reports.why", field="reason")
    document = _document(session, programme_id, kind, period_on, before, reason, by)
    row = ReportSnapshot(
        programme_id=programme_id,
        kind=kind,
        period_on=period_on,
        number=number,
        document=written(document),
        sha256=sha256_of(document),
        reason=reason,
        locked_by=by.person_id,
    )
    session.add(row)
    session.flush()
    said = {"kind": kind, "period_on": period_on, "number": number, "sha256": row.sha256}
    events.record(session, by=by.person_id, verb="report.locked", on="report_snapshot", key=row.id, change=said)
    return row.id


def _document(
    session: Session,
    programme_id: UUID,
    kind: ReportKind,
    period_on: date,
    before: ReportSnapshot | None,
    reason: str,
    by: Actor,
) -> Document:
    sections = arranged(session, programme_id=programme_id, kind=kind, by=by).sections
    made = document_of(session, programme_id=programme_id, kind=kind, period_on=period_on, sections=sections, by=by)
    if before is None:
        return made.model_copy(update={"reason": reason})
    earlier, told = read_document(before.document), {}
    for code in LANGUAGES:
        with speaking(code, by.time_zone or "UTC"):
            told[code] = corrected(earlier, made, code)
    return made.model_copy(update={"told": told, "reason": reason})


def arrange_sections(
    session: Session, *, programme_id: UUID, kind: ReportKind, sections: Sequence[Section], seen: int, by: Actor
) -> None:
    """Which sections the report has, in this order. `seen` is the version this person saw, 0 while there is none."""
    demand(by, Action.MANAGE_RESULTS, Place(programme_id=programme_id))
    seen_programme(session, programme_id, by)
    chosen = list(dict.fromkeys(Section(section) for section in sections))
    refuse_unless(bool(chosen), "reports.no_section", field="sections")
    row = session.scalars(
        select(ReportSetting).where(ReportSetting.programme_id == programme_id, ReportSetting.kind == kind)
    ).one_or_none()
    if (row.version if row else 0) != seen:
        raise Stale()
    names = [section.value for section in chosen]
    if row is None:
        row = ReportSetting(programme_id=programme_id, kind=kind, sections=names)
        session.add(row)
        session.flush()
        changed = {"sections": [[], names]}
    else:
        changed = change(take(session, ReportSetting, row.id, seen=seen), sections=names)
    if changed:
        said = {"kind": kind, **changed}
        events.record(session, by=by.person_id, verb="report.arranged", on="report_setting", key=row.id, change=said)
