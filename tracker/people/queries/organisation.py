"""Regions, stores, teams and channels, limited to the area of the person who asks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core.words import Label
from tracker.people.access import demand, store_condition
from tracker.people.models import Channel, Region, Store, Team
from tracker.people.rules import NEEDS_SCOPE, Action, Actor, MarketPotential

PAGE = 50


@dataclass(frozen=True)
class RegionRow:
    id: UUID
    code: str
    name: Label
    market_potential: MarketPotential
    active: bool
    version: int


@dataclass(frozen=True)
class StoreRow:
    id: UUID
    code: str
    name: Label
    region_id: UUID
    region_code: str
    region_name: Label
    active: bool
    version: int
    latitude: float | None
    longitude: float | None
    opens_at: str | None
    closes_at: str | None
    time_zone: str | None


@dataclass(frozen=True)
class TeamRow:
    id: UUID
    code: str
    name: Label
    store_id: UUID
    store_code: str
    store_name: Label
    active: bool
    version: int


@dataclass(frozen=True)
class ChannelRow:
    id: UUID
    code: str
    name: Label
    active: bool
    version: int


def regions(session: Session, *, by: Actor) -> list[RegionRow]:
    """The regions of this person, also those that only hold a store of theirs."""
    demand(by, Action.SEE_ORGANISATION)
    wanted = select(Region.id, Region.code, Region.name, Region.market_potential, Region.active, Region.version)
    if by.regions or by.stores or by.role in NEEDS_SCOPE:
        wanted = wanted.where(Region.id.in_(select(Store.region_id).where(store_condition(by))) | Region.id.in_(by.regions))
    return [RegionRow(*row) for row in session.execute(wanted.order_by(Region.code))]


def stores(
    session: Session, *, by: Actor, region_id: UUID | None = None, text: str = "", limit: int | None = None, offset: int = 0
) -> list[StoreRow]:
    """Stores by code; `text` is looked for in code and names."""
    demand(by, Action.SEE_ORGANISATION)
    facts = (Store.latitude, Store.longitude, Store.opens_at, Store.closes_at, Store.time_zone)
    named = (Store.id, Store.code, Store.name, Store.region_id, Region.code, Region.name, Store.active, Store.version)
    columns: tuple[Any, ...] = (*named, *facts)
    wanted = select(*columns).join(Region, Region.id == Store.region_id)
    wanted = wanted.where(*_store_conditions(by, region_id, text)).order_by(Store.code).limit(limit).offset(offset)
    return [StoreRow(*row) for row in session.execute(wanted)]


def store_count(session: Session, *, by: Actor, region_id: UUID | None = None, text: str = "") -> int:
    demand(by, Action.SEE_ORGANISATION)
    return session.scalar(select(func.count()).select_from(Store).where(*_store_conditions(by, region_id, text))) or 0


def teams(session: Session, *, by: Actor, text: str = "", limit: int | None = None, offset: int = 0) -> list[TeamRow]:
    demand(by, Action.SEE_ORGANISATION)
    wanted = select(Team.id, Team.code, Team.name, Team.store_id, Store.code, Store.name, Team.active, Team.version)
    wanted = wanted.join(Store, Store.id == Team.store_id).where(*_team_conditions(by, text))
    return [TeamRow(*row) for row in session.execute(wanted.order_by(Team.code).limit(limit).offset(offset))]


def team_count(session: Session, *, by: Actor, text: str = "") -> int:
    demand(by, Action.SEE_ORGANISATION)
    wanted = select(func.count(Team.id)).join(Store, Store.id == Team.store_id).where(*_team_conditions(by, text))
    return session.scalar(wanted) or 0


def channels(session: Session, *, by: Actor) -> list[ChannelRow]:
    demand(by, Action.SEE_ORGANISATION)
    wanted = select(Channel.id, Channel.code, Channel.name, Channel.active, Channel.version).order_by(Channel.code)
    return [ChannelRow(*row) for row in session.execute(wanted)]


def _team_conditions(by: Actor, text: str) -> list[ColumnElement[bool]]:
    return [store_condition(by), *([_named(Team.code, Team.name, text)] if text.strip() else [])]


def _store_conditions(by: Actor, region_id: UUID | None, text: str) -> list[ColumnElement[bool]]:
    conditions = [store_condition(by)]
    if region_id is not None:
        conditions.append(Store.region_id == region_id)
    if text.strip():
        conditions.append(_named(Store.code, Store.name, text))
    return conditions


def _named(code: InstrumentedAttribute[str], name: InstrumentedAttribute[Label], text: str) -> ColumnElement[bool]:
    label = type_coerce(name, JSON)
    texts = (code, label["en"].as_string(), label["zh_CN"].as_string())
    return or_(*(each.icontains(text.strip(), autoescape=True) for each in texts))
