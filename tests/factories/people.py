"""People and the organisation, stored and ready to be used by a test."""

from collections.abc import Iterable
from itertools import count
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core.words import Label
from tracker.people.models import Channel, Credential, Identity, MarketPotential, Person, PersonScope, Region, Store, Team
from tracker.people.passwords import hashed
from tracker.people.rules import Actor, Role, ScopeKind

_numbers = count(1)


def new_actor(
    session: Session,
    role: Role = Role.ADMINISTRATOR,
    *,
    regions: Iterable[UUID] = (),
    stores: Iterable[UUID] = (),
    programmes: Iterable[UUID] = (),
    user_name: str = "",
    display_name: str = "",
    password: str = "",
    language: str | None = None,
    time_zone: str | None = None,
) -> Actor:
    """A person with an identity and scopes; with a password only when one is given, for hashing takes its time."""
    number = next(_numbers)
    person = Person(role=role, language=language, time_zone=time_zone)
    session.add(person)
    session.flush()
    identity = Identity(
        person_id=person.id,
        user_name=user_name or f"{role.value}{number}",
        display_name=display_name or f"Person {number}",
    )
    session.add(identity)
    if password:
        session.add(Credential(person_id=person.id, password_hash=hashed(password)))
    scopes = {
        ScopeKind.REGION: frozenset(regions),
        ScopeKind.STORE: frozenset(stores),
        ScopeKind.PROGRAMME: frozenset(programmes),
    }
    for kind, keys in scopes.items():
        session.add_all(PersonScope(person_id=person.id, kind=kind, object_id=key) for key in sorted(keys))
    session.flush()
    return Actor(
        person_id=person.id,
        role=role,
        display_name=identity.display_name,
        language=language,
        time_zone=time_zone,
        programmes=scopes[ScopeKind.PROGRAMME],
        regions=scopes[ScopeKind.REGION],
        stores=scopes[ScopeKind.STORE],
    )


def new_region(session: Session, code: str = "", *, potential: MarketPotential = MarketPotential.MEDIUM) -> Region:
    code = code or f"R{next(_numbers)}"
    region = Region(code=code, name=Label(f"Region {code}", f"{code}区域"), market_potential=potential)
    session.add(region)
    session.flush()
    return region


def new_store(session: Session, code: str = "", *, region: Region | None = None) -> Store:
    code = code or f"S{next(_numbers)}"
    store = Store(code=code, name=Label(f"Store {code}", f"{code}店"), region_id=(region or new_region(session)).id)
    session.add(store)
    session.flush()
    return store


def new_team(session: Session, code: str = "", *, store: Store | None = None) -> Team:
    code = code or f"T{next(_numbers)}"
    team = Team(code=code, name=Label(f"Team {code}", f"{code}组"), store_id=(store or new_store(session)).id)
    session.add(team)
    session.flush()
    return team


def new_channel(session: Session, code: str = "store") -> Channel:
    channel = Channel(code=code, name=Label(code.title(), code))
    session.add(channel)
    session.flush()
    return channel
