"""Verbs of a plan."""

from tracker.plan.actions.baselines import take_baseline
from tracker.plan.actions.deciding import decide_gate
from tracker.plan.actions.gates import add_criterion, change_criterion, change_gate, define_gate, remove_criterion, remove_gate
from tracker.plan.actions.judging import mark_criterion, waive_criterion, withdraw_waiver
from tracker.plan.actions.laying_out import lay_out_plan
from tracker.plan.actions.progress import report_progress, tick_step
from tracker.plan.actions.tasks import meet_milestone, open_for_edit, reopen_milestone, update_task, update_tasks

__all__ = [
    "add_criterion",
    "change_criterion",
    "change_gate",
    "decide_gate",
    "define_gate",
    "lay_out_plan",
    "mark_criterion",
    "meet_milestone",
    "open_for_edit",
    "remove_criterion",
    "remove_gate",
    "reopen_milestone",
    "report_progress",
    "take_baseline",
    "tick_step",
    "update_task",
    "update_tasks",
    "waive_criterion",
    "withdraw_waiver",
]
