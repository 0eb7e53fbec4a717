"""Splitting a budget; earned value (`earned_value`)."""

from tracker.money.rules.budget import OFFERED_CURRENCIES, BudgetChangeKind, BudgetLineRow, BudgetRow, EntryKind, minor, split

__all__ = ["OFFERED_CURRENCIES", "BudgetChangeKind", "BudgetLineRow", "BudgetRow", "EntryKind", "minor", "split"]
