"""Plans as they would be stored, without a database: for what is written of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tracker.plan.queries.network import LinkRow, Network, Node
from tracker.plan.rules import (
    LinkType,
    MilestoneRow,
    MilestoneStatus,
    PhaseRow,
    PlanRows,
    ProgrammeRow,
    ProgrammeStatus,
    TaskKind,
    TaskRow,
    TaskStatus,
)

START = date(2026, 2, 2)  # a Monday
PHASE = UUID(int=1)


def key(number: int) -> UUID:
    return UUID(int=100 + number)


def node(number: int, starts_on: date, due_on: date | None = None, **more: Any) -> Node:
    """Without a last day it is a milestone. What a schedule would say of it is left as it stands."""
    due = due_on or starts_on
    return Node(
        **{
            "id": key(number),
            "version": 1,
            "code": f"T{number}",
            "name": f"Task {number}",
            "kind": TaskKind.TASK if due_on else TaskKind.MILESTONE,
            "phase_id": PHASE,
            "area_id": None,
            "parent_id": None,
            "recurrence_id": None,
            "status": TaskStatus.NOT_STARTED,
            "starts_on": starts_on,
            "due_on": due,
            "duration_days": 0,
            "early_start": starts_on,
            "early_finish": due,
            "late_start": starts_on,
            "late_finish": due,
            "total_float": 0,
            "free_float": 0,
            "critical": False,
            "drivers": (),
            "summary": False,
            "not_before": starts_on,
            **more,
        }
    )


def link(before: int, after: int, kind: LinkType = LinkType.FS, lag: int = 0) -> LinkRow:
    return LinkRow(UUID(int=10_000 + 100 * before + after), 1, key(before), key(after), kind, lag)


def network(nodes: Sequence[Node], links: Sequence[LinkRow] = ()) -> Network:
    return Network(UUID(int=2), START, tuple(nodes), tuple(links), ())


def plan(nodes: Sequence[Node], **of_tasks: Any) -> PlanRows:
    """The rows of the same plan; `of_tasks` is the same for every task."""
    programme = ProgrammeRow(
        UUID(int=2), 1, "P", "Programme <P>", "", "", "", START, START + timedelta(days=364), ProgrammeStatus.ACTIVE
    )
    return PlanRows(
        programme,
        START + timedelta(days=30),
        (PhaseRow(PHASE, "P1", "Phase 1", START, START + timedelta(days=89)),),
        tuple(_task(one, of_tasks) for one in nodes if one.kind is TaskKind.TASK),
        tuple(_stone(one) for one in nodes if one.kind is TaskKind.MILESTONE),
    )


def _task(one: Node, more: dict[str, Any]) -> TaskRow:
    begun = one.status in (TaskStatus.IN_PROGRESS, TaskStatus.DONE)
    row = TaskRow(
        one.id,
        1,
        one.phase_id,
        one.code,
        one.name,
        "A document",
        "Lead",
        None,
        "",
        one.starts_on,
        one.due_on,
        one.status,
        one.due_on if one.status is TaskStatus.DONE else None,
        False,
        started_on=one.starts_on if begun else None,
    )
    return replace(row, **more)


def _stone(one: Node) -> MilestoneRow:
    met = one.status is TaskStatus.DONE
    status = MilestoneStatus.MET if met else MilestoneStatus.OPEN
    return MilestoneRow(one.id, 1, one.phase_id, one.code, one.name, one.due_on, status, one.due_on if met else None, False)
