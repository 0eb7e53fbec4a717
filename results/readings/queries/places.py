"""Readings by region, store, team, channel, phase and group in a stretch of time, scoped to the person who asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from results.readings.models import Reading
from results.readings.queries.areas import EVERYWHERE, Area, groups, in_area, sees_every_store
from results.readings.queries.series import OF_STORES, of_part, whole_days
from results.readings.queries.sums import KIND, Known, Tallied, is_latest, known, readings, sums_of, tallied
from results.readings.rules import Group, revealed
from results.readings.rules.adding import Sums, standard_error
from tracker.core.words import say
from tracker.people.access import demand
from tracker.people.models import Channel, Region, Store, Team
from tracker.people.rules import Action, Actor
from tracker.plan.models import Phase
from tracker.targets.models import Indicator

Kind = type[Region] | type[Store] | type[Team] | type[Channel]


@dataclass(frozen=True)
class PlaceValue:
    """Of a region, store, team, channel, phase or group (which has no key) in a stretch of time. Where its n is too small to be
    shown there is neither value nor standard error; the latter misses too where nothing tells how observations differ."""

    key: UUID | None
    code: str
    name: str
    value: float | None
    n: int | None
    stores: int
    standard_error: float | None = None


@dataclass(frozen=True)
class Stretch:
    """Both days included."""

    first: date
    last: date


def by_region(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    return _by_place(session, Region, indicator_id, within, area, by)


def by_store(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    return _by_place(session, Store, indicator_id, within, area, by)


def by_team(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    """Where readings name teams."""
    return _by_place(session, Team, indicator_id, within, area, by)


def by_channel(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    """Of audits, and where readings name channels."""
    return _by_place(session, Channel, indicator_id, within, area, by)


def by_phase(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    """In the programme's order; each store in its own days of a phase. Only phases in which something was measured."""
    look = _look(session, indicator_id, within, area, by)
    if look is None:
        return []
    phases = session.execute(
        select(Phase.id, Phase.code, Phase.name).where(Phase.programme_id == look.indicator.programme_id).order_by(Phase.position)
    ).all()
    found = (look.whole(phase.id, phase.code, str(phase.name), replace(area, phase_id=phase.id)) for phase in phases)
    return [value for value in found if value is not None]


def by_group(session: Session, *, indicator_id: UUID, within: Stretch, area: Area = EVERYWHERE, by: Actor) -> list[PlaceValue]:
    """Pilot, then control; nothing in a programme without a pilot area."""
    look = _look(session, indicator_id, within, area, by)
    if look is None or not groups(session, programme_id=look.indicator.programme_id, by=by).pilot:
        return []
    found = (look.whole(None, group.value, say(f"derived.group.{group.value}"), replace(area, group=group)) for group in Group)
    return [value for value in found if value is not None]


def _by_place(session: Session, kind: Kind, indicator_id: UUID, within: Stretch, area: Area, by: Actor) -> list[PlaceValue]:
    look = _look(session, indicator_id, within, area, by)
    return [] if look is None else look.places(kind)


def _look(session: Session, indicator_id: UUID, within: Stretch, area: Area, by: Actor) -> "_Look | None":
    demand(by, Action.SEE_RESULTS)
    found = known(session, by, Indicator.id == indicator_id)
    return _Look(session, found[0], within, area, by) if found else None


@dataclass(frozen=True)
class _Look:
    """Who looks at which indicator, where and when."""

    session: Session
    indicator: Known
    within: Stretch
    area: Area
    by: Actor

    def places(self, kind: Kind) -> list[PlaceValue]:
        """In the order of codes."""
        columns = (kind.id, kind.code, kind.name)
        rows = self._tallied(kind, columns) if self.indicator.is_live else self._read(kind, columns)
        found: dict[str, Any] = {}
        for row in rows:
            if row.code not in found or row.kind < found[row.code].kind:  # sums of two kinds never mix
                found[row.code] = row
        values = [self._value(row.id, row.code, str(row.name), row.stores, sums_of(row)) for _, row in sorted(found.items())]
        return [value for value in values if value is not None]

    def whole(self, key: UUID | None, code: str, name: str, area: Area) -> PlaceValue | None:
        """All of an area as one value; None where nothing was measured."""
        look = replace(self, area=area)
        rows = look._tallied(None, ()) if self.indicator.is_live else look._read(None, ())
        rows = [row for row in rows if sums_of(row).readings]
        if not rows:
            return None
        first = min(rows, key=lambda row: row.kind)
        return self._value(key, code, name, first.stores, sums_of(first))

    def _value(self, key: UUID | None, code: str, name: str, stores: int, sums: Sums) -> PlaceValue | None:
        """None where several readings do not add up."""
        one = self.indicator
        value, n = sums.value(one.adds_up), sums.counted
        if value is None and sums.weight:
            return None
        shown = revealed(value, n, one.smallest_n)
        error = None if shown is None else standard_error(sums, one.measure, one.unit, one.adds_up)
        return PlaceValue(key, code, name, shown, n, stores, error)

    def _read(self, kind: Kind | None, columns: Sequence[Any]) -> list[Any]:
        """Sums of readings by place and KIND. A channel may have values of the whole programme, and so may all of an area."""
        programme_id, one = self.indicator.programme_id, self.indicator
        days = [is_latest(programme_id), Reading.observed_on.between(self.within.first, self.within.last)]
        query = readings(
            [one.id],
            [*columns, KIND.label("kind")],
            *days,
            latest_by=() if one.counts_latest else None,
            more=[func.count(Reading.store_id.distinct()).label("stores")],
        )
        if kind is Team:
            query = query.join(Team, Team.id == Reading.team_id)
        elif kind is Channel:
            query = query.join(Channel, Channel.code == Reading.channel_code)
        of_stores = query.join(Store, Store.id == Reading.store_id)
        if kind is Region:
            of_stores = of_stores.join(Region, Region.id == Store.region_id)
        here = in_area(self.session, programme_id, self.area, OF_STORES, self.by)
        rows = list(self.session.execute(of_stores.where(*here, *of_part(self.area))))
        if kind in (Channel, None) and self.area.is_of_all_stores and sees_every_store(self.by):
            where = whole_days(self.session, programme_id, self.area)
            rows += self.session.execute(query.where(Reading.store_id.is_(None), *where, *of_part(self.area)))
        return rows

    def _tallied(self, kind: Kind | None, columns: Sequence[Any]) -> list[Any]:
        """Audits know no teams, and the tallies of items no single stores."""
        [tally] = tallied([self.indicator], self.by)
        if kind is Team or self.area.team_id is not None or (kind is Store and tally.columns.store is None):
            return []
        stores = literal(0) if tally.columns.store is None else func.count(Store.id.distinct())
        query = tally.select(self.indicator.programme_id, columns, [literal(1).label("kind"), stores.label("stores")])
        query = query.where(*in_area(self.session, self.indicator.programme_id, self.area, tally.columns, self.by))
        months = tally.columns.day.between(self.within.first.replace(day=1), self.within.last)
        if self.area.channel_code is not None:
            query = query.where(tally.table.c.channel_code == self.area.channel_code)
        return list(self.session.execute(_joined(query, kind, tally).where(months)))


def _joined(query: Any, kind: Kind | None, tally: Tallied) -> Any:
    if kind is Region:
        return query.join(Region, Region.id == tally.columns.region)
    return query.join(Channel, Channel.code == tally.table.c.channel_code) if kind is Channel else query
