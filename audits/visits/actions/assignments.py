"""Who visits which store: assign a visit, give it to somebody else, move it, and call it off."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.models import RubricVersion
from audits.visits.actions.barred import Barred
from audits.visits.actions.telling import tell_assigned
from audits.visits.forms.waves import Why
from audits.visits.models import (
    OPEN_STATES,
    Assignment,
    AssignmentChange,
    AuditState,
    ChangeKind,
    DayPart,
    Purpose,
    QuotaKind,
    Wave,
    WaveState,
)
from audits.visits.queries.booked import booked, gaps_of, rules_of_wave, visit_of, visitors
from audits.visits.rules.waves import Visit, reasons
from tracker.core import db, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition, store_condition
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
    wave_id: UUID | None = None,
    planned_on: date | None = None,
    day_part: DayPart | None = None,
    purpose: Purpose = Purpose.COUNTED,
    unit: str | None = None,
    sample_id: UUID | None = None,
    fee_minor: int | None = None,
) -> UUID:
    """In a wave, or where the programme has set a policy, the rules of field work are kept: `Barred` says which stand
    against it. Without a fee given, the wave's is paid."""
    store = session.get(Store, store_id)
    region_id = store.region_id if store else None
    demand(by, Action.ASSIGN_VISIT, Place(programme_id=programme_id, region_id=region_id, store_id=store_id))
    refuse_unless_usable(session, programme_id, channel_code)
    refuse_unless(store is not None and store.active, "visits.store_inactive", field="store_id")
    refuse_unless(session.get(RubricVersion, rubric_version_id) is not None, "visits.no_rubric", field="rubric_version_id")
    _refuse_unless_in_order(visit_from, due_on, planned_on)
    place = Place(programme_id, region_id, store_id, assignee_id)
    _refuse_unless_can_go(session, assignee_id, place)
    wave = _wave_to_assign(session, wave_id, programme_id, rubric_version_id) if wave_id else None
    assignment = Assignment(
        programme_id=programme_id,
        rubric_version_id=rubric_version_id,
        store_id=store_id,
        channel_code=channel_code,
        assignee_id=assignee_id,
        visit_from=visit_from,
        due_on=due_on,
        state=AuditState.ASSIGNED,
        wave_id=wave_id,
        planned_on=planned_on,
        day_part=day_part,
        purpose=purpose,
        unit=unit,
        sample_id=sample_id,
        fee_minor=fee_minor if fee_minor is not None else wave.fee_minor if wave else 0,
    )
    refuse_unless_free(session, visit_of(assignment), place=place, wave=wave)
    session.add(assignment)
    session.flush()
    tell_assigned(session, assignment, by)
    said = {"store": store_id, "assignee": assignee_id, "channel": channel_code, "from": visit_from, "due": due_on}
    said |= {"wave": wave_id} if wave_id else {}
    events.record(session, by=by.person_id, verb="visit.assigned", on="assignment", key=assignment.id, change=said)
    return assignment.id


def refuse_unless_usable(session: Session, programme_id: UUID, channel_code: str) -> None:
    """An active programme and an active channel: what is switched off takes no new visit."""
    programme = session.get(Programme, programme_id)
    refuse_unless(
        programme is not None and programme.status is ProgrammeStatus.ACTIVE, "visits.programme_closed", field="programme_id"
    )
    channel = session.scalars(select(Channel).where(Channel.code == channel_code, Channel.active)).one_or_none()
    refuse_unless(channel is not None, "visits.channel_unknown", field="channel_code")


def _refuse_unless_in_order(visit_from: date, due_on: date, planned_on: date | None) -> None:
    refuse_unless(due_on >= visit_from, "visits.due_before_from", field="due_on", visit_from=visit_from, due=due_on)
    within = planned_on is None or visit_from <= planned_on <= due_on
    refuse_unless(within, "waves.planned_outside", field="planned_on", visit_from=visit_from, due=due_on)


def _wave_to_assign(session: Session, wave_id: UUID, programme_id: UUID, rubric_version_id: UUID) -> Wave:
    wave = lock_wave(session, wave_id)
    refuse_unless(wave.programme_id == programme_id, "waves.other_programme", field="wave_id")
    refuse_unless(wave.state is not WaveState.CLOSED, "waves.is_closed", field="wave_id")
    refuse_unless(wave.rubric_version_id == rubric_version_id, "waves.other_rubric", field="rubric_version_id")
    return wave


def lock_wave(session: Session, wave_id: UUID) -> Wave:
    """Whoever fills a place of the wave at the same time waits here, and then counts what the first one took."""
    wave = session.scalars(select(Wave).where(Wave.id == wave_id).with_for_update(key_share=True)).one_or_none()
    if wave is None:
        raise NotFound("waves.not_found", field="wave_id")
    return wave


