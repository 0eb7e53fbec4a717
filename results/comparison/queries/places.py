"""The regions and stores a person may choose, and the stretch in which places are compared."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.rules import Line
from results.readings.queries import Stretch
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Region, Store
from tracker.people.rules import Action, Actor
from tracker.people.rules import Place as Reach
from tracker.plan.models import Phase

MONTHS_BY_PLACE = 3  # places are compared over a quarter: a store has too few visits in a month


@dataclass(frozen=True)
class PlaceRow:
    id: UUID
    code: str
    name: str


def regions_seen(session: Session, *, by: Actor) -> list[PlaceRow]:
    """The regions in which the person sees a store."""
    demand(by, Action.SEE_RESULTS)
    rows = session.execute(
        select(Region.id, Region.code, Region.name)
        .where(Region.id.in_(select(Store.region_id).where(store_condition(by))))
        .order_by(Region.code)
    )
    return [PlaceRow(key, code, str(name)) for key, code, name in rows]


def stores_seen(session: Session, *, region_id: UUID | None = None, by: Actor) -> list[PlaceRow]:
    demand(by, Action.SEE_RESULTS)
    query = select(Store.id, Store.code, Store.name).where(store_condition(by)).order_by(Store.code)
    if region_id is not None:
        query = query.where(Store.region_id == region_id)
    return [PlaceRow(key, code, str(name)) for key, code, name in session.execute(query)]


def phases_seen(session: Session, *, programme_id: UUID, by: Actor) -> list[PlaceRow]:
    """In the programme's order."""
    demand(by, Action.SEE_RESULTS, Reach(programme_id=programme_id))
    rows = session.execute(
        select(Phase.id, Phase.code, Phase.name)
        .where(Phase.programme_id == programme_id, programme_condition(by, Phase.programme_id))
        .order_by(Phase.position)
    )
    return [PlaceRow(key, code, str(name)) for key, code, name in rows]


def latest_stretch(line: Line) -> Stretch | None:
    """The quarter that ends with the last value: three months, the last one included."""
    if line.actual is None:
        return None
    first = line.actual.on.replace(day=1)
    for _ in range(MONTHS_BY_PLACE - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Stretch(first, line.actual.on)
