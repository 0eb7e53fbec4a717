"""How a programme does its field work, and who is in the field: capacity, and stores where somebody is known."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.models import Familiarity, FieldPolicy, FieldProfile
from audits.visits.queries import field_rules
from audits.visits.rules import FieldRules
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Person, Store
from tracker.people.rules import FIELD_ROLES, Action, Actor, Role
from tracker.plan.models import Programme


@dataclass(frozen=True)
class PolicyInForce:
    """`version` 0: none was set, and the usual values hold in waves."""

    rules: FieldRules
    version: int


@dataclass(frozen=True)
class PersonInField:
    """`version` 0: no capacity was set."""

    id: UUID
    name: str
    role: Role
    most_per_wave: int | None
    most_per_week: int | None
    version: int


@dataclass(frozen=True)
class FamiliarityRow:
    id: UUID
    person: str
    store: Label
    store_code: str
    reason: str
    until: date | None


def policy_in_force(session: Session, *, programme_id: UUID, by: Actor) -> PolicyInForce:
    demand(by, Action.MANAGE_FIELD)
    mine = select(Programme.id).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    if session.scalar(mine) is None:
        raise NotFound("core.not_found")
    version = session.scalar(select(FieldPolicy.version).where(FieldPolicy.programme_id == programme_id))
    return PolicyInForce(field_rules(session, programme_id=programme_id), version or 0)


def people_in_field(session: Session, *, by: Actor) -> list[PersonInField]:
    demand(by, Action.MANAGE_FIELD)
    rows = session.execute(
        select(Person.id, Identity.display_name, Person.role, FieldProfile)
        .join(Identity, Identity.person_id == Person.id)
        .outerjoin(FieldProfile, FieldProfile.person_id == Person.id)
        .where(Person.active, Person.role.in_(FIELD_ROLES))
        .order_by(Identity.display_name)
    )
    return [
        PersonInField(key, name, role, *((one.most_per_wave, one.most_per_week, one.version) if one else (None, None, 0)))
        for key, name, role, one in rows
    ]


def familiarities(session: Session, *, by: Actor) -> list[FamiliarityRow]:
    """Those that hold, in the stores within reach."""
    demand(by, Action.MANAGE_FIELD)
    rows = session.execute(
        select(Familiarity, Identity.display_name, Store.name, Store.code)
        .join(Identity, Identity.person_id == Familiarity.person_id)
        .join(Store, Store.id == Familiarity.store_id)
        .where(Familiarity.ended_at.is_(None), store_condition(by))
        .order_by(Identity.display_name, Store.code)
        .limit(200)
    )
    return [FamiliarityRow(one.id, person, name, code, one.reason, one.until) for one, person, name, code in rows]
