"""Where readings come from: stores, teams, channels, pilot and control, phases; as conditions, and as days by store.

Pilot areas are the plan's areas that have days of their own in the phase `pilot`; in a programme without a phase of that code,
in the first phase in which any area has days. A store belongs to the area that names it, else to that of its region. A store
starts when its area first enters the pilot phase or a later one; one without such an area never does, and is a control.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from results.readings.rules import Group
from results.readings.rules.adding import months_before
from tracker.people.access import demand, store_condition
from tracker.people.models import Store
from tracker.people.rules import NEEDS_SCOPE, Action, Actor
from tracker.people.rules import Place as Reach
from tracker.plan.models import Area as PlanArea
from tracker.plan.models import AreaRegion, AreaStore, Phase, PhaseArea
from tracker.plan.queries.areas import AreaRow, area_rows

PILOT_PHASE = "pilot"


@dataclass(frozen=True)
class Area:
    """What is looked at: all that the person may see, or less. `phase_id`: each store in its own days of that phase."""

    region_id: UUID | None = None
    store_id: UUID | None = None
    team_id: UUID | None = None
    channel_code: str | None = None
    group: Group | None = None
    phase_id: UUID | None = None

    @property
    def is_of_all_stores(self) -> bool:
        """Whether values of the whole programme may stand for it."""
        return (self.region_id, self.store_id, self.team_id, self.group) == (None, None, None, None)


EVERYWHERE = Area()


@dataclass(frozen=True)
class Groups:
    """`started`: by store the day on which it changes, None where none is planned. `pilot`: stores of the pilot areas."""

    started: Mapping[UUID, date | None]
    pilot: frozenset[UUID]


@dataclass(frozen=True)
class Columns:
    """Where a row's place and day stand. `store` is None for rows of regions. `monthly`: `day` is the first of a month, and a
    month belongs to the stretch that holds its last day."""

    store: Any  # columns: SQLAlchemy's attributes and table columns have no type in common
    region: Any
    day: Any
    monthly: bool = False

    def between(self, first: date, last: date) -> ColumnElement[bool]:
        if self.monthly:
            ends_whole = (last + timedelta(days=1)).day == 1
            first, last = first.replace(day=1), months_before(last.replace(day=1), 0 if ends_whole else 1)
        return and_(self.day >= first, self.day <= last)

    def among(self, areas: Sequence[UUID], programme_id: UUID) -> ColumnElement[bool]:
        """In one of these areas of the plan."""
        if not areas:
            return false()
        regions = select(AreaRegion.region_id).where(AreaRegion.area_id.in_(areas))
        of_region: ColumnElement[bool] = self.region.in_(regions)
        if self.store is None:
            return of_region
        named = select(AreaStore.store_id).join(PlanArea, PlanArea.id == AreaStore.area_id)
        return or_(
            self.store.in_(named.where(AreaStore.area_id.in_(areas))),
            and_(of_region, self.store.not_in(named.where(PlanArea.programme_id == programme_id))),
        )


def sees_every_store(by: Actor) -> bool:
    return not (by.regions or by.stores or by.role in NEEDS_SCOPE)


def in_area(session: Session, programme_id: UUID, area: Area, columns: Columns, by: Actor) -> list[ColumnElement[bool]]:
    """The person's own reach, and the area's. On a query with Store, or with rows of regions that the person may see."""
    conditions = [store_condition(by)] if columns.store is not None else []
    if area.region_id is not None:
        conditions.append(columns.region == area.region_id)
    if area.store_id is not None:
        conditions.append(false() if columns.store is None else columns.store == area.store_id)
    if area.group is not None:
        pilot = columns.among(_pilot_areas(session, programme_id), programme_id)
        conditions.append(pilot if area.group is Group.PILOT else ~pilot)
    if area.phase_id is not None:
        conditions.append(_in_phase(session, programme_id, area.phase_id, columns))
    return conditions


def phase_days(session: Session, programme_id: UUID, phase_id: UUID | None) -> tuple[date, date] | None:
    """The phase's own days; None for no phase and for one of another programme."""
    row = session.execute(
        select(Phase.starts_on, Phase.ends_on).where(Phase.id == phase_id, Phase.programme_id == programme_id)
    ).one_or_none()
    return (row.starts_on, row.ends_on) if row else None


def groups(session: Session, *, programme_id: UUID, by: Actor) -> Groups:
    """Of the stores that the person may see."""
    demand(by, Action.SEE_RESULTS, Reach(programme_id=programme_id))
    areas, phases = area_rows(session, programme_id), _phases_of_change(session, programme_id)
    pilot = {row.id for row in areas if any(span.phase_id == phases[0] for span in row.phases)} if phases else set()
    by_store = {store: row for row in areas for store in row.stores}
    by_region = {region: row for row in areas for region in row.regions}
    here: dict[UUID, AreaRow | None] = {
        store: by_store.get(store, by_region.get(region))
        for store, region in session.execute(
            select(Store.id, Store.region_id).where(store_condition(by), Store.active).order_by(Store.code)
        )
    }
    starts = {row.id: min((span.starts_on for span in row.phases if span.phase_id in phases), default=None) for row in areas}
    return Groups(
        {store: starts[row.id] if row else None for store, row in here.items()},
        frozenset(store for store, row in here.items() if row and row.id in pilot),
    )


def _in_phase(session: Session, programme_id: UUID, phase_id: UUID, columns: Columns) -> ColumnElement[bool]:
    """Areas without days of their own in the phase go through it on its own days."""
    days = phase_days(session, programme_id, phase_id)
    if days is None:
        return false()
    spans: dict[tuple[date, date], list[UUID]] = {}
    for row in session.scalars(
        select(PhaseArea).where(PhaseArea.phase_id == phase_id).order_by(PhaseArea.starts_on, PhaseArea.area_id)
    ):
        spans.setdefault((row.starts_on, row.ends_on), []).append(row.area_id)
    own = columns.among([area for areas in spans.values() for area in areas], programme_id)
    return or_(
        *(and_(columns.among(areas, programme_id), columns.between(*span)) for span, areas in spans.items()),
        and_(~own, columns.between(*days)),
    )


def _phases_of_change(session: Session, programme_id: UUID) -> list[UUID]:
    """The pilot phase and those after it, in their order; none where no area has days in a pilot phase."""
    phases = session.execute(
        select(Phase.id, Phase.code).where(Phase.programme_id == programme_id).order_by(Phase.position)
    ).all()
    with_areas = set(session.scalars(select(PhaseArea.phase_id).where(PhaseArea.programme_id == programme_id)))
    coded = [place for place, phase in enumerate(phases) if phase.code == PILOT_PHASE]
    first = next(iter(coded), None)
    if first is None:
        first = next((place for place, phase in enumerate(phases) if phase.id in with_areas), len(phases))
    return [phase.id for phase in phases[first:]]


def _pilot_areas(session: Session, programme_id: UUID) -> list[UUID]:
    phases = _phases_of_change(session, programme_id)
    if not phases:
        return []
    return list(session.scalars(select(PhaseArea.area_id).where(PhaseArea.phase_id == phases[0]).order_by(PhaseArea.area_id)))
