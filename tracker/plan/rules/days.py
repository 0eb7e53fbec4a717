"""The days on which a schedule puts its tasks, as people name them: the first and the last day worked."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.schedule import Link, LinkType, Schedule, Task, TaskId, in_order


def duration_of(starts_on: date, due_on: date, days: WorkingDays | None = None) -> int:
    """Working days from the first to the last day, both counted; at least one. Monday to Friday where no calendar is given."""
    worked = days or WorkingDays(starts_on)
    return max(1, worked.on_or_before(due_on) - worked.on_or_after(starts_on) + 1)


class Worked(NamedTuple):
    """Numbers of working days, 0 for the first."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int


def worked_days(tasks: Sequence[Task], links: Sequence[Link], schedule: Schedule) -> list[Worked]:
    """A task of one day starts and finishes on it. A milestone is on the day on which what it waits for ends; it is never
    shown before the first working day, before its `not_before`, or before the day of what it waits for. Whole days only.
    """
    early = _milestones(tasks, links, schedule)
    found = []
    for number, slot in enumerate(schedule.slots):
        if number in early:
            late = early[number] if slot.total_float == 0 else _ends_on(int(slot.late_finish))
            found.append(Worked(early[number], early[number], late, late))
        else:
            first, past = int(slot.early_start), int(slot.early_finish)
            found.append(Worked(first, past - 1, int(slot.late_start), int(slot.late_finish) - 1))
    return found


def _milestones(tasks: Sequence[Task], links: Sequence[Link], schedule: Schedule) -> dict[int, int]:
    """The early days of the milestones by their places in `tasks`."""
    place = {task.id: number for number, task in enumerate(tasks)}
    if all(task.duration for task in tasks):
        return {}
    waits: list[list[Link]] = [[] for _ in tasks]
    followers: list[list[int]] = [[] for _ in tasks]
    for link in links:
        waits[place[link.after]].append(link)
        followers[place[link.before]].append(place[link.after])
    found: dict[int, int] = {}
    for number in in_order(followers):
        if not tasks[number].duration:
            at = int(schedule.slots[number].early_start)
            reached = [_reached(link, place, schedule, found) for link in waits[number] if link.lag >= 0]
            found[number] = max(_ends_on(at), int(tasks[number].not_before or 0), *reached, 0)
    return found


def _reached(link: Link, place: dict[TaskId, int], schedule: Schedule, milestones: dict[int, int]) -> int:
    """The day of the start or the finish that the link waits for."""
    before = place[link.before]
    if before in milestones:
        return milestones[before]
    slot = schedule.slots[before]
    return int(slot.early_start) if link.type in (LinkType.SS, LinkType.SF) else int(slot.early_finish) - 1


def _ends_on(number: int) -> int:
    """The day that ends when so many days are over; what is over before the first day is put on that."""
    return number - 1 if number else 0
