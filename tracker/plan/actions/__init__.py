"""Verbs of a plan."""

from tracker.plan.actions.areas import add_area, change_area, remove_area
from tracker.plan.actions.baselines import take_baseline
from tracker.plan.actions.calendars import remove_day, set_calendar, set_day
from tracker.plan.actions.deciding import decide_gate
from tracker.plan.actions.gates import add_criterion, change_criterion, change_gate, define_gate, remove_criterion, remove_gate
from tracker.plan.actions.judging import mark_criterion, waive_criterion, withdraw_waiver
from tracker.plan.actions.laying_out import lay_out_plan
from tracker.plan.actions.links import change_link, link_tasks, set_parent, unlink_tasks
from tracker.plan.actions.minutes import (
    add_responsibility,
    change_minute,
    change_responsibility,
    finish_minute,
    note_minute,
    remove_responsibility,
    reopen_minute,
)
from tracker.plan.actions.progress import report_progress, tick_step
from tracker.plan.actions.recurrences import add_recurrence, change_recurrence, end_recurrence, lay_out_recurrence
from tracker.plan.actions.replanning import preview_replan, replan
from tracker.plan.actions.roles import set_roles, set_steps
from tracker.plan.actions.tasks import meet_milestone, open_for_edit, reopen_milestone, update_task, update_tasks

__all__ = [
    "add_area",
    "add_criterion",
    "add_recurrence",
    "add_responsibility",
    "change_area",
    "change_criterion",
    "change_gate",
    "change_link",
    "change_minute",
    "change_recurrence",
    "change_responsibility",
    "decide_gate",
    "define_gate",
    "end_recurrence",
    "finish_minute",
    "lay_out_plan",
    "lay_out_recurrence",
    "link_tasks",
    "mark_criterion",
    "meet_milestone",
    "note_minute",
    "open_for_edit",
    "preview_replan",
    "remove_area",
    "remove_criterion",
    "remove_day",
    "remove_gate",
    "remove_responsibility",
    "reopen_milestone",
    "reopen_minute",
    "replan",
    "report_progress",
    "set_calendar",
    "set_day",
    "set_parent",
    "set_roles",
    "set_steps",
    "take_baseline",
    "tick_step",
    "unlink_tasks",
    "update_task",
    "update_tasks",
    "waive_criterion",
    "withdraw_waiver",
]
