"""Money as rows."""

from tracker.money.queries.budgets import budget

__all__ = [
    "budget",
]
