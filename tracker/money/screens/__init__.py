"""Money on pages."""

from tracker.money.screens.budgets import ask_total, edit_total
from tracker.money.screens.choosing import may_manage
from tracker.money.screens.importing import import_actuals
from tracker.money.screens.ledger import show_books, show_costs, show_ledger
from tracker.money.screens.lines import show_lines, show_numbers
from tracker.money.screens.performance import PointRow, show_checks, show_cost_per_point, show_performance, show_purchase

__all__ = [
    "PointRow",
    "ask_total",
    "edit_total",
    "import_actuals",
    "may_manage",
    "show_books",
    "show_checks",
    "show_cost_per_point",
    "show_costs",
    "show_ledger",
    "show_lines",
    "show_numbers",
    "show_performance",
    "show_purchase",
]
