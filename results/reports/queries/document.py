"""The document of a report, made of what the pages show."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from results.comparison.queries import board
from results.reports.forms import Document, Part, Told
from results.reports.queries.asked import Asked
from results.reports.queries.evidence import audits_part, benefits_part, changes_part, weak_spots_part
from results.reports.queries.indicators import indicators, summary
from results.reports.queries.office import money_part, plan_part, risks_part
from results.reports.rules import ReportKind, Section, first_day, last_day
from tracker.core import clock
from tracker.core.db import refuse_unless
from tracker.core.words import LANGUAGES, month, say, speaking
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.queries.plans import seen_programme


def document_of(
    session: Session, *, programme_id: UUID, kind: ReportKind, period_on: date, sections: Sequence[Section], by: Actor
) -> Document:
    """What this person may know of the period that begins on this day, section by section, in every language."""
    demand(by, Action.SEE_REPORTS, Place(programme_id=programme_id))
    zone = by.time_zone or "UTC"
    period_on = first_day(kind, period_on)
    today = clock.today(zone)
    refuse_unless(period_on <= today, "reports.not_begun", field="period", day=period_on)
    ends_on = min(last_day(kind, period_on), today)
    told = {}
    for code in LANGUAGES:
        with speaking(code, zone):
            told[code] = _told(session, programme_id, kind, period_on, ends_on, sections, by)
    code = seen_programme(session, programme_id, by).code
    return Document(kind=kind, period_on=period_on, ends_on=ends_on, made_at=clock.now(), programme_code=code, told=told)


def _told(
    session: Session,
    programme_id: UUID,
    kind: ReportKind,
    period_on: date,
    ends_on: date,
    sections: Sequence[Section],
    by: Actor,
) -> Told:
    stood = board(session, programme_id=programme_id, until=ends_on, by=by)
    asked = Asked(session, programme_id, kind, period_on, ends_on, stood, by)
    parts = [BUILDERS[section](asked) for section in sections]
    return Told(
        title=say(f"reports.kind.{kind.value}"),
        programme=str(seen_programme(session, programme_id, by).name),
        period=period_words(kind, period_on),
        as_of=say("reports.as_of", day=ends_on, made=clock.now()),
        parts=tuple(part for part in parts if part is not None),
    )


def period_words(kind: ReportKind, period_on: date) -> str:
    """The month, or the quarter by its first and last month."""
    if kind is ReportKind.MONTHLY:
        return month(period_on)
    return say("reports.quarter", first=month(period_on), last=month(last_day(kind, period_on)))


def method(_: Asked) -> Part:
    told = ("limits", "rules", "interval", "smallest", "standing", "now")
    return Part(
        section=Section.METHOD,
        subject=say("reports.section.method"),
        finding=say("reports.finding.method"),
        sentences=tuple(say(f"reports.method.{name}") for name in told),
    )


BUILDERS: Mapping[Section, Callable[[Asked], Part | None]] = {
    Section.SUMMARY: summary,
    Section.INDICATORS: indicators,
    Section.WEAK_SPOTS: weak_spots_part,
    Section.AUDITS: audits_part,
    Section.PLAN: plan_part,
    Section.MONEY: money_part,
    Section.RISKS: risks_part,
    Section.BENEFITS: benefits_part,
    Section.CHANGES: changes_part,
    Section.METHOD: method,
}
