"""Accounts, sign-in sessions, and the organisation. Names of people stand in `identity`, apart from what they did."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label
from tracker.people.rules import MarketPotential as MarketPotential  # also a column, so known here too
from tracker.people.rules import Role, ScopeKind


class Region(Edited, Base):
    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Label]
    market_potential: Mapped[MarketPotential] = mapped_column(choice(MarketPotential))
    active: Mapped[bool] = mapped_column(default=True)


class Store(Edited, Base):
    __tablename__ = "store"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="on_earth"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="both_coordinates"),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="both_hours"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Label]
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    opens_at: Mapped[str | None] = mapped_column(String(5))  # 09:00, in the store's own time
    closes_at: Mapped[str | None] = mapped_column(String(5))
    time_zone: Mapped[str | None] = mapped_column(String(60))


class Team(Edited, Base):
    __tablename__ = "team"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Label]
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class Channel(Edited, Base):
    """How a customer meets the firm: store, phone, app or chat, social media."""

    __tablename__ = "channel"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Label]
    active: Mapped[bool] = mapped_column(default=True)


class Person(Edited, Base):
    __tablename__ = "person"

    role: Mapped[Role] = mapped_column(choice(Role))
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(10))
    time_zone: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Identity(Base):
    """Who a person is: apart, so that it can be erased, and so that stores' queries need not join it."""

    __tablename__ = "identity"
    __table_args__ = (CheckConstraint("user_name = lower(user_name)", name="user_name_lower"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    user_name: Mapped[str] = mapped_column(String(100), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))  # where messages go


class Credential(Base):
    """A local password, as an argon2id hash. A person of the single sign-on has none."""

    __tablename__ = "credential"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class ExternalIdentity(Base):
    """Issuer and subject of an OpenID Connect provider; never linked by e-mail."""

    __tablename__ = "external_identity"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class PersonScope(Keyed, Base):
    """What a person is limited to. Without a row, a desk role sees everything its role may see."""

    __tablename__ = "person_scope"
    __table_args__ = (UniqueConstraint("person_id", "kind", "object_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ScopeKind] = mapped_column(choice(ScopeKind))
    object_id: Mapped[UUID]


class SignInSession(Keyed, Base):
    """A signed-in browser. The token is stored as its SHA-256 only."""

    __tablename__ = "sign_in_session"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiToken(Keyed, Base):
    """A token for scripts, stored as its SHA-256 only; it may do what its person may do."""

    __tablename__ = "api_token"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class SignInFailures(Base):
    """Failures per account and per address (keyed hashes): guessing waits longer each time, nobody is locked out for good."""

    __tablename__ = "sign_in_failures"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime]