def refuse_unless_free(session: Session, visit: Visit, *, place: Place, wave: Wave | None, without: UUID | None = None) -> None:
    """Raises `Barred` with everything that stands against the visit; `without` is the visit itself when it is changed."""
    rules = gaps_of(session, programme_id=place.programme_id, in_wave=wave is not None)
    of_wave = rules_of_wave(session, wave) if wave else None
    for kind, key in ((QuotaKind.WEEKDAY, "waves.day_needed"), (QuotaKind.DAY_PART, "waves.day_part_needed")):
        if of_wave and visit.counts and of_wave.quotas_of(kind):
            refuse_unless(visit.what(kind) is not None, key, field="planned_on")
    # Two visits of one store or person assigned at the same time, outside one wave: the second waits here.
    for model, key_of in ((Store, visit.store_id), (Person, visit.person_id)):
        session.execute(select(model.id).where(model.id == key_of).with_for_update(key_share=True))
    found = reasons(
        visit,
        visitor=visitors(session, [visit.person_id])[visit.person_id],
        place=place,
        field_rules=rules,
        wave=of_wave,
        booked=booked(
            session,
            stores=[visit.store_id],
            people=[visit.person_id],
            wave_id=wave.id if wave else None,
            since=visit.first,
            rules=rules,
            without=without,
        ),
    )
    if found:
        raise Barred(found)


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


def reassign_visit(session: Session, *, assignment_id: UUID, seen: int, to: UUID, reason: str, by: Actor) -> None:
    """To somebody else, before it was begun: what two people saw is not mixed in one checklist."""
    assignment, where = _take(session, assignment_id, seen, by)
    refuse_unless(assignment.state is AuditState.ASSIGNED, "waves.cannot_reassign")
    refuse_unless(to != assignment.assignee_id, "waves.same_person", field="to")
    place = Place(where.programme_id, where.region_id, where.store_id, to)
    _refuse_unless_can_go(session, to, place)
    wave = lock_wave(session, assignment.wave_id) if assignment.wave_id else None
    changed = db.change(assignment, assignee_id=to)
    refuse_unless_free(session, visit_of(assignment), place=place, wave=wave, without=assignment_id)
    tell_assigned(session, assignment, by)
    _record(session, assignment, ChangeKind.REASSIGNED, reason, changed, by)


def move_visit(
    session: Session,
    *,
    assignment_id: UUID,
    seen: int,
    visit_from: date,
    due_on: date,
    reason: str,
    by: Actor,
    planned_on: date | None = None,
    day_part: DayPart | None = None,
) -> None:
    """To other days, before it was submitted."""
    assignment, where = _take(session, assignment_id, seen, by)
    refuse_unless(assignment.state in (AuditState.ASSIGNED, AuditState.IN_PROGRESS), "waves.cannot_move")
    _refuse_unless_in_order(visit_from, due_on, planned_on)
    wave = lock_wave(session, assignment.wave_id) if assignment.wave_id else None
    changed = db.change(assignment, visit_from=visit_from, due_on=due_on, planned_on=planned_on, day_part=day_part)
    refuse_unless(bool(changed), "waves.same_days", field="visit_from")
    refuse_unless_free(session, visit_of(assignment), place=where, wave=wave, without=assignment_id)
    _record(session, assignment, ChangeKind.MOVED, reason, changed, by)


def cancel_visit(session: Session, *, assignment_id: UUID, seen: int, reason: str, by: Actor) -> None:
    """What was answered so far stays; a submitted audit is returned or approved, not cancelled."""
    assignment, _ = _take(session, assignment_id, seen, by)
    refuse_unless(assignment.state in OPEN_STATES, "visits.cannot_cancel")
    changed = db.change(assignment, state=AuditState.CANCELLED)
    _record(session, assignment, ChangeKind.CANCELLED, reason, changed, by)


def _take(session: Session, assignment_id: UUID, seen: int, by: Actor) -> tuple[Assignment, Place]:
    """A visit within this person's reach; to anybody else it does not exist."""
    demand(by, Action.ASSIGN_VISIT)
    place = session.execute(
        select(Assignment.programme_id, Store.region_id, Store.id, Assignment.assignee_id)
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.id == assignment_id, store_condition(by), programme_condition(by, Assignment.programme_id))
    ).one_or_none()
    if place is None:
        raise NotFound("core.not_found")
    return db.take(session, Assignment, assignment_id, seen=seen), Place(*place)


def _record(session: Session, row: Assignment, kind: ChangeKind, reason: str, changed: dict[str, Any], by: Actor) -> None:
    """The change with its reason beside the visit; the log holds no free text."""
    session.add(
        AssignmentChange(
            programme_id=row.programme_id,
            assignment_id=row.id,
            kind=kind,
            reason=Why.read(reason=reason).reason,
            change=events.plain(changed),
            changed_by=by.person_id,
        )
    )
    events.record(session, by=by.person_id, verb=f"visit.{kind.value}", on="assignment", key=row.id, change=changed)
