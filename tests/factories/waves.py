"""A wave with its stores, channels and shoppers, stored and ready to be used by a test."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.actions.waves import open_wave, plan_wave
from audits.visits.forms.waves import WaveForm
from audits.visits.models import Wave, WaveKind
from tests.factories.audits import SNAPSHOT, published
from tests.factories.people import new_actor, new_channel, new_region, new_store
from tests.factories.programmes import new_programme
from tracker.people.models import Channel, Region, Store
from tracker.people.rules import Actor, Role

STARTS_ON = date(2026, 5, 4)  # a Monday
ENDS_ON = STARTS_ON + timedelta(days=27)
_numbers = count(1)


@dataclass(frozen=True)
class Round:
    """A wave and who and what is concerned."""

    wave_id: UUID
    programme_id: UUID
    version_id: UUID
    region: Region
    stores: list[Store]
    shoppers: list[Actor]
    lead: Actor

    def form(self, **other: Any) -> WaveForm:
        """As it was planned, with these differences."""
        return wave_form(self.version_id, **{"stores": tuple(store.id for store in self.stores), **other})


def wave_form(version_id: UUID, **other: Any) -> WaveForm:
    usual = {
        "code": "W1",
        "name_en": "Spring wave",
        "name_zh": "春季批次",
        "kind": WaveKind.MYSTERY_VISIT,
        "rubric_version_id": version_id,
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
        "channels": {"store": 1},
    }
    return WaveForm.read(**{**usual, **other})


def new_wave(session: Session, *, stores: int = 2, shoppers: int = 2, opened: bool = False, **other: Any) -> Round:
    for code in ("store", "phone"):
        if session.scalars(select(Channel).where(Channel.code == code)).one_or_none() is None:
            new_channel(session, code)
    region = new_region(session)
    placed = [new_store(session, region=region) for _ in range(stores)]
    lead, programme = new_actor(session, Role.PROGRAMME_LEAD, language="en"), new_programme(session)
    version = published(session, SNAPSHOT)
    form = wave_form(version.id, stores=tuple(store.id for store in placed), code=f"W{next(_numbers)}", **other)
    if form.kind is WaveKind.INTERNAL_CHECK:
        form = form.model_copy(update={"stores": (), "channels": {}})
    wave_id = plan_wave(session, programme_id=programme.id, form=form, by=lead)
    people = [new_actor(session, Role.MYSTERY_SHOPPER, language="en") for _ in range(shoppers)]
    made = Round(wave_id, programme.id, version.id, region, placed, people, lead)
    if opened:
        open_wave(session, wave_id=wave_id, seen=1, by=lead)
    return made


def version_of(session: Session, made: Round) -> int:
    return session.get_one(Wave, made.wave_id).version
