"""Our schedule of a Microsoft Project file, held against what the file says."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from tracker.core.refusals import Refusal
from tracker.plan.rules.calendar import WorkingTime
from tracker.plan.rules.moments import ALWAYS, Activity, Constraint, Wait, times
from tracker.plan.rules.schedule import Cycle
from tracker.plan.workbook.mspdi.reading import FileTimes, Project, ProjectLink, ProjectTask

INHERITED = (Constraint.START_NOT_BEFORE, Constraint.FINISH_NOT_AFTER)  # what a summary task passes on to its tasks
WHOLE = 100  # percent complete
DATES = ("early_start", "early_finish", "late_start", "late_finish")


@dataclass(frozen=True)
class Ours:
    """As FileTimes, of a task that is no summary task."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_slack: int
    free_slack: int
    critical: bool


@dataclass(frozen=True)
class Difference:
    uid: int
    field: str
    file: int | bool
    ours: int | bool


def our_times(project: Project) -> list[Ours | None]:
    """In the order of the project's tasks; None for summary tasks."""
    tasks = project.tasks
    leaves = _leaves(tasks)
    place = {task.uid: number for number, task in enumerate(tasks)}
    waits = [wait for link in project.links for wait in _waits(link, leaves, place)]
    try:
        activities = [_activity(task, project, stands=leaves[place] == [place]) for place, task in enumerate(tasks)]
        found = times(activities, waits, project.start)
    except Cycle as cycle:
        names = ", ".join(str(tasks[place].uid) for place in cycle.places)
        raise Refusal("plan.cycle", tasks=names) from cycle
    except (ValueError, OverflowError) as error:
        raise Refusal("plan.beyond_calendar") from error
    return [
        None if task.summary else Ours(*one, critical=_is_critical(task, one.total_slack, project.critical_slack))
        for task, one in zip(tasks, found, strict=True)
    ]


def _is_critical(task: ProjectTask, slack: int, limit: int) -> bool:
    """What is done, or not planned yet, is not critical."""
    return slack <= limit and task.percent < WHOLE and not task.placeholder


def differences(project: Project, ours: Sequence[Ours | None]) -> list[Difference]:
    """Field by field. What the file does not say differs from nothing."""
    return [
        Difference(task.uid, field.name, said, computed)
        for task, one in zip(project.tasks, ours, strict=True)
        if one is not None
        for field in fields(FileTimes)
        for said, computed in [(getattr(task.file, field.name), getattr(one, field.name))]
        if said is not None and not _same(field.name, said, computed, project.calendar)
    ]


def _same(name: str, said: int, computed: int, calendar: WorkingTime) -> bool:
    """Moments with no working time of the project between them are the same: Friday 17:00 and Monday 08:00."""
    return said == computed or (name in DATES and calendar.worked_by(said) == calendar.worked_by(computed))


def _leaves(tasks: Sequence[ProjectTask]) -> list[list[int]]:
    """The tasks that a summary task stands for; every other task for itself."""
    found: list[list[int]] = [[] for _ in tasks]
    for place, task in enumerate(tasks):
        if not task.summary:
            found[place].append(place)
            for parent in task.parents:
                if tasks[parent].summary:
                    found[parent].append(place)
    return [ones or [place] for place, ones in enumerate(found)]


def _activity(task: ProjectTask, project: Project, *, stands: bool) -> Activity:
    """`stands`: not for other tasks, but for itself, as also an empty summary task does; that keeps its dates."""
    calendar = ALWAYS if task.elapsed else project.times.get(task.calendar or 0, project.calendar)
    bounds = [(task.constraint, task.constraint_at)]
    bounds += [(up.constraint, up.constraint_at) for up in (project.tasks[n] for n in task.parents) if up.constraint in INHERITED]
    keeps = task.manual or task.external or task.summary
    kept = task.actual_start if task.actual_start is not None else task.start if keeps else None
    finished = task.actual_finish is not None
    activity = Activity(
        task.duration,
        calendar,
        tuple((kind, at) for kind, at in bounds if at is not None),
        task.deadline,
        started=task.actual_start is not None,
        finished=finished,
        active=task.active and stands,
        late=task.constraint is Constraint.AS_LATE_AS_POSSIBLE,
    )
    return activity if kept is None else _keeping(activity, kept, task)


def _keeping(activity: Activity, start: int, task: ProjectTask) -> Activity:
    worked = activity.calendar.worked_by(start) + activity.seconds
    finish = activity.calendar.finish(worked) if activity.seconds else start
    if task.actual_finish is not None:
        finish = task.actual_finish
    return replace(activity, fixed=(start, finish))


def _waits(link: ProjectLink, leaves: Sequence[list[int]], place: dict[int, int]) -> list[Wait]:
    """A link from or to a summary task is one of its tasks."""
    before, lag = tuple(leaves[place[link.before]]), round(link.lag)
    return [Wait(before, after, link.type, lag, link.elapsed) for after in leaves[place[link.after]]]
