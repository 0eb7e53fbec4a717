"""Critical path in worked seconds, as Microsoft Project schedules: constraints, deadlines, calendars of tasks, elapsed time.

A moment counts seconds (tracker.plan.rules.calendar). What Project does beside has no published definition; the rules here
are those that its files show, and every difference is for the caller to list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from tracker.plan.rules.calendar import DAY, WorkingTime
from tracker.plan.rules.schedule import LinkType, in_order

ALWAYS = WorkingTime([((0, DAY),)] * 7)  # elapsed time


class Constraint(IntEnum):
    """With the numbers of Project's files."""

    AS_SOON_AS_POSSIBLE = 0
    AS_LATE_AS_POSSIBLE = 1
    MUST_START_ON = 2
    MUST_FINISH_ON = 3
    START_NOT_BEFORE = 4
    START_NOT_AFTER = 5
    FINISH_NOT_BEFORE = 6
    FINISH_NOT_AFTER = 7


@dataclass(frozen=True)
class Activity:
    """`seconds` of work on `calendar`, bound by constraints with their moments, its own and those of its summary tasks.

    `fixed`: start and finish that it keeps, of a manually scheduled task or of what happened. `started`, `finished`: it really
    did. `late`: done as late as possible; it leaves no slack, and what waits for it waits for its late dates. A task without
    links that must not start before some day may start before the project does, as in Project.
    """

    seconds: int
    calendar: WorkingTime
    bounds: tuple[tuple[Constraint, int], ...] = ()
    deadline: int | None = None
    fixed: tuple[int, int] | None = None
    started: bool = False
    finished: bool = False
    active: bool = True
    late: bool = False


@dataclass(frozen=True)
class Wait:
    """`after` waits for the last finish or the first start among `before` (several are the tasks of a summary task)."""

    before: tuple[int, ...]
    after: int
    type: LinkType
    lag: int
    elapsed: bool = False


