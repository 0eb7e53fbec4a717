"""Microsoft Project files for tests, written element by element."""

from collections.abc import Sequence

OFFICE = "".join(
    f"<WorkingTime><FromTime>{start}:00:00</FromTime><ToTime>{end}:00:00</ToTime></WorkingTime>"
    for start, end in (("08", "12"), ("13", "17"))
)


def elements(**texts: object) -> str:
    return "".join(f"<{name}>{text}</{name}>" for name, text in texts.items())


def weekday(number: int, hours: str = "") -> str:
    """1 is Sunday; without hours it is off."""
    times = f"<WorkingTimes>{hours}</WorkingTimes>" if hours else ""
    return f"<WeekDay>{elements(DayType=number, DayWorking=int(bool(hours)))}{times}</WeekDay>"


def calendar(uid: int = 1, name: str = "Standard", base: int = -1, more: str = "", week: str | None = None) -> str:
    days = "".join(weekday(number, OFFICE if 2 <= number <= 6 else "") for number in range(1, 8)) if week is None else week
    weekdays = f"<WeekDays>{days}</WeekDays>"
    return f"<Calendar>{elements(UID=uid, Name=name, BaseCalendarUID=base)}{weekdays}{more}</Calendar>"


def exception(first: str, last: str, hours: str = "", **more: object) -> str:
    period = f"<TimePeriod>{elements(FromDate=f'{first}T00:00:00', ToDate=f'{last}T23:59:00')}</TimePeriod>"
    times = f"<WorkingTimes>{hours}</WorkingTimes>" if hours else ""
    return f"<Exception>{period}{elements(**more)}{elements(DayWorking=int(bool(hours)))}{times}</Exception>"


def link(before: int, kind: int = 1, lag: int = 0, form: int = 7, **more: object) -> str:
    return f"<PredecessorLink>{elements(PredecessorUID=before, Type=kind, LinkLag=lag, LagFormat=form, **more)}</PredecessorLink>"


def task(uid: int, hours: float = 8, *links: str, **more: object) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    given = {"UID": uid, "ID": uid, "Name": f"Task {uid}", "Duration": f"PT{whole}H{minutes}M0S", "DurationFormat": 7} | more
    return f"<Task>{elements(**given)}{''.join(links)}</Task>"


def project(
    tasks: Sequence[str], calendars: Sequence[str] = (calendar(),), start: str | None = "2014-10-17T08:00:00", **more: object
) -> bytes:
    """Starts on Friday 17 October 2014, at eight."""
    begins = {"StartDate": start} if start else {}
    head = elements(**begins, CalendarUID=1, **more)
    body = f"<Calendars>{''.join(calendars)}</Calendars><Tasks>{''.join(tasks)}</Tasks>"
    return f'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">{head}{body}</Project>'.encode()
