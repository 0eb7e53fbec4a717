"""A programme's budget with the amount of each line."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.money.models import Budget
from tracker.money.queries.standing import approved_sums, line_rows
from tracker.money.rules import BudgetLineRow, BudgetRow
from tracker.money.rules.standing import in_tree_order
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place


def budget(session: Session, *, programme_id: UUID, by: Actor) -> BudgetRow:
    """The lines at the top, each with what is approved for it and for the lines below it; together that is the total exactly."""
    demand(by, Action.SEE_MONEY, Place(programme_id=programme_id))
    found = session.scalars(
        select(Budget).where(Budget.programme_id == programme_id, programme_condition(by, Budget.programme_id))
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
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
