"""Areas of a programme: which regions and stores they are, and when they go through each phase."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.plan.models import Area, AreaRegion, AreaStore, Phase, PhaseArea


@dataclass(frozen=True)
class PhaseSpan:
    phase_id: UUID
    starts_on: date
    ends_on: date
    version: int = 0


@dataclass(frozen=True)
class AreaRow:
    id: UUID
    version: int
    code: str
    name: str
    regions: tuple[UUID, ...]
    stores: tuple[UUID, ...]
    phases: tuple[PhaseSpan, ...]


def area_rows(session: Session, programme_id: UUID) -> list[AreaRow]:
    """For queries that have asked who reads."""
    regions, stores, spans = (
        defaultdict[UUID, list[UUID]](list),
        defaultdict[UUID, list[UUID]](list),
        _spans(session, programme_id),
    )
    here = Area.programme_id == programme_id
    for area_id, key in session.execute(
        select(AreaRegion.area_id, AreaRegion.region_id).join(Area, Area.id == AreaRegion.area_id).where(here)
    ):
        regions[area_id].append(key)
    for area_id, key in session.execute(
        select(AreaStore.area_id, AreaStore.store_id).join(Area, Area.id == AreaStore.area_id).where(here)
    ):
        stores[area_id].append(key)
    return [
        AreaRow(
            id=row.id,
            version=row.version,
            code=row.code,
            name=str(row.name),
            regions=tuple(sorted(regions[row.id])),
            stores=tuple(sorted(stores[row.id])),
            phases=tuple(spans[row.id]),
        )
        for row in session.scalars(select(Area).where(here).order_by(Area.position, Area.id))
    ]


def _spans(session: Session, programme_id: UUID) -> dict[UUID, list[PhaseSpan]]:
    """By area, in the order of the phases."""
    found = defaultdict[UUID, list[PhaseSpan]](list)
    rows = session.scalars(
        select(PhaseArea)
        .join(Phase, Phase.id == PhaseArea.phase_id)
        .where(PhaseArea.programme_id == programme_id)
        .order_by(Phase.position)
    )
    for row in rows:
        found[row.area_id].append(PhaseSpan(row.phase_id, row.starts_on, row.ends_on, row.version))
    return found
