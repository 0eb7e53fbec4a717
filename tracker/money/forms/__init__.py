"""Shapes of what is typed about money."""

from tracker.money.forms.budgets import BudgetText, BudgetTotal

__all__ = [
    "BudgetText",
    "BudgetTotal",
]
