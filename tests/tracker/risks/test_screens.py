"""The risk page, and two people at the same risk."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.risks import new_risk
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.workbooks import SheetOut, write_workbook
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role
from tracker.risks.actions import move_risk, review_risk
from tracker.risks.queries import register, risk
from tracker.risks.rules import RiskRow, RiskState

PAGE = "programme/risks"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def lead(database: Database) -> Actor:
    with writing() as session:
        return new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")


@pytest.fixture
def programme_id(lead: Actor) -> UUID:
    with writing() as session:
        return new_programme(session, starts_on=clock.today() - timedelta(days=100)).id


def stored(programme_id: UUID, by: Actor) -> tuple[RiskRow, ...]:
    with reading() as session:
        return register(session, programme_id=programme_id, by=by).risks


def body(saw: object) -> None:
    from tracker.risks.screens.showing import about

    about(saw, True)  # type: ignore[arg-type]


def looking_at(saw: RiskRow, by: Actor, act: str) -> AppTest:
    """The dialog about this risk, with what somebody wants to do with it."""
    with writing() as session:
        token = open_session(session, person_id=by.person_id, browser="test").token
    with reading() as session:
        key = live_session(session, token=token)
    app = AppTest.from_function(body, args=(saw,), default_timeout=60)
    app.user = {"session": str(key)}
    app.run()
    return sound(app.button_group(key=f"act_{saw.id}_{saw.version}").set_value(act).run())


def numbers(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def test_without_a_risk_the_page_says_what_to_do(lead: Actor, programme_id: UUID) -> None:
    app = opened(lead, PAGE)
    assert numbers(app) == ["0", "0", "0", "0"]
    assert "No risk is noted yet" in texts(app)


def test_a_risk_is_noted_on_the_page(lead: Actor, programme_id: UUID) -> None:
    app = opened(lead, PAGE)
    app.text_input(key="title_new_0").set_value("The *vendor* leaves")
    app.selectbox(key="impact_ask_new_0").set_value(5)
    sound(app.button(key="note_0").click().run())
    (row,) = stored(programme_id, lead)
    assert (row.title, row.score) == ("The *vendor* leaves", 15)
    assert numbers(app) == ["1", "1", "0", "0"]
    assert "The \\*vendor\\* leaves" in texts(app)
    assert app.text_input(key="title_new_1").value == ""


def test_a_risk_without_a_title_is_refused_in_words(lead: Actor, programme_id: UUID) -> None:
    app = opened(lead, PAGE)
    sound(app.button(key="note_0").click().run())
    assert "needs a title" in texts(app)
    assert stored(programme_id, lead) == ()


def test_the_page_speaks_chinese(programme_id: UUID, lead: Actor) -> None:
    new_risk(programme_id, lead)
    with writing() as session:
        reader = new_actor(session, Role.EXECUTIVE, language="zh_CN", time_zone="UTC")
    app = opened(reader, PAGE)
    assert app.header[0].value == "可能出什么问题，如何应对？"
    assert "系统延期" in texts(app)


def test_who_may_not_edit_looks_only(programme_id: UUID, lead: Actor, actor_of: Callable[..., Actor]) -> None:
    key = new_risk(programme_id, lead)
    app = opened(actor_of(Role.SUPERVISOR), PAGE)
    assert not [button for button in app.button if button.key and button.key.startswith(("note_", "store_"))]
    sound(app.button(key=f"look_{key}").click().run())
    assert "The system is late" in texts(app)
    assert not [button for button in app.button if button.key and button.key.startswith("save_")]


def test_risks_are_shown_by_what_they_need(programme_id: UUID, lead: Actor) -> None:
    closed, live = new_risk(programme_id, lead, title_en="Long over"), new_risk(programme_id, lead, title_en="Still here")
    with writing() as session:
        move_risk(session, risk_id=closed, seen=1, state=RiskState.CLOSED, reason="Over", by=lead)
    app = opened(lead, PAGE)
    assert [button.key for button in app.button if button.key and button.key.startswith("look_")] == [f"look_{live}"]
    sound(app.button_group(key=f"which_{programme_id}").set_value("closed").run())
    assert [button.key for button in app.button if button.key and button.key.startswith("look_")] == [f"look_{closed}"]
    sound(app.button_group(key=f"which_{programme_id}").set_value("high").run())
    assert "There is no such risk" in texts(app)


def test_a_review_is_saved_in_the_dialog(programme_id: UUID, lead: Actor) -> None:
    new_risk(programme_id, lead)
    (saw,) = stored(programme_id, lead)
    key = f"{saw.id}_{saw.version}"
    app = looking_at(saw, lead, "review")
    app.selectbox(key=f"probability_review_{key}").set_value(5)
    app.text_area(key=f"reason_review_{key}").set_value("The vendor is late")
    sound(app.button(key=f"save_review_{key}").click().run())
    (row,) = stored(programme_id, lead)
    assert (row.score, row.reviewed_on) == (20, clock.today())


def test_a_risk_is_said_to_have_happened_and_its_issue_resolved(programme_id: UUID, lead: Actor) -> None:
    new_risk(programme_id, lead)
    (saw,) = stored(programme_id, lead)
    key = f"{saw.id}_{saw.version}"
    app = looking_at(saw, lead, "happened")
    app.text_area(key=f"effect_{key}").set_value("Two weeks lost")
    app.date_input(key=f"due_{key}").set_value(clock.today() + timedelta(days=14)).run()
    sound(app.button(key=f"save_happened_{key}").click().run())
    (saw,) = stored(programme_id, lead)
    assert saw.state is RiskState.HAPPENED
    key = f"{saw.id}_{saw.version}"
    app = looking_at(saw, lead, "resolve")
    app.text_area(key=f"resolution_{key}").set_value("Another vendor")
    sound(app.button(key=f"save_resolved_{key}").click().run())
    assert stored(programme_id, lead)[0].open_issue is None


def test_a_risk_is_closed_with_a_reason(programme_id: UUID, lead: Actor) -> None:
    new_risk(programme_id, lead)
    (saw,) = stored(programme_id, lead)
    key = f"{saw.id}_{saw.version}"
    app = looking_at(saw, lead, "move")
    app.selectbox(key=f"state_move_{key}").set_value(RiskState.CLOSED)
    sound(app.button(key=f"save_move_{key}").click().run())
    assert len(app.error) == 1
    app.text_area(key=f"reason_move_{key}").set_value("The system runs")
    sound(app.button(key=f"save_move_{key}").click().run())
    assert stored(programme_id, lead)[0].state is RiskState.CLOSED


def test_whoever_saves_second_is_told_what_the_first_changed_and_may_save_over_it(programme_id: UUID, lead: Actor) -> None:
    new_risk(programme_id, lead)
    (saw,) = stored(programme_id, lead)
    key = f"{saw.id}_{saw.version}"
    app = looking_at(saw, lead, "change")
    with writing() as session:
        review_risk(session, risk_id=saw.id, seen=1, probability=3, impact=1, reason="Tested", by=lead)
    app.selectbox(key=f"probability_ask_{key}").set_value(5)
    app.text_area(key=f"reason_change_{key}").set_value("The vendor is late").run()
    sound(app.button(key=f"save_change_{key}").click().run())
    assert "Impact: 4 → 1" in texts(app)
    with reading() as session:
        assert risk(session, risk_id=saw.id, by=lead).probability == 3
    sound(app.button(key=f"save_change_{key}").click().run())
    (row,) = stored(programme_id, lead)
    assert (row.probability, row.impact) == (5, 1)


def test_a_workbook_is_looked_at_first_and_stored_when_asked(programme_id: UUID, lead: Actor) -> None:
    app = opened(lead, PAGE)
    header = ["Code", "Kind", "Title (English)", "Probability (1 to 5)", "Impact (1 to 5)", "Would strike", "Response"]
    data = write_workbook([SheetOut("Risks", header, [["NEW", "external", "A price war", 2, 5, "this year", "accept"]])])
    sound(app.file_uploader[0].set_value(("risks.xlsx", data, XLSX)).run())
    assert stored(programme_id, lead) == ()
    sound(app.button(key="store_risks").click().run())
    assert [row.code for row in stored(programme_id, lead)] == ["NEW"]


def test_every_problem_of_a_wrong_workbook_is_listed(programme_id: UUID, lead: Actor) -> None:
    app = opened(lead, PAGE)
    data = write_workbook([SheetOut("Risks", ["Code", "Kind"], [["A", "weather"]])])
    sound(app.file_uploader[0].set_value(("risks.xlsx", data, XLSX)).run())
    assert len(app.error) == 1
    assert "Risks, row 2, Kind" in texts(app)
    assert not [button for button in app.button if button.key == "store_risks"]
