"""A proposal taken over: held once more against what is booked now, then stored whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.actions.assignments import lock_wave
from audits.visits.actions.barred import Reasons
from audits.visits.models import Assignment, AuditState, Wave, WaveState
from audits.visits.queries.booked import booked, gaps_of, rules_of_wave, visitors
from audits.visits.rules.waves import Visit, reasons
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Problem, Problems
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Person, Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme, ProgrammeStatus


def accept_proposal(session: Session, *, wave_id: UUID, visits: Sequence[Visit], by: Actor) -> int:
    """How many visits were assigned. Where a rule stands against one of them by now, all such are said and none is stored."""
    demand(by, Action.ASSIGN_VISIT)
    within = select(Wave.id).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))
    if session.scalar(within) is None:
        raise NotFound("waves.not_found")
    wave = lock_wave(session, wave_id)
    refuse_unless(wave.state is not WaveState.CLOSED, "waves.is_closed")
    refuse_unless(session.get_one(Programme, wave.programme_id).status is ProgrammeStatus.ACTIVE, "visits.programme_closed")
    refuse_unless(bool(visits), "waves.nothing_proposed")
    visits = [replace(visit, last=visit.first, wave_id=wave_id, counts=True, goes=True) for visit in visits]
    stores = _locked(session, visits, by)
    _refuse_unless_all_free(session, wave, visits, stores)
    rows = [_assignment(wave, visit) for visit in visits]
    session.add_all(rows)
    session.flush()
    told = sorted(f"{visit.person_id} {visit.store_id} {visit.channel} {visit.first}" for visit in visits)
    said = {"visits": len(rows), "content": hashlib.sha256("\n".join(told).encode()).hexdigest()}
    events.record(session, by=by.person_id, verb="wave.proposal_accepted", on="wave", key=wave_id, change=said)
    return len(rows)


def _locked(session: Session, visits: Sequence[Visit], by: Actor) -> dict[UUID, Store]:
    """The stores, all active and within reach. They and the people are locked in one order, so that nobody waits in a ring."""
    wanted = {visit.store_id for visit in visits}
    mine = select(Store).where(Store.id.in_(wanted), Store.active, store_condition(by)).order_by(Store.id)
    stores = {store.id: store for store in session.scalars(mine.with_for_update(key_share=True))}
    refuse_unless(len(stores) == len(wanted), "waves.store_unusable")
    people = select(Person.id).where(Person.id.in_({visit.person_id for visit in visits})).order_by(Person.id)
    session.execute(people.with_for_update(key_share=True))
    return stores


def _refuse_unless_all_free(session: Session, wave: Wave, visits: Sequence[Visit], stores: Mapping[UUID, Store]) -> None:
    rules, of_wave = gaps_of(session, programme_id=wave.programme_id, in_wave=True), rules_of_wave(session, wave)
    people = visitors(session, {visit.person_id for visit in visits})
    since = min(visit.first for visit in visits)
    stands = booked(session, stores=stores, people=people, wave_id=wave.id, since=since, rules=rules)
    problems = []
    for visit in visits:
        store = stores[visit.store_id]
        refuse_unless(visit.person_id in people, "visits.assignee_inactive")
        place = Place(wave.programme_id, store.region_id, store.id, visit.person_id)
        if found := reasons(visit, visitor=people[visit.person_id], place=place, field_rules=rules, wave=of_wave, booked=stands):
            facts = (("store", store.code), ("day", visit.first), ("reasons", Reasons(found)))
            problems.append(Problem("waves.proposal_broken", facts=facts))
        stands.add(visit)
    if problems:
        raise Problems(problems)


def _assignment(wave: Wave, visit: Visit) -> Assignment:
    return Assignment(
        programme_id=wave.programme_id,
        rubric_version_id=wave.rubric_version_id,
        store_id=visit.store_id,
        channel_code=visit.channel,
        assignee_id=visit.person_id,
        visit_from=visit.first,
        due_on=visit.last,
        planned_on=visit.first,
        day_part=visit.day_part,
        state=AuditState.ASSIGNED,
        wave_id=wave.id,
        fee_minor=wave.fee_minor,
    )
