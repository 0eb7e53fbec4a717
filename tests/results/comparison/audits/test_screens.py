"""The page of audit results as a person meets it."""

from datetime import date

import pytest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.results.comparison.audits.stage import GREETING, JUNE, MAY, Stage, fallen, kept, scored, set_up
from tracker.core.db import writing
from tracker.core.words import speaking
from tracker.people.rules import Role

pytestmark = on_one_database
PAGE = "results/audit_results"
LEVEL = [78.0, 82.0, 80.0, 79.0, 81.0]


@pytest.fixture
def stage(database: Database) -> Stage:
    """Five stores: one low in greeting; smiles kept more often in June."""
    with writing() as session:
        made = set_up(session, stores=8)
        for store in made.stores:
            scored(session, made, store, JUNE, LEVEL)
            scored(session, made, store, JUNE, LEVEL, section=GREETING)
        scored(session, made, made.stores[0], MAY, [30.0] * 5, section=GREETING)
        fallen(session, made, made.north, JUNE, LEVEL * 6)
        kept(session, made, made.north, date(2025, 10, 1), "smile", 100, 30)
        kept(session, made, made.north, JUNE, "smile", 100, 80)
        return made


def test_the_views_are_opened_one_after_the_other_and_the_address_follows(stage: Stage) -> None:
    with writing() as session:
        executive = new_actor(session, Role.EXECUTIVE, language="en")
    app = opened(executive, PAGE)
    assert "Jul 2025 to Jun 2026" in texts(app)
    assert app.dataframe[0].value.values.tolist()[0][:3] == ["No wave, Q2 2026", "75 to 80", "12"]
    assert "agreement" not in app.button_group(key="audit_view").options
    sound(app.button_group(key="audit_view").set_value("sections").run())
    assert app.query_params["view"] == "sections"
    first = stage.stores[0]
    assert f"{first.code} · Store {first.code}\n▼ Greeting: 55.0" in texts(app)
    assert "Of 16 means compared, about 0.0 would stand apart by chance alone." in texts(app)
    sound(app.button_group(key="audit_view").set_value("items").run())
    assert app.dataframe[0].value.values.tolist() == [["A smile? · smile", "30%", "100", "80%", "100", "50.0 (36.9 to 60.5)"]]
    sound(app.button_group(key="audit_view").set_value("channels").run())
    sound(app.button_group(key="audited_months").set_value(3).run())
    assert (app.query_params["view"], app.query_params["months"]) == ("channels", "3")
    assert "Apr 2026 to Jun 2026" in texts(app)


def test_a_link_opens_one_store_with_its_sections(stage: Stage) -> None:
    store = stage.stores[0]
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="zh_CN")
    app = opened(lead, PAGE, region="NORTH", store=store.code, view="sections", rubric="<script>", months="99")
    rows = {row[0]: row[1:] for row in app.dataframe[0].value.values.tolist()}
    assert rows["迎宾"] == ["55.0（36.1 至 73.9）", "10"]
    with speaking("zh_CN"):  # the test itself formats what was chosen
        sound(app.button_group(key="audit_view").set_value("agreement").run())
    assert "还没有审核通过的检查经过二次评分" in texts(app)


def test_a_store_is_shown_what_was_released_to_it_alone(stage: Stage) -> None:
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, language="en", stores=[stage.stores[0].id])
    shown = texts(opened(manager, PAGE, view="coverage"))
    assert "No audit has been approved yet of what you may see" in shown
    assert "Greeting" not in shown


def test_without_an_audit_the_page_says_what_will_make_it_speak(database: Database) -> None:
    with writing() as session:
        new_programme(session)
        executive = new_actor(session, Role.EXECUTIVE, language="en")
    assert "as soon as the first one is approved" in texts(opened(executive, PAGE))
