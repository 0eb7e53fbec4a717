"""The board, what changed and alerts as people meet them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from results.comparison.actions.alerts import raise_alerts
from results.comparison.models import AlertState
from results.comparison.queries import closed_alerts, open_alerts
from tests.audits.app import opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role
from tracker.plan.rules import add_months

pytestmark = on_one_database


@dataclass(frozen=True)
class Stage:
    programme_id: UUID
    code: str
    store_id: UUID

    def actor(self, role: Role, language: str = "en", **given: object) -> Actor:
        with writing() as session:
            return new_actor(session, role, language=language, **given)


@pytest.fixture
def stage(database: Database) -> Stage:
    """Satisfaction of two stores for 14 months until last month, in which the first fell far; a second indicator has no value."""
    first = add_months(clock.today().replace(day=1) - timedelta(days=1), -13)
    with writing() as session:
        programme = new_programme(session, starts_on=first.replace(day=1), ends_on=clock.today() + timedelta(days=200))
        csi = new_indicator(session, programme, "csi", target=99.0)
        new_indicator(session, programme, "nps")
        stores = [
            new_store(session, code, region=new_region(session, region)) for code, region in (("N-1", "NORTH"), ("S-1", "SOUTH"))
        ]
        for month in range(14):
            for place, store in enumerate(stores):
                value = 50.0 if (place, month) == (0, 13) else 84.0 + month % 3
                new_reading(session, csi, add_months(first, month), value, n=40, store=store)
        return Stage(programme.id, programme.code, stores[0].id)


def unescaped(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def test_the_board_says_the_news_in_one_screen_and_keeps_the_region_in_the_address(stage: Stage) -> None:
    executive = stage.actor(Role.EXECUTIVE)
    app = opened(executive, "results/board")
    said = unescaped(app)
    assert "Targets: 0 of 2 met, 1 behind. Beyond chance: 0 better, 1 worse." in said
    assert said.index("Indicator csi is ") < said.index("Indicator nps has no value yet")
    app.selectbox(key="chosen_region").set_value("SOUTH").run()
    sound(app)
    assert app.query_params["region"] in ("SOUTH", ["SOUTH"])
    assert "1 worse" not in unescaped(app)


def test_a_store_manager_sees_the_own_store_and_nothing_of_money_risks_and_visits(stage: Stage) -> None:
    said = texts(opened(stage.actor(Role.STORE_MANAGER, "zh_CN", stores=[stage.store_id]), "results/board"))
    assert "csi指标为50" in said
    assert "未关闭的高风险" not in said
    assert "已完成的检查" not in said


def test_two_days_in_the_address_say_what_changed_between_them(stage: Stage) -> None:
    executive = stage.actor(Role.EXECUTIVE)
    before = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1) - timedelta(days=1)
    said = texts(opened(executive, "results/changes", first=before.isoformat(), second=clock.today().isoformat()))
    assert "Worse than chance explains since" in said
    quiet = texts(opened(executive, "results/changes", first=clock.today().isoformat(), second=clock.today().isoformat()))
    assert "nothing changed beyond chance" in quiet


def test_an_alert_is_looked_for_taken_in_hand_and_explained_on_its_page(stage: Stage) -> None:
    lead = stage.actor(Role.PROGRAMME_LEAD)
    app = opened(lead, "results/alerts")
    assert "chance alone raises about 0.0 alerts a month" in texts(app)
    sound(app.button(key="look").click().run())
    with reading() as session:
        rows = open_alerts(session, programme_id=stage.programme_id, by=lead)
    alert = next(row for row in rows if row.store)
    key = f"{alert.id}_{alert.version}"
    app.segmented_control(key=f"state_{key}").set_value(AlertState.EXPLAINED)
    app.text_area(key=f"note_{key}").set_value("A fair in town")
    sound(app.button(key=f"save_{key}").click().run())
    with reading() as session:
        [closed] = closed_alerts(session, programme_id=stage.programme_id, by=lead)
    assert (closed.state, closed.note) == (AlertState.EXPLAINED, "A fair in town")


def test_an_executive_reads_alerts_and_can_change_none(stage: Stage) -> None:
    with writing() as session:
        raise_alerts(session, programme_id=stage.programme_id, by=None)
    app = opened(stage.actor(Role.EXECUTIVE), "results/alerts")
    assert "N-1 · Store N-1: Indicator csi was 50" in texts(app)
    assert not app.button
