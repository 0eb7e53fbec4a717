"""Effects from what is stored, and the ledger of benefits that keeps them."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from results.comparison.actions.benefits import assess_benefit, change_benefit, remove_benefit
from results.comparison.effects.designs import is_detectable
from results.comparison.effects.ledger import Total, totals
from results.comparison.effects.rules import Attribution
from results.comparison.queries.benefits import benefit_log, benefits
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_reading
from tests.results.comparison.ledgers import NOW, STARTED, Ledger, new_ledger
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import speaking
from tracker.people.models import Store
from tracker.people.rules import Role
from tracker.targets.models import Indicator


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with standing_at(NOW):
        yield new_ledger()


def test_an_effect_is_told_by_each_design_or_refused_in_words(ledger: Ledger) -> None:
    control, waves = ledger.effect(Attribution.CONTROL), ledger.effect(Attribution.WAVES)
    assert control.found is not None
    assert waves.found is not None
    assert control.found.effect.estimate == pytest.approx(5, abs=0.3)
    assert waves.found.effect.estimate == pytest.approx(control.found.effect.estimate)
    assert control.found.counts["pilot"] == control.found.counts["control"] == 3
    before_after = ledger.effect(Attribution.OBSERVED, since=STARTED)
    assert before_after.found is not None
    assert before_after.found.effect.estimate == pytest.approx(3 + 2.5, abs=0.1)  # the common rise is in it
    series = ledger.effect(Attribution.TIME_SERIES, since=STARTED)
    assert series.found is not None
    assert series.found.effect.estimate == pytest.approx(2.5, abs=0.2)
    assert ledger.effect(Attribution.OBSERVED).reason == "few_before"  # nothing was measured before the programme's first day


def test_who_sees_some_stores_is_told_of_these_alone(ledger: Ledger) -> None:
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=ledger.stores[:1])
        regional = new_actor(session, Role.EXECUTIVE, regions=ledger.regions[:1])
        elsewhere = new_actor(session, Role.EXECUTIVE, programmes=[new_programme(session).id])
    assert ledger.effect(Attribution.CONTROL, manager).reason == "no_control"
    assert ledger.effect(Attribution.WAVES, regional).reason == "nobody_waiting"
    own = ledger.effect(Attribution.OBSERVED, manager, since=STARTED)
    assert own.found is not None
    assert not own.whole
    assert own.found.effect.estimate == pytest.approx(8, abs=0.1)
    with pytest.raises(NotFound):
        ledger.effect(Attribution.OBSERVED, elsewhere)


def test_an_assessment_keeps_what_was_found_then(ledger: Ledger) -> None:
    row = ledger.note(
        description="顾客更满意",
        indicator_id=ledger.indicator_id,
        attribution=Attribution.CONTROL,
        currency="CNY",
        actual_minor=7_00,
    )
    assert (row.code, row.attributed, row.assessments) == ("B01", False, ())
    with speaking("zh_CN"):
        ledger.do(assess_benefit, row, design=Attribution.CONTROL, note="季度评审")
    row = ledger.read(row.id)
    first = row.assessments[0]
    assert is_detectable(first.found.effect)
    assert row.attributed
    assert (first.note, first.contract, first.indicator) == ("季度评审", 1, "Indicator csi")
    assert first.assumed[0] == "Without the change the pilot would have moved as the control did."
    with writing() as session:
        indicator = session.get_one(Indicator, ledger.indicator_id)
        for number, store in enumerate(ledger.stores):
            new_reading(session, indicator, date(2026, 7, 28), 20.0 if number < 3 else 99.0, store=session.get_one(Store, store))
    row = ledger.do(assess_benefit, row, design=Attribution.CONTROL)
    assert not row.attributed  # the latest counts
    assert row.assessments[1] == first


def test_money_is_split_into_attributed_and_observed(ledger: Ledger) -> None:
    claimed = ledger.note(
        indicator_id=ledger.indicator_id, attribution=Attribution.WAVES, currency="CNY", planned_minor=100, actual_minor=80
    )
    ledger.do(assess_benefit, claimed, design=Attribution.WAVES)
    ledger.note(currency="CNY", planned_minor=10)
    ledger.note(code="kindness")
    with reading() as session:
        rows = benefits(session, programme_id=ledger.programme_id, by=ledger.lead)
    assert [row.code for row in rows] == ["B01", "B02", "kindness"]
    assert totals(row.worth for row in rows if row.worth) == [Total("CNY", True, 100, 80, 1, 0), Total("CNY", False, 10, 0, 1, 1)]


def test_money_and_the_numbers_of_all_stores_are_for_who_may_see_them(ledger: Ledger) -> None:
    row = ledger.note(indicator_id=ledger.indicator_id, currency="CNY", planned_minor=100)
    row = ledger.do(assess_benefit, row, design=Attribution.CONTROL)
    with writing() as session:
        reviewer = new_actor(session, Role.REVIEWER)
        manager = new_actor(session, Role.STORE_MANAGER, stores=ledger.stores[:1])
        regional = new_actor(session, Role.PROGRAMME_LEAD, regions=ledger.regions[:1])
        executive = new_actor(session, Role.EXECUTIVE)
    assert (ledger.read(row.id, executive).planned_minor, len(ledger.read(row.id, executive).assessments)) == (100, 1)
    assert (ledger.read(row.id, reviewer).worth, len(ledger.read(row.id, reviewer).assessments)) == (None, 1)
    assert ledger.read(row.id, manager).assessments == ()
    with reading() as session:
        assert [entry.verb for entry in benefit_log(session, benefit_id=row.id, by=reviewer)] == ["benefit.noted"]
        assert len(benefit_log(session, benefit_id=row.id, by=executive)) == 2
    with pytest.raises(NotAllowed):
        ledger.do(change_benefit, row, description="More", by=executive)
    with pytest.raises(Refusal, match="whole_only"):
        ledger.do(assess_benefit, row, design=Attribution.CONTROL, by=regional)


def test_a_stale_edit_is_refused_with_what_the_other_changed(ledger: Ledger) -> None:
    saw = ledger.note()
    ledger.do(change_benefit, saw, description="Fewer complaints", owner_id=ledger.lead.person_id)
    with pytest.raises(Stale) as stale:
        ledger.do(change_benefit, saw, description="Mine")
    assert ("description", "Fewer complaints", "Fewer returns") in stale.value.changed


def test_what_is_removed_leaves_the_ledger_and_stays_to_be_read(ledger: Ledger) -> None:
    row = ledger.note()
    gone = ledger.do(remove_benefit, row)
    with reading() as session:
        assert benefits(session, programme_id=ledger.programme_id, by=ledger.lead) == []
        assert [each.id for each in benefits(session, programme_id=ledger.programme_id, removed=True, by=ledger.lead)] == [row.id]
    with pytest.raises(Refusal, match="removed_already"):
        ledger.do(change_benefit, gone, description="Back")


def test_what_does_not_hang_together_is_refused(ledger: Ledger) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "benefits.money_needs_currency": {"actual_minor": 5},
        "benefits.needs_indicator": {"attribution": Attribution.CONTROL},
        "benefits.unknown_indicator": {"indicator_id": UUID(int=1)},
        "risks.unknown_owner": {"owner_id": UUID(int=1)},
        "core.field_wrong": {"description": " "},
        "money.unknown_currency": {"currency": "XXQ"},
    }
    for key, given in wrong.items():
        with pytest.raises(Refusal) as refused:
            ledger.note(**given)
        assert refused.value.key == key


def test_a_code_is_given_once_and_an_assessment_needs_what_it_measures(ledger: Ledger) -> None:
    row = ledger.note(code="returns")
    with pytest.raises(Refusal, match="code_taken"):
        ledger.note(code="returns")
    with pytest.raises(Refusal, match="needs_indicator"):
        ledger.do(assess_benefit, row, design=Attribution.CONTROL)
    measured = ledger.do(change_benefit, row, indicator_id=ledger.indicator_id)
    with pytest.raises(Refusal, match=r"effects\.cannot\.few_before"):
        ledger.do(assess_benefit, measured, design=Attribution.OBSERVED)
