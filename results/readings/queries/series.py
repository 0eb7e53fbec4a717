"""Readings as series, scoped to the person who asks, added up by the database and by the indicator's contract.

A value of the whole programme counts before one that is added up from stores in the same period, and is shown to those only who
may see every store. Values of the whole programme stand on their days, others at the last day of the period that has one.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, cast, extract, false
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from results.readings.models import Reading
from results.readings.queries.areas import EVERYWHERE, Area, Columns, in_area, phase_days, sees_every_store
from results.readings.queries.sums import KIND, PROGRAMME, Known, is_latest, known, readings, sums_of, tallied
from results.readings.rules import revealed
from results.readings.rules.adding import MONTHS, Period, Sums, period_of, rolled, sum_of
from tracker.core import clock
from tracker.people.access import demand
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator
from tracker.targets.rules import Frequency, Timing

OF_STORES = Columns(Store.id, Store.region_id, Reading.observed_on)


@dataclass(frozen=True)
class SeriesPoint:
    """`value` is None where `n` is too small to be shown, and then so is what it could be computed from."""

    on: date
    value: float | None
    n: int | None
    numerator: float | None = None
    denominator: float | None = None
    squares: float | None = None


Series = dict[UUID, tuple[SeriesPoint, ...]]


def series(session: Session, *, programme_id: UUID, area: Area = EVERYWHERE, until: date | None = None, by: Actor) -> Series:
    """Each indicator's values in order of time, without those after `until`, and without audits of a month that ends later."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    indicators = {one.id: one for one in known(session, by, Indicator.programme_id == programme_id)}
    look = Look(session, programme_id, area, until, by)
    found: dict[UUID, list[Period]] = defaultdict(list)
    for key, period in (*look.readings(indicators), *look.tallies(indicators)):
        found[key].append(period)
    return {key: points for key, one in indicators.items() if (points := tuple(_points(one, found.get(key, []))))}


def _points(indicator: Known, parts: list[Period]) -> Iterator[SeriesPoint]:
    """One kind a period, and no point where several readings do not add up."""
    by_period: dict[date, list[Period]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.on):
        by_period[part.first].append(part)
    shown = [one for _, same in sorted(by_period.items()) for one in _of_one_kind(same, indicator)]
    if indicator.timing is Timing.ROLLING and indicator.rolling_months is not None:
        whole = [_together(list(same)) for _, same in groupby(shown, key=lambda one: one.first)]
        shown = rolled(whole, indicator.rolling_months, indicator.frequency)
    for one in shown:
        yield from _point(indicator, one.on, one.sums)


def _of_one_kind(parts: list[Period], indicator: Known) -> list[Period]:
    """The first kind there is. Days of stores become one; those of the whole programme stand as they are, but of what is taken
    as it stands the last one counts."""
    kind = min(part.kind for part in parts)
    same = [part for part in parts if part.kind == kind]
    if kind == PROGRAMME:
        return same[-1:] if indicator.timing is Timing.SNAPSHOT else same
    return [_together(same)]


def _together(parts: list[Period]) -> Period:
    return replace(parts[-1], sums=sum_of(part.sums for part in parts))


def _point(indicator: Known, on: date, sums: Sums) -> Iterator[SeriesPoint]:
    value, n = sums.value(indicator.adds_up), sums.counted
    if value is None:
        return
    if revealed(value, n, indicator.smallest_n) is None:
        yield SeriesPoint(on, None, n)
        return
    numerator, denominator = (sums.numerator, sums.denominator) if sums.has_denominators else (None, None)
    yield SeriesPoint(on, value, n, numerator, denominator, sums.squares if sums.has_squares else None)


