"""Who visits which store: assign a visit, and call one off."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.models import RubricVersion
from audits.visits.models import OPEN_STATES, Assignment, AuditState
from tracker.core import db, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import Refusal
from tracker.people.access import demand
from tracker.people.models import Channel, Person, PersonScope, Store
from tracker.people.rules import FIELD_ROLES, Action, Actor, Place, ScopeKind, can
from tracker.plan.models import Programme, ProgrammeStatus


def assign_visit(
    session: Session,
    *,
    programme_id: UUID,
    store_id: UUID,
    rubric_version_id: UUID,
    channel_code: str,
    assignee_id: UUID,
    visit_from: date,
    due_on: date,
    by: Actor,
) -> UUID:
    store = session.get(Store, store_id)
    region_id = store.region_id if store else None
    demand(by, Action.ASSIGN_VISIT, Place(programme_id=programme_id, region_id=region_id, store_id=store_id))
    programme = session.get(Programme, programme_id)
    refuse_unless(
        programme is not None and programme.status is ProgrammeStatus.ACTIVE, "visits.programme_closed", field="programme_id"
    )
    refuse_unless(store is not None and store.active, "visits.store_inactive", field="store_id")
    refuse_unless(session.get(RubricVersion, rubric_version_id) is not None, "visits.no_rubric", field="rubric_version_id")
    channel = session.scalars(select(Channel).where(Channel.code == channel_code, Channel.active)).one_or_none()
    refuse_unless(channel is not None, "visits.channel_unknown", field="channel_code")
    refuse_unless(due_on >= visit_from, "visits.due_before_from", field="due_on", visit_from=visit_from, due=due_on)
    _refuse_unless_can_go(session, assignee_id, Place(programme_id, region_id, store_id, assignee_id))
    assignment = Assignment(
        programme_id=programme_id,
        rubric_version_id=rubric_version_id,
        store_id=store_id,
        channel_code=channel_code,
        assignee_id=assignee_id,
        visit_from=visit_from,
        due_on=due_on,
    )
    session.add(assignment)
    session.flush()
    said = {"store": store_id, "assignee": assignee_id, "channel": channel_code, "from": visit_from, "due": due_on}
    events.record(session, by=by.person_id, verb="visit.assigned", on="assignment", key=assignment.id, change=said)
    return assignment.id


def _refuse_unless_can_go(session: Session, person_id: UUID, place: Place) -> None:
    """One whose scope reaches the store: else the visit could never be filled in."""
    goes = traveller(session, person_id)
    refuse_unless(can(goes, Action.FILL_IN_VISIT, place), "visits.assignee_elsewhere", field="assignee_id")


def traveller(session: Session, person_id: UUID) -> Actor:
    """The active shopper or supervisor with this key, with the reach they have."""
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise Refusal("visits.assignee_inactive", field="assignee_id")
    refuse_unless(person.role in FIELD_ROLES, "visits.assignee_role", field="assignee_id")
    scope: dict[ScopeKind, set[UUID]] = {kind: set() for kind in ScopeKind}
    for kind, key in session.execute(select(PersonScope.kind, PersonScope.object_id).where(PersonScope.person_id == person_id)):
        scope[kind].add(key)
    return Actor(
        person_id,
        person.role,
        programmes=frozenset(scope[ScopeKind.PROGRAMME]),
        regions=frozenset(scope[ScopeKind.REGION]),
        stores=frozenset(scope[ScopeKind.STORE]),
    )


def cancel_visit(session: Session, *, assignment_id: UUID, seen: int, by: Actor) -> None:
    """What was answered so far stays; a submitted audit is returned or approved, not cancelled."""
    demand(by, Action.ASSIGN_VISIT)
    assignment = db.take(session, Assignment, assignment_id, seen=seen)
    store = session.get_one(Store, assignment.store_id)
    demand(by, Action.ASSIGN_VISIT, Place(assignment.programme_id, store.region_id, store.id))
    refuse_unless(assignment.state in OPEN_STATES, "visits.cannot_cancel")
    changed = db.change(assignment, state=AuditState.CANCELLED)
    events.record(session, by=by.person_id, verb="visit.cancelled", on="assignment", key=assignment_id, change=changed)
