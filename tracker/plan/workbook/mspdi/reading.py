"""A project that Microsoft Project, or another program, saved as XML (MSPDI)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tracker.core.refusals import Refusal
from tracker.plan.rules.calendar import WorkingTime
from tracker.plan.rules.moments import Constraint
from tracker.plan.rules.schedule import LinkType
from tracker.plan.workbook.mspdi.calendars import STANDARD, CalendarText, read_calendars, working_times
from tracker.plan.workbook.mspdi.fields import MINUTE, Fields, bare

MOST_BYTES = 64 * 1024 * 1024  # some 15,000 tasks with all that Project writes of each
MOST_TASKS = 100_000
TENTH = MINUTE // 10  # slacks and lags are in tenths of a minute
LINK_TYPES = {0: LinkType.FF, 1: LinkType.FS, 2: LinkType.SF, 3: LinkType.SS}
ELAPSED = frozenset({4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52})  # formats of durations and lags; from 35 on estimated
PERCENT = frozenset({19, 20, 51, 52})
DEFAULT_DAY = 480  # minutes


@dataclass(frozen=True)
class FileTimes:
    """What the file says; slacks in seconds."""

    early_start: int | None
    early_finish: int | None
    late_start: int | None
    late_finish: int | None
    total_slack: int | None
    free_slack: int | None
    critical: bool | None


@dataclass(frozen=True)
class ProjectTask:
    """`parents` are the places of its summary tasks in the project, the nearest last. Moments and durations in seconds.
    `placeholder`: scheduled by hand, and its start, finish or duration is still a word.
    """

    uid: int
    id: int | None
    name: str
    summary: bool | None
    milestone: bool
    duration: int
    elapsed: bool
    file: FileTimes
    calendar: int | None
    constraint: Constraint
    constraint_at: int | None
    deadline: int | None
    start: int | None
    actual_start: int | None
    actual_finish: int | None
    manual: bool
    placeholder: bool
    active: bool
    external: bool
    percent: int
    parents: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProjectLink:
    before: int
    after: int
    type: LinkType
    lag: Fraction  # seconds
    elapsed: bool


@dataclass(frozen=True)
class Project:
    """`left_out`: links to tasks that are not in the file, as (from, to)."""

    start: int
    calendars: Sequence[CalendarText]
    calendar: WorkingTime
    tasks: Sequence[ProjectTask]
    links: Sequence[ProjectLink]
    left_out: Sequence[tuple[int, int]]
    critical_slack: int = 0  # seconds
    times: Mapping[int, WorkingTime] = field(default_factory=dict)


def read_project(content: bytes) -> Project:
    """A Refusal says what is wrong with the file."""
    project = Fields(_root(content), "")
    calendars = read_calendars(project)
    times = working_times(calendars)
    based = (calendar.uid for calendar in calendars if calendar.base is None or calendar.base < 0)
    known = [uid for uid in (project.whole("CalendarUID"), *based) if uid in times]
    calendar = times[known[0]] if known else WorkingTime(STANDARD)
    tasks = _tasks(project, calendar)
    used = {*known[:1], *(task.calendar for task in tasks)}
    if idle := [one.name for one in calendars if one.uid in used and not any(times[one.uid].week)]:
        raise Refusal("plan.calendar_without_work", name=idle[0])
    links, left_out = _links(project, tasks)
    limit = (project.whole("CriticalSlackLimit") or 0) * (project.whole("MinutesPerDay") or DEFAULT_DAY) * MINUTE
    return Project(_start(project, tasks), calendars, calendar, tasks, links, left_out, limit, times)


def _root(content: bytes) -> Element:
    if len(content) > MOST_BYTES:
        raise Refusal("plan.xml_too_large", most=MOST_BYTES // 1024**2)
    try:
        root: Element = fromstring(content)
    except DefusedXmlException as error:
        raise Refusal("plan.xml_with_entities") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise Refusal("plan.xml_broken", what=str(error)[:200]) from error
    if bare(root.tag) != "Project":
        raise Refusal("plan.xml_no_project", tag=bare(root.tag)[:80])
    return root


def _start(project: Fields, tasks: Sequence[ProjectTask]) -> int:
    found = project.moment("StartDate")
    if found is None:
        known = [at for task in tasks for at in (task.file.early_start, task.start) if at is not None]
        if tasks and not known:
            raise Refusal("plan.xml_without_start")
        found = min(known, default=0)
    return found


def _tasks(project: Fields, calendar: WorkingTime) -> list[ProjectTask]:
    """Without the project itself and without blank rows. A task's summary tasks are those above it that are further out."""
    found: list[ProjectTask] = []
    seen = set[int]()
    above: list[tuple[int, int]] = []  # level and place of the tasks that may be summary tasks of the next one
    for number, fields in enumerate(project.parts("Tasks", "Task"), start=1):
        fields.named(f"Task {number}")
        if fields.flag("IsNull") or fields.whole("UID") == 0:
            continue
        if number > MOST_TASKS:
            raise Refusal("plan.xml_too_many_tasks", most=MOST_TASKS)
        uid = fields.needed("UID")
        level = fields.whole("OutlineLevel") or len((fields.text("OutlineNumber") or "").split("."))
        if uid in seen:
            raise Refusal("plan.task_twice", task=uid)
        seen.add(uid)
        above = [(outer, place) for outer, place in above if outer < level]
        found.append(_task(fields.named(f"UID {uid}"), uid, tuple(place for _, place in above), calendar))
        above.append((level, len(found) - 1))
    inner = {task.parents[-1] for task in found if task.parents}
    return [replace(task, summary=place in inner) if task.summary is None else task for place, task in enumerate(found)]


