"""Trap answers of a wave: who sets them, and what they are."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.visits.actions.traps import remove_trap, set_trap
from audits.visits.models import TrapAnswer, Wave, WaveKind, WaveTarget
from audits.visits.queries.traps import traps_of
from tests.factories.audits import DAY, Visit
from tests.factories.people import new_actor, new_region
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.core.words import Label
from tracker.people.rules import Actor, Role


@pytest.fixture
def wave_id(visit: Visit) -> UUID:
    with writing() as session:
        wave = Wave(
            programme_id=visit.programme_id,
            code="Q1",
            name=Label("Q1", "一季度"),
            kind=WaveKind.MYSTERY_VISIT,
            rubric_version_id=visit.version_id,
            starts_on=DAY,
            ends_on=DAY + timedelta(days=30),
        )
        session.add(wave)
        session.flush()
        session.add(WaveTarget(wave_id=wave.id, store_id=visit.store_id, channel_code="store", wanted=1))
        return wave.id


def put(visit: Visit, wave_id: UUID, expected: Any = "yes", **given: Any) -> UUID:
    values = {"store_id": None, "item_code": "smile", "by": visit.lead} | given
    with writing() as session:
        return set_trap(session, wave_id=wave_id, expected=expected, **values)


def listed(wave_id: UUID, by: Actor) -> list[tuple[str, Any, str | None]]:
    with reading() as session:
        return [(row.item_code, row.expected, row.store_code) for row in traps_of(session, wave_id=wave_id, by=by).rows]


def test_a_trap_is_set_once_and_set_again_replaces_what_was_expected(visit, wave_id):
    first = put(visit, wave_id)
    assert put(visit, wave_id) == put(visit, wave_id, "no") == first
    assert listed(wave_id, visit.lead) == [("smile", "no", None)]
    with reading() as session:
        assert session.scalars(select(Event.verb).where(Event.subject_id == wave_id)).all() == ["trap.set", "trap.set"]


def test_a_store_may_have_its_own(visit, wave_id):
    put(visit, wave_id), put(visit, wave_id, "no", store_id=visit.store_id)
    assert sorted(expected for _, expected, _ in listed(wave_id, visit.lead)) == ["no", "yes"]


def test_a_trap_is_removed_with_its_record(visit, wave_id):
    key = put(visit, wave_id)
    with writing() as session:
        remove_trap(session, trap_id=key, by=visit.lead)
    with reading() as session:
        assert session.scalars(select(TrapAnswer)).all() == []
        assert session.scalars(select(Event.verb)).all()[-1] == "trap.removed"


@pytest.mark.parametrize(("item", "expected"), [("unheard", "yes"), ("smile", "perhaps"), ("smile", None), ("seconds", "soon")])
def test_what_nobody_could_answer_is_no_trap(visit, wave_id, item, expected):
    with pytest.raises(Refusal):
        put(visit, wave_id, expected, item_code=item)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.MYSTERY_SHOPPER, Role.STORE_MANAGER])
def test_only_the_lead_sets_traps_and_sees_them(visit, wave_id, role):
    with writing() as session:
        by = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        put(visit, wave_id, by=by)
    with pytest.raises(NotAllowed):
        listed(wave_id, by)


def test_a_lead_of_one_region_sets_traps_in_its_stores_only(visit, wave_id):
    key = put(visit, wave_id, store_id=visit.store_id)
    with writing() as session:
        here = new_actor(session, Role.PROGRAMME_LEAD, regions=[visit.region_id])
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    assert put(visit, wave_id, "no", store_id=visit.store_id, by=here) == key
    with pytest.raises(Refusal, match="beyond_reach"):
        put(visit, wave_id, by=here)
    with pytest.raises(NotFound):
        put(visit, wave_id, store_id=visit.store_id, by=elsewhere)
    with pytest.raises(NotFound), writing() as session:
        remove_trap(session, trap_id=key, by=elsewhere)
    assert listed(wave_id, elsewhere) == []
