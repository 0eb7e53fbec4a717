"""Where an indicator's stored values came from, and what was corrected in them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from audits.review.queries import tallies
from results.readings.intake import within_reach
from results.readings.models import Reading, ReadingImport
from results.readings.queries import Area
from results.readings.queries.sums import same_or_both_null
from results.readings.rules import ReadingSource
from results.readings.rules.derived import is_live
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Store
from tracker.people.rules import Action, Actor, Place
from tracker.targets.rules import IndicatorRow

MOST_SOURCES, MOST_CORRECTIONS = 100, 200


@dataclass(frozen=True)
class Source:
    """So many values, of these days, that came together; `source` is None for approved audits, which come one by one."""

    source: ReadingSource | None
    file_name: str
    values: int
    first: date
    last: date
    recorded_by: str
    recorded_at: datetime | None


@dataclass(frozen=True)
class ValueCorrection:
    """`store` is empty for a value of the whole programme."""

    on: date
    store: str
    before: float
    after: float
    note: str
    recorded_by: str
    recorded_at: datetime


def sources_of(session: Session, *, indicator: IndicatorRow, area: Area, by: Actor) -> list[Source]:
    """Each import and each kind of other source, the latest first, of the stores that the person may see."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=indicator.programme_id))
    if is_live(indicator.derived):
        return _audits(session, indicator, area, by)
    at = func.max(Reading.recorded_at)
    rows = session.execute(
        select(
            Reading.source,
            ReadingImport.file_name,
            func.count(),
            func.min(Reading.observed_on),
            func.max(Reading.observed_on),
            func.max(Identity.display_name),
            at,
        )
        .outerjoin(ReadingImport, ReadingImport.id == Reading.import_id)
        .outerjoin(Identity, Identity.person_id == Reading.recorded_by)
        .outerjoin(Store, Store.id == Reading.store_id)
        .where(*_within(indicator, area, by))
        .group_by(Reading.source, Reading.import_id, ReadingImport.file_name, Reading.recorded_by)
        .order_by(at.desc())
        .limit(MOST_SOURCES)
    )
    return [Source(source, name or "", n, first, last, who or "", when) for source, name, n, first, last, who, when in rows]


def corrections_of(session: Session, *, indicator: IndicatorRow, area: Area, by: Actor) -> list[ValueCorrection]:
    """What each correction replaced, the latest first."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=indicator.programme_id))
    before = aliased(Reading)
    rows = session.execute(
        select(
            Reading.observed_on,
            Store.code,
            before.value,
            Reading.value,
            Reading.note,
            Identity.display_name,
            Reading.recorded_at,
        )
        .join(
            before,
            (before.indicator_id == Reading.indicator_id)
            & (before.observed_on == Reading.observed_on)
            & (before.channel_code == Reading.channel_code)
            & same_or_both_null(before.store_id, Reading.store_id)
            & same_or_both_null(before.team_id, Reading.team_id)
            & (before.revision == Reading.revision - 1),
        )
        .outerjoin(Identity, Identity.person_id == Reading.recorded_by)
        .outerjoin(Store, Store.id == Reading.store_id)
        .where(Reading.revision > 1, *_within(indicator, area, by))
        .order_by(Reading.recorded_at.desc(), Reading.id.desc())
        .limit(MOST_CORRECTIONS)
    )
    return [ValueCorrection(on, code or "", old, new, note, who or "", at) for on, code, old, new, note, who, at in rows]


def _within(indicator: IndicatorRow, area: Area, by: Actor) -> list[ColumnElement[bool]]:
    """On a query with Reading and, by the outside, Store."""
    conditions = [
        Reading.indicator_id == indicator.id,
        programme_condition(by, Reading.programme_id),
        within_reach(by),
    ]
    return conditions + _in_area(area)


def _in_area(area: Area) -> list[Any]:
    region: UUID | None = area.region_id
    found: list[Any] = [] if region is None else [Store.region_id == region]
    return found if area.store_id is None else [*found, Store.id == area.store_id]


def _audits(session: Session, indicator: IndicatorRow, area: Area, by: Actor) -> list[Source]:
    tally = tallies(by)
    n, first, last = session.execute(
        select(func.sum(tally.c.n), func.min(tally.c.month), func.max(tally.c.month))
        .join(Store, Store.id == tally.c.store_id)
        .where(tally.c.programme_id == indicator.programme_id, tally.c.n > 0, store_condition(by), *_in_area(area))
    ).one()
    return [Source(None, "", int(n), first, last, "", None)] if n else []
