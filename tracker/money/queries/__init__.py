"""Money as rows."""

from tracker.money.queries.budgets import budget
from tracker.money.queries.standing import standing, task_costs

__all__ = [
    "budget",
    "standing",
    "task_costs",
]
