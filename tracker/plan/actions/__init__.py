"""Verbs of a plan."""

from tracker.plan.actions.baselines import take_baseline
from tracker.plan.actions.tasks import lay_out_plan, meet_milestone, open_for_edit, reopen_milestone, update_task, update_tasks

__all__ = [
    "lay_out_plan",
    "meet_milestone",
    "open_for_edit",
    "reopen_milestone",
    "take_baseline",
    "update_task",
    "update_tasks",
]
