"""A programme's budget with the amount of each line."""

from uuid import UUID

from sqlalchemy.orm import Session

from tracker.money.queries.standing import approved_sums, line_rows, seen_budget
from tracker.money.rules import BudgetLineRow, BudgetRow
from tracker.money.rules.standing import in_tree_order
from tracker.people.rules import Actor


def budget(session: Session, *, programme_id: UUID, by: Actor) -> BudgetRow:
    """The lines at the top, each with what is approved for it and for the lines below it; together that is the total exactly."""
    found = seen_budget(session, programme_id, by)
    total, lines = found.total_minor, in_tree_order(line_rows(session, programme_id))
    amounts = approved_sums(session, programme_id)
    for line, _ in reversed(lines):
        if line.parent_id is not None:
            amounts[line.parent_id] = amounts.get(line.parent_id, 0) + amounts.get(line.id, 0)
    return BudgetRow(
        id=found.id,
        version=found.version,
        basis=str(found.basis),
        currency=found.currency,
        total_minor=total,
        lines=tuple(
            BudgetLineRow(line.code, line.name, line.share_percent, None if total is None else amounts.get(line.id, 0))
            for line, depth in lines
            if depth == 0
        ),
    )
