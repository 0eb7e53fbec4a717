"""A plan as the JSON of scripts, in and out. Plain standard library: `python -m tracker schedule` needs no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tracker.core.json_documents import mapping, needed, number, sequence, shown, unknown_fields
from tracker.core.refusals import Refusal
from tracker.core.rules import decimal_of, shortest
from tracker.plan.rules.calendar import WEEKDAYS, WorkingDays
from tracker.plan.rules.days import worked_days
from tracker.plan.rules.schedule import Cycle, Days, Link, LinkType, Schedule, Task, TaskId, schedule

FILE_FIELDS = frozenset({"start", "calendar", "tasks", "links"})
CALENDAR_FIELDS = frozenset({"working_days", "holidays", "extra_working_days"})
TASK_FIELDS = frozenset({"id", "duration", "not_before", "finish_by"})
LINK_FIELDS = frozenset({"from", "to", "type", "lag"})
LINK_TYPES = {kind.value: kind for kind in LinkType}
DATES = ("early_start", "early_finish", "late_start", "late_finish")


@dataclass(frozen=True)
class Calendar:
    working_days: tuple[int, ...] = WEEKDAYS
    holidays: tuple[date, ...] = ()
    extra: tuple[date, ...] = ()

    def starting(self, start: date) -> WorkingDays:
        return WorkingDays(start, self.working_days, self.holidays, self.extra)


@dataclass(frozen=True)
class Plan:
    """With a start, the tasks' bounds are numbers of working days."""

    start: date | None
    calendar: Calendar
    tasks: tuple[Task, ...]
    links: tuple[Link, ...]

    @property
    def numbered(self) -> WorkingDays | None:
        return self.calendar.starting(self.start) if self.start else None


def read_plan(document: Mapping[str, Any]) -> Plan:
    """A Refusal names the first thing that is wrong."""
    start = None if document.get("start") is None else _date(document["start"], "start")
    calendar = _calendar(document.get("calendar"))
    numbered = calendar.starting(start) if start else None
    tasks = tuple(_task(one, place, numbered) for place, one in enumerate(sequence(needed(document, "tasks", "file"), "tasks")))
    ids = set[TaskId]()
    for task in tasks:
        if task.id in ids:
            raise Refusal("plan.task_twice", task=task.id)
        ids.add(task.id)
    given = document.get("links")
    links = (
        () if given is None else tuple(_link(one, f"links[{place}]", ids) for place, one in enumerate(sequence(given, "links")))
    )
    if numbered:
        _demand_whole(tasks, links)
    return Plan(start, calendar, tasks, links)


def ignored_fields(document: Mapping[str, Any]) -> list[str]:
    """Of a document that was read."""
    found = unknown_fields(document, FILE_FIELDS, "file") + unknown_fields(
        document.get("calendar") or {}, CALENDAR_FIELDS, "calendar"
    )
    for name, known in (("tasks", TASK_FIELDS), ("links", LINK_FIELDS)):
        for place, one in enumerate(document.get(name) or []):
            found += unknown_fields(one, known, f"{name}[{place}]")
    return found


def schedule_plan(plan: Plan) -> Schedule:
    try:
        return schedule(plan.tasks, plan.links)
    except Cycle as cycle:
        raise cycle_refusal([plan.tasks[place].id for place in cycle.places]) from cycle


def cycle_refusal(tasks: list[Any]) -> Refusal:
    return Refusal("plan.cycle", tasks=", ".join(str(task) for task in tasks))


def schedule_document(plan: Plan) -> dict[str, Any]:
    found = schedule_plan(plan)
    return {
        "duration": _shown_days(found.duration),
        "critical": found.critical,
        "tasks": [
            {"id": slot.id}
            | dict(zip(DATES, dates, strict=True))
            | {
                "total_float": _shown_days(slot.total_float),
                "free_float": _shown_days(slot.free_float),
                "critical": slot.critical,
            }
            for slot, dates in zip(found.slots, _dates(plan, found), strict=True)
        ],
    }


