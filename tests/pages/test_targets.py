"""The targets page as a person meets it: numbers, bullets, one indicator, and the way down to a store."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Role
from tracker.plan.rules import add_months


@dataclass(frozen=True)
class Setting:
    programme_id: UUID
    north_one: UUID


@pytest.fixture
def setting(database: Database) -> Setting:
    """Satisfaction measured in three stores of two regions for six months; nothing known of a second indicator."""
    starts_on = (clock.today() - timedelta(days=200)).replace(day=1)
    with writing() as session:
        programme = new_programme(session, "P", starts_on=starts_on, ends_on=starts_on + timedelta(days=364))
        csi = new_indicator(session, programme, "csi")
        new_indicator(session, programme, "nps")
        north, south = new_region(session, "NORTH"), new_region(session, "SOUTH")
        stores = [
            new_store(session, "N1", region=north),
            new_store(session, "N2", region=north),
            new_store(session, "S1", region=south),
        ]
        for month in range(6):
            for at, store in enumerate(stores):
                new_reading(session, csi, add_months(starts_on, month), 85 - (month % 2) + at, n=50, store=store)
        return Setting(programme.id, stores[0].id)


def page_of(role: Role, language: str = "en", *, stores: tuple[UUID, ...] = (), **address: str) -> AppTest:
    with writing() as session:
        actor = new_actor(session, role, language=language, stores=stores)
        token = open_session(session, person_id=actor.person_id, browser="test").token
    with reading() as session:
        session_id = live_session(session, token=token)
    app = AppTest.from_file(str(ROOT / "pages" / "results" / "targets.py"), default_timeout=60)
    app.user = {"session": str(session_id)}
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def first_table(app: AppTest) -> list[list[str]]:
    return app.dataframe[-1].value.values.tolist()


def test_numbers_come_first_and_an_indicator_without_a_value_is_named(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE)
    assert numbers(app) == {"Met": "0", "On the way": "1", "Behind": "0", "No data": "1"}
    assert [text.value for text in app.text] == ["Indicator nps has no value yet"]


def test_one_indicator_is_opened_and_left_again_and_the_address_says_which(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE)
    app.button(key="open_csi").click().run()
    assert app.query_params["indicator"] == "csi"
    shown = numbers(app)
    assert (shown["Last value"], shown["Baseline"], shown["Target"], shown["Observations"]) == ("85", "82", "90", "150")
    app.button(key="back").click().run()
    assert "indicator" not in app.query_params
    assert "Met" in numbers(app)


def test_a_link_to_an_indicator_of_a_region_opens_just_that(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE, indicator="csi", region="NORTH")
    assert numbers(app)["Observations"] == "100"
    assert first_table(app) == [["N1 · Store N1", "84.3", "150"], ["N2 · Store N2", "85.3", "150"]]


def test_from_the_regions_down_to_a_store(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE, indicator="csi")
    assert [row[0] for row in first_table(app)] == ["NORTH · Region NORTH", "SOUTH · Region SOUTH"]
    app.selectbox(key="chosen_region").set_value("NORTH").run()
    assert app.query_params["region"] == "NORTH"
    app.selectbox(key="chosen_store").set_value("N2").run()
    assert app.query_params["store"] == "N2"
    assert numbers(app)["Observations"] == "50"


def test_another_region_forgets_the_store_of_the_first(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE, region="NORTH", store="N2")
    app.selectbox(key="chosen_region").set_value("SOUTH").run()
    assert not app.exception
    app.selectbox(key="chosen_region").set_value("").run()
    assert "region" not in app.query_params
    assert "store" not in app.query_params


def test_an_address_that_names_nothing_known_shows_everything(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE, indicator="<script>", region="NOWHERE", store="NONE")
    assert numbers(app)["On the way"] == "1"


def test_a_store_manager_sees_the_own_store_and_is_offered_no_other(setting: Setting) -> None:
    app = page_of(Role.STORE_MANAGER, stores=(setting.north_one,), indicator="csi")
    assert numbers(app)["Observations"] == "50"
    assert not app.selectbox


def test_a_shopper_is_shown_nothing(setting: Setting) -> None:
    app = page_of(Role.MYSTERY_SHOPPER)
    assert not app.metric


def test_without_a_value_the_page_says_what_to_do_next(database: Database) -> None:
    with writing() as session:
        new_indicator(session, new_programme(session, "P"), "csi")
    app = page_of(Role.EXECUTIVE)
    assert any("No value was measured yet" in text.value for text in app.text)


def test_in_chinese_nothing_is_english(setting: Setting) -> None:
    app = page_of(Role.EXECUTIVE, "zh_CN", indicator="csi")
    assert {"最近数值", "基准值", "目标值", "样本量"} <= set(numbers(app))
    assert app.header[0].value == "项目群是否兑现了承诺？"
