"""Who can own an action of a store: active people who may plan, and whose scope reaches it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.people.access import demand, reach_condition, roles_that_may, scoped
from tracker.people.models import Identity, Person, Store
from tracker.people.rules import Action, Actor, Place, Role, ScopeKind

MOST_OWNERS = 200


@dataclass(frozen=True)
class OwnerChoice:
    id: UUID
    name: str
    role: Role


def owner_choices(session: Session, *, store_id: UUID, programme_id: UUID, by: Actor) -> list[OwnerChoice]:
    """Managers of the store first, then supervisors, then leads and administrators."""
    demand(by, Action.PLAN_ACTION)
    place = Place(programme_id, session.scalar(select(Store.region_id).where(Store.id == store_id)), store_id)
    rows = session.execute(
        select(Person.id, Identity.display_name, Person.role)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.active, Person.role.in_(roles_that_may(Action.PLAN_ACTION)), reach_condition(place))
        .order_by(Identity.display_name)
    )
    order = {Role.STORE_MANAGER: 0, Role.SUPERVISOR: 1, Role.PROGRAMME_LEAD: 2}
    found = [OwnerChoice(*row) for row in rows]
    return sorted(found, key=lambda one: order.get(one.role, 3))[:MOST_OWNERS]


def manager_of(session: Session, *, store_id: UUID | None) -> UUID | None:
    """The store's own manager; of several, the one whose account is oldest. Whoever asks has shown the right to the store."""
    return session.scalars(
        select(Person.id)
        .where(Person.active, Person.role == Role.STORE_MANAGER, scoped(ScopeKind.STORE, store_id))
        .order_by(Person.created_at, Person.id)
        .limit(1)
    ).one_or_none()
