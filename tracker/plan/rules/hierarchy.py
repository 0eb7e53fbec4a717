"""Summary tasks: those that others name as their parent. Phases stay the top level, below them tasks nest to any depth."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from tracker.plan.rules.dates import MilestoneRow, MilestoneStatus, TaskRow, TaskStatus, is_late


def ancestors(task: UUID, parents: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    """Parent, its parent and so on."""
    above = parents.get(task)
    while above is not None:
        yield above
        above = parents.get(above)


def leaves(parents: Mapping[UUID, UUID | None]) -> dict[UUID, list[UUID]]:
    """Every summary task with the tasks and milestones at the bottom below it."""
    above = {parent for parent in parents.values() if parent is not None}
    found: dict[UUID, list[UUID]] = {summary: [] for summary in parents if summary in above}
    for task in parents:
        if task not in above:
            for summary in ancestors(task, parents):
                found[summary].append(task)
    return found


def rolled_up(parts: Sequence[tuple[int, Fraction]]) -> Fraction:
    """Percent of a summary task from duration and percent of what is at the bottom below it: weighted by duration. Milestones
    weigh nothing, unless there is nothing else: then each counts alike.
    """
    weights = [duration for duration, _ in parts]
    if not any(weights):
        weights = [1] * len(parts)
    return sum((weight * percent for weight, (_, percent) in zip(weights, parts, strict=True)), Fraction()) / sum(weights)


def summed_status(parts: Collection[TaskStatus]) -> TaskStatus:
    """Done when all are done, not started while none is; blocked when everything that is still open is blocked."""
    left = {part for part in parts if part is not TaskStatus.DONE}
    if not left:
        return TaskStatus.DONE
    if left == {TaskStatus.BLOCKED}:
        return TaskStatus.BLOCKED
    return TaskStatus.NOT_STARTED if set(parts) == {TaskStatus.NOT_STARTED} else TaskStatus.IN_PROGRESS


def summed(tasks: Sequence[TaskRow], milestones: Sequence[MilestoneRow], today: date) -> list[TaskRow]:
    """The same rows, but summary tasks with days and status of what is at the bottom below them."""
    below = leaves({row.id: row.parent_id for row in tasks} | {row.id: row.parent_id for row in milestones})
    parts = {row.id: (row.starts_on, row.due_on, row.status, row.done_on) for row in tasks}
    for stone in milestones:
        status = TaskStatus.DONE if stone.status is MilestoneStatus.MET else TaskStatus.NOT_STARTED
        parts[stone.id] = (stone.due_on, stone.due_on, status, stone.met_on)
    return [_summary(task, [parts[key] for key in below[task.id]], today) if task.id in below else task for task in tasks]


def _summary(task: TaskRow, parts: Sequence[tuple[date, date, TaskStatus, date | None]], today: date) -> TaskRow:
    starts, dues, states, done = zip(*parts, strict=True)
    status = summed_status(states)
    return replace(
        task,
        starts_on=min(starts),
        due_on=max(dues),
        status=status,
        done_on=max(day for day in done if day) if status is TaskStatus.DONE else None,
        late=is_late(max(dues), status is TaskStatus.DONE, today),
        summary=True,
    )
