"""Where the money stands, and what tasks are planned to cost."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.money.models import Budget, BudgetChange, BudgetLine, LedgerEntry, TaskCost
from tracker.money.rules import EntryRow, LineRow, Standing, standing_of
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Phase, Task


def standing(session: Session, *, programme_id: UUID, by: Actor) -> Standing:
    """Approved, promised, spent, forecast and left, of each line and of all."""
    found = seen_budget(session, programme_id, by)
    return standing_of(
        programme_id=programme_id,
        currency=found.currency,
        total_minor=found.total_minor,
        lines=line_rows(session, programme_id),
        approved=approved_sums(session, programme_id),
        entries=entry_rows(session, programme_id),
    )


def task_costs(session: Session, *, programme_id: UUID, by: Actor) -> dict[UUID, int]:
    """What tasks are planned to cost, in hundredths of the programme's currency; those without a figure are left out."""
    demand(by, Action.SEE_MONEY, Place(programme_id=programme_id))
    rows = session.execute(
        select(TaskCost.task_id, TaskCost.planned_minor).where(
            TaskCost.programme_id == programme_id, programme_condition(by, TaskCost.programme_id)
        )
    )
    return {row.task_id: row.planned_minor for row in rows}


@dataclass(frozen=True)
class CostRow:
    """A task or milestone that sums up no others; without a figure `planned_minor` is None."""

    task_id: UUID
    code: str
    name: str
    planned_minor: int | None
    line_id: UUID | None
    line: str


def cost_rows(session: Session, *, programme_id: UUID, by: Actor) -> list[CostRow]:
    """In the order of the plan."""
    seen_budget(session, programme_id, by)
    parents = select(Task.parent_id).where(Task.programme_id == programme_id, Task.parent_id.is_not(None))
    rows = session.execute(
        select(Task.id, Task.code, Task.name, TaskCost.planned_minor, TaskCost.line_id, BudgetLine.name.label("line"))
        .join(Phase, Phase.id == Task.phase_id)
        .outerjoin(TaskCost, TaskCost.task_id == Task.id)
        .outerjoin(BudgetLine, BudgetLine.id == TaskCost.line_id)
        .where(Task.programme_id == programme_id, Task.id.not_in(parents))
        .order_by(Phase.position, Task.position, Task.id)
    )
    return [CostRow(row.id, row.code, str(row.name), row.planned_minor, row.line_id, str(row.line or "")) for row in rows]


def seen_budget(session: Session, programme_id: UUID, by: Actor) -> Budget:
    """The budget, if its money is this person's to see."""
    demand(by, Action.SEE_MONEY, Place(programme_id=programme_id))
    found = session.scalars(
        select(Budget).where(Budget.programme_id == programme_id, programme_condition(by, Budget.programme_id))
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found


def line_rows(session: Session, programme_id: UUID) -> list[LineRow]:
    """Without those that were removed. No demand: for queries and actions that have made it."""
    rows = session.scalars(
        select(BudgetLine)
        .where(BudgetLine.programme_id == programme_id, BudgetLine.removed_at.is_(None))
        .order_by(BudgetLine.position, BudgetLine.code)
    )
    return [
        LineRow(
            id=row.id,
            version=row.version,
            parent_id=row.parent_id,
            code=row.code,
            name=str(row.name),
            position=row.position,
            share_percent=row.share_percent,
            phase_id=row.phase_id,
            area_id=row.area_id,
            contingency=row.contingency,
        )
        for row in rows
    ]


def approved_sums(session: Session, programme_id: UUID) -> dict[UUID, int]:
    """What was approved for each line itself, with what was moved to it and away. No demand."""
    found: dict[UUID, int] = defaultdict(int)
    here = BudgetChange.programme_id == programme_id
    for column, sign in ((BudgetChange.line_id, 1), (BudgetChange.from_line_id, -1)):
        rows = session.execute(select(column, func.sum(BudgetChange.amount_minor)).where(here).group_by(column))
        for line_id, amount in rows:
            if line_id is not None:
                found[line_id] += sign * int(amount)
    return dict(found)


def entry_rows(session: Session, programme_id: UUID) -> list[EntryRow]:
    """Every entry ever booked, in the order of booking. No demand."""
    columns = [getattr(LedgerEntry, name) for name in EntryRow.__dataclass_fields__]
    rows = session.execute(select(*columns).where(LedgerEntry.programme_id == programme_id).order_by(LedgerEntry.id))
    return [EntryRow(*row) for row in rows]
