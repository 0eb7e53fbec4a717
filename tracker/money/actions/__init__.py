"""Verbs of money."""

from tracker.money.actions.booking import book, restate
from tracker.money.actions.budgets import draw_up_budget, set_budget_total
from tracker.money.actions.changes import approve, move_money
from tracker.money.actions.costs import set_task_cost
from tracker.money.actions.importing import PlannedImport, import_ledger, planned_entries
from tracker.money.actions.lines import add_line, change_line, remove_line
from tracker.money.actions.periods import close_month, open_month, set_rate

__all__ = [
    "PlannedImport",
    "add_line",
    "approve",
    "book",
    "change_line",
    "close_month",
    "draw_up_budget",
    "import_ledger",
    "move_money",
    "open_month",
    "planned_entries",
    "remove_line",
    "restate",
    "set_budget_total",
    "set_rate",
    "set_task_cost",
]
