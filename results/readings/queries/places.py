"""Readings by region, store and channel in a stretch of time, scoped to the person who asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, func, select
from sqlalchemy.orm import Session

from audits.review.queries import tallies
from results.readings.models import Reading
from results.readings.queries.series import EVERYWHERE, SUMS, Area, in_area, is_latest, tallied
from results.readings.rules import AUDIT_SCORE, revealed, weighted_mean
from tracker.people.access import demand, programme_condition
from tracker.people.models import Channel, Region, Store
from tracker.people.rules import Action, Actor
from tracker.targets.models import Indicator

STORES = func.count(Store.id.distinct()).label("stores")
Kind = type[Region] | type[Store] | type[Channel]


@dataclass(frozen=True)
class PlaceValue:
    """A region's, store's or channel's value in a stretch of time."""

    key: UUID | None
    code: str
    name: str
    value: float | None
    n: int | None
    stores: int


@dataclass(frozen=True)
class Stretch:
    """Both days included."""

    first: date
    last: date


def by_region(session: Session, *, indicator_id: UUID, within: Stretch, by: Actor) -> list[PlaceValue]:
    return _by_place(session, Region, indicator_id, within, EVERYWHERE, by)


def by_store(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    return _by_place(session, Store, indicator_id, within, area, by)


def by_channel(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    """Of the audit score only: other readings are not taken by channel."""
    return _by_place(session, Channel, indicator_id, within, area, by)


def _by_place(session: Session, kind: Kind, indicator_id: UUID, within: Stretch, area: Area, by: Actor) -> list[PlaceValue]:
    demand(by, Action.SEE_RESULTS)
    indicator = session.execute(
        select(Indicator.derived, Indicator.smallest_n, Indicator.programme_id).where(
            Indicator.id == indicator_id, programme_condition(by, Indicator.programme_id)
        )
    ).one_or_none()
    if indicator is None or (indicator.derived != AUDIT_SCORE and kind is Channel):
        return []
    tally = tallies(by)
    query = (
        _of_audits(kind, tally, indicator.programme_id, within)
        if indicator.derived == AUDIT_SCORE
        else _of_readings(kind, indicator.programme_id, indicator_id, within)
    )
    if kind is not Store:
        query = query.join(kind, kind.id == Store.region_id if kind is Region else kind.code == tally.c.channel_code)
    rows = session.execute(query.where(*in_area(area, by)).group_by(kind.id, kind.code, kind.name).order_by(kind.code))
    return [
        PlaceValue(
            row.id,
            row.code,
            str(row.name),
            revealed(weighted_mean(row.total, row.weight), row.n, indicator.smallest_n),
            row.n,
            row.stores,
        )
        for row in rows
    ]


def _of_audits(kind: Kind, tally: FromClause, programme_id: UUID, within: Stretch) -> Select[*tuple[Any, ...]]:
    return (
        select(kind.id, kind.code, kind.name, *tallied(tally), func.sum(tally.c.n).label("weight"), STORES)
        .select_from(tally)
        .join(Store, Store.id == tally.c.store_id)
        .where(
            tally.c.programme_id == programme_id,
            tally.c.n > 0,
            tally.c.month.between(within.first.replace(day=1), within.last),
        )
    )


def _of_readings(kind: Kind, programme_id: UUID, indicator_id: UUID, within: Stretch) -> Select[*tuple[Any, ...]]:
    return (
        select(kind.id, kind.code, kind.name, *SUMS, STORES)
        .select_from(Reading)
        .join(Store, Store.id == Reading.store_id)
        .where(
            Reading.indicator_id == indicator_id,
            Reading.observed_on.between(within.first, within.last),
            is_latest(programme_id),
        )
    )
