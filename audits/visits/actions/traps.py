"""What everybody who was in the store must have answered: set for a wave, in one store or in all."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import checked
from audits.visits.models import TrapAnswer, Wave
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place


def set_trap(session: Session, *, wave_id: UUID, store_id: UUID | None, item_code: str, expected: Any, by: Actor) -> UUID:
    """`expected` is an answer to the item as a visitor would give it; set again, it replaces what was expected."""
    wave = _wave(session, wave_id, store_id, by)
    item = rubric_version(session, version_id=wave.rubric_version_id).rubric.items.get(item_code)
    if item is None:
        raise Refusal("visits.unknown_item", field="item_code", item=item_code)
    value = checked(rubric_version(session, version_id=wave.rubric_version_id).rubric, item_code, expected)
    refuse_unless(value is not None, "signals.trap_without_answer", field="expected")
    known = TrapAnswer.store_id.is_(None) if store_id is None else TrapAnswer.store_id == store_id
    trap = session.scalars(
        select(TrapAnswer).where(TrapAnswer.wave_id == wave_id, TrapAnswer.item_code == item_code, known).with_for_update()
    ).one_or_none()
    before = trap.expected if trap else None
    if trap is None:
        trap = TrapAnswer(wave_id=wave_id, store_id=store_id, item_code=item_code, expected=value)
        session.add(trap)
    elif before == value:
        return trap.id
    trap.expected = value
    session.flush()
    said = {"item": item_code, "store": store_id, "expected": [before, value]}
    events.record(session, by=by.person_id, verb="trap.set", on="wave", key=wave_id, change=said)
    return trap.id


def remove_trap(session: Session, *, trap_id: UUID, by: Actor) -> None:
    demand(by, Action.MANAGE_FIELD)
    trap = session.get(TrapAnswer, trap_id)
    if trap is None:
        raise NotFound("core.not_found")
    _wave(session, trap.wave_id, trap.store_id, by)
    said = {"item": trap.item_code, "store": trap.store_id, "expected": [trap.expected, None]}
    session.delete(trap)
    events.record(session, by=by.person_id, verb="trap.removed", on="wave", key=trap.wave_id, change=said)


def _wave(session: Session, wave_id: UUID, store_id: UUID | None, by: Actor) -> Wave:
    """The wave, locked, when this person may set traps in that store of it; for all stores, when all are theirs."""
    demand(by, Action.MANAGE_FIELD)
    wave = session.scalars(
        select(Wave).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id)).with_for_update()
    ).one_or_none()
    if wave is None:
        raise NotFound("core.not_found")
    if store_id is None:
        refuse_unless(not (by.stores or by.regions), "signals.trap_beyond_reach", field="store_id")
        demand(by, Action.MANAGE_FIELD, Place(wave.programme_id))
        return wave
    region = session.scalar(select(Store.region_id).where(Store.id == store_id, store_condition(by)))
    if region is None:
        raise NotFound("core.not_found")
    demand(by, Action.MANAGE_FIELD, Place(wave.programme_id, region, store_id))
    return wave
