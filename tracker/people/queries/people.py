"""Who there is: for the administrator, and for whoever sends people on visits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from tracker.people.access import demand
from tracker.people.models import Credential, ExternalIdentity, Identity, Person, PersonScope, Region, SignInSession, Store
from tracker.people.rules import FIELD_ROLES, Action, Actor, Role, ScopeKind

PAGE = 50


@dataclass(frozen=True)
class PersonRow:
    id: UUID
    user_name: str
    display_name: str
    role: Role
    active: bool
    language: str | None
    version: int


@dataclass(frozen=True)
class PersonDetail:
    """What the administrator sees of one account beside its row."""

    scope: list[tuple[ScopeKind, UUID]]
    has_password: bool
    email: str
    links: list[tuple[str, str]]
    last_seen_at: datetime | None


_COLUMNS = (Person.id, Identity.user_name, Identity.display_name, Person.role, Person.active, Person.language, Person.version)


def people(
    session: Session,
    *,
    by: Actor,
    text: str = "",
    role: Role | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[PersonRow]:
    """Accounts by user name; `text` is looked for in user name and name."""
    demand(by, Action.MANAGE_PEOPLE)
    rows = session.execute(
        select(*_COLUMNS)
        .join(Identity, Identity.person_id == Person.id)
        .where(*_conditions(text, role))
        .order_by(Identity.user_name)
        .limit(limit)
        .offset(offset)
    )
    return [PersonRow(*row) for row in rows]


def people_count(session: Session, *, by: Actor, text: str = "", role: Role | None = None) -> int:
    demand(by, Action.MANAGE_PEOPLE)
    wanted = select(func.count(Person.id)).join(Identity, Identity.person_id == Person.id).where(*_conditions(text, role))
    return session.scalar(wanted) or 0


def person_detail(session: Session, *, person_id: UUID, by: Actor) -> PersonDetail:
    demand(by, Action.MANAGE_PEOPLE)
    links = session.execute(
        select(ExternalIdentity.issuer, ExternalIdentity.subject).where(ExternalIdentity.person_id == person_id)
    )
    return PersonDetail(
        scope=scope_of(session, person_id=person_id, by=by),
        has_password=session.get(Credential, person_id) is not None,
        email=session.scalar(select(Identity.email).where(Identity.person_id == person_id)) or "",
        links=[(row.issuer, row.subject) for row in links],
        last_seen_at=session.scalar(select(func.max(SignInSession.seen_at)).where(SignInSession.person_id == person_id)),
    )


def scope_of(session: Session, *, person_id: UUID, by: Actor) -> list[tuple[ScopeKind, UUID]]:
    demand(by, Action.MANAGE_PEOPLE)
    rows = session.execute(select(PersonScope.kind, PersonScope.object_id).where(PersonScope.person_id == person_id))
    return [(row.kind, row.object_id) for row in rows]


def area_codes(session: Session, *, regions: Iterable[str], stores: Iterable[str]) -> dict[tuple[ScopeKind, str], UUID]:
    """The keys of these codes, as far as they exist."""
    found: dict[tuple[ScopeKind, str], UUID] = {}
    for kind, table, codes in ((ScopeKind.REGION, Region, set(regions)), (ScopeKind.STORE, Store, set(stores))):
        rows = session.execute(select(table.code, table.id).where(table.code.in_(codes)))
        found |= {(kind, row.code): row.id for row in rows}
    return found


def store_codes(session: Session, *, keys: Iterable[UUID], by: Actor) -> list[str]:
    demand(by, Action.MANAGE_PEOPLE)
    return list(session.scalars(select(Store.code).where(Store.id.in_(set(keys))).order_by(Store.code)))


def assignable(session: Session, *, by: Actor) -> list[PersonRow]:
    """Who can be sent on a visit: active shoppers and supervisors."""
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(
        select(*_COLUMNS)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.active, Person.role.in_(FIELD_ROLES))
        .order_by(Identity.display_name)
    )
    return [PersonRow(*row) for row in rows]


def names(session: Session, *, keys: Iterable[UUID], by: Actor) -> dict[UUID, str]:
    """The names of these people, for the event log."""
    demand(by, Action.SEE_EVENT_LOG)
    rows = session.execute(select(Identity.person_id, Identity.display_name).where(Identity.person_id.in_(set(keys))))
    return {row.person_id: row.display_name for row in rows}


def _conditions(text: str, role: Role | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text.strip():
        wanted = text.strip()
        conditions.append(
            or_(Identity.user_name.icontains(wanted, autoescape=True), Identity.display_name.icontains(wanted, autoescape=True))
        )
    if role is not None:
        conditions.append(Person.role == role)
    return conditions
