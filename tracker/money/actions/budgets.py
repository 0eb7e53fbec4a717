"""Verbs of a budget: draw it up, set its total."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.refusals import NotFound
from tracker.money.forms import BudgetText, BudgetTotal
from tracker.money.models import Budget, BudgetLine
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import open_for_edit


def draw_up_budget(
    session: Session, *, programme_id: UUID, text: BudgetText, currency: str, total_minor: int | None, by: Actor
) -> None:
    """The split of a template, with a total when it is known."""
    demand(by, Action.START_PROGRAMME, Place(programme_id=programme_id))
    given = BudgetTotal.read(currency=currency, total_minor=total_minor)
    budget = Budget(programme_id=programme_id, basis=text.basis.label(), currency=given.currency, total_minor=given.total_minor)
    session.add(budget)
    session.add_all(
        BudgetLine(
            programme_id=programme_id,
            code=line.code,
            name=line.name.label(),
            position=position,
            share_percent=line.share_percent,
        )
        for position, line in enumerate(text.lines, start=1)
    )
    session.flush()
    change = {"total_minor": [None, given.total_minor], "currency": [None, given.currency]}
    events.record(session, by=by.person_id, verb="budget.drawn_up", on="budget", key=budget.id, change=change)


def set_budget_total(
    session: Session, *, programme_id: UUID, seen: int, total_minor: int | None, by: Actor, currency: str | None = None
) -> None:
    """`total_minor` in hundredths; None: not known. A stale edit is refused with what changed since."""
    demand(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    key = session.scalars(
        select(Budget.id).where(Budget.programme_id == programme_id, programme_condition(by, Budget.programme_id))
    ).one_or_none()
    if key is None:
        raise NotFound("core.not_found")
    budget, _ = open_for_edit(session, Budget, key, belongs_to=Budget.programme_id, seen=seen, by=by)
    given = BudgetTotal.read(currency=currency or budget.currency, total_minor=total_minor)
    changed = db.change(budget, total_minor=given.total_minor, currency=given.currency)
    if changed:
        events.record(session, by=by.person_id, verb="budget.total_set", on="budget", key=budget.id, change=changed)
