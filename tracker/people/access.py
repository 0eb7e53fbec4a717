"""The check that every action makes, and the conditions that every scoped query carries."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from tracker.core.refusals import NotAllowed
from tracker.people.models import Store
from tracker.people.rules import ANYWHERE, NEEDS_SCOPE, Action, Actor, Place, can


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
