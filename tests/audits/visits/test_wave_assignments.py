"""Visits assigned in waves, taken, given to somebody else, moved and called off: the rules hold at every change."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.visits.actions.assignments import assign_visit, cancel_visit, move_visit, reassign_visit
from audits.visits.actions.barred import Barred
from audits.visits.actions.policy import note_familiarity, set_capacity, set_field_policy
from audits.visits.actions.taking import take_visit
from audits.visits.forms.waves import CapacityForm, FamiliarityForm, FieldPolicyForm, QuotaForm
from audits.visits.models import Assignment, AssignmentChange, AuditState, ChangeKind, DayPart, QuotaKind
from audits.visits.queries.places import open_places
from audits.visits.rules.waves import Rule
from tests.conftest import Database
from tests.factories.audits import Visit, new_submission, new_visit
from tests.factories.people import new_actor, new_region
from tests.factories.waves import ENDS_ON, STARTS_ON, Round, new_wave
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import refusal_sentence, speaking
from tracker.people.rules import Role

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
THURSDAY = STARTS_ON + timedelta(days=3)


@pytest.fixture
def made(database: Database) -> Round:
    with writing() as session:
        return new_wave(session, opened=True, self_service=True, fee_minor=8_000)


def assign(made: Round, day: date = THURSDAY, *, store: int = 0, shopper: int = 0, **other: Any) -> UUID:
    order = {
        "programme_id": made.programme_id,
        "store_id": made.stores[store].id,
        "rubric_version_id": made.version_id,
        "channel_code": "store",
        "assignee_id": made.shoppers[shopper].person_id,
        "visit_from": day,
        "due_on": day,
        "planned_on": day,
        "wave_id": made.wave_id,
        "by": made.lead,
    }
    with writing() as session:
        return assign_visit(session, **{**order, **other})


def take(made: Round, day: date = THURSDAY, *, store: int = 0, shopper: int = 0, **other: Any) -> UUID:
    with standing_at(NOW), writing() as session:
        return take_visit(
            session,
            wave_id=made.wave_id,
            store_id=made.stores[store].id,
            channel_code="store",
            planned_on=day,
            by=made.shoppers[shopper],
            **other,
        )


def barred(action: Any, *given: Any, **more: Any) -> list[Rule]:
    with pytest.raises(Barred) as refusal:
        action(*given, **more)
    return [one.rule for one in refusal.value.blocked]


def stored(key: UUID) -> Assignment:
    with reading() as session:
        row = session.get_one(Assignment, key)
        session.expunge(row)
    return row


def test_a_visit_of_a_wave_carries_its_wave_its_day_and_its_fee(made: Round) -> None:
    visit = stored(assign(made, day_part=DayPart.MORNING))
    assert (visit.wave_id, visit.planned_on, visit.day_part, visit.fee_minor) == (made.wave_id, THURSDAY, "morning", 8_000)


def test_the_refusal_says_every_rule_and_until_when_in_both_languages(made: Round) -> None:
    assign(made)
    with pytest.raises(Barred) as refusal:
        assign(made, THURSDAY + timedelta(days=2))
    assert [one.rule for one in refusal.value.blocked] == [Rule.ROTATION, Rule.SPACER, Rule.PLACE]
    said = refusal_sentence(refusal.value)
    assert "Rotation" in said
    assert "until Jun 6, 2026" in said, "7 May and 30 days"
    assert "until May 10, 2026" in said, "7 May and 3 days"
    with speaking("zh_CN"):
        assert "轮换间隔" in refusal_sentence(refusal.value)


def test_without_a_policy_and_outside_a_wave_a_lead_is_free(made: Round) -> None:
    assert assign(made, wave_id=None)
    assert assign(made, wave_id=None)


def test_with_a_policy_the_gaps_hold_outside_waves_too(made: Round) -> None:
    form = FieldPolicyForm(rotation_days=3, spacer_days=0, appeal_days=10, second_share=0.1, release_at_approval=False)
    with writing() as session:
        set_field_policy(session, programme_id=made.programme_id, seen=0, form=form, by=made.lead)
    assign(made, date(2026, 5, 10), wave_id=None)
    for day in (7, 13):
        assert barred(assign, made, date(2026, 5, day), wave_id=None) == [Rule.ROTATION]
    assert assign(made, date(2026, 5, 14), wave_id=None)
    assert assign(made, date(2026, 5, 10), shopper=1, wave_id=None), "the store's spacer is off"


def test_a_visit_of_another_programme_counts_too(made: Round) -> None:
    with writing() as session:
        other = new_wave(session)
    order = {"programme_id": other.programme_id, "rubric_version_id": other.version_id, "wave_id": None, "by": other.lead}
    assign(made, wave_id=None, **{name: value for name, value in order.items() if name != "wave_id"})
    assert Rule.ROTATION in barred(assign, made)


def test_the_day_on_which_it_was_handed_in_counts_not_the_one_planned(made: Round) -> None:
    key = assign(made)
    with standing_at(datetime(2026, 5, 9, 12, tzinfo=UTC)), writing() as session:
        new_submission(
            session,
            Visit(key, made.programme_id, made.stores[0].id, made.region.id, made.version_id, made.lead, made.shoppers[0]),
        )
    with pytest.raises(Barred) as refusal:
        assign(made, date(2026, 5, 12), shopper=1)
    assert (refusal.value.blocked[0].rule, refusal.value.blocked[0].until) == (Rule.SPACER, date(2026, 5, 12))


def test_capacity_and_familiarity_are_kept_everywhere(made: Round) -> None:
    with writing() as session:
        ida, store = made.shoppers[0].person_id, made.stores[1].id
        set_capacity(session, person_id=ida, seen=0, form=CapacityForm(most_per_week=1), by=made.lead)
        note_familiarity(session, person_id=ida, store_id=store, form=FamiliarityForm(reason="A cousin"), by=made.lead)
    assign(made, wave_id=None)
    assert barred(assign, made, store=1, wave_id=None) == [Rule.FAMILIARITY, Rule.CAPACITY_WEEK]


def test_a_wave_wants_its_own_programme_rubric_and_a_day_for_its_quotas(made: Round) -> None:
    quota = QuotaForm(kind=QuotaKind.WEEKDAY, what="3", at_most=1)
    with writing() as session:
        other = new_wave(session, quotas=(quota,))
    for wrong, key in (
        ({"wave_id": other.wave_id}, "waves.other_programme"),
        ({"wave_id": made.wave_id, "rubric_version_id": other.version_id}, "waves.other_rubric"),
        ({"planned_on": THURSDAY + timedelta(days=1)}, "waves.planned_outside"),
    ):
        with pytest.raises(Refusal) as refusal:
            assign(made, **wrong)
        assert refusal.value.key == key
    with pytest.raises(Refusal, match="day_needed"):
        assign(other, planned_on=None, due_on=ENDS_ON)
    assign(other)
    assert barred(assign, other, store=1, shopper=1) == [Rule.WEEKDAY_QUOTA]


def test_somebody_takes_a_place_they_qualify_for(made: Round) -> None:
    with standing_at(NOW), reading() as session:
        places = open_places(session, today=STARTS_ON, by=made.shoppers[0])
    assert {place.store_id for place in places} == {store.id for store in made.stores}
    visit = stored(take(made))
    assert (visit.assignee_id, visit.planned_on, visit.fee_minor) == (made.shoppers[0].person_id, THURSDAY, 8_000)
    with standing_at(NOW), reading() as session:
        [left] = open_places(session, today=STARTS_ON, by=made.shoppers[1])
        assert left.store_id == made.stores[1].id
        assert session.scalars(select(Event).where(Event.verb == "visit.taken")).one().by == made.shoppers[0].person_id


def test_a_place_is_offered_from_the_first_day_that_is_free(made: Round) -> None:
    assign(made, STARTS_ON, wave_id=None, shopper=1)
    with standing_at(NOW), reading() as session:
        places = {place.store_id: place.first_day for place in open_places(session, today=STARTS_ON, by=made.shoppers[0])}
    assert places == {made.stores[0].id: STARTS_ON + timedelta(days=4), made.stores[1].id: STARTS_ON}


def test_nobody_is_offered_or_takes_what_they_do_not_qualify_for(made: Round) -> None:
    with writing() as session:
        far = new_actor(session, Role.MYSTERY_SHOPPER, regions=[new_region(session).id])
        reviewer = new_actor(session, Role.REVIEWER)
        form = FamiliarityForm(reason="Worked there")
        for store in made.stores:
            note_familiarity(session, person_id=made.shoppers[1].person_id, store_id=store.id, form=form, by=made.lead)
    with standing_at(NOW), reading() as session:
        assert open_places(session, today=STARTS_ON, by=far) == []
        assert open_places(session, today=STARTS_ON, by=made.shoppers[1]) == []
    order = {"wave_id": made.wave_id, "store_id": made.stores[0].id, "channel_code": "store", "planned_on": THURSDAY}
    with pytest.raises(NotFound), writing() as session:
        take_visit(session, **order, by=far)
    with pytest.raises(NotAllowed), writing() as session:
        take_visit(session, **order, by=reviewer)
    assert barred(take, made, shopper=1) == [Rule.FAMILIARITY]
    with pytest.raises(Refusal, match="day_past"):
        take(made, STARTS_ON - timedelta(days=1))


def test_a_wave_without_self_service_gives_nothing_away(database: Database) -> None:
    with writing() as session:
        made = new_wave(session, opened=True)
    with standing_at(NOW), reading() as session:
        assert open_places(session, today=STARTS_ON, by=made.shoppers[0]) == []
    with pytest.raises(Refusal, match="not_open"):
        take(made)


def both_take(made: Round, day: date) -> list[UUID | list[Rule]]:
    """What comes of it when both shoppers press at the same moment: the visit's key, or the rules that stood against it."""
    together = threading.Barrier(2)
    outcomes: list[UUID | list[Rule]] = []

    def press(shopper: int) -> None:
        together.wait()
        try:
            outcomes.append(take(made, day, shopper=shopper))
        except Barred as refusal:
            outcomes.append([one.rule for one in refusal.blocked])

    pair = [threading.Thread(target=press, args=(shopper,)) for shopper in (0, 1)]
    for one in pair:
        one.start()
    for one in pair:
        one.join()
    return outcomes


