"""Visits planned and done, by wave and by the month they were due in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from audits.review.queries.counting import month_start
from audits.review.rules import waits_for_release
from audits.visits.models import Assignment, Wave
from audits.visits.queries.waves import counts_in_wave, is_done
from results.comparison.queries.audits.reach import MOST_WAVES, Asked, in_stores
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules import add_months

COUNTS = (func.count().label("planned"), func.sum(case((is_done(), 1), else_=0)).label("done"))


@dataclass(frozen=True)
class Visits:
    """Of a wave, or of a month (of which `starts_on` is the first day), `done` of `planned` visits were handed in."""

    code: str
    name: Label | None
    starts_on: date
    planned: int
    done: int


@dataclass(frozen=True)
class VisitCoverage:
    """In the order of time; of all rubrics. `months` leave out what is due after the period."""

    waves: tuple[Visits, ...]
    months: tuple[Visits, ...]


def visit_coverage(session: Session, *, asked: Asked, by: Actor) -> VisitCoverage | None:
    """None for a store, which must not learn that a visit is planned."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=asked.programme_id))
    if waits_for_release(by):
        return None
    latest = session.scalars(
        select(Wave.id)
        .where(Wave.programme_id == asked.programme_id, programme_condition(by, Wave.programme_id))
        .order_by(Wave.starts_on.desc(), Wave.code)
        .limit(MOST_WAVES)
    ).all()
    waves = session.execute(
        select(Wave.code, Wave.name, Wave.starts_on, *COUNTS)
        .select_from(Assignment)
        .join(Wave, Wave.id == Assignment.wave_id)
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.wave_id.in_(latest), *_counted(session, asked, by))
        .group_by(Wave.id, Wave.code, Wave.name, Wave.starts_on)
        .order_by(Wave.starts_on, Wave.code)
    )
    month = month_start(Assignment.due_on)
    months = session.execute(
        select(month.label("month"), *COUNTS)
        .select_from(Assignment)
        .join(Store, Store.id == Assignment.store_id)
        .where(
            Assignment.due_on.between(asked.first, add_months(asked.last, 1) - timedelta(days=1)),
            Assignment.programme_id == asked.programme_id,
            *_counted(session, asked, by),
        )
        .group_by(month)
        .order_by(month)
    )
    return VisitCoverage(
        tuple(Visits(row.code, row.name, row.starts_on, row.planned, int(row.done)) for row in waves),
        tuple(Visits("", None, row.month, row.planned, int(row.done)) for row in months),
    )


def _counted(session: Session, asked: Asked, by: Actor) -> list[Any]:
    return [programme_condition(by, Assignment.programme_id), counts_in_wave(), *in_stores(session, asked, Assignment.due_on, by)]
