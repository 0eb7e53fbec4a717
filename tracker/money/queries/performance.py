"""Earned value of the stored programme, what the next money buys, and whether the books hang together."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.money.models import BudgetChange, BudgetLine, TaskCost
from tracker.money.queries.standing import entry_rows, seen_budget, standing, task_costs
from tracker.money.rules import EntryRow
from tracker.money.rules.buying import Purchase, Wanted, next_purchase
from tracker.money.rules.checks import Books, CheckRow, integrity_of
from tracker.money.rules.performance import Performance, Planned, Work, earned, performance_of
from tracker.people.rules import Actor
from tracker.plan.models import Area, Baseline, BaselineTask, Phase, Programme, Task, TaskStep
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import PercentRule, TaskStatus
from tracker.plan.rules.calendar import WorkingDays

Places = Callable[[EntryRow], tuple[UUID | None, UUID | None]]


def performance(session: Session, *, programme_id: UUID, baseline_id: UUID | None = None, by: Actor) -> Performance | None:
    """Against this baseline, or against the plan as it is now. None while no task has a planned cost.

    A baseline that was taken without a cost of a task counts the task's planned cost of now on the baseline's days.
    """
    seen_budget(session, programme_id, by)
    programme = session.execute(select(Programme.starts_on, Programme.ends_on).where(Programme.id == programme_id)).one()
    works = _works(session, programme_id, _planned(session, programme_id, baseline_id, by))
    if not any(work.planned for work in works):
        return None
    return performance_of(
        works,
        entry_rows(session, programme_id),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        today=_today(by),
        worked=working_days(session, programme_id=programme_id, start=programme.starts_on),
        place_of=_places(session, programme_id, works),
        phases=session.scalars(select(Phase.id).where(Phase.programme_id == programme_id).order_by(Phase.position)).all(),
        areas=session.scalars(select(Area.id).where(Area.programme_id == programme_id).order_by(Area.position)).all(),
    )


def place_names(session: Session, *, programme_id: UUID, by: Actor) -> dict[UUID, str]:
    """The names of phases and areas."""
    seen_budget(session, programme_id, by)
    found: dict[UUID, str] = {}
    for kind in (Phase, Area):
        rows = session.execute(select(kind.id, kind.name).where(kind.programme_id == programme_id).order_by(kind.position))
        found |= {row.id: str(row.name) for row in rows}
    return found


def purchase(session: Session, *, programme_id: UUID, share_percent: int, by: Actor) -> Purchase | None:
    """What this share of the approved money that is not spent yet pays for, in the order of the plan. None without a total, and
    while no task that is not done has a planned cost."""
    now = standing(session, programme_id=programme_id, by=by)
    wanted = _wanted(session, programme_id, by)
    if now.approved_minor is None or not wanted:
        return None
    return next_purchase(wanted, now.approved_minor - now.actual_minor, share_percent)


def integrity(session: Session, *, programme_id: UUID, by: Actor) -> list[CheckRow]:
    """Every check, each time anew."""
    now = standing(session, programme_id=programme_id, by=by)
    approvals = select(func.sum(BudgetChange.amount_minor)).where(
        BudgetChange.programme_id == programme_id, BudgetChange.from_line_id.is_(None)
    )
    costs: dict[UUID | None, int] = defaultdict(int)
    for row in session.execute(select(TaskCost.line_id, TaskCost.planned_minor).where(TaskCost.programme_id == programme_id)):
        costs[row.line_id] += row.planned_minor
    books = Books(now, int(session.scalar(approvals) or 0), entry_rows(session, programme_id), costs)
    return integrity_of(books)


def _planned(session: Session, programme_id: UUID, baseline_id: UUID | None, by: Actor) -> dict[UUID, Planned]:
    costs = task_costs(session, programme_id=programme_id, by=by)
    if baseline_id is None:
        rows = session.execute(select(Task.id, Task.starts_on, Task.due_on).where(Task.programme_id == programme_id))
        return {row.id: Planned(row.starts_on, row.due_on, costs[row.id]) for row in rows if row.id in costs}
    if (
        session.scalars(
            select(Baseline.id).where(Baseline.id == baseline_id, Baseline.programme_id == programme_id)
        ).one_or_none()
        is None
    ):
        raise NotFound("core.not_found")
    taken = session.execute(
        select(BaselineTask.task_id, BaselineTask.starts_on, BaselineTask.due_on, BaselineTask.cost_minor).where(
            BaselineTask.baseline_id == baseline_id
        )
    )
    found = {}
    for row in taken:
        cost = row.cost_minor if row.cost_minor is not None else costs.get(row.task_id)
        if cost is not None:
            found[row.task_id] = Planned(row.starts_on, row.due_on, cost)
    return found


def _works(session: Session, programme_id: UUID, planned: dict[UUID, Planned]) -> list[Work]:
    """Every task of now; what the baseline knows and is gone since has earned nothing."""
    steps: dict[UUID, list[tuple[float, date | None]]] = defaultdict(list)
    for step in session.scalars(
        select(TaskStep).join(Task, Task.id == TaskStep.task_id).where(Task.programme_id == programme_id)
    ):
        steps[step.task_id].append((step.weight, step.done_on))
    rows = session.scalars(select(Task).where(Task.programme_id == programme_id)).all()
    works = [
        Work(
            task_id=row.id,
            phase_id=row.phase_id,
            area_id=row.area_id,
            planned=planned.get(row.id),
            status=row.status,
            percent_rule=row.percent_rule,
            percent=row.percent,
            starts_on=row.starts_on,
            due_on=row.due_on,
            started_on=row.started_on,
            done_on=row.done_on,
            steps=tuple(steps[row.id]),
        )
        for row in rows
    ]
    there = {row.id for row in rows}
    return works + [_gone(task_id, one) for task_id, one in planned.items() if task_id not in there]


def _gone(task_id: UUID, planned: Planned) -> Work:
    """A task of the baseline that was removed since."""
    return Work(
        task_id=task_id,
        phase_id=None,
        area_id=None,
        planned=planned,
        status=TaskStatus.NOT_STARTED,
        percent_rule=PercentRule.ZERO_HUNDRED,
        percent=0,
        starts_on=planned.starts_on,
        due_on=planned.due_on,
        started_on=None,
        done_on=None,
    )


def _places(session: Session, programme_id: UUID, works: list[Work]) -> Places:
    """Of its task where an entry names one, else of its line."""
    tasks = {work.task_id: (work.phase_id, work.area_id) for work in works}
    rows = session.execute(
        select(BudgetLine.id, BudgetLine.phase_id, BudgetLine.area_id).where(BudgetLine.programme_id == programme_id)
    )
    lines = {row.id: (row.phase_id, row.area_id) for row in rows}

    def place_of(entry: EntryRow) -> tuple[UUID | None, UUID | None]:
        line = lines.get(entry.line_id, (None, None))
        task = tasks.get(entry.task_id, (None, None)) if entry.task_id else (None, None)
        return task[0] or line[0], task[1] or line[1]

    return place_of


def _wanted(session: Session, programme_id: UUID, by: Actor) -> list[Wanted]:
    works = {work.task_id: work for work in _works(session, programme_id, _planned(session, programme_id, None, by))}
    today = _today(by)
    worked: WorkingDays = working_days(session, programme_id=programme_id, start=today)
    rows = session.execute(
        select(Task.id, Task.name, Task.deliverable, Task.starts_on, Task.due_on)
        .join(Phase, Phase.id == Task.phase_id)
        .where(Task.programme_id == programme_id, Task.status != TaskStatus.DONE)
        .order_by(Task.starts_on, Phase.position, Task.position, Task.id)
    )
    found = []
    for row in rows:
        work = works[row.id]
        if work.planned and work.planned.cost_minor:
            rest = round(Fraction(work.planned.cost_minor) - earned([work], today, today, worked))
            if rest > 0:
                found.append(Wanted(row.id, str(row.name), str(row.deliverable), row.starts_on, row.due_on, rest))
    return found


def _today(by: Actor) -> date:
    return clock.today(by.time_zone or "UTC")