def test_of_two_who_take_the_last_place_at_once_one_gets_it(made: Round) -> None:
    """Ten times over; the other one is told that the place is given."""
    for turn in range(10):
        outcomes = both_take(made, STARTS_ON + timedelta(days=turn))
        [taken] = [one for one in outcomes if isinstance(one, UUID)]
        [rules] = [one for one in outcomes if isinstance(one, list)]
        assert Rule.PLACE in rules
        with writing() as session:
            cancel_visit(session, assignment_id=taken, seen=1, reason="Again", by=made.lead)


def test_a_visit_is_given_to_somebody_else_with_its_reason(made: Round) -> None:
    key = assign(made)
    with writing() as session:
        ben = made.shoppers[1].person_id
        reassign_visit(session, assignment_id=key, seen=1, to=ben, reason="  Ida is ill ", by=made.lead)
    with reading() as session:
        assert session.get_one(Assignment, key).assignee_id == ben
        change = session.scalars(select(AssignmentChange)).one()
        assert (change.kind, change.reason, change.changed_by) == (ChangeKind.REASSIGNED, "Ida is ill", made.lead.person_id)
        assert change.change["assignee_id"] == [str(made.shoppers[0].person_id), str(ben)]
        event = session.scalars(select(Event).where(Event.verb == "visit.reassigned")).one()
        assert "ill" not in str(event.change), "free text stays out of the log"


