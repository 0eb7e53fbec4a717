"""Readings added up by the database, and the tallies of approved audits in the same shape.

What speaks of a part never enters the sum of its whole: values of the whole programme count before those of stores, those of
stores before those of teams, and all of these before those of single channels. `KIND` orders them, the least first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from audits.review.queries import item_tallies, section_tallies, tallies
from audits.review.rules import WHOLE_AUDIT
from results.readings.models import Reading
from results.readings.queries.areas import Columns
from results.readings.rules import Derived, DerivedKind, derived_of
from results.readings.rules.adding import WHOLE, Sums, is_latest_of_period
from tracker.people.access import programme_condition
from tracker.people.models import Store
from tracker.people.rules import Actor
from tracker.targets.models import Indicator
from tracker.targets.rules import AddsUp, Frequency, Measure, Timing, Unit

PROGRAMME = 0  # the first of KIND: values of the whole programme
BY_CHANNEL = 3  # added where a value is of one channel
KIND = case((Reading.store_id.is_(None), PROGRAMME), (Reading.team_id.is_(None), 1), else_=2) + case(
    (Reading.channel_code == "", 0), else_=BY_CHANNEL
)
WEIGHT = func.coalesce(Reading.n, 1)
SHARES = (DerivedKind.PASSED, DerivedKind.ITEM)


def _total(value: Any) -> ColumnElement[Any]:
    return func.coalesce(func.sum(value), 0)


SUMS = (  # in the order of `Sums`
    func.count(),
    _total(Reading.value),
    _total(Reading.value * WEIGHT),
    _total(WEIGHT),
    func.count(Reading.n),
    _total(Reading.n),
    func.count(Reading.denominator),
    _total(Reading.value * Reading.denominator),
    _total(Reading.numerator),
    _total(Reading.denominator),
    func.count(Reading.squares),
    _total(Reading.squares),
)


def sums_of(row: Sequence[Any]) -> Sums:
    """The last columns of a row, which are SUMS or those of a tally."""
    return Sums(*row[-len(SUMS) :])


@dataclass(frozen=True)
class Known:
    """What adding up needs of an indicator."""

    id: UUID
    programme_id: UUID
    derived: Derived | None
    smallest_n: int
    unit: Unit
    measure: Measure
    frequency: Frequency
    timing: Timing
    rolling_months: int | None
    adds_up: AddsUp

    @property
    def is_live(self) -> bool:
        return self.derived is not None and self.derived.is_live

    @property
    def counts_latest(self) -> bool:
        return is_latest_of_period(self.timing, self.adds_up)


def known(session: Session, by: Actor, *conditions: ColumnElement[bool]) -> list[Known]:
    """In the programme's order. What is derived adds up as what it is made of, whatever its contract says; what is stored of it
    grows through a month, so that the last counts."""
    columns = [getattr(Indicator, name) for name in Known.__dataclass_fields__]
    rows = session.execute(
        select(*columns).where(programme_condition(by, Indicator.programme_id), *conditions).order_by(Indicator.position)
    )
    found = [Known(**{**row._mapping, "derived": derived_of(row.derived)}) for row in rows]
    return [one if one.derived is None else _as_derived(one, one.derived) for one in found]


def _as_derived(indicator: Known, derived: Derived) -> Known:
    if not derived.is_live:
        return replace(indicator, adds_up=AddsUp.RECOMPUTED, timing=Timing.SNAPSHOT)
    is_share = derived.kind in SHARES
    return replace(
        indicator,
        adds_up=AddsUp.RECOMPUTED if is_share else AddsUp.WEIGHTED,
        measure=Measure.SHARE if is_share else Measure.MEAN,
        timing=Timing.FLOW if indicator.timing is Timing.SNAPSHOT else indicator.timing,
    )


def readings(
    indicators: Iterable[UUID],
    columns: Sequence[Any],
    *conditions: ColumnElement[bool],
    latest_by: Sequence[Any] | None = None,
    more: Sequence[Any] = (),
) -> Select[Any]:
    """By `columns`, then `more`, then SUMS. With `latest_by` only the last reading of each place counts within these columns.

    `conditions` are on Reading alone: which days. Whoever asks adds joins and the conditions on places.
    """
    here = [Reading.indicator_id.in_(list(indicators)), *conditions]
    if latest_by is not None:
        place = (Reading.indicator_id, Reading.store_id, Reading.team_id, Reading.channel_code, *latest_by)
        order = func.row_number().over(partition_by=place, order_by=Reading.observed_on.desc()).label("place")
        ranked = select(Reading.id, order).where(*here).subquery()
        here = [Reading.id.in_(select(ranked.c.id).where(ranked.c.place == 1))]
    return select(*columns, *more, *SUMS).select_from(Reading).where(*here).group_by(*columns)


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
            & (after.channel_code == before.channel_code)
            & same_or_both_null(after.store_id, before.store_id)
            & same_or_both_null(after.team_id, before.team_id),
        )
        .where(after.programme_id == programme_id, after.revision > 1)
    )
    return Reading.id.not_in(replaced)


def same_or_both_null(first: Any, second: Any) -> ColumnElement[bool]:
    return or_(first == second, and_(first.is_(None), second.is_(None)))


@dataclass(frozen=True)
class Tallied:
    """A tally and the indicators read from it, by what tells them apart in its rows (`codes`)."""

    table: FromClause
    columns: Columns
    codes: tuple[ColumnElement[Any], ...]
    indicators: dict[tuple[str, ...], list[Known]]
    sums: tuple[ColumnElement[Any], ...]

    def select(self, programme_id: UUID, columns: Sequence[Any], more: Sequence[Any] = ()) -> Select[Any]:
        """By codes, `columns`, then `more`, then the sums. Whoever asks adds the conditions on places and months."""
        query = select(*self.codes, *columns, *more, *self.sums).select_from(self.table)
        if self.columns.store is not None:
            query = query.join(Store, Store.id == self.table.c.store_id)
        rows = [self.table.c.programme_id == programme_id, self._observed > 0]
        if self.codes:
            codes = (zip(self.codes, key, strict=True) for key in self.indicators)
            rows.append(or_(*(and_(*(code == part for code, part in pairs)) for pairs in codes)))
        return query.where(*rows).group_by(*self.codes, *columns)

    @property
    def _observed(self) -> ColumnElement[Any]:
        return self.table.c.asked if "asked" in self.table.c else self.table.c.n

    def of(self, row: Sequence[Any]) -> list[Known]:
        """The indicators that a row of `select` speaks of."""
        return self.indicators[tuple(row[: len(self.codes)])]


def tallied(indicators: Collection[Known], by: Actor) -> list[Tallied]:
    """The tallies that live indicators are read from, each once. Tallies are those that the person may know."""
    by_kind: dict[DerivedKind, dict[tuple[str, ...], list[Known]]] = defaultdict(lambda: defaultdict(list))
    for one in indicators:
        if one.derived is not None and one.derived.is_live:
            kind = DerivedKind.SECTION if one.derived.kind is DerivedKind.SCORE else one.derived.kind
            key = () if kind is DerivedKind.AUDIT_SCORE else (one.derived.of, one.derived.part or WHOLE_AUDIT)
            by_kind[kind][key].append(one)
    return [_tallied(kind, wanted, by) for kind, wanted in by_kind.items()]


def _tallied(kind: DerivedKind, wanted: dict[tuple[str, ...], list[Known]], by: Actor) -> Tallied:
    if kind is DerivedKind.ITEM:
        table = item_tallies(by)
        columns, codes = Columns(None, table.c.region_id, table.c.month, True), (table.c.rubric_code, table.c.item_code)
        return Tallied(table, columns, codes, wanted, _share(table.c.kept, table.c.asked))
    whole = kind is DerivedKind.AUDIT_SCORE
    table = tallies(by) if whole else section_tallies(by)
    columns = Columns(Store.id, Store.region_id, table.c.month, True)
    sums = _share(table.c.passed, table.c.n) if kind in SHARES else _mean(table)
    return Tallied(table, columns, () if whole else (table.c.rubric_code, table.c.section_code), wanted, sums)


def _mean(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    rows, n, none = func.count(), _total(table.c.n), literal(0)
    return (rows, none, _total(table.c.total), n, rows, n, none, none, none, none, rows, _total(table.c.total_of_squares))


def _share(events: ColumnElement[Any], of: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    rows, kept, n, none = func.count(), _total(events), _total(of), literal(0)
    percent = kept * WHOLE
    return (rows, none, percent, n, rows, n, rows, percent, kept, n, none, none)
