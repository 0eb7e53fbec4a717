"""What visits cost: one's own by visit, and what waits for the lead's decision."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.actions.costs import NOT_MADE
from audits.visits.models import Assignment, CostKind, VisitCost
from tracker.core.words import Label
from tracker.money.models import Budget
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Store
from tracker.people.rules import Action, Actor

USUAL_CURRENCY = "CNY"  # the sources' own; fees are typed in something before anybody has budgeted
MOST_OPEN = 100


@dataclass(frozen=True)
class CostRow:
    id: UUID
    version: int
    kind: CostKind
    amount_minor: int
    note: str
    receipt_hash: str | None
    accepted_minor: int | None
    decision_note: str

    @property
    def is_decided(self) -> bool:
        return self.accepted_minor is not None


@dataclass(frozen=True)
class VisitMoney:
    """`takes_costs` says whether the visit has been begun, so that it can have cost something."""

    currency: str
    fee_minor: int
    takes_costs: bool
    costs: tuple[CostRow, ...]


@dataclass(frozen=True)
class OpenCost:
    cost: CostRow
    visitor: str
    store: Label
    store_code: str
    given_at: datetime


def currency_of(session: Session, *, programme_id: UUID) -> str:
    """The currency of the programme's budget; whoever asks has shown the right to the programme."""
    return session.scalar(select(Budget.currency).where(Budget.programme_id == programme_id)) or USUAL_CURRENCY


def visit_money(session: Session, *, assignment_id: UUID, by: Actor) -> VisitMoney | None:
    """Fee and costs of one's own visit, without what was withdrawn."""
    demand(by, Action.FILL_IN_VISIT)
    assignment = session.scalars(
        select(Assignment).where(Assignment.id == assignment_id, Assignment.assignee_id == by.person_id)
    ).one_or_none()
    if assignment is None:
        return None
    costs = session.scalars(
        select(VisitCost)
        .where(VisitCost.assignment_id == assignment_id, VisitCost.given_by == by.person_id, VisitCost.withdrawn_at.is_(None))
        .order_by(VisitCost.id)
    )
    return VisitMoney(
        currency=currency_of(session, programme_id=assignment.programme_id),
        fee_minor=assignment.fee_minor,
        takes_costs=assignment.state not in NOT_MADE,
        costs=tuple(cost_row(cost) for cost in costs),
    )


def open_costs(session: Session, *, programme_id: UUID, by: Actor) -> list[OpenCost]:
    """What waits for a decision, oldest first."""
    demand(by, Action.SETTLE_COSTS)
    rows = session.execute(
        select(VisitCost, Identity.display_name, Store.name, Store.code)
        .join(Assignment, Assignment.id == VisitCost.assignment_id)
        .join(Store, Store.id == Assignment.store_id)
        .join(Identity, Identity.person_id == VisitCost.given_by)
        .where(
            VisitCost.programme_id == programme_id,
            VisitCost.withdrawn_at.is_(None),
            VisitCost.decided_at.is_(None),
            store_condition(by),
            programme_condition(by, VisitCost.programme_id),
        )
        .order_by(VisitCost.id)
        .limit(MOST_OPEN)
    )
    return [OpenCost(cost_row(row.VisitCost), row.display_name, row.name, row.code, row.VisitCost.given_at) for row in rows]


def cost_row(cost: VisitCost) -> CostRow:
    return CostRow(
        cost.id,
        cost.version,
        cost.kind,
        cost.amount_minor,
        cost.note,
        cost.receipt_hash,
        cost.accepted_minor,
        cost.decision_note,
    )
