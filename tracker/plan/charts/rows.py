"""What the timeline draws: a row for each task and milestone, or for each phase where there are too many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tracker.core.words import day, say
from tracker.plan.charts.drawing import CRITICAL_SIGN, SIGNS, moment
from tracker.plan.rules import MilestoneRow, MilestoneStatus, PhaseRow, PlanRows, TaskRow, TaskStatus

NAME_ROWS = 2  # phases' names take turns in two rows, so that short neighbours do not meet on a phone
DAY = timedelta(days=1)
TASK, SUMMARY = 8, 4  # pixels of a bar
Item = TaskRow | MilestoneRow
Row = dict[str, Any]


@dataclass(frozen=True)
class View:
    """How much of a plan is drawn, and what beside its bars. All of it can be a key: the same view is drawn once.

    `ghost`: task, first and last day in the baseline that `baseline` names. `links`: before, after. `window`: first and last
    day, None for all. `keep`: tasks and milestones, None for all. `folded`: a row a phase.
    """

    critical: frozenset[UUID] = frozenset()
    links: tuple[tuple[UUID, UUID], ...] = ()
    summaries: frozenset[UUID] = frozenset()
    ghost: frozenset[tuple[UUID, date, date]] = frozenset()
    baseline: str = ""
    window: tuple[date, date] | None = None
    keep: frozenset[UUID] | None = None
    folded: bool = False


WHOLE = View()


def begins(item: Item) -> date:
    return item.starts_on if isinstance(item, TaskRow) else item.due_on


def span(plan: PlanRows, view: View = WHOLE) -> tuple[date, date]:
    """First day, and the day after the last."""
    if view.window:
        return view.window[0], view.window[1] + DAY
    days = [plan.programme.starts_on, plan.programme.ends_on]
    days += [on for task in plan.tasks for on in (task.starts_on, task.due_on)]
    days += [stone.due_on for stone in plan.milestones]
    days += [on for _, *both in view.ghost for on in both]
    return min(days), max(days) + DAY


def items(plan: PlanRows) -> list[tuple[PhaseRow, list[Item]]]:
    """Phase by phase: tasks, milestones, then each piece of recurring work together."""
    found: dict[UUID, list[Item]] = {phase.id: [] for phase in plan.phases}
    again = sorted(
        (task for task in plan.tasks if task.recurrence_id), key=lambda task: (str(task.recurrence_id), task.starts_on)
    )
    for task in plan.tasks:
        if task.recurrence_id is None:
            found[task.phase_id].append(task)
    for stone in plan.milestones:
        found[stone.phase_id].append(stone)
    for task in again:
        found[task.phase_id].append(task)
    return [(phase, found[phase.id]) for phase in plan.phases]


def height_of(plan: PlanRows) -> int:
    """How many rows the whole plan takes."""
    again = {(task.phase_id, task.recurrence_id) for task in plan.tasks if task.recurrence_id}
    return sum(task.recurrence_id is None for task in plan.tasks) + len(plan.milestones) + len(again)


def rows(plan: PlanRows, view: View) -> list[Row]:
    """From top to bottom; what lies outside the window is left out, what reaches into it is cut."""
    first, last = span(plan, view)
    kept = {key: (start, due) for key, start, due in view.ghost}
    made: list[Row] = []
    at = NAME_ROWS
    for phase, own in items(plan):
        series: object = None
        if view.folded:
            drawn = [_folded(phase, own), *_stones(own)] if own else []
        else:
            drawn = [
                _row(item, view, None if _again(item) else kept.get(item.id))
                for item in own
                if view.keep is None or item.id in view.keep
            ]
        for row in drawn:
            again = row.pop("series", None)
            if row["starts"] < last and row["ends"] > first:
                beside = row.pop("beside", False) or (again is not None and again == series)
                made.append(_placed(row, at - beside, first, last))
                at, series = made[-1]["at"] + 1, again
                if beside:
                    row["label"] = ""
    return made


def _again(item: Item) -> bool:
    """Whether it is one of a series: as short as that, a bar with its baseline below looks like the sign of what is late."""
    return isinstance(item, TaskRow) and item.recurrence_id is not None


def _placed(row: Row, at: int, first: date, last: date) -> Row:
    """Cut to the axis, with moments in place of days."""
    starts, ends = max(row.pop("starts"), first), min(row.pop("ends"), last)
    row |= {"at": at, "from": moment(starts), "to": moment(ends), "early": starts <= first + (last - first) / 2}
    if ghost := row.pop("ghost", None):
        was, past = max(ghost[0], first), min(ghost[1] + DAY, last)
        if was < past:
            row |= {"was_from": moment(was), "was_to": moment(was if row["stone"] else past)}
    if row["stone"]:
        row["to"] = row["from"]
    return row


def _row(item: Item, view: View, ghost: tuple[date, date] | None) -> Row:
    stone = isinstance(item, MilestoneRow)
    state, critical, starts = state_of(item), item.id in view.critical, begins(item)
    row = {
        "id": str(item.id),
        "stone": stone,
        "thick": SUMMARY if item.id in view.summaries else TASK,
        "critical": critical,
        "starts": starts,
        "ends": item.due_on + DAY,
        "name": item.name,
        "label": SIGNS[state] + (CRITICAL_SIGN if critical else "") + item.name,
        "state": say(f"plan.state.{state}"),
        "when": _when(starts, item.due_on, stone=stone),
        "who": item.owner or item.owner_role if isinstance(item, TaskRow) else "",
        "series": item.recurrence_id if isinstance(item, TaskRow) else None,
    }
    return row | ({"ghost": ghost, "was": _when(*ghost, stone=stone)} if ghost else {})


def _when(start: date, due: date, *, stone: bool) -> str:
    return day(due) if stone else say("plan.from_to", start=start, due=due)


def _folded(phase: PhaseRow, own: Sequence[Item]) -> Row:
    starts, due = min(begins(item) for item in own), max(item.due_on for item in own)
    tasks = [item for item in own if isinstance(item, TaskRow)]
    done = sum(task.status is TaskStatus.DONE for task in tasks)
    state = _folded_state(own)
    return {
        "id": "",
        "stone": False,
        "thick": TASK,
        "critical": False,
        "starts": starts,
        "ends": due + DAY,
        "name": phase.name,
        "label": SIGNS[state] + say("plan.phase_done", phase=phase.name, done=done, all=len(tasks)),
        "state": say(f"plan.state.{state}"),
        "when": _when(starts, due, stone=False),
        "who": "",
    }


def _folded_state(own: Sequence[Item]) -> str:
    states = {state_of(item) for item in own}
    if len(states) == 1 or "late" in states:
        return "late" if "late" in states else states.pop()
    return "in_progress" if states & {"done", "in_progress"} else "not_started"


def _stones(own: Sequence[Item]) -> Iterator[Row]:
    """On the bar of their phase, without a name: whoever points at one reads it."""
    for item in own:
        if isinstance(item, MilestoneRow):
            yield _row(item, WHOLE, None) | {"beside": True}


def state_of(item: Item) -> str:
    if item.late:
        return "late"
    if isinstance(item, TaskRow):
        return item.status.value
    return "done" if item.status is MilestoneStatus.MET else "not_started"
