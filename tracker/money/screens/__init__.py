"""Money on pages."""

from tracker.money.screens.budgets import ask_total, show_budget, total_metric

__all__ = [
    "ask_total",
    "show_budget",
    "total_metric",
]
