"""What the rules of waves go by, read from the database as their values. Actions and pages check the right to it before."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from audits.visits.models import (
    Assignment,
    AuditState,
    Familiarity,
    FieldPolicy,
    FieldProfile,
    Purpose,
    Submission,
    Wave,
    WaveQuota,
    WaveTarget,
)
from audits.visits.queries import field_rules
from audits.visits.rules import FieldRules
from audits.visits.rules.waves import Booked, Known, Quota, Visit, Visitor, WaveRules
from tracker.people.models import Person, PersonScope
from tracker.people.rules import FIELD_ROLES, Actor, ScopeKind

LATE = timedelta(days=90)  # a visit handed in later than that after its last day is no longer looked for
Keys = Iterable[UUID] | Select[UUID]


def rules_of_wave(session: Session, wave: Wave) -> WaveRules:
    targets = session.execute(
        select(WaveTarget.store_id, WaveTarget.channel_code, WaveTarget.wanted).where(WaveTarget.wave_id == wave.id)
    )
    quotas = session.scalars(select(WaveQuota).where(WaveQuota.wave_id == wave.id).order_by(WaveQuota.kind, WaveQuota.what))
    return WaveRules(
        key=wave.id,
        programme_id=wave.programme_id,
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
        wanted={(row.store_id, row.channel_code): row.wanted for row in targets},
        quotas=tuple(Quota(row.kind, row.what, row.at_least, row.at_most) for row in quotas),
        most_per_person=wave.most_per_person,
    )


def gaps_of(session: Session, *, programme_id: UUID | None, in_wave: bool) -> FieldRules | None:
    """The gaps to keep. A wave always keeps them; a visit outside any wave where the programme has set a policy."""
    if programme_id is None:
        return None
    has_policy = session.scalar(select(FieldPolicy.id).where(FieldPolicy.programme_id == programme_id)) is not None
    return field_rules(session, programme_id=programme_id) if in_wave or has_policy else None


def visitors(session: Session, people: Iterable[UUID]) -> dict[UUID, Visitor]:
    """Those of these people who can be sent: active shoppers and supervisors."""
    keys = sorted(set(people))
    scopes: dict[UUID, dict[ScopeKind, set[UUID]]] = {}
    for scope in session.scalars(select(PersonScope).where(PersonScope.person_id.in_(keys))):
        scopes.setdefault(scope.person_id, {kind: set() for kind in ScopeKind})[scope.kind].add(scope.object_id)
    known: dict[UUID, list[Known]] = {}
    for noted in session.scalars(
        select(Familiarity).where(Familiarity.person_id.in_(keys), Familiarity.ended_at.is_(None)).order_by(Familiarity.id)
    ):
        known.setdefault(noted.person_id, []).append(Known(noted.store_id, noted.until))
    profiles = {row.person_id: row for row in session.scalars(select(FieldProfile).where(FieldProfile.person_id.in_(keys)))}
    found = {}
    for row in session.execute(
        select(Person.id, Person.role).where(Person.id.in_(keys), Person.active, Person.role.in_(FIELD_ROLES))
    ):
        reach, profile = scopes.get(row.id, {}), profiles.get(row.id)
        actor = Actor(
            row.id,
            row.role,
            programmes=frozenset(reach.get(ScopeKind.PROGRAMME, ())),
            regions=frozenset(reach.get(ScopeKind.REGION, ())),
            stores=frozenset(reach.get(ScopeKind.STORE, ())),
        )
        most = (profile.most_per_wave, profile.most_per_week) if profile else (None, None)
        found[row.id] = Visitor(actor, *most, tuple(known.get(row.id, ())))
    return found


def booked(
    session: Session,
    *,
    stores: Keys = (),
    people: Iterable[UUID] = (),
    wave_id: UUID | None = None,
    since: date,
    rules: FieldRules | None,
    without: UUID | None = None,
) -> Booked:
    """The visits of these stores, people and this wave that can matter from the day `since` on, but not `without`."""
    gap = max(rules.rotation_days, rules.spacer_days) if rules else 0
    earliest = since - timedelta(days=max(gap, 7)) - LATE
    which: list[ColumnElement[bool]] = [Assignment.assignee_id.in_(sorted(set(people)))]
    which.append(Assignment.store_id.in_(stores if isinstance(stores, Select) else sorted(set(stores))))
    matters = or_(*which) & (Assignment.due_on >= earliest)
    received = (
        select(func.min(Submission.received_at)).where(Submission.assignment_id == Assignment.id).correlate(Assignment)
    ).scalar_subquery()
    rows = session.execute(
        select(Assignment, received.label("received"), Person.time_zone)
        .join(Person, Person.id == Assignment.assignee_id)
        .where(
            or_(matters, Assignment.wave_id == wave_id) if wave_id else matters,
            Assignment.state != AuditState.CANCELLED,
            Assignment.id != without if without else Assignment.id.is_not(None),
        )
        .order_by(Assignment.id)
    )
    return Booked(visit_of(row.Assignment, row.received, row.time_zone) for row in rows)


def visit_of(assignment: Assignment, received: Any = None, zone: str | None = None) -> Visit:
    """On the day it was handed in for the first time, else the day planned, else any day of its window."""
    made = received.astimezone(ZoneInfo(zone or "UTC")).date() if received else assignment.planned_on
    return Visit(
        person_id=assignment.assignee_id,
        store_id=assignment.store_id,
        channel=assignment.channel_code,
        first=made or assignment.visit_from,
        last=made or assignment.due_on,
        day_part=assignment.day_part,
        wave_id=assignment.wave_id,
        counts=assignment.state is not AuditState.EXCLUDED and assignment.purpose is not Purpose.CALIBRATION,
        goes=assignment.unit is None,
    )
