"""What derived indicators are worth, from what the tracker holds: visits, corrective actions, tasks, money. For the action that
stores them; whoever calls has asked who may."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Integer, case, cast, exists, func, select
from sqlalchemy.orm import Session

from audits.findings.models import CorrectiveAction
from audits.findings.rules import ActionState
from audits.visits.models import Assignment, Submission
from audits.visits.queries.waves import counts_in_wave
from results.readings.intake import Measured, Where
from results.readings.rules import Derived, DerivedKind, derived_of
from results.readings.rules.adding import WHOLE
from results.readings.rules.derived import Planned, days_told, done_share
from tracker.money.queries.standing import approved_sums, entry_rows, line_rows
from tracker.money.rules.performance import spent
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme, Task
from tracker.plan.rules import ProgrammeStatus, TaskKind
from tracker.targets.models import Indicator

HUNDREDTHS = 100  # of the programme's currency
Counts = tuple[UUID | None, float, float]  # store, how many of how many
Source = Callable[[Session, UUID, Derived, date], Sequence[Counts]]


def derived_values(session: Session, *, programme_id: UUID, today: date) -> Iterator[tuple[Where, Measured]]:
    """Of every indicator that is stored derived, at each month's end and at the last whole week's."""
    programme = session.get_one(Programme, programme_id)
    days = days_told(programme.starts_on, min(programme.ends_on, today), today)
    for key, text in session.execute(
        select(Indicator.id, Indicator.derived).where(Indicator.programme_id == programme_id).order_by(Indicator.position)
    ):
        derived = derived_of(text)
        source = SOURCES.get(derived.kind) if derived else None
        if derived is None or source is None:
            continue
        for day in days:
            for store_id, part, whole in source(session, programme_id, derived, day):
                n = None if derived.kind is DerivedKind.SPEND else int(whole)
                measured = Measured(WHOLE * part / whole, n, part, whole)
                yield Where(key, store_id, None, "", day), measured


def programmes_to_derive(session: Session) -> list[UUID]:
    """Running ones with an indicator that is stored derived."""
    rows = session.execute(
        select(Indicator.programme_id, Indicator.derived)
        .join(Programme, Programme.id == Indicator.programme_id)
        .where(Programme.status == ProgrammeStatus.ACTIVE, Indicator.derived.is_not(None))
        .order_by(Indicator.programme_id)
    )
    kinds = ((key, derived_of(text)) for key, text in rows)
    return list(dict.fromkeys(key for key, derived in kinds if derived and derived.kind in SOURCES))


def derived_indicators(session: Session, *, programme_id: UUID, by: Actor) -> list[tuple[str, str]]:
    """Name and kind of each, read from tallies or stored, in the programme's order."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    rows = session.execute(
        select(Indicator.name, Indicator.derived)
        .where(Indicator.programme_id == programme_id, programme_condition(by, Indicator.programme_id))
        .order_by(Indicator.position)
    )
    kinds = ((name, derived_of(text)) for name, text in rows)
    return [(str(name), derived.kind.value) for name, derived in kinds if derived]


def coverage(session: Session, programme_id: UUID, _: Derived, day: date) -> Sequence[Counts]:
    """By store: the visits due in the month until the day, and how many of them were handed in by then."""
    made = exists(select(Submission.id).where(Submission.assignment_id == Assignment.id, Submission.received_at < _end_of(day)))
    rows = session.execute(
        select(Assignment.store_id, cast(func.sum(case((made, 1), else_=0)), Integer), func.count())
        .where(Assignment.programme_id == programme_id, counts_in_wave(), Assignment.due_on.between(day.replace(day=1), day))
        .group_by(Assignment.store_id)
        .order_by(Assignment.store_id)
    )
    return [(store_id, done, n) for store_id, done, n in rows]


def closed_in_time(session: Session, programme_id: UUID, _: Derived, day: date) -> Sequence[Counts]:
    """By store: corrective actions due in the month until the day, and how many were done in time. Dropped ones do not count."""
    rows = session.execute(
        select(CorrectiveAction.store_id, CorrectiveAction.due_on, CorrectiveAction.done_at)
        .where(
            CorrectiveAction.programme_id == programme_id,
            CorrectiveAction.state != ActionState.DROPPED,
            CorrectiveAction.due_on.between(day.replace(day=1), day),
        )
        .order_by(CorrectiveAction.store_id)
    )
    found: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for store_id, due_on, done_at in rows:
        found[store_id][0] += done_at is not None and done_at < _end_of(due_on)
        found[store_id][1] += 1
    return [(store_id, done, n) for store_id, (done, n) in found.items()]


def tasks_done(session: Session, programme_id: UUID, derived: Derived, day: date) -> Sequence[Counts]:
    rows = session.execute(
        select(Task.id, Task.parent_id, Task.code, Task.due_on, Task.done_on).where(
            Task.programme_id == programme_id, Task.kind == TaskKind.TASK
        )
    )
    done, due = done_share([Planned(*row) for row in rows], derived.of, day)
    return [(None, done, due)] if due else []


def spend(session: Session, programme_id: UUID, _: Derived, day: date) -> Sequence[Counts]:
    """Spent by the day of all that is approved now."""
    lines = {line.id for line in line_rows(session, programme_id)}
    approved = sum(amount for line, amount in approved_sums(session, programme_id).items() if line in lines)
    paid = spent(entry_rows(session, programme_id), day)
    return [(None, paid / HUNDREDTHS, approved / HUNDREDTHS)] if approved > 0 else []


SOURCES: dict[DerivedKind, Source] = {
    DerivedKind.COVERAGE: coverage,
    DerivedKind.CLOSED_IN_TIME: closed_in_time,
    DerivedKind.TASKS_DONE: tasks_done,
    DerivedKind.SPEND: spend,
}


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
