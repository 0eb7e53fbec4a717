"""A plan as a project that Microsoft Project and ProjectLibre open (MSPDI)."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, tostring

from tracker.core.refusals import Refusal
from tracker.plan.rules.calendar import DAY, WorkingTime
from tracker.plan.rules.schedule import Days, Link, Schedule, Slot, Task
from tracker.plan.workbook.documents import Calendar, Plan, schedule_plan
from tracker.plan.workbook.mspdi.calendars import OFFICE
from tracker.plan.workbook.mspdi.fields import MINUTE, NAMESPACE, moment_text
from tracker.plan.workbook.mspdi.reading import LINK_TYPES

WORKED = sum(end - start for start, end in OFFICE)  # seconds of a working day
TENTHS = WORKED * 10 // MINUTE
UNDATED = date(2001, 1, 1)  # a Monday: where the days of a plan without a start begin, as Project knows only dates
CALENDAR_UID = 1
IN_DAYS, NOT_BEFORE, AS_SOON_AS_POSSIBLE = 7, 4, 0
TYPE_NUMBERS = {kind: number for number, kind in LINK_TYPES.items()}
NOT_IN_XML = frozenset(chr(code) for code in range(32) if chr(code) not in "\t\n\r") | {"\ufffe", "\uffff"}

When = Callable[[Days], int]


def write_project(plan: Plan) -> bytes:
    """The id of a task becomes its name; `not_before` becomes a constraint and `finish_by` a deadline."""
    found = schedule_plan(plan)
    try:
        root = _project(plan, found)
    except (ValueError, OverflowError) as error:
        raise Refusal("plan.beyond_calendar") from error
    content: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _project(plan: Plan, found: Schedule) -> Element:
    first = plan.start or UNDATED
    times = working_time(plan.calendar)
    zero = times.worked_by(first.toordinal() * DAY)
    starts: When = lambda days: times.start(zero + seconds_of(days))  # noqa: E731 - two faces of one number
    finishes: When = lambda days: times.finish(zero + seconds_of(days))  # noqa: E731
    finish = finishes(found.duration) if found.duration else starts(0)
    root = begun_project(plan.calendar, starts(0), finish)
    _add_tasks(SubElement(root, "Tasks"), plan, found, starts, finishes)
    return root


def begun_project(calendar: Calendar, start: int, finish: int, **title: str) -> Element:
    """Without its tasks."""
    root = Element("Project", xmlns=NAMESPACE)
    add(root, SaveVersion=14, **title, ScheduleFromStart=1, StartDate=moment_text(start), FinishDate=moment_text(finish))
    add(root, CriticalSlackLimit=0, CalendarUID=CALENDAR_UID, DefaultStartTime="08:00:00", DefaultFinishTime="17:00:00")
    add(root, MinutesPerDay=WORKED // MINUTE, MinutesPerWeek=WORKED // MINUTE * len(calendar.working_days), DaysPerMonth=20)
    add_calendar(SubElement(SubElement(root, "Calendars"), "Calendar"), calendar)
    return root


def working_time(calendar: Calendar) -> WorkingTime:
    week = [OFFICE if weekday in calendar.working_days else () for weekday in range(1, 8)]
    days = {day.toordinal(): () for day in calendar.holidays} | {day.toordinal(): OFFICE for day in calendar.extra}
    return WorkingTime(week, days)


def add_calendar(element: Element, calendar: Calendar) -> None:
    add(element, UID=CALENDAR_UID, Name="Standard", IsBaseCalendar=1, BaseCalendarUID=-1)
    weekdays = SubElement(element, "WeekDays")
    for number in range(1, 8):  # from Sunday
        day = SubElement(weekdays, "WeekDay")
        add(day, DayType=number)
        _add_hours(day, works=((number - 2) % 7 + 1) in calendar.working_days)
    exceptions = dict.fromkeys(calendar.holidays, False) | dict.fromkeys(calendar.extra, True)
    listed = SubElement(element, "Exceptions")
    for on, works in sorted(exceptions.items()):
        one = SubElement(listed, "Exception")
        add(one, EnteredByOccurrences=0)
        add(SubElement(one, "TimePeriod"), FromDate=f"{on}T00:00:00", ToDate=f"{on}T23:59:00")
        add(one, Occurrences=1, Name=on, Type=1)
        _add_hours(one, works=works)


def _add_hours(element: Element, *, works: bool) -> None:
    add(element, DayWorking=int(works))
    if works:
        hours = SubElement(element, "WorkingTimes")
        for start, end in OFFICE:
            add(SubElement(hours, "WorkingTime"), FromTime=_clock(start), ToTime=_clock(end))


def _add_tasks(element: Element, plan: Plan, found: Schedule, starts: When, finishes: When) -> None:
    uids = {task.id: number for number, task in enumerate(plan.tasks, start=1)}
    waits: dict[object, list[Link]] = {}
    for link in plan.links:
        waits.setdefault(link.after, []).append(link)
    for task, slot in zip(plan.tasks, found.slots, strict=True):
        one = SubElement(element, "Task")
        _add_task(one, uids[task.id], task, slot, starts, finishes)
        for link in waits.get(task.id, ()):
            add(
                SubElement(one, "PredecessorLink"),
                PredecessorUID=uids[link.before],
                Type=TYPE_NUMBERS[link.type],
                CrossProject=0,
                LinkLag=_whole(link.lag * TENTHS),
                LagFormat=IN_DAYS,
            )


def _add_task(element: Element, uid: int, task: Task, slot: Slot, starts: When, finishes: When) -> None:
    """In the order in which the schema of the format wants its elements."""
    milestone = not task.duration
    first = finishes if milestone and slot.early_start > 0 and slot.early_start != task.not_before else starts
    early_start = moment_text(first(slot.early_start))
    early_finish = early_start if milestone else moment_text(finishes(slot.early_finish))
    late = first if milestone and not slot.total_float else finishes
    late_start, late_finish = moment_text((late if milestone else starts)(slot.late_start)), moment_text(late(slot.late_finish))
    add(element, UID=uid, ID=uid, Name=_name(task), Active=1, Manual=0, Type=1, IsNull=0, WBS=uid, OutlineNumber=uid)
    add(element, OutlineLevel=1, Priority=500, Start=early_start, Finish=early_finish)
    add(element, Duration=duration_text(seconds_of(task.duration)), DurationFormat=IN_DAYS, Estimated=0)
    add(element, Milestone=int(milestone), Summary=0, Critical=int(slot.critical), EarlyStart=early_start)
    add(element, EarlyFinish=early_finish, LateStart=late_start, LateFinish=late_finish)
    add(element, FreeSlack=_whole(slot.free_float * TENTHS), TotalSlack=_whole(slot.total_float * TENTHS), PercentComplete=0)
    # Project starts a task on its date even before the project itself; what lies before day 0 says nothing here
    bound = task.not_before if task.not_before is not None and task.not_before > 0 else None
    add(element, ConstraintType=AS_SOON_AS_POSSIBLE if bound is None else NOT_BEFORE, CalendarUID=-1)
    if bound is not None:
        add(element, ConstraintDate=moment_text(starts(bound)))
    if task.finish_by is not None:
        add(element, Deadline=moment_text(finishes(task.finish_by)))


def add(element: Element, **texts: object) -> None:
    for name, text in texts.items():
        SubElement(element, name).text = str(text)


def _name(task: Task) -> str:
    name = str(task.id)
    if NOT_IN_XML.intersection(name) or any(0xD800 <= ord(sign) <= 0xDFFF for sign in name):
        raise Refusal("plan.name_not_in_xml", task=ascii(name))
    return name


def seconds_of(days: Days) -> int:
    return round(days * WORKED)


def duration_text(length: int) -> str:
    return f"PT{length // 3600}H{length // MINUTE % MINUTE}M{length % MINUTE}S"


def _whole(number: Days) -> int:
    return round(Fraction(number))


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // MINUTE % MINUTE:02}:00"
