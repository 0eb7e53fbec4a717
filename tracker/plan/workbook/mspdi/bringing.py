"""A project file as tasks and links that a programme can take in."""

from datetime import date
from fractions import Fraction
from math import ceil

from tracker.plan.rules.calendar import DAY
from tracker.plan.rules.projects import Brought, BroughtLink, BroughtTask
from tracker.plan.workbook.mspdi.reading import Project, ProjectTask
from tracker.plan.workbook.mspdi.writing import WORKED


def brought(project: Project) -> Brought:
    """In whole days, a part of a day counted as one. What is inactive or belongs to another file stays out, and so do links of
    summary tasks, for here their parts wait."""
    kept = {place: task for place, task in enumerate(project.tasks) if task.active and not task.external}
    summaries = {kept[place].uid for task in kept.values() for place in task.parents[-1:] if place in kept}
    tasks = tuple(_task(project, task, kept, summaries) for task in kept.values())
    leaves = {task.uid for task in tasks} - summaries
    links: dict[tuple[int, int], BroughtLink] = {}
    for link in project.links:
        if {link.before, link.after} <= leaves and link.before != link.after:
            one = BroughtLink(link.before, link.after, link.type, round(Fraction(link.lag) / WORKED))
            links.setdefault((link.before, link.after), one)
    out = len(project.tasks) - len(tasks) + len(project.links) - len(links) + len(project.left_out)
    return Brought(tasks, tuple(links.values()), out)


def _task(project: Project, task: ProjectTask, kept: dict[int, ProjectTask], summaries: set[int]) -> BroughtTask:
    at = next((moment for moment in (task.actual_start, task.start, task.file.early_start) if moment is not None), project.start)
    days = ceil(Fraction(task.duration) / WORKED)
    parent = next((kept[place].uid for place in reversed(task.parents) if place in kept), None)
    finished = None if task.actual_finish is None else _day(task.actual_finish)
    stone = task.milestone and task.uid not in summaries
    return BroughtTask(task.uid, task.name, _day(at), 0 if stone else max(1, days), parent, task.percent, finished)


def _day(moment: int) -> date:
    return date.fromordinal(moment // DAY)
