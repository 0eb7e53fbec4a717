"""An indicator's values by store and month, with the day from which each store changes: what effects are estimated from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from audits.review.rules import month_of
from results.readings.models import Reading
from results.readings.queries.areas import EVERYWHERE, groups, in_area
from results.readings.queries.series import OF_STORES, period_columns
from results.readings.queries.sums import KIND, Known, is_latest, known, readings, sums_of, tallied
from results.readings.rules.adding import Sums, sum_of
from tracker.people.access import demand
from tracker.people.models import Store
from tracker.people.rules import Action, Actor
from tracker.targets.models import Indicator
from tracker.targets.rules import Frequency

Cell = tuple[UUID, str, UUID, date]  # store, its code, its region, month


@dataclass(frozen=True)
class PanelRow:
    """`value` is not held back for a small n: nothing of a single store may be shown, only what is estimated from all of them."""

    store_id: UUID
    code: str
    region_id: UUID
    month: date
    value: float
    n: int | None
    started_on: date | None
    pilot: bool


def panel(session: Session, *, indicator_id: UUID, by: Actor) -> list[PanelRow]:
    """By code and month, of the stores that the person may see. Values of teams and channels stand where the store has none."""
    demand(by, Action.SEE_RESULTS)
    found = known(session, by, Indicator.id == indicator_id)
    if not found:
        return []
    one = found[0]
    stores = groups(session, programme_id=one.programme_id, by=by)
    cells = _of_tallies(session, one, by) if one.is_live else _of_readings(session, one, by)
    rows = []
    for (store_id, code, region_id, month), sums in sorted(cells.items(), key=lambda cell: (cell[0][1], cell[0][3])):
        value = sums.value(one.adds_up)
        if value is not None:
            since, pilot = stores.started.get(store_id), store_id in stores.pilot
            rows.append(PanelRow(store_id, code, region_id, month, value, sums.counted, since, pilot))
    return rows


def _of_readings(session: Session, one: Known, by: Actor) -> dict[Cell, Sums]:
    latest = period_columns(Frequency.MONTHLY) if one.counts_latest else None
    columns = (Store.id, Store.code, Store.region_id, Reading.observed_on, KIND)
    query = readings([one.id], columns, is_latest(one.programme_id), latest_by=latest).join(Store, Store.id == Reading.store_id)
    parts: dict[Cell, dict[int, list[Sums]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(query.where(*in_area(session, one.programme_id, EVERYWHERE, OF_STORES, by))):
        parts[row[0], row[1], row[2], month_of(row[3])][row[4]].append(sums_of(row))
    return {cell: sum_of(kinds[min(kinds)]) for cell, kinds in parts.items()}


def _of_tallies(session: Session, one: Known, by: Actor) -> dict[Cell, Sums]:
    """The tallies of items know no single stores."""
    [tally] = tallied([one], by)
    if tally.columns.store is None:
        return {}
    columns = (Store.id, Store.code, Store.region_id, tally.columns.day)
    query = tally.select(one.programme_id, columns).where(*in_area(session, one.programme_id, EVERYWHERE, tally.columns, by))
    place = len(tally.codes)
    return {tuple(row[place : place + 4]): sums_of(row) for row in session.execute(query)}
