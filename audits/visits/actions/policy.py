"""How a programme does its field work, how much each person takes on, and where somebody is known."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.forms.waves import CapacityForm, FamiliarityForm, FieldPolicyForm
from audits.visits.models import Familiarity, FieldPolicy, FieldProfile
from tracker.core import clock, db, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Stale
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Person, Store
from tracker.people.rules import FIELD_ROLES, Action, Actor, Place
from tracker.plan.models import Programme

NOT_YET = 0  # the version seen where no row is stored


def set_field_policy(session: Session, *, programme_id: UUID, seen: int, form: FieldPolicyForm, by: Actor) -> None:
    """From then on every visit of the programme keeps the gaps, also outside waves."""
    demand(by, Action.MANAGE_FIELD, Place(programme_id))
    found = select(Programme.id).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    if session.scalar(found.with_for_update()) is None:
        raise NotFound("core.not_found")
    row = session.scalars(select(FieldPolicy).where(FieldPolicy.programme_id == programme_id)).one_or_none()
    values = form.model_dump()
    if row is None:
        _refuse_if_stale(seen)
        row = FieldPolicy(programme_id=programme_id, **values)
        session.add(row)
        changed = {name: [None, value] for name, value in values.items()}
    else:
        changed = db.change(db.take(session, FieldPolicy, row.id, seen=seen), **values)
    if changed:
        session.flush()
        events.record(session, by=by.person_id, verb="field_policy.set", on="field_policy", key=row.id, change=changed)


def set_capacity(session: Session, *, person_id: UUID, seen: int, form: CapacityForm, by: Actor) -> None:
    """None does not limit."""
    _demand_person(session, person_id, by)
    row = session.scalars(select(FieldProfile).where(FieldProfile.person_id == person_id)).one_or_none()
    values = form.model_dump()
    if row is None:
        _refuse_if_stale(seen)
        row = FieldProfile(person_id=person_id, **values)
        session.add(row)
        changed = {name: [None, value] for name, value in values.items() if value is not None}
    else:
        changed = db.change(db.take(session, FieldProfile, row.id, seen=seen), **values)
    if changed:
        said = {"person": person_id, **changed}
        events.record(session, by=by.person_id, verb="field_profile.set", on="field_profile", key=row.id, change=said)


def note_familiarity(session: Session, *, person_id: UUID, store_id: UUID, form: FamiliarityForm, by: Actor) -> UUID:
    """The reason may tell of private matters: it stays out of the log."""
    _demand_person(session, person_id, by)
    mine = session.scalar(select(Store.id).where(Store.id == store_id, store_condition(by)))
    refuse_unless(mine is not None, "visits.store_inactive", field="store_id")
    same = session.scalar(
        select(Familiarity.id).where(
            Familiarity.person_id == person_id, Familiarity.store_id == store_id, Familiarity.ended_at.is_(None)
        )
    )
    refuse_unless(same is None, "waves.known_already", field="store_id")
    row = Familiarity(person_id=person_id, store_id=store_id, reason=form.reason, until=form.until, noted_by=by.person_id)
    session.add(row)
    session.flush()
    said = {"person": person_id, "store": store_id, "until": form.until}
    events.record(session, by=by.person_id, verb="familiarity.noted", on="familiarity", key=row.id, change=said)
    return row.id


def end_familiarity(session: Session, *, familiarity_id: UUID, by: Actor) -> None:
    demand(by, Action.MANAGE_FIELD)
    row = session.scalars(
        select(Familiarity)
        .join(Store, Store.id == Familiarity.store_id)
        .where(Familiarity.id == familiarity_id, store_condition(by))
        .with_for_update(of=Familiarity)
    ).one_or_none()
    if row is None:
        raise NotFound("core.not_found")
    refuse_unless(row.ended_at is None, "waves.ended_already")
    row.ended_at = clock.now()
    said = {"person": row.person_id, "store": row.store_id}
    events.record(session, by=by.person_id, verb="familiarity.ended", on="familiarity", key=row.id, change=said)


def _demand_person(session: Session, person_id: UUID, by: Actor) -> None:
    """Somebody in the field, locked: two who set a first capacity at once do not both add a row."""
    demand(by, Action.MANAGE_FIELD)
    wanted = select(Person.id).where(Person.id == person_id, Person.role.in_(FIELD_ROLES)).with_for_update(key_share=True)
    refuse_unless(session.scalar(wanted) is not None, "visits.assignee_role", field="person_id")


def _refuse_if_stale(seen: int) -> None:
    if seen != NOT_YET:
        raise Stale()
