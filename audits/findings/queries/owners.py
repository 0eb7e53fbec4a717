"""Who can own an action of a store: active people who may plan, and whose scope reaches it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from tracker.people.access import demand
from tracker.people.models import Identity, Person, PersonScope, Store
from tracker.people.rules import ALLOWED, NEEDS_SCOPE, Action, Actor, Role, ScopeKind

OWNERS = tuple(role for role in Role if Action.PLAN_ACTION in ALLOWED[role])
MOST_OWNERS = 200


@dataclass(frozen=True)
class OwnerChoice:
    id: UUID
    name: str
    role: Role


def owner_choices(session: Session, *, store_id: UUID, programme_id: UUID, by: Actor) -> list[OwnerChoice]:
    """Managers of the store first, then supervisors, then leads and administrators."""
    demand(by, Action.PLAN_ACTION)
    region_id = select(Store.region_id).where(Store.id == store_id).scalar_subquery()
    rows = session.execute(
        select(Person.id, Identity.display_name, Person.role)
        .join(Identity, Identity.person_id == Person.id)
        .where(
            Person.active,
            Person.role.in_(OWNERS),
            or_(_scoped(ScopeKind.STORE, store_id), _scoped(ScopeKind.REGION, region_id), _unlimited()),
            or_(_scoped(ScopeKind.PROGRAMME, programme_id), ~_has(ScopeKind.PROGRAMME)),
        )
        .order_by(Identity.display_name)
    )
    order = {Role.STORE_MANAGER: 0, Role.SUPERVISOR: 1, Role.PROGRAMME_LEAD: 2}
    found = [OwnerChoice(*row) for row in rows]
    return sorted(found, key=lambda one: order.get(one.role, 3))[:MOST_OWNERS]


def manager_of(session: Session, *, store_id: UUID | None) -> UUID | None:
    """The store's own manager; of several, the one whose account is oldest. Whoever asks has shown the right to the store."""
    return session.scalars(
        select(Person.id)
        .where(Person.active, Person.role == Role.STORE_MANAGER, _scoped(ScopeKind.STORE, store_id))
        .order_by(Person.created_at, Person.id)
        .limit(1)
    ).one_or_none()


def _unlimited() -> ColumnElement[bool]:
    return and_(Person.role.not_in(NEEDS_SCOPE), ~_has(ScopeKind.STORE), ~_has(ScopeKind.REGION))


def _has(kind: ScopeKind) -> ColumnElement[bool]:
    return exists().where(PersonScope.person_id == Person.id, PersonScope.kind == kind)


def _scoped(kind: ScopeKind, key: object) -> ColumnElement[bool]:
    return exists().where(PersonScope.person_id == Person.id, PersonScope.kind == kind, PersonScope.object_id == key)
