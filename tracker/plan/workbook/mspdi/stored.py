"""A stored plan as a project that Microsoft Project and ProjectLibre open: phases and summary tasks as outline levels, and each
task bound so that the program that opens it finds the dates of the plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from tracker.core.refusals import Refusal
from tracker.core.workbooks.writing import legal_text
from tracker.plan.queries.network import LinkRow, Network, Node
from tracker.plan.rules import PlanRows, TaskKind, TaskStatus, WorkingDays
from tracker.plan.rules.calendar import DAY
from tracker.plan.rules.earning import is_begun
from tracker.plan.rules.moments import Constraint
from tracker.plan.rules.schedule import Link, LinkType, distance, in_order
from tracker.plan.workbook.documents import Calendar
from tracker.plan.workbook.mspdi.fields import moment_text
from tracker.plan.workbook.mspdi.writing import (
    IN_DAYS,
    TENTHS,
    TYPE_NUMBERS,
    WORKED,
    add,
    begun_project,
    duration_text,
    working_time,
)

AFTER = timedelta(days=366)  # how long after the plan its calendar still knows the days off
WHOLE, ALMOST = 100, 99  # percent


class Slot(NamedTuple):
    """Numbers of working days: `start` days are over before it, `finish` days after it. `evening`: a milestone at the end of
    its day. `begun`: it stays there whatever its links say. `bound`: what holds it there, where its links alone would not."""

    start: int
    finish: int
    evening: bool
    begun: bool
    bound: Constraint | None


@dataclass
class Line:
    """A row of the project: a phase, a summary task, a task or a milestone."""

    code: str
    name: str
    node: Node | None
    below: list["Line"] = field(default_factory=list)

    def leaves(self) -> Iterator[Node]:
        if self.node and not self.below:
            yield self.node
        for line in self.below:
            yield from line.leaves()


def write_stored(plan: PlanRows, network: Network, weekdays: Sequence[int], days: WorkingDays, start: date) -> bytes:
    """`days` counts from `start`, before which nothing stands; `weekdays` are those worked in a week without exceptions."""
    last = max([plan.programme.ends_on, *(node.due_on for node in network.nodes)]) + AFTER
    calendar = calendar_of(days, weekdays, start, last)
    try:
        root = _project(plan, network, calendar, _slots(plan, network, days), start)
    except (ValueError, OverflowError) as error:
        raise Refusal("plan.beyond_calendar") from error
    content: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def calendar_of(days: WorkingDays, weekdays: Sequence[int], first: date, last: date) -> Calendar:
    """The same days as a week with exceptions, from the first to the last."""
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    worked = {day: days.on_or_after(day) == days.on_or_before(day) for day in every}
    usual = {day: day.isoweekday() in weekdays for day in worked}
    return Calendar(
        working_days=tuple(weekdays),
        holidays=tuple(day for day in worked if usual[day] and not worked[day]),
        extra=tuple(day for day in worked if worked[day] and not usual[day]),
    )


def _slots(plan: PlanRows, network: Network, days: WorkingDays) -> dict[UUID, Slot]:
    leaves = [node for node in network.nodes if not node.summary]
    place = {node.id: number for number, node in enumerate(leaves)}
    into: dict[UUID, list[LinkRow]] = {}
    followers: list[list[int]] = [[] for _ in leaves]
    for link in network.links:
        into.setdefault(link.after_id, []).append(link)
        followers[place[link.before_id]].append(place[link.after_id])
    begun = {task.id for task in plan.tasks if is_begun(task.status, task.started_on)}
    first = days.on_or_after(plan.programme.starts_on)
    found: dict[UUID, Slot] = {}
    for number in in_order(followers):
        node = leaves[number]
        waits = [(link, found[link.before_id]) for link in into.get(node.id, ())]
        found[node.id] = _slot(node, waits, days, first, begun=node.id in begun or node.status is TaskStatus.DONE)
    return found


def _slot(node: Node, waits: Sequence[tuple[LinkRow, Slot]], days: WorkingDays, first: int, *, begun: bool) -> Slot:
    start = days.on_or_after(node.starts_on)
    length = 0 if node.kind is TaskKind.MILESTONE else max(1, days.on_or_before(node.due_on) - start + 1)
    reached = [_reached(link, before, length) for link, before in waits]
    evening = not length and any(at > start for at in reached)
    at, earliest = start + evening, max([first, *reached])
    by_links = (
        all(_in_the_evening(*wait) for wait, moment in zip(waits, reached, strict=True) if moment == at)
        if evening
        else bool(length)
    )
    by_itself = earliest == at and by_links and (bool(reached) or node.not_before is None)
    later = earliest < at or (earliest == at and not evening) or not reached
    bound = Constraint.START_NOT_BEFORE if later else Constraint.MUST_START_ON
    return Slot(at, at + length, evening, begun, None if begun or by_itself else bound)


def _reached(link: LinkRow, before: Slot, length: int) -> int:
    """Where the link alone lets it start."""
    return before.start + int(distance(Link("", "", link.type, link.lag_days), before.finish - before.start, length))


def _in_the_evening(link: LinkRow, before: Slot) -> bool:
    """Whether a milestone that waits for this link alone is at the end of a day; else it is at the beginning of the next one."""
    from_work = link.type in (LinkType.FS, LinkType.FF) and before.finish > before.start
    return link.lag_days > 0 or (link.lag_days == 0 and (from_work or before.evening))


def _lines(plan: PlanRows, network: Network) -> list[Line]:
    """Phases with what is in them; a task stands below its summary task, in whatever phase that is."""
    lines = {node.id: Line(node.code, node.name, node) for node in network.nodes}
    phases = {phase.id: Line(phase.code, phase.name, None) for phase in plan.phases}
    for node in network.nodes:
        above = lines[node.parent_id] if node.parent_id else phases[node.phase_id]
        above.below.append(lines[node.id])
    return [phase for phase in phases.values() if phase.below]


def _project(plan: PlanRows, network: Network, calendar: Calendar, slots: Mapping[UUID, Slot], start: date) -> Element:
    writer = Writer(plan, network, calendar, slots, start)
    first = writer.times.start(writer.times.worked_by(plan.programme.starts_on.toordinal() * DAY))
    last = max([writer.ends(slot) for slot in slots.values()], default=first)
    root = begun_project(calendar, first, last, Title=legal_text(plan.programme.name))
    tasks = SubElement(root, "Tasks")
    for number, line in enumerate(_lines(plan, network), start=1):
        writer.write(tasks, line, 1, str(number))
    return root


class Writer:
    """Writes the rows of a project one below the other."""

    def __init__(self, plan: PlanRows, network: Network, calendar: Calendar, slots: Mapping[UUID, Slot], start: date) -> None:
        self.slots, self.times = slots, working_time(calendar)
        self.zero = self.times.worked_by(start.toordinal() * DAY)
        self._tasks = {task.id: task for task in plan.tasks}
        self._uids = {node.id: number for number, node in enumerate(network.nodes, start=1)}
        self._next = len(self._uids) + 1  # of a phase
        self._rows = 0
        self._into: dict[UUID, list[LinkRow]] = {}
        for link in network.links:
            self._into.setdefault(link.after_id, []).append(link)

    def begins(self, slot: Slot) -> int:
        return self.ends(slot) if slot.evening else self.times.start(self.zero + slot.start * WORKED)

    def ends(self, slot: Slot) -> int:
        if slot.start == slot.finish and not slot.evening:
            return self.begins(slot)
        return self.times.finish(self.zero + slot.finish * WORKED)

    def write(self, tasks: Element, line: Line, level: int, outline: str) -> None:
        uid = self._uid(line)
        self._rows += 1
        one = SubElement(tasks, "Task")
        add(one, UID=uid, ID=self._rows, Name=legal_text(line.name), Active=1, Manual=0, Type=1, IsNull=0)
        task = self._tasks.get(line.node.id) if line.node else None
        if task and task.owner:
            add(one, Contact=legal_text(task.owner))
        add(one, WBS=legal_text(line.code), OutlineNumber=outline, OutlineLevel=level, Priority=500)
        if line.node and not line.below:
            self._write_leaf(one, line.node)
        else:
            self._write_summary(one, [self.slots[node.id] for node in line.leaves()])
        if task and task.deliverable:
            add(one, Notes=legal_text(task.deliverable))
        for link in self._into.get(line.node.id, ()) if line.node else ():
            kind = {"Type": TYPE_NUMBERS[link.type], "CrossProject": 0, "LinkLag": link.lag_days * TENTHS, "LagFormat": IN_DAYS}
            add(SubElement(one, "PredecessorLink"), PredecessorUID=self._uids[link.before_id], **kind)
        for number, below in enumerate(line.below, start=1):
            self.write(tasks, below, level + 1, f"{outline}.{number}")

    def _uid(self, line: Line) -> int:
        if line.node:
            return self._uids[line.node.id]
        self._next += 1
        return self._next - 1

    def _write_leaf(self, one: Element, node: Node) -> None:
        slot = self.slots[node.id]
        begins, ends = moment_text(self.begins(slot)), moment_text(self.ends(slot))
        _write_span(one, begins, ends, (slot.finish - slot.start) * WORKED)
        finished = node.status is TaskStatus.DONE
        add(one, Milestone=int(slot.finish == slot.start), Summary=0)
        add(one, PercentComplete=WHOLE if finished else min(ALMOST, round(node.percent)))
        if slot.begun:
            add(one, ActualStart=begins)
        if finished:
            add(one, ActualFinish=ends)
        add(one, ConstraintType=int(slot.bound or Constraint.AS_SOON_AS_POSSIBLE), CalendarUID=-1)
        if slot.bound is not None:
            add(one, ConstraintDate=begins)
        if node.finish_by is not None:
            add(one, Deadline=moment_text(self._evening_of(node.finish_by)))

    def _write_summary(self, one: Element, slots: Sequence[Slot]) -> None:
        begins, ends = min(self.begins(slot) for slot in slots), max(self.ends(slot) for slot in slots)
        worked = self.times.worked_by(ends) - self.times.worked_by(begins)
        _write_span(one, moment_text(begins), moment_text(ends), worked)
        add(one, Milestone=0, Summary=1, ConstraintType=int(Constraint.AS_SOON_AS_POSSIBLE), CalendarUID=-1)

    def _evening_of(self, day: date) -> int:
        return self.times.finish(self.times.worked_by((day.toordinal() + 1) * DAY))


def _write_span(one: Element, begins: str, ends: str, seconds: int) -> None:
    add(one, Start=begins, Finish=ends, Duration=duration_text(seconds), DurationFormat=IN_DAYS, Estimated=0)
