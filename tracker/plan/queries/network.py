"""The plan as a network: what waits for what, early and late dates, floats, the critical path, areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.refusals import Refusal
from tracker.people.rules import Actor
from tracker.plan.models import Phase, Task, TaskLink, TaskStep
from tracker.plan.queries.areas import AreaRow, PhaseSpan, area_rows
from tracker.plan.queries.calendars import working_days
from tracker.plan.queries.plans import seen_programme
from tracker.plan.rules import LinkType, Step, TaskKind, TaskStatus, WorkingDays, duration_of, earned_percent
from tracker.plan.rules.earning import is_begun
from tracker.plan.rules.hierarchy import leaves, rolled_up, summed_status
from tracker.plan.rules.network import COUNTED_FROM, Laid, Standing, Wait, lay

__all__ = ["AreaRow", "LinkRow", "Network", "Node", "PhaseSpan", "network"]


@dataclass(frozen=True)
class LinkRow:
    id: UUID
    version: int
    before_id: UUID
    after_id: UUID
    type: LinkType
    lag_days: int


@dataclass(frozen=True)
class Node:
    """A task, milestone or summary task. `starts_on`, `due_on`, `duration_days`, `status`: as it stands; of a summary task as
    what is below it stands. Early and late dates: the first and the last day worked. `drivers`: what it waits for without
    slack. `percent`: earned by its declared rule; of a summary task weighted by the durations below it.
    """

    id: UUID
    version: int
    code: str
    name: str
    kind: TaskKind
    phase_id: UUID
    area_id: UUID | None
    parent_id: UUID | None
    recurrence_id: UUID | None
    status: TaskStatus
    starts_on: date
    due_on: date
    duration_days: int
    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int
    critical: bool
    drivers: tuple[UUID, ...]
    summary: bool
    not_before: date | None = None
    finish_by: date | None = None
    percent: float = 0


@dataclass(frozen=True)
class Network:
    """`nodes` in the order of the plan, `links` without those of other programmes."""

    programme_id: UUID
    starts_on: date
    nodes: tuple[Node, ...]
    links: tuple[LinkRow, ...]
    areas: tuple[AreaRow, ...]


def network(session: Session, *, programme_id: UUID, by: Actor) -> Network:
    programme = seen_programme(session, programme_id, by)
    tasks = tasks_of(session, programme_id)
    links = links_of(session, programme_id)
    below = leaves({task.id: task.parent_id for task in tasks})
    standing = standing_of([task for task in tasks if task.id not in below])
    days = working_days(session, programme_id=programme_id, start=COUNTED_FROM)
    laid = laid_out(standing, links, days, programme.starts_on)
    earned = _earned(session, programme_id, tasks, days, clock.today(by.time_zone or "UTC"))
    nodes = {task.id: _node(task, laid[task.id], earned[task.id]) for task in tasks if task.id not in below}
    for task in tasks:
        if parts := below.get(task.id):
            nodes[task.id] = _summary(task, [nodes[part] for part in parts], earned, days)
    return Network(
        programme_id=programme_id,
        starts_on=programme.starts_on,
        nodes=tuple(nodes[task.id] for task in tasks),
        links=tuple(links),
        areas=tuple(area_rows(session, programme_id)),
    )


def tasks_of(session: Session, programme_id: UUID) -> Sequence[Task]:
    """In the order of the plan."""
    inside = select(Task).join(Phase, Phase.id == Task.phase_id).where(Task.programme_id == programme_id)
    return session.scalars(inside.order_by(Phase.position, Task.position, Task.id)).all()


def links_of(session: Session, programme_id: UUID) -> list[LinkRow]:
    columns = (TaskLink.id, TaskLink.version, TaskLink.before_id, TaskLink.after_id, TaskLink.type, TaskLink.lag_days)
    rows = session.execute(select(*columns).where(TaskLink.programme_id == programme_id).order_by(TaskLink.id))
    return [LinkRow(*row) for row in rows]


def standing_of(tasks: Sequence[Task]) -> list[Standing]:
    return [
        Standing(
            id=task.id,
            starts_on=task.starts_on,
            due_on=task.due_on,
            duration=task.duration_days,
            not_before=task.not_before,
            finish_by=task.finish_by,
            begun=task.kind is TaskKind.TASK and is_begun(task.status, task.started_on),
            done=task.status is TaskStatus.DONE,
        )
        for task in tasks
    ]


def laid_out(standing: Sequence[Standing], links: Sequence[LinkRow], days: WorkingDays, starts_on: date) -> dict[UUID, Laid]:
    waits = [Wait(link.before_id, link.after_id, link.type, link.lag_days) for link in links]
    try:
        return lay(standing, waits, days, starts_on)
    except (ValueError, OverflowError) as error:
        raise Refusal("plan.beyond_calendar") from error


def _earned(session: Session, programme_id: UUID, tasks: Sequence[Task], days: WorkingDays, today: date) -> dict[UUID, Fraction]:
    steps: dict[UUID, list[Step]] = {}
    rows = select(TaskStep.task_id, TaskStep.weight, TaskStep.done_on).join(Task, Task.id == TaskStep.task_id)
    for task_id, weight, done_on in session.execute(rows.where(Task.programme_id == programme_id)):
        steps.setdefault(task_id, []).append(Step(weight, done_on is not None))
    return {task.id: earned_percent(task, steps.get(task.id, ()), today, days) for task in tasks}


def _node(task: Task, laid: Laid, earned: Fraction) -> Node:
    return Node(
        id=task.id,
        version=task.version,
        code=task.code,
        name=str(task.name),
        kind=task.kind,
        phase_id=task.phase_id,
        area_id=task.area_id,
        parent_id=task.parent_id,
        recurrence_id=task.recurrence_id,
        status=task.status,
        starts_on=task.starts_on,
        due_on=task.due_on,
        duration_days=task.duration_days,
        early_start=laid.early_start,
        early_finish=laid.early_finish,
        late_start=laid.late_start,
        late_finish=laid.late_finish,
        total_float=laid.total_float,
        free_float=laid.free_float,
        critical=laid.critical,
        drivers=laid.drivers,
        summary=False,
        not_before=task.not_before,
        finish_by=task.finish_by,
        percent=float(earned),
    )


def _summary(task: Task, parts: Sequence[Node], earned: Mapping[UUID, Fraction], days: WorkingDays) -> Node:
    """Its dates span those of its parts, and its floats are the least of theirs."""
    starts_on, due_on = min(part.starts_on for part in parts), max(part.due_on for part in parts)
    laid = Laid(
        early_start=min(part.early_start for part in parts),
        early_finish=max(part.early_finish for part in parts),
        late_start=min(part.late_start for part in parts),
        late_finish=max(part.late_finish for part in parts),
        total_float=min(part.total_float for part in parts),
        free_float=min(part.free_float for part in parts),
        critical=any(part.critical for part in parts),
        drivers=(),
        starts_on=starts_on,
        due_on=due_on,
    )
    return replace(
        _node(task, laid, rolled_up([(part.duration_days, earned[part.id]) for part in parts])),
        status=summed_status([part.status for part in parts]),
        starts_on=starts_on,
        due_on=due_on,
        duration_days=duration_of(starts_on, due_on, days),
        summary=True,
        not_before=None,
        finish_by=None,
    )
