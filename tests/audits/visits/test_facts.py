from datetime import UTC, datetime, timedelta
from math import inf, nan
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.visits.actions.drafts import store_answer
from audits.visits.actions.facts import MOST_LOCATIONS, note_location
from audits.visits.actions.submissions import submit
from audits.visits.models import Draft, VisitLocation
from audits.visits.queries.facts import VisitFacts, visit_facts
from tests.factories.audits import FULL, LEASE, Visit, new_draft, new_submission
from tests.factories.people import new_actor, new_region
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.people.models import Store
from tracker.people.rules import Actor, Role

AT = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def draft_id(visit: Visit) -> UUID:
    with writing() as session:
        return new_draft(session, visit)


def note(visit: Visit, draft_id: UUID, **given: object) -> datetime:
    place = {"latitude": 31.23, "longitude": 121.47, "accuracy_m": 15.0, "claimed_at": AT} | given
    with writing() as session:
        return note_location(session, draft_id=draft_id, by=visit.shopper, **place)  # type: ignore[arg-type]


def places(draft_id: UUID) -> list[tuple[object, ...]]:
    columns = ("latitude", "longitude", "accuracy_m", "claimed_at", "given_by")
    with reading() as session:
        rows = session.scalars(select(VisitLocation).where(VisitLocation.draft_id == draft_id))
        return [tuple(getattr(row, name) for name in columns) for row in rows]


def test_a_place_the_visitor_agreed_to_give_is_stored(visit: Visit, draft_id: UUID):
    note(visit, draft_id)
    assert places(draft_id) == [(31.23, 121.47, 15.0, AT, visit.shopper.person_id)]


def test_a_place_sent_twice_is_stored_once(visit: Visit, draft_id: UUID):
    first = note(visit, draft_id)
    assert note(visit, draft_id) == first
    assert len(places(draft_id)) == 1


def test_a_phone_that_reports_on_and_on_is_stopped(visit: Visit, draft_id: UUID):
    for minute in range(MOST_LOCATIONS):
        note(visit, draft_id, claimed_at=AT + timedelta(minutes=minute))
    with pytest.raises(Refusal, match="too_many_locations"):
        note(visit, draft_id, claimed_at=AT + timedelta(days=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": 90.1},
        {"latitude": nan},
        {"longitude": -180.5},
        {"accuracy_m": -1.0},
        {"accuracy_m": inf},
        {"claimed_at": datetime(2026, 3, 5)},  # noqa: DTZ001 - a moment nobody can place
    ],
)
def test_a_place_that_is_none_is_refused(visit: Visit, draft_id: UUID, wrong: dict[str, object]):
    with pytest.raises(Refusal, match="location_wrong"):
        note(visit, draft_id, **wrong)
    assert places(draft_id) == []


def test_nobody_notes_a_place_for_somebody_elses_visit(visit: Visit, draft_id: UUID):
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
        with pytest.raises(NotFound):
            note_location(session, draft_id=draft_id, latitude=0, longitude=0, accuracy_m=1, claimed_at=None, by=other)


def test_what_is_submitted_takes_no_place_any_more(visit: Visit):
    with writing() as session:
        new_submission(session, visit)
        draft_id = session.scalars(select(Draft.id).where(Draft.assignment_id == visit.assignment_id)).one()
    with pytest.raises(Refusal, match="already_submitted"):
        note(visit, draft_id)


def facts(draft_id: UUID, by: Actor) -> VisitFacts:
    with reading() as session:
        return visit_facts(session, submission_id=draft_id, by=by)


@pytest.fixture
def sent(visit: Visit) -> UUID:
    """Answered over half an hour, each answer claimed a minute before it arrived, and sent from a named phone."""
    with writing() as session, clock.standing_at(AT):
        draft_id = new_draft(session, visit)
    for number, (code, value) in enumerate(FULL.items(), start=1):
        stored = AT + timedelta(minutes=5 * number)
        given = {"item_code": code, "value": value, "lease": LEASE, "by": visit.shopper, "device": "phone", "sequence": number}
        with writing() as session, clock.standing_at(stored):
            store_answer(session, draft_id=draft_id, claimed_at=stored - timedelta(minutes=1), **given)
    note(visit, draft_id)
    with writing() as session, clock.standing_at(AT + timedelta(hours=1)):
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=AT, by=visit.shopper, device="Pocket Browser 1")
    return draft_id


def test_a_reviewer_is_told_when_each_section_was_answered(visit: Visit, sent: UUID, actor_of):
    seen = facts(sent, actor_of(Role.REVIEWER))
    assert (seen.opened_at, seen.received_at, seen.claimed_at) == (AT, AT + timedelta(hours=1), AT)
    assert seen.device == "Pocket Browser 1"
    greeting, facilities = seen.sections
    assert (greeting.name.en, greeting.answers) == ("Greeting", 3)
    assert (greeting.first, greeting.last) == (AT + timedelta(minutes=5), AT + timedelta(minutes=15))
    assert (facilities.claimed_first, facilities.claimed_last) == (AT + timedelta(minutes=19), AT + timedelta(minutes=29))


def test_a_place_is_told_with_its_distance_once_the_store_has_one(visit: Visit, sent: UUID, actor_of):
    reviewer = actor_of(Role.REVIEWER)
    assert facts(sent, reviewer).places[0].distance_m is None
    with writing() as session:
        store = session.get_one(Store, visit.store_id)
        store.latitude, store.longitude = 31.24, 121.47
    assert facts(sent, reviewer).places[0].distance_m == pytest.approx(1_112, abs=1)


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.SUPERVISOR, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_whoever_may_not_know_the_visitor_learns_no_facts(visit: Visit, sent: UUID, role: Role):
    with writing() as session:
        by = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        facts(sent, by)


def test_facts_stay_within_reach(visit: Visit, sent: UUID):
    with writing() as session:
        elsewhere = new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
    with pytest.raises(NotFound):
        facts(sent, elsewhere)
