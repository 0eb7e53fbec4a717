"""Working time in a Microsoft Project file: base calendars, weekdays, other weeks for a while, and exceptions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tracker.core.refusals import Refusal
from tracker.plan.rules.calendar import DAY, WEEKDAYS, Spans, WorkingTime
from tracker.plan.workbook.mspdi.fields import Fields
from tracker.plan.workbook.mspdi.recurrence import occurrences

MORNING, AFTERNOON = (8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600)
OFFICE: Spans = (MORNING, AFTERNOON)  # what Project assumes of a working day without hours
STANDARD: tuple[Spans, ...] = tuple(OFFICE if weekday in WEEKDAYS else () for weekday in range(1, 8))
MOST_DAYS = 2_000_000  # in exceptions of a file: thirty that recur as long as Project counts years
SUNDAY, SATURDAY = 1, 7  # Project counts weekdays from Sunday


@dataclass(frozen=True)
class CalendarText:
    """A calendar as its file says it; what it leaves open is its base calendar's. `week` holds Monday to Sunday."""

    uid: int
    name: str
    base: int | None
    week: tuple[Spans | None, ...]
    exceptions: Mapping[int, Spans] = field(default_factory=dict)


def read_calendars(project: Fields) -> list[CalendarText]:
    found, days = list[CalendarText](), 0
    for number, fields in enumerate(project.parts("Calendars", "Calendar"), start=1):
        fields.named(f"Calendar {number}")
        paths = (("WeekDays", "WeekDay"), ("WorkWeeks", "WorkWeek"), ("Exceptions", "Exception"))
        days += sum(len(_range(part)) for path in paths for part in fields.parts(*path))
        if days > MOST_DAYS:
            raise Refusal("plan.calendar_too_long", most=MOST_DAYS)
        found.append(_calendar(fields))
    return found


def working_times(calendars: Iterable[CalendarText]) -> dict[int, WorkingTime]:
    """By UID. A base calendar that is missing, or that rests on itself, is the standard week."""
    texts = {calendar.uid: calendar for calendar in calendars}
    return {uid: _working_time(uid, texts) for uid in texts}


def _working_time(uid: int, texts: Mapping[int, CalendarText]) -> WorkingTime:
    week: list[Spans | None] = [None] * 7
    exceptions: dict[int, Spans] = {}
    seen, current = set[int](), texts.get(uid)
    while current is not None and current.uid not in seen:
        seen.add(current.uid)
        week = [own if own is not None else other for own, other in zip(week, current.week, strict=True)]
        exceptions = {**current.exceptions, **exceptions}
        current = texts.get(current.base) if current.base is not None else None
    spans = tuple(standard if own is None else own for own, standard in zip(week, STANDARD, strict=True))
    return WorkingTime(spans, exceptions)


def _calendar(fields: Fields) -> CalendarText:
    week: list[Spans | None] = [None] * 7
    exceptions: dict[int, Spans] = {}
    for day in fields.parts("WeekDays", "WeekDay"):
        kind = day.whole("DayType")
        if kind is not None and SUNDAY <= kind <= SATURDAY:
            week[(kind - 2) % 7] = _spans(day)
        elif kind == 0:
            exceptions |= dict.fromkeys(_range(day), _spans(day))
    for other in fields.parts("WorkWeeks", "WorkWeek"):
        exceptions = {**_other_week(other), **exceptions}
    for exception in fields.parts("Exceptions", "Exception"):
        exceptions |= dict.fromkeys(occurrences(exception, _range(exception)), _spans(exception))
    base = fields.whole("BaseCalendarUID")
    uid = fields.needed("UID")
    return CalendarText(uid, fields.text("Name") or "", base if base != uid else None, tuple(week), exceptions)


def _other_week(fields: Fields) -> dict[int, Spans]:
    """The days of a while in which other hours are worked."""
    hours = {(day.needed("DayType") - 2) % 7: _spans(day) for day in fields.parts("WeekDays", "WeekDay") if day.whole("DayType")}
    return {day: hours[(day - 1) % 7] for day in _range(fields) if (day - 1) % 7 in hours}


def _range(fields: Fields) -> range:
    """Ordinals from the first to the last day."""
    for period in fields.parts("TimePeriod"):
        first, last = period.moment("FromDate"), period.moment("ToDate")
        if first is not None and last is not None and last >= first:
            return range(first // DAY, last // DAY + 1)
    return range(0)


def _spans(fields: Fields) -> Spans:
    if not fields.flag("DayWorking"):
        return ()
    given = sorted(_times(fields))
    merged: list[tuple[int, int]] = []
    for start, end in given:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged) if given or fields.has("WorkingTimes") else OFFICE


def _times(fields: Fields) -> Iterator[tuple[int, int]]:
    """A span that ends at midnight ends with its day; one that ends where it starts is the whole day."""
    for time in fields.parts("WorkingTimes", "WorkingTime"):
        start, end = time.clock("FromTime"), time.clock("ToTime")
        if start is not None and end is not None:
            end = end or DAY
            if start < end <= DAY:
                yield start, end
