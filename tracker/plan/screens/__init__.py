"""The pieces of the plan that pages share."""

from tracker.plan.screens.choosing import chosen_programme
from tracker.plan.screens.editing import edit_task
from tracker.plan.screens.items import may_edit, open_item
from tracker.plan.screens.log import show_task_log
from tracker.plan.screens.mine import show_own_tasks
from tracker.plan.screens.showing import show_milestones, show_numbers, show_tasks
from tracker.plan.screens.timeline import chosen_baseline, show_timeline

__all__ = [
    "chosen_baseline",
    "chosen_programme",
    "edit_task",
    "may_edit",
    "open_item",
    "show_milestones",
    "show_numbers",
    "show_own_tasks",
    "show_task_log",
    "show_tasks",
    "show_timeline",
]
