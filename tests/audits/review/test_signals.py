"""The integrity signals of stored audits."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import event, update

from audits.review.queries.integrity import Signal, signals_of
from audits.visits.actions.drafts import store_photo
from audits.visits.actions.facts import note_location
from audits.visits.actions.submissions import submit
from audits.visits.models import Assignment, TrapAnswer, Wave, WaveKind
from tests.conftest import Database
from tests.factories.audits import DAY, FULL, LEASE, Visit, answer_all, new_draft, new_visit
from tests.factories.people import new_actor, new_store
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import Label, speaking
from tracker.people.models import Store
from tracker.people.rules import Role

NOON = datetime(DAY.year, DAY.month, DAY.day + 2, 4, tzinfo=UTC)  # in Shanghai
TEXT = "The shelf beside the entrance was empty and nobody came to help us."


@pytest.fixture
def first(database: Database) -> Visit:
    with writing() as session:
        visit = new_visit(session)
        session.execute(update(Store).values(latitude=31.2304, longitude=121.4737, time_zone="Asia/Shanghai"))
        return visit


def again(visit: Visit, **given: Any) -> Visit:
    """Another visit on the same rubric in another store."""
    with writing() as session:
        shopper, store = new_actor(session, Role.MYSTERY_SHOPPER), new_store(session)
        store.latitude, store.longitude, store.time_zone = 31.2304, 121.4737, "Asia/Shanghai"
        assignment = Assignment(
            programme_id=visit.programme_id,
            rubric_version_id=visit.version_id,
            store_id=store.id,
            channel_code=given.pop("channel", "store"),
            assignee_id=shopper.person_id,
            visit_from=DAY,
            due_on=DAY + timedelta(days=13),
            **given,
        )
        session.add(assignment)
        session.flush()
        place = (store.id, store.region_id)
        return Visit(assignment.id, visit.programme_id, *place, visit.version_id, visit.lead, shopper)


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def sent(
    visit: Visit,
    answers: dict[str, Any] | None = None,
    *,
    at: datetime = NOON,
    took: timedelta = timedelta(minutes=30),
    photo: bytes | None = None,
    place: tuple[float, float] | None = None,
) -> UUID:
    with writing() as session:
        with clock.standing_at(at):
            draft_id = new_draft(session, visit)
            answer_all(session, visit, draft_id, answers or FULL)
            if photo:
                store_photo(session, draft_id=draft_id, item_code="front", data=photo, lease=LEASE, by=visit.shopper)
            if place:
                where = {"latitude": place[0], "longitude": place[1], "accuracy_m": 20.0, "claimed_at": None}
                note_location(session, draft_id=draft_id, by=visit.shopper, **where)
        with clock.standing_at(at + took):
            submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper)
    return draft_id


def signals(*keys: UUID) -> dict[UUID, list[Signal]]:
    with reading() as session:
        return signals_of(session, keys)


def kinds(key: UUID) -> list[str]:
    return [signal.kind.value for signal in signals(key)[key]]


def test_an_ordinary_audit_has_no_signal(first):
    assert kinds(sent(first, photo=picture("red"), place=(31.2310, 121.4740))) == []


def test_nothing_is_asked_for_nothing(first):
    assert signals() == {}


def test_a_picture_that_another_visit_has_too_is_a_signal_on_both(first):
    one, other = sent(first, photo=picture("red")), sent(again(first), photo=picture("red"))
    third = sent(again(first), photo=picture("blue"))
    found = signals(one, other, third)
    assert [[signal.kind.value for signal in found[key]] for key in (one, other, third)] == [["same_photo"], ["same_photo"], []]
    assert found[one][0].facts["visits"] == 1
    with speaking("en"):
        assert "also in other visits" in found[one][0].said()


def test_the_same_longer_text_in_another_visit_is_a_signal_and_a_short_one_is_not(first):
    one = sent(first, FULL | {"remarks": TEXT})
    other = sent(again(first), FULL | {"remarks": TEXT.upper().replace(" ", "  ")})
    assert (kinds(one), kinds(other)) == (["same_text"], ["same_text"])
    assert kinds(sent(again(first), FULL)) == []


def test_the_second_attempt_of_a_visit_does_not_copy_the_first(first):
    key = sent(first, FULL | {"remarks": TEXT}, photo=picture("red"))
    with writing() as session:
        session.execute(update(Assignment).where(Assignment.id == first.assignment_id).values(state="returned"))
    with writing() as session, clock.standing_at(NOON + timedelta(hours=3)):
        draft_id = new_draft(session, first)
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=first.shopper)
    assert draft_id != key
    assert (kinds(key), kinds(draft_id)) == ([], [])


def test_a_phone_far_from_the_store_is_a_signal_and_the_nearest_place_counts(first):
    away = sent(first, place=(31.3304, 121.4737))
    (signal,) = signals(away)[away]
    assert signal.facts["distance"] == pytest.approx(11_119, abs=2)
    assert kinds(sent(again(first), place=(31.2304, 121.4800))) == []


def test_a_phone_call_is_made_from_anywhere_at_any_time(first):
    visit = again(first, channel="phone")
    with writing() as session:
        session.execute(update(Store).values(opens_at="09:00", closes_at="11:00"))
    assert kinds(sent(visit, place=(0.0, 0.0))) == []


def test_a_visit_while_the_store_was_closed_is_a_signal(first):
    with writing() as session:
        session.execute(update(Store).values(opens_at="13:00", closes_at="21:00"))
    assert kinds(sent(first)) == ["closed"]


def test_a_visit_much_shorter_than_the_others_on_the_rubric_is_a_signal(first):
    for _ in range(10):
        sent(again(first))
    key = sent(first, took=timedelta(minutes=2))
    (signal,) = signals(key)[key]
    assert (signal.kind.value, signal.facts["minutes"], signal.facts["n"]) == ("quick", 2, 10)


def test_the_flags_of_the_times_are_signals_too(first):
    assert kinds(sent(first, at=NOON + timedelta(days=60), took=timedelta(seconds=3))) == ["very_fast", "after_due"]


def test_an_answer_against_a_trap_is_a_signal_and_the_stores_own_trap_goes_first(first):
    with writing() as session:
        wave = Wave(
            programme_id=first.programme_id,
            code="Q1",
            name=Label("Q1", "一季度"),
            kind=WaveKind.MYSTERY_VISIT,
            rubric_version_id=first.version_id,
            starts_on=DAY,
            ends_on=DAY,
        )
        session.add(wave)
        session.flush()
        wave_id = wave.id
    visit, elsewhere = again(first, wave_id=wave_id), again(first, wave_id=wave_id)
    with writing() as session:
        session.add(TrapAnswer(wave_id=wave_id, store_id=None, item_code="smile", expected="yes"))
        session.add(TrapAnswer(wave_id=wave_id, store_id=elsewhere.store_id, item_code="smile", expected="no"))
    fine, wrong = sent(visit), sent(elsewhere)
    assert (kinds(fine), kinds(wrong), kinds(sent(first))) == ([], ["trap"], [])
    with speaking("zh_CN"):
        assert "是否微笑" in signals(wrong)[wrong][0].said()


def test_many_audits_are_asked_for_in_as_many_queries_as_one(first):
    keys = [sent(again(first), photo=picture("red")) for _ in range(5)]
    assert queries_for(keys) == queries_for(keys[:1])


def queries_for(keys: list[UUID]) -> int:
    with reading() as session:
        asked = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *_: asked.append(1))
        signals_of(session, keys)
        return len(asked)
