"""Splitting a budget (`budget`), its ledger and where it stands (`ledger`, `standing`); earned value (`earned_value`)."""

from tracker.money.rules.budget import (
    OFFERED_CURRENCIES,
    BudgetChangeKind,
    BudgetLineRow,
    BudgetRow,
    EntryKind,
    minor,
    share_sum,
    split,
    split_tree,
)
from tracker.money.rules.ledger import EntryRow, converted, counted, month_of, open_commitments
from tracker.money.rules.standing import LineRow, LineStanding, Signal, Standing, left_of, standing_of

__all__ = [
    "OFFERED_CURRENCIES",
    "BudgetChangeKind",
    "BudgetLineRow",
    "BudgetRow",
    "EntryKind",
    "EntryRow",
    "LineRow",
    "LineStanding",
    "Signal",
    "Standing",
    "converted",
    "counted",
    "left_of",
    "minor",
    "month_of",
    "open_commitments",
    "share_sum",
    "split",
    "split_tree",
    "standing_of",
]