@dataclass(frozen=True)
class Look:
    """Who looks at what: an area of a programme until a day."""

    session: Session
    programme_id: UUID
    area: Area
    until: date | None
    by: Actor

    def readings(self, indicators: Mapping[UUID, Known]) -> Iterator[tuple[UUID, Period]]:
        """Sums of the readings of a day, by indicator and kind."""
        days = [is_latest(self.programme_id), *([] if self.until is None else [Reading.observed_on <= self.until])]
        columns = (Reading.indicator_id, Reading.observed_on, KIND)
        rows: list[Any] = []
        for keys, latest_by in _batches(indicators.values()):
            query = readings(keys, columns, *days, latest_by=latest_by).join(Store, Store.id == Reading.store_id)
            here = in_area(self.session, self.programme_id, self.area, OF_STORES, self.by)
            rows += self.session.execute(query.where(*here, *of_part(self.area)))
        if self.area.is_of_all_stores and sees_every_store(self.by):
            query = readings(indicators, columns, *days, Reading.store_id.is_(None), *of_part(self.area))
            rows += self.session.execute(query.where(*whole_days(self.session, self.programme_id, self.area)))
        for row in rows:
            first = period_of(row[1], indicators[row[0]].frequency)
            yield row[0], Period(first, row[1], row[2], sums_of(row))

    def tallies(self, indicators: Mapping[UUID, Known]) -> Iterator[tuple[UUID, Period]]:
        """Sums of a month's audits, shown at its end, or today while it runs. Audits know no teams."""
        today = clock.today(self.by.time_zone or "UTC")
        for tally in tallied(indicators.values(), self.by) if self.area.team_id is None else ():
            month, here = tally.columns.day, in_area(self.session, self.programme_id, self.area, tally.columns, self.by)
            if self.area.channel_code is not None:
                here.append(tally.table.c.channel_code == self.area.channel_code)
            if self.until is not None and self.until < today:
                here.append(tally.columns.between(date.min, self.until))
            for row in self.session.execute(tally.select(self.programme_id, [month]).where(*here)):
                first = row[len(tally.codes)]
                on = min(first.replace(day=monthrange(first.year, first.month)[1]), max(first, today))
                for one in tally.of(row):
                    yield one.id, Period(period_of(first, one.frequency), on, PROGRAMME + 1, sums_of(row))


def of_part(area: Area) -> list[ColumnElement[bool]]:
    """The area's team and channel, on a query with Reading."""
    conditions = []
    if area.team_id is not None:
        conditions.append(Reading.team_id == area.team_id)
    if area.channel_code is not None:
        conditions.append(Reading.channel_code == area.channel_code)
    return conditions


def whole_days(session: Session, programme_id: UUID, area: Area) -> list[ColumnElement[bool]]:
    """The days in which values of the whole programme stand for an area: those of its phase, where it names one."""
    if area.phase_id is None:
        return []
    days = phase_days(session, programme_id, area.phase_id)
    return [Reading.observed_on.between(*days) if days else false()]


def _batches(indicators: Iterable[Known]) -> Iterator[tuple[list[UUID], Sequence[Any] | None]]:
    """Indicators whose readings are read by one statement, and within what only the last of a place counts."""
    kept = [one for one in indicators if not one.is_live]
    if added := [one.id for one in kept if not one.counts_latest]:
        yield added, None
    for frequency in Frequency:
        if latest := [one.id for one in kept if one.counts_latest and one.frequency is frequency]:
            yield latest, period_columns(frequency)


def period_columns(frequency: Frequency) -> tuple[ColumnElement[Any], ...]:
    """What the readings of a period have in common."""
    if frequency is Frequency.WEEKLY:
        return (monday(Reading.observed_on),)
    year, month = (cast(extract(part, Reading.observed_on), Integer) for part in ("year", "month"))
    return (year, (month - 1) // MONTHS[frequency])


class monday(FunctionElement[date]):  # noqa: N801 - an SQL function
    """The first day of a date's week."""

    type = Date()
    inherit_cache = True
    name = "monday"


@compiles(monday, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)}, 'weekday 0', '-6 days')"


@compiles(monday, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"CAST(date_trunc('week', {compiler.process(element.clauses, **given)}) AS DATE)"
