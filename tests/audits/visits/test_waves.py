"""Waves planned, changed, opened and closed; how far they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from audits.visits.actions.assignments import assign_visit, cancel_visit
from audits.visits.actions.policy import end_familiarity, note_familiarity, set_capacity, set_field_policy
from audits.visits.actions.waves import change_wave, close_wave, open_wave, plan_wave
from audits.visits.forms.waves import CapacityForm, FamiliarityForm, FieldPolicyForm, QuotaForm
from audits.visits.models import Assignment, AuditState, QuotaKind, WaveKind, WaveState
from audits.visits.queries import field_rules
from audits.visits.queries.coverage import Covered, coverage, covered_stores
from audits.visits.queries.waves import wave_detail, waves
from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.waves import ENDS_ON, STARTS_ON, Round, new_wave, version_of
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Role


@pytest.fixture
def made(database: Database) -> Round:
    with writing() as session:
        return new_wave(session, stores=3)


def change(made: Round, seen: int | None = None, by: Any = None, **other: Any) -> None:
    with writing() as session:
        seen = version_of(session, made) if seen is None else seen
        change_wave(session, wave_id=made.wave_id, seen=seen, form=made.form(**other), by=by or made.lead)


def plan(made: Round, by: Any = None, **other: Any) -> None:
    with writing() as session:
        plan_wave(session, programme_id=made.programme_id, form=made.form(**other), by=by or made.lead)


def assign(made: Round, store: int = 0, day: date = STARTS_ON) -> Any:
    with writing() as session:
        return assign_visit(
            session,
            programme_id=made.programme_id,
            store_id=made.stores[store].id,
            rubric_version_id=made.version_id,
            channel_code="store",
            assignee_id=made.shoppers[0].person_id,
            visit_from=day,
            due_on=day,
            planned_on=day,
            wave_id=made.wave_id,
            by=made.lead,
        )


def seen(made: Round) -> Any:
    with reading() as session:
        return wave_detail(session, wave_id=made.wave_id, by=made.lead)


def test_a_wave_is_planned_with_its_places_and_its_event(made: Round) -> None:
    detail = seen(made)
    assert (detail.row.wanted, detail.channels, detail.row.state) == (3, {"store": 1}, WaveState.PLANNED)
    assert detail.stores == {store.id for store in made.stores}
    with reading() as session:
        assert session.scalars(select(Event).where(Event.verb == "wave.planned")).one().subject_id == made.wave_id


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"ends_on": STARTS_ON - timedelta(days=1)}, "waves.dates_order"),
        ({"name_en": "", "name_zh": ""}, "organisation.name_missing"),
        ({"channels": {"fax": 1}}, "visits.channel_unknown"),
        ({"channels": {"store": 0}}, "core.field_wrong"),
        ({"fee_minor": -1}, "core.field_wrong"),
        ({"quotas": (QuotaForm(kind=QuotaKind.WEEKDAY, what="1", at_most=1),) * 2}, "waves.quota_twice"),
    ],
)
def test_a_wave_that_makes_no_sense_is_refused(made: Round, wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        plan(made, **{"code": "OTHER", **wrong})
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("quota", "key"),
    [
        ({"kind": QuotaKind.WEEKDAY, "what": "1"}, "waves.quota_empty"),
        ({"kind": QuotaKind.WEEKDAY, "what": "7", "at_most": 1}, "waves.quota_unknown"),
        ({"kind": QuotaKind.DAY_PART, "what": "night", "at_most": 1}, "waves.quota_unknown"),
        ({"kind": QuotaKind.CHANNEL, "what": "store", "at_least": 3, "at_most": 2}, "waves.quota_order"),
    ],
)
def test_a_quota_that_makes_no_sense_is_refused(quota: dict[str, Any], key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        QuotaForm.read(**quota)
    assert refusal.value.key == key


def test_a_code_is_given_once_in_a_programme(made: Round) -> None:
    with pytest.raises(Refusal, match="code_taken"):
        plan(made, code=seen(made).row.code)


def test_a_wave_is_changed_and_nobody_overwrites_another(made: Round) -> None:
    quota = QuotaForm(kind=QuotaKind.WEEKDAY, what="5", at_least=1)
    change(made, name_en="Summer", channels={"store": 1, "phone": 2}, quotas=(quota,), most_per_person=4)
    detail = seen(made)
    assert (detail.row.name.en, detail.row.wanted, detail.rules.most_per_person) == ("Summer", 9, 4)
    assert [one.missing for one in detail.quotas] == [1]
    with pytest.raises(Stale):
        change(made, seen=1)
    change(made, stores=(made.stores[0].id,))
    assert seen(made).row.wanted == 1


def test_a_change_of_places_alone_counts_the_version_up(made: Round) -> None:
    with reading() as session:
        before = version_of(session, made)
    change(made, stores=(made.stores[0].id,))
    with reading() as session:
        assert version_of(session, made) == before + 1


def test_what_was_assigned_keeps_its_place_its_day_and_its_rubric(made: Round) -> None:
    key = assign(made, day=STARTS_ON + timedelta(days=5))
    with writing() as session:
        other = new_wave(session)
    for wrong, refused in (
        ({"stores": tuple(store.id for store in made.stores[1:])}, "place_given"),
        ({"starts_on": STARTS_ON + timedelta(days=6)}, "visits_outside"),
        ({"rubric_version_id": other.version_id}, "has_visits"),
    ):
        with pytest.raises(Refusal, match=refused):
            change(made, **wrong)
    with writing() as session:
        cancel_visit(session, assignment_id=key, seen=1, reason="Moved away", by=made.lead)
    change(made, rubric_version_id=other.version_id, stores=(made.stores[1].id,))


def test_a_wave_is_opened_closed_and_opened_again(made: Round) -> None:
    for action, state in ((open_wave, WaveState.OPEN), (close_wave, WaveState.CLOSED), (open_wave, WaveState.OPEN)):
        with writing() as session:
            action(session, wave_id=made.wave_id, seen=version_of(session, made), by=made.lead)
        assert seen(made).row.state is state
    with pytest.raises(Refusal, match="is_so_already"), writing() as session:
        open_wave(session, wave_id=made.wave_id, seen=version_of(session, made), by=made.lead)


def test_a_closed_wave_takes_no_visit_and_no_change(made: Round) -> None:
    with writing() as session:
        close_wave(session, wave_id=made.wave_id, seen=1, by=made.lead)
    with pytest.raises(Refusal, match="is_closed"):
        assign(made)
    with pytest.raises(Refusal, match="is_closed"):
        change(made)


def test_a_wave_without_places_is_opened_only_as_a_check(database: Database) -> None:
    with writing() as session:
        empty = new_wave(session, stores=0)
        check = new_wave(session, kind=WaveKind.INTERNAL_CHECK)
        open_wave(session, wave_id=check.wave_id, seen=1, by=check.lead)
    with pytest.raises(Refusal, match="no_places"), writing() as session:
        open_wave(session, wave_id=empty.wave_id, seen=1, by=empty.lead)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.MYSTERY_SHOPPER, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_only_leads_manage_field_work(made: Round, role: Role) -> None:
    with writing() as session:
        other = new_actor(session, role, stores=[made.stores[0].id])
    policy = FieldPolicyForm(rotation_days=1, spacer_days=1, appeal_days=1, second_share=0, release_at_approval=False)
    person, store = made.shoppers[0].person_id, made.stores[0].id
    for action, given in (
        (plan_wave, {"programme_id": made.programme_id, "form": made.form()}),
        (change_wave, {"wave_id": made.wave_id, "seen": 1, "form": made.form()}),
        (open_wave, {"wave_id": made.wave_id, "seen": 1}),
        (set_field_policy, {"programme_id": made.programme_id, "seen": 0, "form": policy}),
        (set_capacity, {"person_id": person, "seen": 0, "form": CapacityForm()}),
        (note_familiarity, {"person_id": person, "store_id": store, "form": FamiliarityForm(reason="x")}),
    ):
        with pytest.raises(NotAllowed), writing() as session:
            action(session, by=other, **given)
    with pytest.raises(NotAllowed), reading() as session:
        waves(session, programme_id=made.programme_id, by=other)


def test_a_lead_of_one_region_sees_their_part_and_changes_no_wave_that_reaches_beyond(made: Round) -> None:
    with writing() as session:
        region = new_region(session)
        outside = new_store(session, region=region)
        local = new_actor(session, Role.PROGRAMME_LEAD, regions=[region.id])
    change(made, stores=(*(store.id for store in made.stores), outside.id))
    with reading() as session:
        [row] = waves(session, programme_id=made.programme_id, by=local)
        assert row.wanted == 1
        assert not wave_detail(session, wave_id=made.wave_id, by=local).is_mine
        assert [one.store_code for one in covered_stores(session, wave_id=made.wave_id, by=local, limit=10)] == [outside.code]
    with pytest.raises(Refusal, match="beyond_reach"):
        change(made, by=local, stores=(outside.id,))
    with pytest.raises(Refusal, match="store_unusable"):
        plan(made, by=local, code="LOCAL")


def test_a_wave_of_another_programme_does_not_exist(made: Round) -> None:
    with writing() as session:
        other = new_wave(session)
        limited = new_actor(session, Role.PROGRAMME_LEAD, programmes=[other.programme_id])
    with pytest.raises(NotFound), reading() as session:
        wave_detail(session, wave_id=made.wave_id, by=limited)
    with pytest.raises(NotFound), reading() as session:
        coverage(session, wave_id=made.wave_id, today=STARTS_ON, by=limited)
    with pytest.raises(NotFound), writing() as session:
        open_wave(session, wave_id=made.wave_id, seen=1, by=limited)


def covered(made: Round, today: date = STARTS_ON) -> Any:
    with reading() as session:
        return coverage(session, wave_id=made.wave_id, today=today, by=made.lead)


def turn(key: Any, state: AuditState) -> None:
    with writing() as session:
        session.get_one(Assignment, key).state = state


def test_coverage_counts_what_is_wanted_planned_done_approved_and_missing(made: Round) -> None:
    first, second = assign(made), assign(made, 1, STARTS_ON + timedelta(days=7))
    turn(first, AuditState.APPROVED)
    found = covered(made)
    assert found.whole == Covered(wanted=3, planned=2, done=1, approved=1)
    assert found.whole.missing == 1
    assert [(one.monday, one.covered.planned, one.covered.approved) for one in found.weeks] == [
        (STARTS_ON, 1, 1),
        (STARTS_ON + timedelta(days=7), 1, 0),
    ]
    turn(second, AuditState.RETURNED)
    assert covered(made).whole.done == 2, "a returned audit was made"
    turn(second, AuditState.EXCLUDED)
    assert covered(made).whole == Covered(3, 1, 1, 1)
    with reading() as session:
        rows = covered_stores(session, wave_id=made.wave_id, by=made.lead, limit=10)
    assert [row.covered.missing for row in rows] == [1, 1, 0], "what is missing comes first"


def test_visits_not_handed_in_on_their_last_day_are_overdue(made: Round) -> None:
    assign(made)
    assert covered(made).overdue == 0
    assert covered(made, STARTS_ON + timedelta(days=1)).overdue == 1


def test_the_rules_of_a_programme_are_set_and_nobody_overwrites_another(made: Round) -> None:
    def set_to(days: int, seen: int) -> None:
        form = FieldPolicyForm(rotation_days=days, spacer_days=0, appeal_days=5, second_share=0.2, release_at_approval=True)
        with writing() as session:
            set_field_policy(session, programme_id=made.programme_id, seen=seen, form=form, by=made.lead)

    set_to(10, 0)
    set_to(20, 1)
    with reading() as session:
        assert field_rules(session, programme_id=made.programme_id).rotation_days == 20
    for stale in (0, 1):
        with pytest.raises(Stale):
            set_to(30, stale)


def test_capacity_is_set_and_taken_back(made: Round) -> None:
    person = made.shoppers[0].person_id
    for seen_version, form in ((0, CapacityForm(most_per_wave=3)), (1, CapacityForm())):
        with writing() as session:
            set_capacity(session, person_id=person, seen=seen_version, form=form, by=made.lead)
    with pytest.raises(Refusal, match="assignee_role"), writing() as session:
        set_capacity(session, person_id=made.lead.person_id, seen=0, form=CapacityForm(), by=made.lead)


def test_familiarity_is_noted_once_and_ended(made: Round) -> None:
    note = {"person_id": made.shoppers[0].person_id, "store_id": made.stores[0].id, "by": made.lead}
    with writing() as session:
        key = note_familiarity(session, form=FamiliarityForm(reason="A private matter", until=ENDS_ON), **note)
    with reading() as session:
        event = session.scalars(select(Event).where(Event.verb == "familiarity.noted")).one()
        assert "private" not in str(event.change)
    with pytest.raises(Refusal, match="known_already"), writing() as session:
        note_familiarity(session, form=FamiliarityForm(reason="Again"), **note)
    with writing() as session:
        end_familiarity(session, familiarity_id=key, by=made.lead)
        note_familiarity(session, form=FamiliarityForm(reason="Again"), **note)
    with pytest.raises(Refusal, match="ended_already"), writing() as session:
        end_familiarity(session, familiarity_id=key, by=made.lead)
