"""A plan as sheets to download."""

from tracker.core.words import say
from tracker.core.workbooks import SheetOut
from tracker.plan.rules import PlanRows


def plan_sheets(plan: PlanRows) -> list[SheetOut]:
    """Tasks and milestones, in the language of this run."""
    phases = {phase.id: phase.name for phase in plan.phases}
    tasks = [
        [
            phases[task.phase_id],
            task.name,
            task.deliverable,
            task.owner_role,
            task.owner,
            task.starts_on,
            task.due_on,
            say(f"plan.status.{task.status.value}"),
            task.done_on,
            say("core.yes" if task.late else "core.no"),
        ]
        for task in plan.tasks
    ]
    stones = [
        [
            phases[stone.phase_id],
            stone.name,
            stone.due_on,
            say(f"plan.milestone_status.{stone.status.value}"),
            stone.met_on,
            say("core.yes" if stone.late else "core.no"),
        ]
        for stone in plan.milestones
    ]
    task_columns = ("phase", "task", "deliverable", "owner_role", "owner", "start", "due", "status", "done_on", "late")
    stone_columns = ("phase", "milestone", "due", "status", "met_on", "late")
    return [
        SheetOut(say("plan.sheet.tasks"), [say(f"plan.column.{name}") for name in task_columns], [list(row) for row in tasks]),
        SheetOut(
            say("plan.sheet.milestones"), [say(f"plan.column.{name}") for name in stone_columns], [list(row) for row in stones]
        ),
    ]
