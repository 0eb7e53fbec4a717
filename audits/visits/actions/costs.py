"""What a visitor spent for a visit, with its receipt, and what of it the lead pays back."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.visits.actions.drafts import own_visit
from audits.visits.forms.costs import CostForm, SettledForm
from audits.visits.models import Assignment, AuditState, CostKind, VisitCost, Wave
from tracker.core import clock, db, events, files
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place

MOST_COSTS = 20  # of one visit
NOT_MADE = frozenset({AuditState.ASSIGNED, AuditState.CANCELLED})


def add_cost(
    session: Session,
    *,
    assignment_id: UUID,
    kind: CostKind,
    amount_minor: int,
    note: str,
    by: Actor,
    receipt: files.Picture | None = None,
) -> UUID:
    """Also after submission, for the ticket home. Prepare the receipt (`files.prepare_picture`) before opening the door."""
    form = CostForm.read(kind=kind, amount_minor=amount_minor, note=note)
    assignment = own_visit(session, assignment_id, by)
    refuse_unless(assignment.state not in NOT_MADE, "costs.not_made")
    given = session.scalar(select(func.count()).select_from(VisitCost).where(VisitCost.assignment_id == assignment_id)) or 0
    refuse_unless(given < MOST_COSTS, "costs.too_many", most=MOST_COSTS)
    cost = VisitCost(
        programme_id=assignment.programme_id,
        assignment_id=assignment_id,
        kind=form.kind,
        amount_minor=form.amount_minor,
        note=form.note,
        receipt_hash=files.store_picture(session, receipt).hash if receipt else None,
        given_by=by.person_id,
    )
    session.add(cost)
    session.flush()
    said = {"visit": assignment_id, "kind": form.kind, "amount": form.amount_minor, "receipt": cost.receipt_hash}
    events.record(session, by=by.person_id, verb="cost.added", on="visit_cost", key=cost.id, change=said)
    return cost.id


def withdraw_cost(session: Session, *, cost_id: UUID, seen: int, by: Actor) -> None:
    """One's own, as long as nobody decided about it; it stays in the history."""
    demand(by, Action.FILL_IN_VISIT)
    mine = session.scalar(select(VisitCost.id).where(VisitCost.id == cost_id, VisitCost.given_by == by.person_id))
    if mine is None:
        raise NotFound("core.not_found")
    cost = db.take(session, VisitCost, cost_id, seen=seen)
    refuse_unless(cost.withdrawn_at is None and cost.decided_at is None, "costs.decided")
    changed = db.change(cost, withdrawn_at=clock.now())
    events.record(session, by=by.person_id, verb="cost.withdrawn", on="visit_cost", key=cost_id, change=changed)


def settle_cost(session: Session, *, cost_id: UUID, seen: int, accepted_minor: int, note: str, by: Actor) -> None:
    """How much of it is paid back. Less than was spent, or more than the wave pays, needs a reason."""
    demand(by, Action.SETTLE_COSTS)
    row = session.execute(
        select(Assignment, Store.region_id)
        .join(VisitCost, VisitCost.assignment_id == Assignment.id)
        .join(Store, Store.id == Assignment.store_id)
        .where(VisitCost.id == cost_id, store_condition(by), programme_condition(by, Assignment.programme_id))
    ).one_or_none()
    if row is None:
        raise NotFound("core.not_found")
    assignment = row.Assignment
    demand(by, Action.SETTLE_COSTS, Place(assignment.programme_id, row.region_id, assignment.store_id))
    form = SettledForm.read(accepted_minor=accepted_minor, note=note)
    cost = db.take(session, VisitCost, cost_id, seen=seen)
    refuse_unless(cost.withdrawn_at is None, "costs.withdrawn_meanwhile")
    refuse_unless(form.accepted_minor <= cost.amount_minor, "costs.more_than_spent", field="accepted_minor")
    refuse_unless(bool(form.note) or form.accepted_minor == cost.amount_minor, "costs.say_why", field="decision_note")
    over = form.accepted_minor > 0 and _over_the_wave(session, assignment, cost, form.accepted_minor)
    refuse_unless(bool(form.note) or not over, "costs.over_wave", field="decision_note")
    changed = db.change(
        cost,
        accepted_minor=form.accepted_minor,
        decision_note=form.note,
        decided_at=clock.now(),
        decided_by=by.person_id,
    )
    events.record(session, by=by.person_id, verb="cost.settled", on="visit_cost", key=cost_id, change=changed)


def _over_the_wave(session: Session, assignment: Assignment, cost: VisitCost, accepted_minor: int) -> bool:
    """Whether the visit is paid back more than its wave foresees; a wave that names no amount foresees none."""
    if assignment.wave_id is None:
        return False
    before = session.scalar(
        select(func.coalesce(func.sum(VisitCost.accepted_minor), 0)).where(
            VisitCost.assignment_id == assignment.id, VisitCost.id != cost.id, VisitCost.withdrawn_at.is_(None)
        )
    )
    return int(before or 0) + accepted_minor > session.get_one(Wave, assignment.wave_id).most_cost_minor
