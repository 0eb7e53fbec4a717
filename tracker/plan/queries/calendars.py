"""When a programme works: weekdays, the public holidays of a country with the days that it shifts, and days of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.core.words import language
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import CalendarDay, Programme, WorkingCalendar
from tracker.plan.rules import WEEKDAYS, WorkingDays

BEYOND = 2  # years before and after the programme: its dates lie at most one outside, and float and finish a little more


@dataclass(frozen=True)
class DayRow:
    id: UUID
    on: date
    worked: bool
    name: str


@dataclass(frozen=True)
class CalendarRow:
    """`version` 0: nobody has set it yet. `offs`, `shifted`: the country's days off, and its weekend days that are worked."""

    version: int
    weekdays: tuple[int, ...]
    country: str | None
    own: tuple[DayRow, ...]
    offs: tuple[tuple[date, str], ...]
    shifted: tuple[date, ...]


def working_days(session: Session, *, programme_id: UUID, start: date) -> WorkingDays:
    """The programme's calendar, counted from `start`. Without one: Monday to Friday. An own day wins over the country's."""
    calendar = _calendar(session, programme_id)
    own = session.execute(select(CalendarDay.on, CalendarDay.worked).where(CalendarDay.programme_id == programme_id)).all()
    off, worked = {on for on, is_worked in own if not is_worked}, {on for on, is_worked in own if is_worked}
    weekdays = weekdays_of(calendar)
    if calendar is None or calendar.country is None:
        return WorkingDays(start, weekdays, off, worked)
    offs, shifted = _public(calendar.country, *_years(session, programme_id))
    return WorkingDays(start, weekdays, off | offs.keys(), worked | (shifted - off))


def calendar(session: Session, *, programme_id: UUID, by: Actor) -> CalendarRow:
    """The calendar as a page shows it, with the country's days within the programme's years."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    found = _calendar(session, programme_id)
    own = session.scalars(select(CalendarDay).where(CalendarDay.programme_id == programme_id).order_by(CalendarDay.on))
    starts_on, ends_on = _span(session, programme_id)
    offs, shifted = dict[date, str](), frozenset[date]()
    if found and found.country:
        offs, shifted = _public(found.country, starts_on.year, ends_on.year, language())
    return CalendarRow(
        version=found.version if found else 0,
        weekdays=weekdays_of(found),
        country=found.country if found else None,
        own=tuple(DayRow(row.id, row.on, row.worked, row.name) for row in own),
        offs=tuple(sorted((on, name) for on, name in offs.items() if starts_on <= on <= ends_on)),
        shifted=tuple(sorted(on for on in shifted if starts_on <= on <= ends_on)),
    )


def weekdays_of(calendar: WorkingCalendar | None) -> tuple[int, ...]:
    return tuple(int(weekday) for weekday in calendar.weekdays) if calendar else WEEKDAYS


@cache
def countries() -> Collection[str]:
    """ISO 3166 codes of the countries whose public holidays are known."""
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def _calendar(session: Session, programme_id: UUID) -> WorkingCalendar | None:
    return session.scalars(select(WorkingCalendar).where(WorkingCalendar.programme_id == programme_id)).one_or_none()


def _span(session: Session, programme_id: UUID) -> tuple[date, date]:
    found = session.execute(select(Programme.starts_on, Programme.ends_on).where(Programme.id == programme_id)).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found.starts_on, found.ends_on


def _years(session: Session, programme_id: UUID) -> tuple[int, int]:
    starts_on, ends_on = _span(session, programme_id)
    return starts_on.year - BEYOND, ends_on.year + BEYOND


@cache
def _public(country: str, first: int, last: int, code: str = "en") -> tuple[dict[date, str], frozenset[date]]:
    """The days off with their names, in this language where the package has it, else in English or the country's own."""
    known = holidays.country_holidays(country).supported_languages
    named = next((one for one in (code, "en_US") if one in known), None)
    found = holidays.country_holidays(country, years=range(first, last + 1), language=named)
    return dict(found.items()), frozenset(on for on in found.weekend_workdays if first <= on.year <= last)
