"""Critical path: early and late dates and floats of tasks that wait for one another (Kelley and Walker 1959; with all four
kinds of links Roy's method of potentials, as in the precedence diagrams of Fondahl 1961). The unit is a working day.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

Days = int | Fraction
TaskId = str | int


class LinkType(StrEnum):
    """Finish or start of the first task, finish or start of the second."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


@dataclass(frozen=True)
class Task:
    """`not_before`: the earliest start; `finish_by`: the latest finish, both counted from day 0."""

    id: TaskId
    duration: Days
    not_before: Days | None = None
    finish_by: Days | None = None


@dataclass(frozen=True)
class Link:
    """`after` waits for `before`, `lag` working days more; a negative lag is a lead."""

    before: TaskId
    after: TaskId
    type: LinkType = LinkType.FS
    lag: Days = 0


class Slot(NamedTuple):
    """A finish is the start plus the duration: the moment at which the last day ends."""

    id: TaskId
    early_start: Days
    early_finish: Days
    late_start: Days
    late_finish: Days
    total_float: Days
    free_float: Days

    @property
    def critical(self) -> bool:
        return self.total_float <= 0


class Schedule(NamedTuple):
    duration: Days
    slots: tuple[Slot, ...]  # in the order of the tasks

    @property
    def critical(self) -> list[TaskId]:
        return [slot.id for slot in self.slots if slot.critical]


class Cycle(Exception):
    """These places wait for one another, each for the one before it and the first for the last."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__(places)
        self.places = tuple(places)


def schedule(tasks: Sequence[Task], links: Sequence[Link]) -> Schedule:
    """Nothing starts before day 0 and nothing finishes after the end of the last task, whatever the links.

    Total float = late start - early start. Free float = the least room over a task's links and to the end, at most the total
    float, at least 0. Ids must differ and links must name them (KeyError). Raises Cycle with places in `tasks`.
    """
    place = {task.id: number for number, task in enumerate(tasks)}
    followers: list[list[tuple[int, Days]]] = [[] for _ in tasks]
    for link in links:
        before, after = place[link.before], place[link.after]
        followers[before].append((after, distance(link, tasks[before].duration, tasks[after].duration)))
    order = in_order([[after for after, _ in one] for one in followers])
    early: list[Days] = [max(0, task.not_before or 0) for task in tasks]
    for number in order:
        for after, days in followers[number]:
            early[after] = max(early[after], early[number] + days)
    end = max((start + task.duration for start, task in zip(early, tasks, strict=True)), default=0)
    late: list[Days] = [min(end, end if task.finish_by is None else task.finish_by) - task.duration for task in tasks]
    for number in reversed(order):
        for after, days in followers[number]:
            late[number] = min(late[number], late[after] - days)
    slots = []
    for number, task in enumerate(tasks):
        total, finish = late[number] - early[number], early[number] + task.duration
        rooms = [early[after] - early[number] - days for after, days in followers[number]]
        free = max(0, min(total, end - finish, *rooms))
        slots.append(Slot(task.id, early[number], finish, late[number], late[number] + task.duration, total, free))
    return Schedule(end, tuple(slots))


def distance(link: Link, before: Days, after: Days) -> Days:
    """How long after the start of the first task the second may start at the earliest, given both durations."""
    from_finish = link.type in (LinkType.FS, LinkType.FF)
    to_finish = link.type in (LinkType.FF, LinkType.SF)
    return link.lag + (before if from_finish else 0) - (after if to_finish else 0)


def in_order(followers: Sequence[Sequence[int]]) -> list[int]:
    """Places so that each comes before those that follow it; Cycle if there is no such order."""
    waiting = [0] * len(followers)
    for ones in followers:
        for after in ones:
            waiting[after] += 1
    ready = deque(place for place, count in enumerate(waiting) if not count)
    order = []
    while ready:
        place = ready.popleft()
        order.append(place)
        for after in followers[place]:
            waiting[after] -= 1
            if not waiting[after]:
                ready.append(after)
    if len(order) < len(followers):
        raise Cycle(_cycle(followers, {place for place, count in enumerate(waiting) if count}))
    return order


def _cycle(followers: Sequence[Sequence[int]], stuck: set[int]) -> list[int]:
    """One cycle, from its first place on: who is stuck waits for another who is stuck, so that going back must repeat."""
    waits_for = {after: place for place in stuck for after in followers[place] if after in stuck}
    place, walked = min(stuck), dict[int, int]()
    while place not in walked:
        walked[place] = len(walked)
        place = waits_for[place]
    found = [one for one in walked if walked[one] >= walked[place]][::-1]
    first = found.index(min(found))
    return found[first:] + found[:first]
