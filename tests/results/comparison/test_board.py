"""The board as it stands, what changed between two days of it, and who is told what."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from results.comparison.headlines import against_rest_words, headline, news_first
from results.comparison.news import change_sentences
from results.comparison.queries import board, changes_between
from results.comparison.rules import Standing
from results.comparison.rules.changes import Change, ChangeKind, mirrored
from results.gates.queries import EVALUATORS
from results.readings.queries import EVERYWHERE, Area
from results.readings.rules import Group
from tests.conftest import Database
from tests.factories.gates import new_gate
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_phase, new_programme, new_task
from tests.factories.results import new_indicator, new_reading
from tests.factories.risks import new_risk
from tests.factories.waves import new_wave
from tests.results.comparison.lines import line
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.models import Store
from tracker.people.rules import Actor, Role
from tracker.plan.actions import decide_gate
from tracker.plan.actions.areas import add_area
from tracker.plan.models import Programme
from tracker.plan.queries import plan
from tracker.plan.rules import Confidence, GateOutcome, add_months
from tracker.risks.actions import move_risk
from tracker.risks.queries import register
from tracker.risks.rules import RiskState
from tracker.targets.models import Indicator
from tracker.targets.rules import Measure, Unit

MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    programme_id: UUID
    csi: UUID
    stores: tuple[UUID, UUID]
    regions: tuple[UUID, UUID]
    lead: Actor

    def actor(self, role: Role, **given: object) -> Actor:
        with writing() as session:
            return new_actor(session, role, **given)

    def told(self, first: date, second: date, by: Actor | None = None, area: Area = EVERYWHERE) -> list[Change]:
        with reading() as session:
            return changes_between(
                session, programme_id=self.programme_id, first=first, second=second, area=area, by=by or self.lead
            )


@pytest.fixture
def stage(database: Database) -> Stage:
    """A programme with a share measured in two stores for eight months, a task that is late and a high risk."""
    with clock.standing_at(at(date(2026, 1, 2))), writing() as session:
        programme = new_programme(session)
        new_task(session, new_phase(session, programme))
        csi = new_indicator(session, programme, "csi", unit=Unit.PERCENT, measure=Measure.SHARE, target=95.0)
        regions = (new_region(session), new_region(session))
        stores = tuple(new_store(session, region=region) for region in regions)
        for month in range(8):
            for place, store in enumerate(stores):
                new_reading(session, csi, add_months(date(2025, 11, 30), month), 84.0 + month % 2 - 4 * place, n=400, store=store)
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en")
        found = Stage(programme.id, csi.id, (stores[0].id, stores[1].id), (regions[0].id, regions[1].id), lead)
    with clock.standing_at(at(date(2026, 1, 3))):
        new_risk(found.programme_id, lead, probability=4, impact=5)
    return found


def test_the_programme_stands_beside_its_indicators_as_far_as_each_may_know(stage: Stage) -> None:
    manager = stage.actor(Role.STORE_MANAGER, stores=(stage.stores[0],))
    with reading() as session, clock.standing_at(at(JUNE)):
        mine = board(session, programme_id=stage.programme_id, by=stage.lead)
        of_store = board(session, programme_id=stage.programme_id, by=manager)
    assert (mine.programme.tasks, mine.programme.late, mine.programme.high_risks) == (1, 1, 1)
    assert mine.programme.money is not None  # a lead sees money, also where none was drawn up yet
    assert (of_store.programme.money, of_store.programme.high_risks, of_store.programme.coverage) == (None, None, None)
    assert [(found.lines[0].actual.value, found.lines[0].actual.n) for found in (mine, of_store)] == [(83, 800), (85, 400)]


def test_visits_made_are_counted_for_the_latest_wave_and_a_store_learns_nothing_of_it(database: Database) -> None:
    with writing() as session:
        made = new_wave(session, stores=3)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[made.stores[0].id])
        regional = new_actor(session, Role.EXECUTIVE, regions=[new_region(session).id])
    with reading() as session, clock.standing_at(at(JUNE)):
        found = [
            board(session, programme_id=made.programme_id, by=by).programme.coverage for by in (made.lead, regional, manager)
        ]
    assert [(one.done, one.wanted) if one else None for one in found] == [(0, 3), None, None]


def test_the_board_of_a_past_day_knows_nothing_of_later_values(stage: Stage) -> None:
    with reading() as session:
        found = board(session, programme_id=stage.programme_id, until=date(2026, 3, 31), by=stage.lead)
    assert (found.today, found.lines[0].actual.on, len(found.lines[0].points)) == (date(2026, 3, 31), date(2026, 3, 30), 5)


def test_the_pilot_is_held_against_the_rest_with_an_interval(stage: Stage) -> None:
    with writing() as session:
        phase = new_phase(session, session.get_one(Programme, stage.programme_id), "pilot", position=2)
        days = (phase.starts_on, phase.ends_on)
        regions = frozenset({stage.regions[0]})
        add_area(
            session,
            programme_id=stage.programme_id,
            code="A-1",
            name="North",
            regions=regions,
            phases={phase.id: days},
            by=stage.lead,
        )
    with reading() as session:
        whole = board(session, programme_id=stage.programme_id, by=stage.lead)
        pilot = board(session, programme_id=stage.programme_id, area=Area(group=Group.PILOT), by=stage.lead)
    [found] = whole.against_rest.values()
    assert (found.pilot, found.rest, found.n_pilot, found.n_rest) == (85, 81, 400, 400)
    told = "Pilot 85% (n = 400), others 81% (n = 400): no detectable difference."
    assert against_rest_words(Unit.PERCENT, found) == told
    assert pilot.lines[0].actual.value == 85
    assert pilot.against_rest == {}


def test_a_correction_a_gate_and_a_risk_are_told_with_the_day_they_came(stage: Stage) -> None:
    phase_id = _first_phase(stage)
    gate_id = new_gate(stage.programme_id, phase_id, stage.lead)
    with clock.standing_at(at(date(2026, 6, 10))), writing() as session:
        csi = session.get_one(Indicator, stage.csi)
        new_reading(session, csi, date(2026, 5, 30), 84.5, n=400, store=session.get_one(Store, stage.stores[0]), revision=2)
        decide_gate(
            session,
            gate_id=gate_id,
            seen=1,
            outcome=GateOutcome.GO,
            confidence=Confidence.GREEN,
            evaluators=EVALUATORS,
            by=stage.lead,
        )
        [risk] = register(session, programme_id=stage.programme_id, by=stage.lead).risks
        move_risk(session, risk_id=risk.id, seen=risk.version, state=RiskState.CLOSED, reason="Over", by=stage.lead)
    told = stage.told(MAY, JUNE)
    assert [change.kind for change in told] == [ChangeKind.CORRECTION, ChangeKind.GATE, ChangeKind.RISK]
    assert stage.told(JUNE, MAY) == [mirrored(change) for change in told]
    assert change_sentences(told)[2] == "Risk The system is late: closed; before: high (20 points)."
    assert stage.told(date(2026, 6, 11), JUNE) == []
    outsider = stage.actor(Role.STORE_MANAGER, stores=(stage.stores[1],))
    assert [change.kind for change in stage.told(MAY, JUNE, outsider)] == [ChangeKind.GATE]


def test_a_risk_that_was_not_noted_yet_was_none(stage: Stage) -> None:
    [change] = stage.told(date(2026, 1, 2), date(2026, 1, 4))
    assert (change.kind, change.before) == (ChangeKind.RISK, None)


def _first_phase(stage: Stage) -> UUID:
    with reading() as session:
        return plan(session, programme_id=stage.programme_id, by=stage.lead).phases[0].id


NOISE = [84.0, 86.0, 83.0, 85.0, 84.0, 86.0, 83.0, 85.0, 84.0, 86.0, 83.0, 85.0, 84.0]


def test_the_headline_counts_targets_and_what_is_beyond_chance() -> None:
    lines = [line([*NOISE]), line([*NOISE, 99]), line([*NOISE, 70]), line([])]
    assert headline(lines) == "Targets: 1 of 4 met, 2 behind. Beyond chance: 1 better, 1 worse."
    assert headline([line([*NOISE])]).endswith("Nothing has changed beyond chance.")
    assert headline([line([])]) == "1 indicators are promised, and none has a value yet."


def test_what_got_worse_comes_first_and_what_has_no_value_last() -> None:
    worse, behind, met, none = line([*NOISE, 70]), line([*NOISE]), line([91.0, 92.0, 91.5]), line([])
    assert behind.standing is Standing.BEHIND
    assert news_first([none, met, behind, worse]) == [worse, behind, met, none]
