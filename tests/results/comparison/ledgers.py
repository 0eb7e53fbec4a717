"""A programme with a pilot, and the ledger of its benefits."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from results.comparison.actions.benefits import note_benefit
from results.comparison.effects.rules import Attribution
from results.comparison.queries.benefits import BenefitRow, benefit
from results.comparison.queries.effects import EffectRow, effect_of
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_phase, new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core.db import reading, writing
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.plan.models import Area, AreaRegion, PhaseArea

NOW = datetime(2026, 9, 10, 9, tzinfo=UTC)
STARTED = date(2026, 4, 1)
NOISE = (0.0, 0.4, -0.3, 0.2, -0.4, 0.1)


@dataclass(frozen=True)
class Ledger:
    """Six stores over six months in two regions, of which the first is the pilot and gains five points in April."""

    programme_id: UUID
    indicator_id: UUID
    regions: tuple[UUID, UUID]
    stores: tuple[UUID, ...]
    lead: Actor

    def note(self, **given: Any) -> BenefitRow:
        wanted: dict[str, Any] = {"description": "Fewer returns", "by": self.lead}
        with writing() as session:
            key = note_benefit(session, programme_id=self.programme_id, **wanted | given)
        return self.read(key)

    def read(self, key: UUID, by: Actor | None = None) -> BenefitRow:
        with reading() as session:
            return benefit(session, benefit_id=key, by=by or self.lead)

    def do(self, verb: Any, row: BenefitRow, **given: Any) -> BenefitRow:
        with writing() as session:
            verb(session, benefit_id=row.id, **{"seen": row.version, "by": self.lead, **given})
        return self.read(row.id)

    def effect(self, design: Attribution, by: Actor | None = None, **given: Any) -> EffectRow:
        with reading() as session:
            return effect_of(session, indicator_id=self.indicator_id, design=design, by=by or self.lead, **given)


def new_ledger() -> Ledger:
    with writing() as session:
        programme = new_programme(session)
        phase, indicator = new_phase(session, programme, "pilot"), new_indicator(session, programme, "csi")
        regions = [new_region(session) for _ in range(2)]
        area = Area(programme_id=programme.id, code="first", name=Label("First", "首批"), position=1)
        session.add(area)
        session.flush()
        session.add(AreaRegion(area_id=area.id, region_id=regions[0].id))
        dates = {"starts_on": STARTED, "ends_on": date(2026, 6, 30)}
        session.add(PhaseArea(programme_id=programme.id, phase_id=phase.id, area_id=area.id, **dates))
        stores = [new_store(session, region=regions[number // 3]) for number in range(len(NOISE))]
        for number, store in enumerate(stores):
            for month in range(1, 7):
                value = 80 + number + month + NOISE[number] * (-1) ** month + 5 * (number < 3 and month >= STARTED.month)
                new_reading(session, indicator, date(2026, month, 28), value, store=store)
        lead = new_actor(session, Role.PROGRAMME_LEAD)
        return Ledger(programme.id, indicator.id, (regions[0].id, regions[1].id), tuple(store.id for store in stores), lead)
