"""Readings as series, scoped to the person who asks, added up by the database.

Values over stores are weighted by n (by 1 where a reading has none). A value of the whole programme counts before one that is
added up from stores in the same month, and is shown to those only who may see every store.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, func, select
from sqlalchemy.orm import Session, aliased

from audits.review.queries import tallies
from results.readings.models import Reading
from results.readings.rules import AUDIT_SCORE, revealed, weighted_mean
from tracker.core import clock
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import NEEDS_SCOPE, Action, Actor, Place
from tracker.targets.models import Indicator


@dataclass(frozen=True)
class Area:
    """Which stores: all that the person may see, one region's, or one store."""

    region_id: UUID | None = None
    store_id: UUID | None = None


EVERYWHERE = Area()


@dataclass(frozen=True)
class SeriesPoint:
    """`value` is None where `n` is too small to be shown."""

    on: date
    value: float | None
    n: int | None


Series = dict[UUID, tuple[SeriesPoint, ...]]
Month = tuple[int, int]


def series(session: Session, *, programme_id: UUID, area: Area = EVERYWHERE, by: Actor) -> Series:
    """Each indicator's values in order of time: those of the whole programme by day, those of stores by month."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    found: dict[UUID, dict[Month, list[SeriesPoint]]] = defaultdict(dict)
    for (key, month), point in _by_month(session.execute(_by_day(programme_id, area, by))).items():
        found[key][month] = [point]
    for row in session.execute(_tallies(programme_id, area, by)):
        point = SeriesPoint(_end_of(row.month, by), weighted_mean(row.total, row.n), row.n)
        found[row.indicator_id][row.month.year, row.month.month] = [point]
    if area == EVERYWHERE and sees_every_store(by):
        whole: dict[tuple[UUID, Month], list[SeriesPoint]] = defaultdict(list)
        for key, on, value, n in session.execute(_of_programme(programme_id, by)):
            whole[key, (on.year, on.month)].append(SeriesPoint(on, value, n))
        for (key, month), points in whole.items():
            found[key][month] = points
    least = _smallest(session, programme_id, by)
    return {key: tuple(_shown(months, least[key])) for key, months in found.items() if key in least}


def sees_every_store(by: Actor) -> bool:
    return not (by.regions or by.stores or by.role in NEEDS_SCOPE)


def _by_month(rows: Iterable[Any]) -> dict[tuple[UUID, Month], SeriesPoint]:
    """Days added up to months; a month is shown at its last day with a reading."""
    sums: dict[tuple[UUID, Month], tuple[date, float, float, int | None]] = {}
    for key, on, total, weight, n in rows:
        place = (key, (on.year, on.month))
        last, total_so_far, weight_so_far, n_so_far = sums.get(place, (on, 0.0, 0.0, None))
        counted = n_so_far if n is None else n + (n_so_far or 0)
        sums[place] = (max(last, on), total_so_far + total, weight_so_far + weight, counted)
    return {place: SeriesPoint(last, weighted_mean(total, weight), n) for place, (last, total, weight, n) in sums.items()}


def _shown(months: dict[Month, list[SeriesPoint]], least: int) -> Iterable[SeriesPoint]:
    for point in sorted((point for points in months.values() for point in points), key=lambda point: point.on):
        yield SeriesPoint(point.on, revealed(point.value, point.n, least), point.n)


def _end_of(month: date, by: Actor) -> date:
    """A month's audits are shown at its end, or today while it runs."""
    return min(month.replace(day=monthrange(month.year, month.month)[1]), max(month, clock.today(by.time_zone or "UTC")))


def _smallest(session: Session, programme_id: UUID, by: Actor) -> dict[UUID, int]:
    rows = session.execute(
        select(Indicator.id, Indicator.smallest_n).where(
            Indicator.programme_id == programme_id, programme_condition(by, Indicator.programme_id)
        )
    )
    return dict(rows.all())


def is_latest(programme_id: UUID) -> ColumnElement[bool]:
    """Only the last revision counts. Corrections are few and have their own index, so what they replaced is looked up once;
    asking of each reading whether a later one is there took three times as long over 100,000."""
    before, after = aliased(Reading), aliased(Reading)
    replaced = (
        select(before.id)
        .join(
            after,
            (after.indicator_id == before.indicator_id)
            & (after.observed_on == before.observed_on)
            & (after.revision == before.revision + 1)
            & ((after.store_id == before.store_id) | (after.store_id.is_(None) & before.store_id.is_(None))),
        )
        .where(after.programme_id == programme_id, after.revision > 1)
    )
    return Reading.id.not_in(replaced)


def in_area(area: Area, by: Actor) -> list[ColumnElement[bool]]:
    conditions = [store_condition(by)]
    if area.region_id is not None:
        conditions.append(Store.region_id == area.region_id)
    if area.store_id is not None:
        conditions.append(Store.id == area.store_id)
    return conditions


WEIGHT = func.coalesce(Reading.n, 1)
SUMS = (
    func.sum(Reading.value * WEIGHT).label("total"),
    func.sum(WEIGHT).label("weight"),
    func.sum(Reading.n).label("n"),
)


def tallied(tally: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Sums over the tallies that a person may know (`audits.review.queries.tallies`)."""
    return func.sum(tally.c.total).label("total"), func.sum(tally.c.n).label("n")


def _by_day(programme_id: UUID, area: Area, by: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Reading.indicator_id, Reading.observed_on, *SUMS)
        .join(Store, Store.id == Reading.store_id)
        .where(
            Reading.programme_id == programme_id,
            programme_condition(by, Reading.programme_id),
            is_latest(programme_id),
            *in_area(area, by),
        )
        .group_by(Reading.indicator_id, Reading.observed_on)
    )


def _of_programme(programme_id: UUID, by: Actor) -> Select[*tuple[Any, ...]]:
    return select(Reading.indicator_id, Reading.observed_on, Reading.value, Reading.n).where(
        Reading.programme_id == programme_id,
        programme_condition(by, Reading.programme_id),
        Reading.store_id.is_(None),
        is_latest(programme_id),
    )


def _tallies(programme_id: UUID, area: Area, by: Actor) -> Select[*tuple[Any, ...]]:
    tally = tallies(by)
    return (
        select(Indicator.id.label("indicator_id"), tally.c.month, *tallied(tally))
        .join(Indicator, (Indicator.programme_id == tally.c.programme_id) & (Indicator.derived == AUDIT_SCORE))
        .join(Store, Store.id == tally.c.store_id)
        .where(
            tally.c.programme_id == programme_id,
            programme_condition(by, Indicator.programme_id),
            tally.c.n > 0,
            *in_area(area, by),
        )
        .group_by(Indicator.id, tally.c.month)
    )
