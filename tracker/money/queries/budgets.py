"""A programme's budget with the amount of each line."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.money.models import Budget, BudgetLine
from tracker.money.rules import BudgetLineRow, BudgetRow, split
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place


def budget(session: Session, *, programme_id: UUID, by: Actor) -> BudgetRow:
    """The amounts of the lines sum to the total exactly."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    found = session.scalars(
        select(Budget).where(Budget.programme_id == programme_id, programme_condition(by, Budget.programme_id))
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    lines = session.scalars(select(BudgetLine).where(BudgetLine.programme_id == programme_id).order_by(BudgetLine.position)).all()
    total, shares = found.total_minor, [line.share_percent for line in lines]
    amounts: list[int] | list[None] = [None] * len(lines) if total is None else split(total, shares)
    return BudgetRow(
        id=found.id,
        version=found.version,
        basis=str(found.basis),
        currency=found.currency,
        total_minor=total,
        lines=tuple(
            BudgetLineRow(line.code, str(line.name), line.share_percent, amount)
            for line, amount in zip(lines, amounts, strict=True)
        ),
    )
