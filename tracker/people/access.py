"""The check that every action makes, and the conditions that every scoped query carries."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core.refusals import NotAllowed
from tracker.people.models import Person, PersonScope, Store
from tracker.people.rules import ALLOWED, ANYWHERE, NEEDS_SCOPE, Action, Actor, Place, Role, ScopeKind, can


def demand(actor: Actor, action: Action, place: Place = ANYWHERE) -> None:
    if not can(actor, action, place):
        raise NotAllowed("people.not_allowed")


def store_condition(actor: Actor) -> ColumnElement[bool]:
    """The stores this person may see, as a condition on `Store`."""
    if actor.stores or actor.regions:
        return or_(Store.id.in_(actor.stores), Store.region_id.in_(actor.regions))
    return false() if actor.role in NEEDS_SCOPE else true()


def programme_condition(actor: Actor, programme_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """The programmes this person may see, as a condition on a table's programme column."""
    return programme_id.in_(actor.programmes) if actor.programmes else true()


def roles_that_may(action: Action) -> tuple[Role, ...]:
    return tuple(role for role in Role if action in ALLOWED[role])


def who_may(session: Session, *, action: Action, place: Place) -> list[UUID]:
    """Whom something about this place concerns: active people whose role allows the action, and whose scope reaches it."""
    allowed = select(Person.id).where(Person.active, Person.role.in_(roles_that_may(action)), reach_condition(place))
    return list(session.scalars(allowed.order_by(Person.id)))


def reach_condition(place: Place) -> ColumnElement[bool]:
    """The people whose scope reaches a place with programme, region and store, as a condition on `Person`: `can`, in SQL."""
    unlimited = and_(Person.role.not_in(NEEDS_SCOPE), ~_has(ScopeKind.STORE), ~_has(ScopeKind.REGION))
    return and_(
        or_(scoped(ScopeKind.STORE, place.store_id), scoped(ScopeKind.REGION, place.region_id), unlimited),
        or_(scoped(ScopeKind.PROGRAMME, place.programme_id), ~_has(ScopeKind.PROGRAMME)),
    )


def scoped(kind: ScopeKind, key: UUID | None) -> ColumnElement[bool]:
    """The people whose scope names this object, as a condition on `Person`."""
    return exists().where(PersonScope.person_id == Person.id, PersonScope.kind == kind, PersonScope.object_id == key)


def _has(kind: ScopeKind) -> ColumnElement[bool]:
    return exists().where(PersonScope.person_id == Person.id, PersonScope.kind == kind)
