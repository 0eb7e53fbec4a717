"""Verbs of money."""

from tracker.money.actions.booking import book, restate
from tracker.money.actions.budgets import draw_up_budget, set_budget_total
from tracker.money.actions.costs import set_task_cost

__all__ = [
    "book",
    "draw_up_budget",
    "restate",
    "set_budget_total",
    "set_task_cost",
]
