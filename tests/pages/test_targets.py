"""Targets and definitions as a person meets them: every promise, one contract, its history, and how it is changed."""

from datetime import date
from uuid import UUID

import pytest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core.db import reading, writing
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.targets.actions import lock_baseline, restate
from tracker.targets.queries import indicators, versions
from tracker.targets.rules import IndicatorRow, Measure, Timing

pytestmark = on_one_database
STARTS_ON = date(2026, 3, 1)


@pytest.fixture
def programme_id(database: Database) -> UUID:
    """Satisfaction measured in the two months before the start and in one after it; a second indicator still open."""
    with writing() as session:
        programme = new_programme(session, "P", starts_on=STARTS_ON, ends_on=date(2027, 2, 28))
        csi = new_indicator(session, programme, "csi", question=Label("Are customers satisfied?", "顾客满意吗？"))
        new_indicator(session, programme, "nps", baseline=None, target=None, target_kind="unset")
        for month, value, n in ((1, 80.0, 100), (2, 86.0, 200), (3, 95.0, 100)):
            new_reading(session, csi, date(2026, month, 20), value, n=n)
        return programme.id


def person(role: Role = Role.PROGRAMME_LEAD, language: str = "en") -> Actor:
    with writing() as session:
        return new_actor(session, role, language=language)


def stored(programme_id: UUID, actor: Actor, code: str = "csi") -> IndicatorRow:
    with reading() as session:
        return next(row for row in indicators(session, programme_id=programme_id, by=actor) if row.code == code)


def test_an_executive_reads_every_promise_and_one_contract_and_changes_nothing(programme_id: UUID) -> None:
    app = opened(person(Role.EXECUTIVE), "results/targets")
    assert {metric.label: metric.value for metric in app.metric}["Without a target"] == "1"
    assert "Baseline: 82\nTarget: at least 90, by Feb 28, 2027" in texts(app)
    assert "Baseline: still to be measured\nTarget: still to be set" in texts(app)
    app.button(key="open_csi").click().run()
    assert app.query_params["indicator"] == "csi"
    assert {"Are customers satisfied?", "at least 90", "It stands as it was defined."} <= set(texts(app).split("\n"))
    assert not app.number_input
    assert not app.text_input
    sound(app.button(key="back").click().run())
    assert "indicator" not in app.query_params
    assert app.metric


def test_a_restated_contract_shows_both_versions_side_by_side(programme_id: UUID) -> None:
    lead = person()
    saw = stored(programme_id, lead)
    app = opened(lead, "results/targets", indicator="csi")
    app.text_area(key=f"aim_formula_{saw.id}_1").set_value("Mean of all answers").run()
    app.number_input(key=f"aim_smallest_n_{saw.id}_1").set_value(30).run()
    app.text_input(key=f"aim_reason_definition_{saw.id}_1").set_value("The survey was *widened*").run()
    sound(app.button(key=f"aim_save_definition_{saw.id}_1").click().run())
    assert "The survey was *widened* (changed: Formula, Smallest sample shown)" in texts(app)
    side_by_side = [text.value for text in app.expander[-1].text]
    assert side_by_side == ["–", "Mean of all answers", "1", "30"]


def test_a_baseline_comes_from_what_was_measured_before_the_start_and_is_locked(programme_id: UUID) -> None:
    lead = person()
    saw = stored(programme_id, lead)
    app = opened(lead, "results/targets", indicator="csi")
    app.segmented_control(key=f"aim_way_{saw.id}_1").set_value("measured").run()
    assert "84 over 2 values with 300 observations" in texts(app)
    app.text_input(key=f"aim_reason_baseline_{saw.id}_1").set_value("Measured at last").run()
    app.button(key=f"aim_save_baseline_{saw.id}_1").click().run()
    sound(app.button(key=f"aim_save_lock_{saw.id}_2").click().run())
    row = stored(programme_id, lead)
    assert (row.baseline, row.contract.baseline_n, row.contract.baseline_locked_by) == (84.0, 300, lead.person_id)
    assert (row.contract.baseline_from, row.contract.baseline_to) == (date(2026, 1, 20), date(2026, 2, 28))
    assert not [field for field in app.number_input if str(field.key).startswith("aim_baseline")]
    app.text_input(key=f"aim_reason_unlock_{saw.id}_3").set_value("A store was counted twice").run()
    sound(app.button(key=f"aim_save_unlock_{saw.id}_3").click().run())
    assert stored(programme_id, lead).contract.baseline_locked_at is None


def test_one_more_indicator_is_defined_in_a_running_programme(programme_id: UUID) -> None:
    lead = person()
    app = opened(lead, "results/targets")
    app.text_input(key="define_name").set_value("Waiting time").run()
    app.text_input(key="define_code").set_value("Waiting").run()
    app.button(key="define").click().run()
    assert app.error  # a code has small letters
    app.text_input(key="define_code").set_value("waiting").run()
    app.selectbox(key="define_measure").set_value(Measure.SHARE).run()
    sound(app.button(key="define").click().run())
    assert stored(programme_id, lead, "waiting").contract.measure is Measure.SHARE
    assert [
        field.key for field in app.number_input if str(field.key).startswith("aim_baseline")
    ]  # opened at once, to be completed


def test_in_chinese_a_contract_and_its_history_are_chinese(programme_id: UUID) -> None:
    lead = person(language="zh_CN")
    saw = stored(programme_id, lead)
    with writing() as session:
        changes = {"timing": Timing.ROLLING, "rolling_months": 3}
        restate(session, indicator_id=saw.id, seen=1, changes=changes, reason="按季度看更稳定", by=lead)
        lock_baseline(session, indicator_id=saw.id, seen=2, by=lead)
    app = opened(lead, "results/targets", indicator="csi")
    assert {"顾客满意吗？", "82（已锁定）", "不低于90", "滚动期间值：3个月"} <= set(texts(app).split("\n"))
    assert "按季度看更稳定（变更项：取值方式、滚动月数）" in texts(app)
    with reading() as session:
        assert [version.number for version in versions(session, indicator_id=saw.id, by=lead)] == [1, 2, 3]