def _dates(plan: Plan, found: Schedule) -> list[list[Any]]:
    numbered = plan.numbered
    if numbered is None:
        return [[_shown_days(value) for value in slot[1:5]] for slot in found.slots]
    named: dict[int, str] = {}
    try:
        rows = worked_days(plan.tasks, plan.links, found)
        for number in {number for row in rows for number in row}:
            named[number] = numbered.day(number).isoformat()
    except (ValueError, OverflowError) as error:
        raise Refusal("plan.beyond_calendar") from error
    return [[named[number] for number in row] for row in rows]


def _shown_days(value: Days) -> object:
    return value if isinstance(value, int) else shortest(decimal_of(value, digits=60))


def _calendar(given: object) -> Calendar:
    if given is None:
        return Calendar()
    fields = mapping(given, "calendar")
    weekdays = fields.get("working_days")
    if weekdays is not None:
        listed = sequence(weekdays, "calendar.working_days")
        if wrong := [one for one in listed if isinstance(one, bool) or one not in range(1, 8)]:
            raise Refusal("plan.weekday_wrong", text=shown(wrong[0]))
        if not listed:
            raise Refusal("plan.no_working_day")
        weekdays = tuple(sorted({int(one) for one in listed}))  # type: ignore[call-overload]
    return Calendar(weekdays or WEEKDAYS, _days_of(fields, "holidays"), _days_of(fields, "extra_working_days"))


def _days_of(fields: Mapping[str, object], name: str) -> tuple[date, ...]:
    given, place = fields.get(name), f"calendar.{name}"
    return () if given is None else tuple(_date(one, f"{place}[{n}]") for n, one in enumerate(sequence(given, place)))


def _task(given: object, place: int, numbered: WorkingDays | None) -> Task:
    fields = mapping(given, f"tasks[{place}]")
    name = _id(needed(fields, "id", f"tasks[{place}]"), f"tasks[{place}].id")
    where = f"tasks[{name}]"
    duration = _number(needed(fields, "duration", where), f"{where}.duration")
    if duration < 0:
        raise Refusal("plan.duration_negative", task=name, number=fields["duration"])
    first, last = fields.get("not_before"), fields.get("finish_by")
    if numbered is None:
        start = None if first is None else _number(first, f"{where}.not_before")
        finish = None if last is None else _number(last, f"{where}.finish_by")
    else:
        start = None if first is None else numbered.on_or_after(_date(first, f"{where}.not_before"))
        finish = None if last is None else numbered.on_or_before(_date(last, f"{where}.finish_by")) + 1
    return Task(name, duration, start, finish)


def _link(given: object, place: str, ids: set[TaskId]) -> Link:
    fields = mapping(given, place)
    before = _id(needed(fields, "from", place), f"{place}.from")
    after = _id(needed(fields, "to", place), f"{place}.to")
    for name in (before, after):
        if name not in ids:
            raise Refusal("plan.link_unknown_task", before=before, after=after, task=name)
    kind = fields.get("type")
    found = LinkType.FS if kind is None else LINK_TYPES.get(kind) if isinstance(kind, str) else None
    if found is None:
        raise Refusal("plan.link_unknown_type", before=before, after=after, text=shown(kind), known=", ".join(LINK_TYPES))
    lag = 0 if fields.get("lag") is None else _number(fields["lag"], f"links[{before}, {after}].lag")
    return Link(before, after, found, lag)


def _demand_whole(tasks: tuple[Task, ...], links: tuple[Link, ...]) -> None:
    """A date names a whole day."""
    for task in tasks:
        if not isinstance(task.duration, int):
            raise Refusal("plan.not_whole", place=f"tasks[{task.id}].duration")
    for link in links:
        if not isinstance(link.lag, int):
            raise Refusal("plan.not_whole", place=f"links[{link.before}, {link.after}].lag")


def _id(given: object, place: str) -> TaskId:
    """A text, or a whole number."""
    if isinstance(given, Decimal) and given == given.to_integral_value() and abs(given) < 10**15:
        return int(given)
    if not isinstance(given, str):
        raise Refusal("core.not_a_text", place=place, text=shown(given))
    return given


def _number(given: object, place: str) -> Days:
    found = number(given, place)
    whole = int(found)
    return whole if whole == found else Fraction(found)


def _date(given: object, place: str) -> date:
    try:
        if isinstance(given, str) and len(given) == len("2026-03-01"):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise Refusal("plan.date_wrong", place=place, text=shown(given))
