"""Regions, stores, teams and channels. Nothing is deleted: what is over is made inactive, for history names it."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.db import change, take
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Refusal
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.forms import Named, StoreFacts
from tracker.people.models import Channel, Region, Store, Team
from tracker.people.rules import Action, Actor, MarketPotential, Place

Unit = TypeVar("Unit", Region, Store, Team, Channel)

CHANNELS = {
    "store": Label("Store", "门店"),
    "phone": Label("Phone", "电话"),
    "chat": Label("App and chat", "应用与在线客服"),
    "social": Label("Social media", "社交媒体"),
}


def add_region(session: Session, *, code: str, name: Label, market_potential: MarketPotential, by: Actor) -> UUID:
    key = new_id()
    demand(by, Action.MANAGE_ORGANISATION, Place(region_id=key))
    return _add(session, Region, key, code=code, name=name, by=by, market_potential=market_potential)


def change_region(
    session: Session, *, region_id: UUID, seen: int, name: Label, market_potential: MarketPotential, active: bool, by: Actor
) -> None:
    demand(by, Action.MANAGE_ORGANISATION, Place(region_id=region_id))
    region = take(session, Region, region_id, seen=seen)
    if (
        region.active
        and not active
        and session.scalar(select(Store.id).where(Store.region_id == region_id, Store.active).limit(1))
    ):
        raise Refusal("organisation.region_has_stores", field="active")
    _change(session, region, name=name, by=by, market_potential=market_potential, active=active)


def add_store(
    session: Session, *, code: str, name: Label, region_id: UUID, by: Actor, facts: Mapping[str, Any] | None = None
) -> UUID:
    """`facts` are those of `StoreFacts`: place, hours and zone, as far as they are known."""
    demand(by, Action.MANAGE_ORGANISATION, Place(region_id=region_id))
    _must_exist(session, Region, region_id)
    known = StoreFacts.read(**facts or {}).facts
    return _add(session, Store, new_id(), code=code, name=name, by=by, region_id=region_id, **known)


def change_store(
    session: Session,
    *,
    store_id: UUID,
    seen: int,
    name: Label,
    region_id: UUID,
    active: bool,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """`facts` None leaves place, hours and zone as they are; one that is not among them is taken away."""
    store = take(session, Store, store_id, seen=seen)
    for region in (store.region_id, region_id):
        demand(by, Action.MANAGE_ORGANISATION, Place(region_id=region, store_id=store_id))
    _must_exist(session, Region, region_id)
    if store.active and not active and session.scalar(select(Team.id).where(Team.store_id == store_id, Team.active).limit(1)):
        raise Refusal("organisation.store_has_teams", field="active")
    known = {} if facts is None else StoreFacts.read(**facts).facts
    _change(session, store, name=name, by=by, region_id=region_id, active=active, **known)


def add_team(session: Session, *, code: str, name: Label, store_id: UUID, by: Actor) -> UUID:
    demand(by, Action.MANAGE_ORGANISATION, _place_of(session, store_id))
    return _add(session, Team, new_id(), code=code, name=name, by=by, store_id=store_id)


def change_team(session: Session, *, team_id: UUID, seen: int, name: Label, store_id: UUID, active: bool, by: Actor) -> None:
    team = take(session, Team, team_id, seen=seen)
    for store in (team.store_id, store_id):
        demand(by, Action.MANAGE_ORGANISATION, _place_of(session, store))
    _change(session, team, name=name, by=by, store_id=store_id, active=active)


def add_channel(session: Session, *, code: str, name: Label, by: Actor) -> UUID:
    demand(by, Action.MANAGE_ORGANISATION)
    return _add(session, Channel, new_id(), code=code, name=name, by=by)


def change_channel(session: Session, *, channel_id: UUID, seen: int, name: Label, active: bool, by: Actor) -> None:
    demand(by, Action.MANAGE_ORGANISATION)
    _change(session, take(session, Channel, channel_id, seen=seen), name=name, by=by, active=active)


def ship_channels(session: Session, *, by: UUID | None) -> None:
    """The channels every organisation starts with; those that exist stay as they are."""
    present = set(session.scalars(select(Channel.code)))
    missing = {code: name for code, name in CHANNELS.items() if code not in present}
    session.add_all(Channel(code=code, name=name) for code, name in missing.items())
    if missing:
        events.record(session, by=by, verb="channel.shipped", on="channel", change={"codes": sorted(missing)})


def _add(session: Session, kind: type[Unit], key: UUID, *, code: str, name: Label, by: Actor, **values: Any) -> UUID:
    form = Named.read(code=code, name_en=name.en, name_zh=name.zh_CN)
    if session.scalar(select(kind.id).where(kind.code == form.code)):
        raise Refusal("organisation.code_taken", field="code", code=form.code)
    session.add(kind(id=key, code=form.code, name=form.name, **values))
    events.record(
        session,
        by=by.person_id,
        verb=f"{kind.__tablename__}.added",
        on=kind.__tablename__,
        key=key,
        change={"code": form.code, "name": form.name} | values,
    )
    return key


def _change(session: Session, row: Region | Store | Team | Channel, *, name: Label, by: Actor, **values: Any) -> None:
    form = Named.read(code=row.code, name_en=name.en, name_zh=name.zh_CN)
    changed = change(row, name=form.name, **values)
    kind = row.__tablename__
    if changed:
        events.record(session, by=by.person_id, verb=f"{kind}.changed", on=kind, key=row.id, change=changed)


def _must_exist(session: Session, kind: type[Unit], key: UUID) -> Unit:
    row = session.get(kind, key)
    if row is None:
        raise NotFound("core.not_found")
    return row


def _place_of(session: Session, store_id: UUID) -> Place:
    store = _must_exist(session, Store, store_id)
    return Place(region_id=store.region_id, store_id=store.id)