class Times(NamedTuple):
    """Moments; slacks in seconds of the activity's calendar."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_slack: int
    free_slack: int


def times(activities: Sequence[Activity], waits: Sequence[Wait], start: int) -> list[Times]:
    """Places in `activities` are their names in `waits`. Raises schedule.Cycle."""
    followers: list[set[int]] = [set() for _ in activities]
    for wait in waits:
        for before in wait.before:
            followers[before].add(wait.after)
    network = Network(activities, waits, start)
    order = in_order([sorted(after) for after in followers])
    for place in order:
        network.go_forward(place)
    end = max((network.early[place][1] for place, one in enumerate(activities) if one.active), default=start)
    for place in reversed(order):
        network.go_back(place, end)
    if any(one.late for one in activities):
        network.late_known = True
        for place in order:
            network.go_forward(place)
    return [network.times(place, end) for place in range(len(activities))]


class Network:
    """Early and late starts and finishes while they are found."""

    def __init__(self, activities: Sequence[Activity], waits: Sequence[Wait], start: int) -> None:
        self._activities, self._start = activities, start
        self._into: list[list[Wait]] = [[] for _ in activities]
        self._out: list[list[Wait]] = [[] for _ in activities]
        for wait in waits:
            if activities[wait.after].active and all(activities[before].active for before in wait.before):
                self._into[wait.after].append(wait)
                for before in wait.before:
                    self._out[before].append(wait)
        self.early: list[tuple[int, int]] = [(start, start)] * len(activities)
        self.late: list[tuple[int, int]] = [(start, start)] * len(activities)
        self.late_known = False

    def go_forward(self, place: int) -> None:
        one = self._activities[place]
        starts, finishes = list[int](), list[int]()
        for wait in self._into[place]:
            bounds = starts if wait.type in (LinkType.FS, LinkType.SS) else finishes
            bounds.append(self._reached(wait))
        if one.fixed:
            self.early[place] = one.fixed
            return
        kept = dict(one.bounds)
        starts += [at for kind, at in one.bounds if kind is Constraint.START_NOT_BEFORE]
        finishes += [at for kind, at in one.bounds if kind is Constraint.FINISH_NOT_BEFORE]
        if self._into[place] or not (starts or finishes):
            starts.append(self._start)
        begin = max([*starts, *(_begin(one, finish) for finish in finishes)])
        if Constraint.START_NOT_AFTER in kept:
            begin = min(begin, kept[Constraint.START_NOT_AFTER])
        if Constraint.FINISH_NOT_AFTER in kept:
            begin = min(begin, _begin(one, kept[Constraint.FINISH_NOT_AFTER]))
        if Constraint.MUST_START_ON in kept:
            begin = kept[Constraint.MUST_START_ON]
        if Constraint.MUST_FINISH_ON in kept:
            begin = _begin(one, kept[Constraint.MUST_FINISH_ON])
        begin = _settled(one, begin)
        self.early[place] = (begin, _end(one, begin))

    def go_back(self, place: int, end: int) -> None:
        one = self._activities[place]
        if one.finished:
            self.late[place] = self.early[place]
            return
        finishes, starts = [end], list[int]()
        for wait in self._out[place]:
            from_finish = wait.type in (LinkType.FS, LinkType.FF)
            if one.fixed and not from_finish:
                continue  # its start is kept, so nothing that waits for it says how late it may be
            if not self._activities[wait.after].finished and self._drives(wait, place):
                bounds = finishes if from_finish else starts
                bounds.append(self._allowed(wait))
        kept = dict(one.bounds)
        finishes += [kept[kind] for kind in (Constraint.FINISH_NOT_AFTER,) if kind in kept]
        starts += [kept[kind] for kind in (Constraint.START_NOT_AFTER,) if kind in kept]
        if one.deadline is not None:
            finishes.append(one.deadline)
        finish = min([*finishes, *(_end(one, begin) for begin in starts)])
        if Constraint.MUST_START_ON in kept:
            finish = _end(one, kept[Constraint.MUST_START_ON])
        if Constraint.MUST_FINISH_ON in kept:
            finish = kept[Constraint.MUST_FINISH_ON]
        settled = one.calendar.finish(one.calendar.worked_by(finish))
        early = self.early[place][1]
        finish = early if not one.seconds and self._room(one, early, settled) == 0 else settled
        self.late[place] = (_begin(one, finish), finish)

    def times(self, place: int, end: int) -> Times:
        one = self._activities[place]
        (early_start, early_finish), (late_start, late_finish) = self.early[place], self.late[place]
        total = min(self._room(one, early_start, late_start), self._room(one, early_finish, late_finish))
        if one.started and not one.finished:
            total, late_start = self._room(one, early_finish, late_finish), early_start
        total = 0 if one.late and not one.finished else total
        rooms = [self._room(one, early_finish, end)]
        for wait in self._out[place]:
            if self._drives(wait, place):
                to_start = wait.type in (LinkType.FS, LinkType.SS)
                rooms.append(self._room(one, self._reached(wait), self.early[wait.after][0 if to_start else 1]))
        return Times(early_start, early_finish, late_start, late_finish, total, max(0, min(total, *rooms)))

    def _reached(self, wait: Wait) -> int:
        """The moment from which the activity that waits may start, or finish."""
        times = [self._planned(before) for before in wait.before]
        if wait.type in (LinkType.FS, LinkType.FF):
            return self._later(wait, max(finish for _, finish in times), wait.lag)
        return self._later(wait, min(start for start, _ in times), wait.lag)

    def _planned(self, place: int) -> tuple[int, int]:
        return self.late[place] if self.late_known and self._activities[place].late else self.early[place]

    def _allowed(self, wait: Wait) -> int:
        """The moment by which what it waits for must have finished, or started."""
        to_start = wait.type in (LinkType.FS, LinkType.SS)
        return self._later(wait, self.late[wait.after][0 if to_start else 1], -wait.lag)

    def _drives(self, wait: Wait, place: int) -> bool:
        """Of several starts only the first one counts."""
        if len(wait.before) == 1 or wait.type in (LinkType.FS, LinkType.FF):
            return True
        return self.early[place][0] == min(self.early[before][0] for before in wait.before)

    def _later(self, wait: Wait, moment: int, lag: int) -> int:
        return moved(ALWAYS if wait.elapsed else self._activities[wait.after].calendar, moment, lag) if lag else moment

    @staticmethod
    def _room(one: Activity, first: int, last: int) -> int:
        return one.calendar.worked_by(last) - one.calendar.worked_by(first)


def moved(calendar: WorkingTime, moment: int, seconds: int) -> int:
    """So much work later, or earlier."""
    worked = calendar.worked_by(moment) + seconds
    return calendar.finish(worked) if seconds > 0 else calendar.start(worked)


def _end(one: Activity, begin: int) -> int:
    return moved(one.calendar, begin, one.seconds) if one.seconds else begin


def _begin(one: Activity, end: int) -> int:
    return moved(one.calendar, end, -one.seconds) if one.seconds else end


def _settled(one: Activity, begin: int) -> int:
    """Work starts when somebody works; a milestone may be at the end of a span as well."""
    worked = one.calendar.worked_by(begin)
    later = one.calendar.start(worked)
    return begin if not one.seconds and begin in (later, one.calendar.finish(worked)) else later
