"""The example's regions, stores, teams and people."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from results.example.places import AREAS, CREW, TEAMS, StoreText, people, stores
from results.example.rules import ZONE
from tracker.core.ids import new_id
from tracker.core.words import Label
from tracker.people.models import Credential, Identity, Person, PersonScope, Region, Store, Team
from tracker.people.rules import Actor, MarketPotential, Role, ScopeKind

ROLE_WORDS = {Role(role): word for word, role, *_ in CREW}


@dataclass
class Cast:
    """Who and where, by code and by user name."""

    regions: dict[str, UUID] = field(default_factory=dict)
    stores: dict[str, tuple[UUID, StoreText]] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    managers: dict[UUID, UUID] = field(default_factory=dict)  # by store

    def with_role(self, role: Role) -> list[UUID]:
        word = ROLE_WORDS[role]
        return [key for name, key in self.people.items() if name.startswith(f"{word}-")]

    @property
    def lead(self) -> Actor:
        return Actor(self.people["lead-1"], Role.PROGRAMME_LEAD, time_zone=ZONE)


def set_up_organisation(session: Session, cast: Cast) -> None:
    for area in AREAS:
        cast.regions[area.code] = new_id()
    regions = [
        {
            "id": cast.regions[area.code],
            "code": area.code,
            "name": Label(area.en, area.chinese),
            "market_potential": MarketPotential(area.potential),
        }
        for area in AREAS
    ]
    texts = stores()
    cast.stores.update({text.code: (new_id(), text) for text in texts})
    rows = [
        {
            "id": key,
            "code": text.code,
            "name": Label(text.en, text.chinese),
            "region_id": cast.regions[text.area],
            "latitude": text.latitude,
            "longitude": text.longitude,
            "opens_at": text.opens_at,
            "closes_at": text.closes_at,
            "time_zone": ZONE,
        }
        for key, text in cast.stores.values()
    ]
    teams = [
        {"id": new_id(), "code": f"{text.code}-{code}", "name": Label(en, chinese), "store_id": key}
        for key, text in cast.stores.values()
        for code, en, chinese in TEAMS
    ]
    for kind, made in ((Region, regions), (Store, rows), (Team, teams)):
        session.execute(insert(kind), made)


def bring_in_people(session: Session, cast: Cast, *, password_hash: str, since: datetime) -> None:
    """`since` is when their accounts were opened; all have the same password."""
    texts = people()
    cast.people.update({text.user_name: new_id() for text in texts})
    keys = cast.people
    session.execute(
        insert(Person),
        [{"id": keys[text.user_name], "role": Role(text.role), "time_zone": ZONE, "created_at": since} for text in texts],
    )
    session.execute(
        insert(Identity),
        [{"person_id": keys[text.user_name], "user_name": text.user_name, "display_name": text.display_name} for text in texts],
    )
    session.execute(insert(Credential), [{"person_id": key, "password_hash": password_hash} for key in keys.values()])
    cast.managers.update({cast.stores[text.scope][0]: keys[text.user_name] for text in texts if text.scope in cast.stores})
    session.execute(
        insert(PersonScope),
        [
            {"id": new_id(), "person_id": keys[text.user_name], "kind": kind, "object_id": place}
            for text in texts
            if text.scope
            for kind, place in [_scope(cast, text.scope)]
        ],
    )


def _scope(cast: Cast, code: str) -> tuple[ScopeKind, UUID]:
    return (ScopeKind.REGION, cast.regions[code]) if code in cast.regions else (ScopeKind.STORE, cast.stores[code][0])
