"""The pieces of the plan that pages share."""

from tracker.plan.screens.choosing import chosen_programme
from tracker.plan.screens.editing import edit_task
from tracker.plan.screens.mine import show_own_tasks
from tracker.plan.screens.showing import may_edit, show_milestones, show_numbers, show_tasks, show_timeline

__all__ = [
    "chosen_programme",
    "edit_task",
    "may_edit",
    "show_milestones",
    "show_numbers",
    "show_own_tasks",
    "show_tasks",
    "show_timeline",
]
