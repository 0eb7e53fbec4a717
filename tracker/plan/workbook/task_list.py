"""The tasks and milestones of a plan as one table, for whatever reads a CSV file."""

from uuid import UUID

from tracker.core.words import say
from tracker.core.workbooks import Cell, SheetOut
from tracker.plan.queries.network import Network, Node
from tracker.plan.rules import MilestoneRow, PlanRows, TaskRow

COLUMNS = ("code", "kind", "phase", "area", "within", "name", "deliverable", "owner_role", "owner", "start", "due")
MORE = ("duration", "effort", "not_before", "finish_by", "status", "percent", "done_on", "late", "critical", "waits_for")


def task_list(plan: PlanRows, network: Network) -> SheetOut:
    """In the order of the plan and the language of this run."""
    names = {phase.id: phase.name for phase in plan.phases} | {area.id: area.name for area in network.areas}
    codes = {node.id: node.code for node in network.nodes}
    waits: dict[UUID, list[str]] = {}
    for link in network.links:
        lag = f"{link.lag_days:+}" if link.lag_days else ""
        waits.setdefault(link.after_id, []).append(f"{codes[link.before_id]} {link.type.value}{lag}")
    items: dict[UUID, TaskRow | MilestoneRow] = {task.id: task for task in plan.tasks}
    items |= {stone.id: stone for stone in plan.milestones}
    rows: list[list[Cell]] = []
    for node in network.nodes:
        item = items[node.id]
        within = codes[node.parent_id] if node.parent_id else ""
        area = names.get(node.area_id, "") if node.area_id else ""
        owned = [item.deliverable, item.owner_role, item.owner] if isinstance(item, TaskRow) else [""] * 3
        first: list[Cell] = [node.code, say(f"desk.kind.{_kind(node)}"), names[node.phase_id], area, within, node.name, *owned]
        rows.append([*first, *_standing(node, item), "; ".join(waits.get(node.id, ()))])
    return SheetOut(say("plan.sheet.tasks"), [say(f"desk.column.{name}") for name in (*COLUMNS, *MORE)], rows)


def _kind(node: Node) -> str:
    return "summary" if node.summary else node.kind.value


def _standing(node: Node, item: TaskRow | MilestoneRow) -> list[Cell]:
    return [
        node.starts_on,
        node.due_on,
        node.duration_days,
        item.effort_days if isinstance(item, TaskRow) else None,
        node.not_before,
        node.finish_by,
        say(f"plan.status.{node.status.value}"),
        round(node.percent),
        item.done_on if isinstance(item, TaskRow) else item.met_on,
        say("core.yes" if item.late else "core.no"),
        say("core.yes" if node.critical else "core.no"),
    ]
