"""What audits say, from the tallies on both databases: added up, held back, told apart, and within reach only."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from audits.visits.models import Assignment, AuditState, Wave, WaveKind
from results.comparison.queries.audits import (
    Asked,
    ItemName,
    asked_of,
    audit_results,
    audited_rubrics,
    gaps,
    item_trend,
    items_changed,
    scores_by_channel,
    scores_by_wave,
    section_map,
    visit_coverage,
)
from results.comparison.rules.audits import SMALLEST_AUDITS, Side
from results.readings.queries import EVERYWHERE, Area
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.results import new_indicator
from tests.results.comparison.audits.stage import (
    FACILITIES,
    GREETING,
    JUNE,
    MAY,
    Stage,
    fallen,
    kept,
    scored,
    set_up,
)
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound
from tracker.core.words import Label
from tracker.people.models import Store
from tracker.people.rules import Actor, Role

LEVEL = [78.0, 82.0, 80.0, 79.0, 81.0]


def wave(session: Session, stage: Stage, code: str, starts_on: date) -> Wave:
    found = Wave(
        programme_id=stage.programme.id,
        code=code,
        name=Label(f"Wave {code}", f"{code}批次"),
        kind=WaveKind.MYSTERY_VISIT,
        rubric_version_id=stage.version_id,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=27),
    )
    session.add(found)
    session.flush()
    return found


def visit(session: Session, stage: Stage, store: Store, due_on: date, state: AuditState, of: Wave | None, who: Actor) -> None:
    session.add(
        Assignment(
            programme_id=stage.programme.id,
            rubric_version_id=stage.version_id,
            store_id=store.id,
            channel_code="store",
            assignee_id=who.person_id,
            visit_from=due_on - timedelta(days=6),
            due_on=due_on,
            state=state,
            wave_id=of.id if of else None,
        )
    )
    session.flush()


def asked(stage: Stage, **given: Any) -> Asked:
    return Asked(**stage.asked(**given))


def test_the_rubric_with_most_audits_comes_first_and_the_period_ends_with_its_latest_month(database: Database) -> None:
    with writing() as session:
        stage, lead = set_up(session), new_actor(session, Role.PROGRAMME_LEAD)
        scored(session, stage, stage.stores[0], MAY, LEVEL)
        scored(session, stage, stage.stores[1], JUNE, LEVEL[:2])
        new_indicator(session, stage.programme, derived=f"score:{stage.rubric}", smallest_n=8)
    with reading() as session:
        (rubric,) = audited_rubrics(session, programme_id=stage.programme.id, by=lead)
        assert (rubric.code, rubric.n, rubric.last) == (stage.rubric, 7, JUNE)
        found = asked_of(session, programme_id=stage.programme.id, rubric=rubric, months=12, area=EVERYWHERE)
        assert (found.first, found.middle, found.last) == (date(2025, 7, 1), date(2026, 1, 1), JUNE)
        assert found.smallest == 8
        assert asked(stage).smallest == SMALLEST_AUDITS


def test_a_store_far_from_the_others_stands_out_first_and_its_thin_cells_are_held_back(database: Database) -> None:
    with writing() as session:
        stage, lead = set_up(session, stores=8), new_actor(session, Role.EXECUTIVE)
        for store in stage.stores:
            scored(session, stage, store, MAY, LEVEL)
            scored(session, stage, store, MAY, LEVEL, section=GREETING)
        scored(session, stage, stage.stores[5], JUNE, [60.0] * 5, section=GREETING)
        scored(session, stage, stage.stores[2], JUNE, [20.0] * 4, section=FACILITIES)
    with reading() as session:
        found = section_map(session, asked=asked(stage), by=lead)
    assert (found.total, found.apart) == (8, 1)
    first = found.stores[0]
    assert (first.code, first.cells[GREETING].side, first.cells[GREETING].mean.n) == (stage.stores[5].code, Side.BELOW, 10)
    assert [store.code for store in found.stores[1:]] == sorted(store.code for store in found.stores[1:])
    thin = next(store for store in found.stores if store.code == stage.stores[2].code).cells[FACILITIES]
    assert (thin.mean.n, thin.mean.value, thin.side) == (4, None, Side.LEVEL)
    sections = {section.code: section for section in found.sections}
    assert list(sections) == ["", GREETING, FACILITIES]
    assert (sections[GREETING].below, sections[GREETING].above, sections[GREETING].compared) == (1, 0, 8)
    assert str(sections[GREETING].name) == "Greeting"
    assert found.compared == 16


def test_who_sees_a_region_compares_its_stores_with_themselves_alone(database: Database) -> None:
    with writing() as session:
        stage = set_up(session)
        southern = new_actor(session, Role.EXECUTIVE, regions=[stage.south.id])
        manager = new_actor(session, Role.STORE_MANAGER, stores=[stage.stores[0].id])
        for store in stage.stores:
            scored(session, stage, store, MAY, LEVEL)
        fallen(session, stage, stage.north, MAY, LEVEL)
        kept(session, stage, stage.north, MAY, "greeted", 9, 9)
    with reading() as session:
        found = section_map(session, asked=asked(stage), by=southern)
        assert [store.code for store in found.stores] == ["Z1"]
        assert found.sections[0].reference.n == 5
        assert scores_by_wave(session, asked=asked(stage), by=southern) == []
        assert items_changed(session, asked=asked(stage), by=southern).items == ()
        elsewhere = asked(stage, area=Area(store_id=stage.stores[0].id))
        with pytest.raises(NotFound):
            scores_by_wave(session, asked=elsewhere, by=southern)
        assert section_map(session, asked=elsewhere, by=southern).stores == ()
        assert audited_rubrics(session, programme_id=stage.programme.id, by=manager) == []  # nothing was released
        assert visit_coverage(session, asked=asked(stage), by=manager) is None


def test_scores_fall_by_wave_and_outside_waves_by_quarter(database: Database) -> None:
    with writing() as session:
        stage, lead = set_up(session), new_actor(session, Role.PROGRAMME_LEAD)
        of = wave(session, stage, "SPRING", date(2026, 5, 4))
        fallen(session, stage, stage.north, MAY, [71, 72, 88, 96, 100], wave_id=of.id)
        fallen(session, stage, stage.south, JUNE, [73], wave_id=of.id)
        fallen(session, stage, stage.north, JUNE, [50, 60])
    with reading() as session:
        quarter, spring = scores_by_wave(session, asked=asked(stage), by=lead)
        (northern,) = [
            each
            for each in scores_by_wave(session, asked=asked(stage, area=Area(region_id=stage.north.id)), by=lead)
            if each.code == "SPRING"
        ]
    assert (spring.code, dict(spring.steps), spring.n) == ("SPRING", {14: 3, 17: 1, 19: 2}, 6)
    assert spring.mean.value == pytest.approx((3 * 72.5 + 87.5 + 2 * 97.5) / 6)
    assert (quarter.name, quarter.starts_on, quarter.n, quarter.mean.value) == (None, date(2026, 4, 1), 2, None)
    assert northern.n == 5


def test_items_change_over_the_halves_and_one_is_followed_further_back(database: Database) -> None:
    with writing() as session:
        stage, lead = set_up(session), new_actor(session, Role.PROGRAMME_LEAD)
        kept(session, stage, stage.north, date(2026, 1, 1), "smile", 50, 30)
        for month, greeted, clean in ((MAY, 20, 80), (JUNE, 70, 82)):
            kept(session, stage, stage.north, month, "greeted", 60, greeted - 10)
            kept(session, stage, stage.south, month, "greeted", 40, 10)
            kept(session, stage, stage.north, month, "clean", 100, clean)
            kept(session, stage, stage.north, month, "smile", 4, 4)
    with reading() as session:
        found = items_changed(session, asked=asked(stage), by=lead)
        smile = item_trend(session, asked=asked(stage), item=ItemName("smile", Label("A smile?", "")), by=lead)
    assert [item.code for item in found.items] == ["greeted", "smile", "clean"]  # in the rubric's order
    assert found.compared == 2
    (changed,) = found.changed
    assert (changed.item.code, changed.change.difference.value) == ("greeted", pytest.approx(0.5))
    assert [each.asked for each in smile.months] == [50, 4, 4]
    assert smile.chart is not None
    assert len(smile.chart.points) == 1


def test_channels_are_compared_with_intervals(database: Database) -> None:
    with writing() as session:
        stage, lead = set_up(session), new_actor(session, Role.PROGRAMME_LEAD)
        scored(session, stage, stage.stores[0], MAY, LEVEL * 4)
        scored(session, stage, stage.stores[0], MAY, [value - 10 for value in LEVEL], channel="phone")
    with reading() as session:
        scores = scores_by_channel(session, asked=asked(stage), by=lead)
        held = scores_by_channel(session, asked=replace(asked(stage), smallest=6), by=lead)
    assert [(str(each.channel), each.mean.n, each.mean.value) for each in scores] == [("Store", 20, 80), ("Phone", 5, 70)]
    (gap,) = gaps(scores)
    assert (gap.difference.value, gap.difference.detectable) == (pytest.approx(10), True)
    assert gaps(held) == []


def test_visits_are_counted_by_wave_and_by_the_month_they_are_due_in(database: Database) -> None:
    with writing() as session:
        stage, lead = set_up(session), new_actor(session, Role.PROGRAMME_LEAD)
        shopper = new_actor(session, Role.MYSTERY_SHOPPER)
        of = wave(session, stage, "SPRING", date(2026, 5, 4))
        for store, state in zip(stage.stores, (AuditState.APPROVED, AuditState.ASSIGNED, AuditState.CANCELLED), strict=False):
            visit(session, stage, store, date(2026, 5, 20), state, of, shopper)
        visit(session, stage, stage.stores[3], date(2026, 6, 30), AuditState.SUBMITTED, None, shopper)
        visit(session, stage, stage.stores[3], date(2026, 7, 1), AuditState.ASSIGNED, None, shopper)
        scored(session, stage, stage.stores[0], JUNE, LEVEL)
        outsider = new_actor(session, Role.SUPERVISOR)
    with reading() as session:
        found = visit_coverage(session, asked=asked(stage), by=lead)
        southern = visit_coverage(session, asked=asked(stage, area=Area(region_id=stage.south.id)), by=lead)
        whole = audit_results(session, programme_id=stage.programme.id, area=EVERYWHERE, rubric_code=None, by=lead)
        with pytest.raises(NotAllowed):
            audit_results(session, programme_id=stage.programme.id, area=EVERYWHERE, rubric_code=None, by=outsider)
        assert audit_results(session, programme_id=stage.programme.id, area=EVERYWHERE, rubric_code="other", by=lead) is None
    assert found is not None
    assert [(each.code, each.planned, each.done) for each in found.waves] == [("SPRING", 2, 1)]
    assert [(each.starts_on, each.planned, each.done) for each in found.months] == [(MAY, 2, 1), (JUNE, 1, 1)]
    assert southern is not None
    assert (southern.waves, len(southern.months)) == ((), 1)
    assert whole is not None
    assert whole.sections.stores[0].cells[""].mean.value == pytest.approx(80)
    assert whole.coverage is not None
