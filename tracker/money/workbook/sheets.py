"""A budget as a sheet to download."""

from tracker.core.words import say
from tracker.core.workbooks import Cell, SheetOut
from tracker.money.rules import BudgetRow


def budget_sheet(budget: BudgetRow) -> SheetOut:
    """Amounts in units of the currency, in the language of this run."""
    rows: list[list[Cell]] = [
        [line.name, line.share_percent, _units(line.amount_minor), budget.currency] for line in budget.lines
    ]
    rows.append(
        [say("money.total"), sum(line.share_percent for line in budget.lines), _units(budget.total_minor), budget.currency]
    )
    return SheetOut(say("money.sheet"), [say(f"money.column.{name}") for name in ("line", "share", "amount", "currency")], rows)


def _units(minor: int | None) -> float | None:
    return None if minor is None else minor / 100
