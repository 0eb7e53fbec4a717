"""Verbs of money."""

from tracker.money.actions.budgets import draw_up_budget, set_budget_total

__all__ = [
    "draw_up_budget",
    "set_budget_total",
]
