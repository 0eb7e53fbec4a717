"""What every verb of money begins with: the budget, held until the transaction ends, so that sums are true when they are used."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db
from tracker.core.refusals import NotFound
from tracker.money.models import Budget, BudgetLine
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme
from tracker.plan.rules import ProgrammeStatus


def open_budget(session: Session, programme_id: UUID, by: Actor, *, hold: bool = True) -> tuple[Budget, Programme]:
    """The budget and its programme, if its money is this person's to manage and the programme goes on. Without `hold`, for a look
    behind the reading door, which locks nothing."""
    demand(by, Action.MANAGE_MONEY, Place(programme_id=programme_id))
    wanted = (
        select(Budget, Programme)
        .join(Programme, Programme.id == Budget.programme_id)
        .where(Budget.programme_id == programme_id, programme_condition(by, Budget.programme_id))
    )
    found = session.execute(wanted.with_for_update(of=Budget) if hold else wanted).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    budget, programme = found
    db.refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    return budget, programme


def line_of(session: Session, line_id: UUID, programme_id: UUID) -> BudgetLine:
    """A line of this programme that was not removed."""
    found = session.scalars(
        select(BudgetLine).where(
            BudgetLine.id == line_id, BudgetLine.programme_id == programme_id, BudgetLine.removed_at.is_(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found


def programme_of_line(session: Session, line_id: UUID, by: Actor) -> UUID:
    demand(by, Action.MANAGE_MONEY)
    found = session.scalars(
        select(BudgetLine.programme_id).where(
            BudgetLine.id == line_id, programme_condition(by, BudgetLine.programme_id), BudgetLine.removed_at.is_(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found


def has_lines(session: Session, line_id: UUID) -> bool:
    below = select(BudgetLine.id).where(BudgetLine.parent_id == line_id, BudgetLine.removed_at.is_(None))
    return session.scalars(below.limit(1)).first() is not None
