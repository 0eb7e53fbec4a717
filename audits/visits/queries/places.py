"""The open places of waves, for whoever may take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from audits.visits.models import DayPart, Wave, WaveState, WaveTarget
from audits.visits.queries import field_rules
from audits.visits.queries.booked import booked, rules_of_wave, visitors
from audits.visits.rules import FieldRules
from audits.visits.rules.proposals import first_free, free_part
from audits.visits.rules.waves import Blocked, Booked, Visit, Visitor, WaveRules, reasons
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Store
from tracker.people.rules import Action, Actor, Place

MOST_PLACES = 50


@dataclass(frozen=True)
class OpenPlace:
    """A visit that can be taken. `first_day` is the first one on which no rule stands against it."""

    wave_id: UUID
    programme_id: UUID
    wave: Label
    store_id: UUID
    store: Label
    store_code: str
    channel_code: str
    channel: Label
    first_day: date
    last_day: date
    fee_minor: int
    most_cost_minor: int


def has_open_waves(session: Session, *, today: date, by: Actor) -> bool:
    demand(by, Action.FILL_IN_VISIT)
    return session.scalars(_open_waves(by, today).limit(1)).first() is not None


def open_places(session: Session, *, today: date, by: Actor) -> list[OpenPlace]:
    """What this person may take, by first day; at most fifty."""
    demand(by, Action.FILL_IN_VISIT)
    found: list[OpenPlace] = []
    visitor = visitors(session, [by.person_id]).get(by.person_id)
    if visitor is not None:
        for wave in session.scalars(_open_waves(by, today)):
            found += _places_of(session, wave, visitor, today, by)
    return sorted(found, key=lambda place: (place.first_day, place.store_code, place.channel_code))[:MOST_PLACES]


def _open_waves(by: Actor, today: date) -> Select[Wave]:
    return (
        select(Wave)
        .where(Wave.state == WaveState.OPEN, Wave.self_service, Wave.ends_on >= today, programme_condition(by, Wave.programme_id))
        .order_by(Wave.code)
    )


def _places_of(session: Session, wave: Wave, visitor: Visitor, today: date, by: Actor) -> Iterator[OpenPlace]:
    rules, gaps = rules_of_wave(session, wave), field_rules(session, programme_id=wave.programme_id)
    first = max(today, wave.starts_on)
    stores = select(WaveTarget.store_id).where(WaveTarget.wave_id == wave.id)
    stands = booked(session, stores=stores, people=[by.person_id], wave_id=wave.id, since=first, rules=gaps)
    rows = session.execute(
        select(Store, Channel.code.label("channel_code"), Channel.name.label("channel"))
        .join(WaveTarget, WaveTarget.store_id == Store.id)
        .join(Channel, Channel.code == WaveTarget.channel_code)
        .where(WaveTarget.wave_id == wave.id, Store.active, Channel.active, store_condition(by))
    )
    for row in rows:
        place = Place(wave.programme_id, row.Store.region_id, row.Store.id)
        asked = _Asked(place, row.channel_code, visitor, gaps, rules, stands)
        day, _ = first_free(first, wave.ends_on, asked.on)
        if day is not None:
            store, money = row.Store, (wave.fee_minor, wave.most_cost_minor)
            names = (store.id, store.name, store.code, row.channel_code, row.channel)
            yield OpenPlace(wave.id, wave.programme_id, wave.name, *names, day, wave.ends_on, *money)


@dataclass(frozen=True)
class _Asked:
    """One place for one person, as the rules ask for it."""

    place: Place
    channel: str
    visitor: Visitor
    gaps: FieldRules
    wave: WaveRules
    booked: Booked

    def on(self, day: date) -> tuple[Blocked, ...]:
        return free_part(partial(self.against, day))[1]

    def against(self, day: date, part: DayPart) -> tuple[Blocked, ...]:
        person, store = self.visitor.actor.person_id, self.place.store_id
        if store is None:
            return ()
        visit = Visit(person, store, self.channel, day, day, part, self.wave.key)
        return reasons(visit, visitor=self.visitor, place=self.place, field_rules=self.gaps, wave=self.wave, booked=self.booked)
