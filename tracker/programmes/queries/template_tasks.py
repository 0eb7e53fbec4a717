"""The tasks and milestones of a programme as a template says them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from tracker.plan.models import Task, TaskRole, TaskStep
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import PercentRule, TaskKind, duration_of
from tracker.plan.rules.calendar import WorkingDays
from tracker.programmes.queries.wordings import Text, Wording, both, without_nothing


def own_tasks(wording: Wording) -> Sequence[Task]:
    """Without those that a rule of recurring work made: the rule makes them again."""
    own = select(Task).where(Task.programme_id == wording.programme.id, Task.recurrence_id.is_(None))
    return wording.session.scalars(own.order_by(Task.position, Task.id)).all()


def tasks_by_phase(wording: Wording, tasks: Sequence[Task], areas: dict[UUID, str]) -> dict[UUID, Text]:
    """By phase: `tasks` and `milestones`."""
    days = working_days(wording.session, programme_id=wording.programme.id, start=wording.programme.starts_on)
    codes, roles, steps = {task.id: task.code for task in tasks}, _roles(wording), _steps(wording)
    parents = {task.parent_id for task in tasks}
    found: dict[UUID, Text] = defaultdict(lambda: {"tasks": [], "milestones": []})
    for task in tasks:
        text = {
            "code": task.code,
            "name": both(task.name),
            "parent": codes.get(task.parent_id) if task.parent_id else None,
            "area": areas[task.area_id] if task.area_id else None,
            "deliverable": both(task.deliverable),
            "acceptance": both(task.acceptance),
            "owner_role": wording.role(task.owner_role, task.owner_id),
            "finish_by": wording.maybe_day(task.finish_by),
            "roles": roles.get(task.id),
        }
        summary = task.id in parents
        if task.kind is TaskKind.TASK:
            text |= _work(wording, task, days, steps.get(task.id, []), summary=summary)
        else:
            text["due"] = wording.day(task.due_on)
        said = without_nothing(text)
        if not summary and task.not_before != task.starts_on:
            said["not_before"] = wording.maybe_day(task.not_before)  # empty: it may move to an earlier day
        found[task.phase_id]["tasks" if task.kind is TaskKind.TASK else "milestones"].append(said)
    return found


def _work(wording: Wording, task: Task, days: WorkingDays, steps: list[Text], *, summary: bool) -> Text:
    """The duration is said where it does not follow from the days."""
    follows = summary or task.duration_days == duration_of(task.starts_on, task.due_on, days)
    return {
        "starts": wording.day(task.starts_on),
        "due": wording.day(task.due_on),
        "duration_days": None if follows else task.duration_days,
        "effort_days": task.effort_days,
        "percent_rule": None if task.percent_rule is PercentRule.ZERO_HUNDRED else task.percent_rule.value,
        "steps": steps,
    }


def _roles(wording: Wording) -> dict[UUID, dict[str, list[Text]]]:
    found: dict[UUID, dict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    here = select(TaskRole).join(Task, Task.id == TaskRole.task_id).where(Task.programme_id == wording.programme.id)
    for row in wording.session.scalars(here.order_by(TaskRole.id)):
        if said := wording.role(row.role, row.person_id):
            found[row.task_id][row.raci.value].append(said)
    return {task_id: dict(roles) for task_id, roles in found.items()}


def _steps(wording: Wording) -> dict[UUID, list[Text]]:
    found: dict[UUID, list[Text]] = defaultdict(list)
    here = select(TaskStep).join(Task, Task.id == TaskStep.task_id).where(Task.programme_id == wording.programme.id)
    for row in wording.session.scalars(here.order_by(TaskStep.position)):
        found[row.task_id].append({"name": both(row.name), "weight": row.weight})
    return found