def _task(fields: Fields, uid: int, parents: tuple[int, ...], calendar: WorkingTime) -> ProjectTask:
    """Without a duration it lasts from its start to its finish."""
    kind, form = fields.whole("ConstraintType") or 0, fields.whole("DurationFormat")
    duration, start, finish = fields.duration("Duration"), fields.moment("Start"), fields.moment("Finish")
    if duration is None and start is not None and finish is not None:
        duration = max(0, calendar.worked_by(finish) - calendar.worked_by(start))
    milestone, manual = fields.flag("Milestone"), bool(fields.flag("Manual"))
    if duration is not None and duration < 0:
        raise Refusal("plan.duration_negative", task=uid, number=fields.text("Duration"))
    return ProjectTask(
        uid=uid,
        id=fields.whole("ID"),
        name=fields.text("Name") or "",
        summary=fields.flag("Summary"),
        milestone=duration == 0 if milestone is None else milestone,
        duration=duration or 0,
        elapsed=form in ELAPSED,
        file=_file_times(fields),
        calendar=fields.whole("CalendarUID"),
        constraint=Constraint(kind) if kind in list(Constraint) else Constraint.AS_SOON_AS_POSSIBLE,
        constraint_at=fields.moment("ConstraintDate"),
        deadline=fields.moment("Deadline"),
        start=start,
        actual_start=fields.moment("ActualStart"),
        actual_finish=fields.moment("ActualFinish"),
        manual=manual,
        placeholder=manual and any(fields.has(name) for name in ("StartText", "FinishText", "DurationText")),
        active=fields.flag("Active") is not False,
        external=bool(fields.flag("ExternalTask")),
        percent=fields.whole("PercentComplete") or 0,
        parents=parents,
    )


def _file_times(fields: Fields) -> FileTimes:
    slacks = [fields.whole(name) for name in ("TotalSlack", "FreeSlack")]
    total, free = (None if slack is None else slack * TENTH for slack in slacks)
    return FileTimes(
        fields.moment("EarlyStart"),
        fields.moment("EarlyFinish"),
        fields.moment("LateStart"),
        fields.moment("LateFinish"),
        total,
        free,
        fields.flag("Critical"),
    )


def _links(project: Fields, tasks: Sequence[ProjectTask]) -> tuple[list[ProjectLink], list[tuple[int, int]]]:
    known = {task.uid: task for task in tasks}
    found, left_out = list[ProjectLink](), list[tuple[int, int]]()
    for fields in project.parts("Tasks", "Task"):
        after = fields.whole("UID")
        if after not in known:
            continue
        for link in fields.parts("PredecessorLink"):
            link.named(f"UID {after}, PredecessorLink")
            before = link.needed("PredecessorUID")
            if before not in known or link.flag("CrossProject"):
                left_out.append((before, after))
            else:
                found.append(_link(link, known[before], after))
    return found, left_out


def _link(fields: Fields, before: ProjectTask, after: int) -> ProjectLink:
    kind, form = fields.whole("Type"), fields.whole("LagFormat")
    if kind is not None and kind not in LINK_TYPES:
        known = ", ".join(f"{number} {name}" for number, name in LINK_TYPES.items())
        raise Refusal("plan.link_unknown_type", before=before.uid, after=after, text=kind, known=known)
    lag = Fraction((fields.whole("LinkLag") or 0) * TENTH)
    if form in PERCENT:
        lag = Fraction((fields.whole("LinkLag") or 0) * before.duration, 100)
    return ProjectLink(before.uid, after, LinkType.FS if kind is None else LINK_TYPES[kind], lag, form in ELAPSED)
