"""Shapes of what is typed about money."""

from tracker.money.forms.budgets import (
    LONGEST_REASON,
    BudgetLineText,
    BudgetText,
    BudgetTotal,
    ChangeForm,
    LineCode,
    LineForm,
    MoveForm,
)
from tracker.money.forms.ledger import EntryForm, LedgerBook, LedgerLine, PlannedCost, RateForm, RestatementForm

__all__ = [
    "LONGEST_REASON",
    "BudgetLineText",
    "BudgetText",
    "BudgetTotal",
    "ChangeForm",
    "EntryForm",
    "LedgerBook",
    "LedgerLine",
    "LineCode",
    "LineForm",
    "MoveForm",
    "PlannedCost",
    "RateForm",
    "RestatementForm",
]
