"""Summary tasks: those that others name as their parent. Phases stay the top level, below them tasks nest to any depth."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from tracker.plan.rules.dates import TaskStatus


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
