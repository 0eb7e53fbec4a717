"""Money as rows."""

from tracker.money.queries.budgets import budget
from tracker.money.queries.ledger import changes, closed_months, commitments, ledger, rates
from tracker.money.queries.performance import integrity, performance, place_names, purchase
from tracker.money.queries.standing import CostRow, cost_rows, standing, task_costs

__all__ = [
    "CostRow",
    "budget",
    "changes",
    "closed_months",
    "commitments",
    "cost_rows",
    "integrity",
    "ledger",
    "performance",
    "place_names",
    "purchase",
    "rates",
    "standing",
    "task_costs",
]
