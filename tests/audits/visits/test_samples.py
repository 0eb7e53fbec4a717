"""Tickets and recordings drawn at random: the same again from the same seed and list, shared out evenly, with its record."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from audits.visits.actions.barred import Barred
from audits.visits.actions.policy import note_familiarity
from audits.visits.actions.samples import draw_sample
from audits.visits.forms.waves import FamiliarityForm, SampleForm, UnitList
from audits.visits.models import Assignment, Sample, WaveKind
from audits.visits.queries.waves import samples, wave_detail
from audits.visits.rules.sampling import Unit, draw, population_hash
from audits.visits.workbook import given_file
from audits.visits.workbook.units import read_units, usual_unit_column
from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.waves import Round, new_wave
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Problems, Refusal
from tracker.people.rules import Role

TICKETS = [Unit(f"T{n}", "S1") for n in range(1, 11)]
WORDS = some.text(some.characters(codec="utf-8"), min_size=1)
UNITS = some.lists(WORDS, unique=True, max_size=30).map(lambda keys: [Unit(key, "S1") for key in keys])


def test_a_published_draw_is_repeated() -> None:
    """`printf 'spring\\nT8' | sha256sum` begins with 2f4d, the smallest of the ten."""
    assert [unit.key for unit in draw(TICKETS, seed="spring", size=3)] == ["T8", "T7", "T10"]


@given(UNITS, WORDS, some.integers(0, 40), some.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(units: list[Unit], seed: str, size: int, random: Any) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)
    assert draw(shuffled, seed=seed, size=size) == draw(units, seed=seed, size=size)
    assert population_hash(shuffled) == population_hash(units)


@given(UNITS, WORDS, some.integers(0, 40))
def test_a_sample_is_that_many_of_the_list_and_begins_a_longer_one(units: list[Unit], seed: str, size: int) -> None:
    drawn = draw(units, seed=seed, size=size)
    assert len(drawn) == min(size, len(units))
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(units)
    assert draw(units, seed=seed, size=size + 1)[:size] == drawn


def test_each_unit_is_drawn_as_often_as_any_other() -> None:
    """3 of 10 with 2,000 seeds: 600 expected each, with a standard deviation of about 20."""
    counted = Counter(unit.key for seed in range(2_000) for unit in draw(TICKETS, seed=str(seed), size=3))
    assert all(500 < n < 700 for n in counted.values())
    assert len(counted) == 10


@pytest.mark.parametrize("other", [TICKETS[:9], [*TICKETS[:9], Unit("T10", "S2")], [*TICKETS, Unit("T11", "S1")]])
def test_another_list_has_another_hash(other: list[Unit]) -> None:
    assert population_hash(other) != population_hash(TICKETS)


def units_of(text: str) -> UnitList:
    given = given_file(text.encode(), "week.csv")
    return read_units(given, unit_column="Ticket", store_column="Store")


def test_a_list_is_read_with_its_columns_to_filter_by() -> None:
    units = units_of("Ticket,Store,Kind\nT1,S1,refund\nT2,S2,repair\n")
    assert units.columns == ("Kind",)
    assert [row.unit.key for row in units.chosen({"Kind": ["repair"]})] == ["T2"]
    assert usual_unit_column(["Store", "工单号"]) == "工单号"


def test_every_problem_of_a_list_comes_at_once() -> None:
    with pytest.raises(Problems) as refusal:
        units_of(f"Ticket,Store\nT1,S1\n,S1\nT1,S2\nT3,\n{'x' * 201},S1\n")
    assert [(problem.row, problem.key) for problem in refusal.value.problems] == [
        (3, "waves.units.no_unit"),
        (4, "waves.units.twice"),
        (5, "waves.units.no_store"),
        (6, "waves.units.no_unit"),
    ]


@pytest.fixture
def made(database: Database) -> Round:
    with writing() as session:
        return new_wave(session, kind=WaveKind.INTERNAL_CHECK, stores=2, shoppers=3)


def listed(made: Round, n: int = 12) -> UnitList:
    lines = [f"T{at},{made.stores[at % 2].code},{'refund' if at % 3 else 'repair'}" for at in range(n)]
    return units_of("\n".join(["Ticket,Store,Kind", *lines]))


def drawn(made: Round, units: UnitList | None = None, by: Any = None, **other: Any) -> Any:
    people = tuple(one.person_id for one in made.shoppers)
    form = SampleForm.read(**{"seed": "week 19", "size": 6, "channel_code": "phone", "people": people, **other})
    with writing() as session:
        return draw_sample(session, wave_id=made.wave_id, units=units or listed(made), form=form, by=by or made.lead)


def checks(made: Round) -> list[tuple[str | None, Any]]:
    with reading() as session:
        rows = session.scalars(select(Assignment).where(Assignment.wave_id == made.wave_id).order_by(Assignment.unit))
        return [(row.unit, row.assignee_id) for row in rows]


def test_each_drawn_unit_becomes_a_check_shared_out_evenly(made: Round) -> None:
    drawn(made)
    assert len(checks(made)) == 6
    assert sorted(Counter(person for _, person in checks(made)).values()) == [2, 2, 2]
    with reading() as session:
        assert wave_detail(session, wave_id=made.wave_id, by=made.lead).row.wanted == 6
        assert session.scalars(select(Assignment.sample_id).distinct()).one() is not None


def test_the_record_is_enough_to_draw_it_again(made: Round) -> None:
    units = listed(made)
    drawn(made, units, where={"Kind": ("refund",)}, size=4)
    with reading() as session:
        row = session.scalars(select(Sample)).one()
        again = [one.unit for one in units.chosen(row.chosen_by["where"])]
        assert (population_hash(again), len(again)) == (row.population_hash, row.population)
        assert sorted(one.key for one in draw(again, seed=row.seed, size=row.drawn)) == [unit for unit, _ in checks(made)]
        [shown] = samples(session, wave_id=made.wave_id, by=made.lead)
        assert (shown.seed, shown.drawn, shown.population) == ("week 19", 4, 8)


def test_what_was_drawn_is_not_drawn_again(made: Round) -> None:
    drawn(made)
    drawn(made, seed="week 20")
    assert len({unit for unit, _ in checks(made)}) == 12
    with pytest.raises(Refusal, match="sample_empty"):
        drawn(made, seed="week 21")


def test_who_is_known_in_a_store_does_not_check_its_tickets(made: Round) -> None:
    form = FamiliarityForm(reason="Worked there")
    with writing() as session:
        for store in made.stores:
            note_familiarity(session, person_id=made.shoppers[0].person_id, store_id=store.id, form=form, by=made.lead)
    drawn(made)
    assert sorted(Counter(person for _, person in checks(made)).values()) == [3, 3]
    with pytest.raises(Barred):
        drawn(made, seed="next", people=(made.shoppers[0].person_id,))


def test_stores_that_are_not_ones_own_are_named_all_at_once(made: Round) -> None:
    with writing() as session:
        foreign = new_store(session).code
        local = new_actor(session, Role.PROGRAMME_LEAD, regions=[made.region.id])
    units = units_of(f"Ticket,Store\nT1,{foreign}\nT2,NONE\nT3,{made.stores[0].code}\n")
    with pytest.raises(Problems) as refusal:
        drawn(made, units, by=local)
    assert [problem.row for problem in refusal.value.problems] == [2, 3]


def test_only_who_manages_field_work_draws_and_only_in_internal_checks(made: Round) -> None:
    with writing() as session:
        reviewer = new_actor(session, Role.REVIEWER)
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, programmes=[new_region(session).id])
        visits = new_wave(session)
    with pytest.raises(NotAllowed):
        drawn(made, by=reviewer)
    with pytest.raises(NotFound):
        drawn(made, by=elsewhere)
    with pytest.raises(Refusal, match="no_check"):
        drawn(visits, people=(made.shoppers[0].person_id,))
