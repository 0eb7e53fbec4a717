"""Verbs of approved money: approve more or less for a line, move it to another one, draw on a contingency."""

from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.models import BIG_RANGE
from tracker.core.refusals import Refusal
from tracker.core.words import money
from tracker.money.actions.opening import line_of, open_budget, programme_of_line
from tracker.money.forms import ChangeForm, MoveForm
from tracker.money.models import BudgetChange
from tracker.money.queries.standing import approved_sums, standing
from tracker.money.rules import BudgetChangeKind, left_of
from tracker.people.rules import Actor


def approve(session: Session, *, line_id: UUID, amount_minor: int, reason: str, by: Actor) -> UUID:
    """More for a line, or less than 0 to take back; the total changes with it. No line ends below 0."""
    programme_id = programme_of_line(session, line_id, by)
    budget, _ = open_budget(session, programme_id, by)
    if budget.total_minor is None:
        raise Refusal("money.total_first")
    line_of(session, line_id, programme_id)
    given = ChangeForm.read(amount_minor=amount_minor, reason=reason)
    db.refuse_unless(given.amount_minor != 0, "money.change_of_nothing", field="amount_minor")
    own = approved_sums(session, programme_id).get(line_id, 0)
    db.refuse_unless(
        own + given.amount_minor >= 0, "money.only_so_much", field="amount_minor", amount=money(own, budget.currency)
    )
    db.refuse_unless(budget.total_minor + given.amount_minor <= BIG_RANGE, "money.too_much", field="amount_minor")
    row = BudgetChange(
        programme_id=programme_id,
        line_id=line_id,
        kind=BudgetChangeKind.APPROVAL,
        approved_by=by.person_id,
        **given.model_dump(),
    )
    session.add(row)
    session.flush()
    changed = db.change(budget, total_minor=budget.total_minor + given.amount_minor)
    events.record(session, by=by.person_id, verb="budget.approved", on="budget", key=budget.id, change=changed)
    return row.id


def move_money(session: Session, *, from_line_id: UUID, to_line_id: UUID, amount_minor: int, reason: str, by: Actor) -> UUID:
    """A transfer, or a draw-down where it comes from a contingency: only what is neither spent nor promised there."""
    programme_id = programme_of_line(session, from_line_id, by)
    budget, _ = open_budget(session, programme_id, by)
    source = line_of(session, from_line_id, programme_id)
    line_of(session, to_line_id, programme_id)
    given = MoveForm.read(amount_minor=amount_minor, reason=reason)
    db.refuse_unless(from_line_id != to_line_id, "money.to_itself", field="to_line_id")
    if budget.total_minor is None:
        raise Refusal("money.total_first")
    left = max(left_of(standing(session, programme_id=programme_id, by=by).lines, from_line_id), 0)
    db.refuse_unless(given.amount_minor <= left, "money.only_so_much", field="amount_minor", amount=money(left, budget.currency))
    row = BudgetChange(
        programme_id=programme_id,
        line_id=to_line_id,
        from_line_id=from_line_id,
        kind=BudgetChangeKind.DRAW_DOWN if source.contingency else BudgetChangeKind.TRANSFER,
        approved_by=by.person_id,
        **given.model_dump(),
    )
    session.add(row)
    session.flush()
    change = {"kind": row.kind, "amount_minor": row.amount_minor, "line_id": [from_line_id, to_line_id]}
    events.record(session, by=by.person_id, verb="budget.moved", on="budget", key=budget.id, change=change)
    return row.id
