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

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import Session, aliased

from audits.review.models import AuditTally
from results.readings.models import Reading
from results.readings.rules import AUDIT_SCORE, revealed, weighted_mean
from tracker.core import clock
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator


@dataclass(frozen=True)
class Area:
    """Which stores: all that the person may see, one region's, or one store."""

    region_id: UUID | None = None
    store_id: UUID | None = None


EVERYWHERE = Area()


@dataclass(frozen=True)
class SeriesPoint:
    """`value` is None where `n` is too small to be shown. `stores` is 0 for a value of the whole programme."""

    on: date
    value: float | None
    n: int | None
    stores: int


Series = dict[UUID, tuple[SeriesPoint, ...]]


def series(session: Session, *, programme_id: UUID, area: Area = EVERYWHERE, by: Actor) -> Series:
    """Each indicator's values in order of time: those of the whole programme by day, those of stores by month."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    least = _smallest(session, programme_id, by)
    found: dict[UUID, dict[tuple[int, int], list[SeriesPoint]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(_by_month(programme_id, area, by)):
        _add(found, row.indicator_id, SeriesPoint(row.last_on, weighted_mean(row.total, row.weight), row.n, row.stores))
    for row in session.execute(_tallies(programme_id, area, by)):
        _add(found, row.indicator_id, SeriesPoint(_end_of(row.month, by), weighted_mean(row.total, row.n), row.n, row.stores))
    if area == EVERYWHERE and not (by.regions or by.stores):
        whole: dict[UUID, dict[tuple[int, int], list[SeriesPoint]]] = defaultdict(lambda: defaultdict(list))
        for row in session.execute(_of_programme(programme_id, by)):
            _add(whole, row.indicator_id, SeriesPoint(row.observed_on, row.value, row.n, 0))
        for key, months in whole.items():
            found[key].update(months)
    return {key: tuple(_shown(months, least[key])) for key, months in found.items() if key in least}


def _add(found: dict[UUID, dict[tuple[int, int], list[SeriesPoint]]], key: UUID, point: SeriesPoint) -> None:
    found[key][point.on.year, point.on.month].append(point)


def _shown(months: dict[tuple[int, int], list[SeriesPoint]], least: int) -> Iterable[SeriesPoint]:
    for point in sorted((point for points in months.values() for point in points), key=lambda point: point.on):
        yield SeriesPoint(point.on, revealed(point.value, point.n, least), point.n, point.stores)


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


def is_latest(*, of_stores: bool) -> ColumnElement[bool]:
    """Only the last revision counts. Two forms, for each has its own index."""
    later = aliased(Reading)
    same_place = later.store_id == Reading.store_id if of_stores else later.store_id.is_(None)
    return (
        ~select(later.id)
        .where(
            later.indicator_id == Reading.indicator_id,
            same_place,
            later.observed_on == Reading.observed_on,
            later.revision > Reading.revision,
        )
        .exists()
    )


def in_area(area: Area, by: Actor) -> list[ColumnElement[bool]]:
    conditions = [store_condition(by)]
    if area.region_id is not None:
        conditions.append(Store.region_id == area.region_id)
    if area.store_id is not None:
        conditions.append(Store.id == area.store_id)
    return conditions


WEIGHT = func.coalesce(Reading.n, 1)
POOLED = (
    func.sum(Reading.value * WEIGHT).label("total"),
    func.sum(WEIGHT).label("weight"),
    func.sum(Reading.n).label("n"),
    func.count(Reading.store_id.distinct()).label("stores"),
)
TALLIED = (
    func.sum(AuditTally.total).label("total"),
    func.sum(AuditTally.n).label("n"),
    func.count(AuditTally.store_id.distinct()).label("stores"),
)


def _by_month(programme_id: UUID, area: Area, by: Actor) -> Select[*tuple[Any, ...]]:
    year, month = extract("year", Reading.observed_on), extract("month", Reading.observed_on)
    return (
        select(Reading.indicator_id, func.max(Reading.observed_on).label("last_on"), *POOLED)
        .join(Store, Store.id == Reading.store_id)
        .where(
            Reading.programme_id == programme_id,
            programme_condition(by, Reading.programme_id),
            is_latest(of_stores=True),
            *in_area(area, by),
        )
        .group_by(Reading.indicator_id, year, month)
    )


def _of_programme(programme_id: UUID, by: Actor) -> Select[*tuple[Any, ...]]:
    return select(Reading.indicator_id, Reading.observed_on, Reading.value, Reading.n).where(
        Reading.programme_id == programme_id,
        programme_condition(by, Reading.programme_id),
        Reading.store_id.is_(None),
        is_latest(of_stores=False),
    )


def _tallies(programme_id: UUID, area: Area, by: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Indicator.id.label("indicator_id"), AuditTally.month, *TALLIED)
        .join(Indicator, (Indicator.programme_id == AuditTally.programme_id) & (Indicator.derived == AUDIT_SCORE))
        .join(Store, Store.id == AuditTally.store_id)
        .where(
            AuditTally.programme_id == programme_id,
            programme_condition(by, AuditTally.programme_id),
            AuditTally.n > 0,
            *in_area(area, by),
        )
        .group_by(Indicator.id, AuditTally.month)
    )
