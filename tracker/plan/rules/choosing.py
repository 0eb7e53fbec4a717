"""Which tasks of a plan somebody looks at, and what is to be changed in many of them at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.dates import PlanRows, TaskRow, TaskStatus

NOBODY = "-"
MARKS = ("late", "critical")


@dataclass(frozen=True)
class Filters:
    """Empty is every. `phase` is a code, `area` and `owner` are keys; `marks` are of MARKS, and all of them must hold."""

    phase: str = ""
    area: str = ""
    owner: str = ""
    status: str = ""
    marks: tuple[str, ...] = ()
    text: str = ""

    def values(self) -> dict[str, Any]:
        """To be kept; `filters_of` reads it."""
        return {name: list(value) if name == "marks" else value for name, value in asdict(self).items() if value}


def filters_of(kept: Mapping[str, Any]) -> Filters:
    """Whatever does not fit any more is left out."""
    texts = {name: str(kept[name]) for name in ("phase", "area", "owner", "status", "text") if kept.get(name)}
    if texts.get("status") not in {status.value for status in TaskStatus}:
        texts.pop("status", None)
    return Filters(**texts, marks=tuple(mark for mark in MARKS if mark in kept.get("marks", ())))


def chosen(plan: PlanRows, filters: Filters, critical: Collection[UUID]) -> list[TaskRow]:
    """The tasks that fit, in the order of the plan."""
    phases = {phase.id: phase.code for phase in plan.phases}
    wanted = filters.text.casefold().split()
    return [task for task in plan.tasks if _fits(task, filters, phases, critical) and _says(task, wanted)]


def _fits(task: TaskRow, filters: Filters, phases: Mapping[UUID, str], critical: Collection[UUID]) -> bool:
    pairs = (
        (filters.phase, phases.get(task.phase_id)),
        (filters.area, str(task.area_id) if task.area_id else NOBODY),
        (filters.owner, str(task.owner_id) if task.owner_id else NOBODY),
        (filters.status, task.status.value),
    )
    marked = {"late": task.late, "critical": task.id in critical}
    return all(not wanted or wanted == found for wanted, found in pairs) and all(marked[mark] for mark in filters.marks)


def _says(task: TaskRow, words: Sequence[str]) -> bool:
    """Each word stands somewhere in what the task says."""
    said = " ".join((task.code, task.name, task.deliverable, task.owner_role, task.owner)).casefold()
    return all(word in said for word in words)


@dataclass(frozen=True)
class Bulk:
    """What is the same for all; None leaves it as it is. `owner` and `area` are keys, NOBODY takes them away. `shift` counts
    working days, later or earlier."""

    status: TaskStatus | None = None
    owner: str | None = None
    area: str | None = None
    shift: int = 0


def bulk_changes(tasks: Sequence[TaskRow], wanted: Bulk, days: WorkingDays) -> dict[UUID, dict[str, Any]]:
    """By task: only the fields that change. A shifted task lasts as many working days as before. ValueError or OverflowError
    for a day that no date can name."""
    found: dict[UUID, dict[str, Any]] = {}
    for task in tasks:
        values: dict[str, Any] = {}
        if wanted.status is not None:
            values["status"] = wanted.status
        for field, key in (("owner_id", wanted.owner), ("area_id", wanted.area)):
            if key is not None:
                values[field] = None if key == NOBODY else UUID(key)
        if wanted.shift:
            values["starts_on"], values["due_on"] = shifted(task.starts_on, task.due_on, wanted.shift, days)
        changed = {field: value for field, value in values.items() if value != getattr(task, field)}
        if changed:
            found[task.id] = changed
    return found


def shifted(starts_on: date, due_on: date, by: int, days: WorkingDays) -> tuple[date, date]:
    first = days.on_or_after(starts_on)
    last = max(first, days.on_or_before(due_on))
    return days.day(first + by), days.day(last + by)
