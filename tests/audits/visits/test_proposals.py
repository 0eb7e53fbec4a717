"""A wave planned by the solver: no rule broken, work shared fairly, and the reason for each place that stays empty."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from audits.visits.actions.assignments import assign_visit
from audits.visits.actions.policy import note_familiarity
from audits.visits.actions.proposals import accept_proposal
from audits.visits.actions.solving import propose
from audits.visits.forms.waves import FamiliarityForm
from audits.visits.queries.waves import proposal_task, wave_detail
from audits.visits.rules.proposals import Proposal, Step, Task
from audits.visits.rules.waves import Booked, Known, Rule, Visitor, quota_counts
from tests.conftest import Database
from tests.factories.people import new_actor, new_region
from tests.factories.tasks import FIRST, broken, new_task
from tests.factories.waves import STARTS_ON, Round, new_wave
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, Problems, Refusal
from tracker.people.rules import Actor, Role


def quietly(step: Step, share: float) -> None:
    assert 0 <= share <= 1


def planned(task: Task) -> Proposal:
    return propose(task, quietly)


def unlimited(task: Task) -> tuple[Visitor, ...]:
    return tuple(Visitor(replace(one.actor, regions=frozenset())) for one in task.visitors)


def test_a_plan_fills_every_place_and_keeps_every_rule() -> None:
    task = new_task()
    found = planned(task)
    assert broken(task, found) == []
    assert (len(found.visits), found.unfilled) == (16, ())
    booked = Booked([*task.booked, *found.visits])
    assert [one.missing for one in quota_counts(task.wave, booked)] == [0, 0, 0]
    assert all(visit.day_part for visit in found.visits)


def test_the_same_task_gives_the_same_plan() -> None:
    assert planned(new_task(seed=7)) == planned(new_task(seed=7))


def test_work_is_shared_evenly_as_far_as_the_rules_allow() -> None:
    task = new_task(stores=10, channels=1)
    found = planned(replace(task, visitors=unlimited(task), booked=()))
    assert sorted(found.loads.values()) == [2, 2, 2, 2, 2]


def test_who_has_visits_of_the_wave_already_gets_fewer() -> None:
    task = new_task(stores=6, channels=1, people=2, booked=0)
    free = unlimited(task)
    first, second = (one.actor.person_id for one in free)
    before = tuple(
        replace(task.visit(opening, first, FIRST + timedelta(days=at), None), counts=False)
        for at, opening in enumerate(task.openings[:2])
    )
    no_gaps = replace(task.field_rules, rotation_days=0, spacer_days=0)
    found = planned(replace(task, visitors=free, booked=before, field_rules=no_gaps))
    assert found.loads == {first: 4, second: 4}


def test_a_place_that_nobody_may_fill_says_why() -> None:
    task = new_task(stores=3, channels=1, booked=0)
    shut = task.openings[0].store_id
    known = tuple(replace(one, known=(Known(shut),)) for one in task.visitors)
    found = planned(replace(task, visitors=known))
    [left] = found.unfilled
    assert left.opening.store_id == shut
    assert [one.rule for one in left.blocked] == [Rule.FAMILIARITY]


def test_too_little_capacity_leaves_places_and_names_the_limit() -> None:
    task = new_task(tight=True)
    found = planned(task)
    assert broken(task, found) == []
    assert found.unfilled
    assert {one.rule for left in found.unfilled for one in left.blocked} & {Rule.MOST_PER_PERSON, Rule.CAPACITY_WAVE}
    assert len(found.visits) + len(found.unfilled) == len(task.openings)


def test_without_days_or_people_nothing_is_planned() -> None:
    task = new_task()
    assert planned(replace(task, visitors=())).visits == ()
    late = planned(replace(task, since=date(2027, 1, 1)))
    assert (late.visits, len(late.unfilled)) == ((), 16)
    assert all(left.blocked == () for left in late.unfilled)


def test_progress_goes_through_every_step() -> None:
    steps: list[tuple[Step, float]] = []
    propose(new_task(), lambda step, share: steps.append((step, share)))
    assert list(dict.fromkeys(step for step, _ in steps)) == list(Step)
    assert steps[-1] == (Step.CHECK, 1.0)


@settings(max_examples=15)
@given(
    some.integers(1, 6),
    some.integers(1, 3),
    some.integers(1, 5),
    some.integers(3, 50),
    some.integers(0, 20),
    some.integers(0, 10**6),
)
def test_no_plan_breaks_a_rule_and_no_place_is_forgotten(
    stores: int, channels: int, people: int, days: int, booked: int, seed: int
) -> None:
    task = new_task(stores=stores, channels=channels, people=people, days=days, booked=booked, seed=seed, tight=seed % 2 == 0)
    found = planned(task)
    assert broken(task, found) == []
    filled = [(visit.store_id, visit.channel) for visit in found.visits]
    left = [(one.opening.store_id, one.opening.channel) for one in found.unfilled]
    assert sorted(filled + left) == sorted((opening.store_id, opening.channel) for opening in task.openings)
    assert all(one.blocked for one in found.unfilled)


# Stored


@pytest.fixture
def made(database: Database) -> Round:
    with writing() as session:
        return new_wave(session, stores=4, shoppers=3, fee_minor=500)


def proposed(made: Round, by: Actor | None = None, since: date = STARTS_ON) -> Proposal:
    people = [one.person_id for one in made.shoppers]
    with reading() as session:
        task = proposal_task(session, wave_id=made.wave_id, people=people, since=since, by=by or made.lead)
    return planned(task)


def accept(made: Round, visits: Any, by: Actor | None = None) -> int:
    with writing() as session:
        return accept_proposal(session, wave_id=made.wave_id, visits=visits, by=by or made.lead)


def test_a_proposal_is_taken_over_whole(made: Round) -> None:
    found = proposed(made)
    assert accept(made, found.visits) == 4
    with reading() as session:
        assert wave_detail(session, wave_id=made.wave_id, by=made.lead).row.planned == 4
    assert proposed(made).visits == (), "nothing is left to plan"


def test_a_proposal_that_was_overtaken_is_refused_whole_and_says_where(made: Round) -> None:
    found = proposed(made)
    one = found.visits[0]
    with writing() as session:
        form = FamiliarityForm(reason="A friend")
        note_familiarity(session, person_id=one.person_id, store_id=one.store_id, form=form, by=made.lead)
    with pytest.raises(Problems) as refusal:
        accept(made, found.visits)
    [problem] = refusal.value.problems
    assert "known in this store" in str(dict(problem.facts)["reasons"])
    with reading() as session:
        assert wave_detail(session, wave_id=made.wave_id, by=made.lead).row.planned == 0


def test_a_proposal_is_held_against_itself_too(made: Round) -> None:
    one = proposed(made).visits[0]
    with pytest.raises(Problems):
        accept(made, [one, one])
    with pytest.raises(Refusal, match="nothing_proposed"):
        accept(made, [])


def test_a_lead_of_one_region_plans_only_there(made: Round) -> None:
    with writing() as session:
        mine = new_actor(session, Role.PROGRAMME_LEAD, regions=[made.region.id])
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
        reviewer = new_actor(session, Role.REVIEWER)
    assert len(proposed(made, mine).visits) == 4
    assert proposed(made, elsewhere).visits == ()
    with pytest.raises(Refusal, match="store_unusable"):
        accept(made, proposed(made).visits, elsewhere)
    with pytest.raises(NotAllowed):
        accept(made, proposed(made).visits, reviewer)


def test_what_is_booked_elsewhere_is_planned_around(made: Round) -> None:
    with writing() as session:
        assign_visit(
            session,
            programme_id=made.programme_id,
            store_id=made.stores[0].id,
            rubric_version_id=made.version_id,
            channel_code="store",
            assignee_id=made.shoppers[0].person_id,
            visit_from=STARTS_ON + timedelta(days=10),
            due_on=STARTS_ON + timedelta(days=10),
            by=made.lead,
        )
    [visit] = [one for one in proposed(made).visits if one.store_id == made.stores[0].id]
    assert visit.person_id != made.shoppers[0].person_id
    assert abs((visit.first - (STARTS_ON + timedelta(days=10))).days) > 3