def test_the_new_one_must_be_free_too(made: Round) -> None:
    key = assign(made)
    form = FamiliarityForm(reason="A neighbour")
    with writing() as session:
        ben = made.shoppers[1].person_id
        note_familiarity(session, person_id=ben, store_id=made.stores[0].id, form=form, by=made.lead)
    with pytest.raises(Barred), writing() as session:
        reassign_visit(session, assignment_id=key, seen=1, to=ben, reason="Ill", by=made.lead)
    with pytest.raises(Refusal, match="same_person"), writing() as session:
        reassign_visit(session, assignment_id=key, seen=1, to=made.shoppers[0].person_id, reason="Ill", by=made.lead)


def test_a_visit_is_moved_and_does_not_stand_in_its_own_way(made: Round) -> None:
    key, friday = assign(made), THURSDAY + timedelta(days=1)
    days = {"visit_from": friday, "due_on": friday, "planned_on": friday, "reason": "Store closed", "by": made.lead}
    with writing() as session:
        move_visit(session, assignment_id=key, seen=1, **days)
    assert stored(key).planned_on == friday
    with pytest.raises(Stale), writing() as session:
        move_visit(session, assignment_id=key, seen=1, **days)
    with pytest.raises(Refusal, match="same_days"), writing() as session:
        move_visit(session, assignment_id=key, seen=2, **days)
    late = ENDS_ON + timedelta(days=1)
    with pytest.raises(Barred), writing() as session:
        move_visit(session, assignment_id=key, seen=2, **{**days, "visit_from": late, "due_on": late, "planned_on": late})


def test_what_was_begun_is_not_given_away_and_what_was_submitted_is_not_moved(database: Database) -> None:
    with writing() as session:
        visit = new_visit(session)
        other = new_actor(session, Role.MYSTERY_SHOPPER)
        new_submission(session, visit)
        seen = session.get_one(Assignment, visit.assignment_id).version
    change = {"assignment_id": visit.assignment_id, "seen": seen, "reason": "Why not", "by": visit.lead}
    with pytest.raises(Refusal, match="cannot_reassign"), writing() as session:
        reassign_visit(session, to=other.person_id, **change)
    with pytest.raises(Refusal, match="cannot_move"), writing() as session:
        move_visit(session, visit_from=THURSDAY, due_on=THURSDAY, **change)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_every_change_says_why(made: Round, reason: str) -> None:
    key = assign(made)
    with pytest.raises(Refusal) as refusal, writing() as session:
        cancel_visit(session, assignment_id=key, seen=1, reason=reason, by=made.lead)
    assert refusal.value.field == "reason"
    assert stored(key).state is AuditState.ASSIGNED


def test_a_cancelled_visit_gives_its_place_back(made: Round) -> None:
    key = assign(made)
    with writing() as session:
        cancel_visit(session, assignment_id=key, seen=1, reason="Wrong store", by=made.lead)
    assert assign(made)


def test_a_lead_of_another_region_neither_sees_nor_changes_a_visit(made: Round) -> None:
    key = assign(made)
    with writing() as session:
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    for action, more in ((cancel_visit, {}), (reassign_visit, {"to": made.shoppers[1].person_id})):
        with pytest.raises(NotFound), writing() as session:
            action(session, assignment_id=key, seen=1, reason="Mine", by=elsewhere, **more)
