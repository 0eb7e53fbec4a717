"""A visitor takes a place of an open wave."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.actions.assignments import lock_wave, refuse_unless_free, refuse_unless_usable
from audits.visits.models import Assignment, AuditState, DayPart, Wave, WaveState
from audits.visits.queries.booked import visit_of
from tracker.core import clock, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place


def take_visit(
    session: Session,
    *,
    wave_id: UUID,
    store_id: UUID,
    channel_code: str,
    planned_on: date,
    by: Actor,
    day_part: DayPart | None = None,
) -> UUID:
    """For that day. Of two who take the last place at once, one waits for the other and is told that it is given."""
    demand(by, Action.FILL_IN_VISIT)
    within = select(Wave.id).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))
    store = session.scalars(select(Store).where(Store.id == store_id, Store.active, store_condition(by))).one_or_none()
    if session.scalar(within) is None or store is None:
        raise NotFound("waves.not_found")
    wave = lock_wave(session, wave_id)
    refuse_unless(wave.state is WaveState.OPEN and wave.self_service, "waves.not_open")
    refuse_unless(planned_on >= clock.today(by.time_zone or "UTC"), "waves.day_past", field="planned_on")
    refuse_unless_usable(session, wave.programme_id, channel_code)
    assignment = Assignment(
        programme_id=wave.programme_id,
        rubric_version_id=wave.rubric_version_id,
        store_id=store_id,
        channel_code=channel_code,
        assignee_id=by.person_id,
        visit_from=planned_on,
        due_on=planned_on,
        planned_on=planned_on,
        day_part=day_part,
        state=AuditState.ASSIGNED,
        wave_id=wave_id,
        fee_minor=wave.fee_minor,
    )
    refuse_unless_free(
        session, visit_of(assignment), place=Place(wave.programme_id, store.region_id, store_id, by.person_id), wave=wave
    )
    session.add(assignment)
    session.flush()
    said = {"store": store_id, "channel": channel_code, "planned": planned_on, "wave": wave_id}
    events.record(session, by=by.person_id, verb="visit.taken", on="assignment", key=assignment.id, change=said)
    return assignment.id
