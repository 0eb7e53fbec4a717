"""The page of calendar, areas and recurring work, and the parts of a task's dialog."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role
from tracker.plan.actions import link_tasks
from tracker.plan.queries import task
from tracker.plan.queries.calendars import calendar
from tracker.plan.queries.details import Details, details
from tracker.plan.queries.network import network
from tracker.plan.queries.recurrences import recurrences
from tracker.plan.rules import Every, LinkType, Raci

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGE = "programme/plan_settings"
START = clock.today() - timedelta(days=40)


@pytest.fixture
def lead(database: Database) -> Actor:
    with writing() as session:
        return new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")


@pytest.fixture
def tasks(lead: Actor) -> dict[str, UUID]:
    """Two tasks of two weeks that start together, and their programme."""
    with writing() as session:
        programme = new_programme(session, starts_on=START)
        phase = new_phase(session, programme)
        return {code: new_task(session, phase, code).id for code in "AB"} | {"programme": programme.id}


def about(key: UUID, by: Actor) -> Details:
    with reading() as session:
        return details(session, task_id=key, by=by)


def body(saw: object) -> None:
    from tracker.plan.screens import edit_task

    edit_task(saw)  # type: ignore[arg-type]


def editing(key: UUID, by: Actor) -> AppTest:
    with writing() as session:
        token = open_session(session, person_id=by.person_id, browser="test").token
    with reading() as session:
        signed, saw = live_session(session, token=token), task(session, task_id=key, by=by)
    app = AppTest.from_function(body, args=(saw,), default_timeout=60)
    app.user = {"session": str(signed)}
    return sound(app.run())


def test_the_page_sets_the_calendar_of_china(tasks: dict[str, UUID], lead: Actor) -> None:
    app = opened(lead, PAGE)
    key = tasks["programme"]
    app.selectbox(key=f"country_{key}_0").set_value("CN")
    sound(app.run())
    sound(app.button(key=f"save_calendar_{key}_0").click().run())
    with reading() as session:
        assert calendar(session, programme_id=key, by=lead).country == "CN"
    assert "Public holidays" in " ".join(expander.label for expander in app.expander)
    app.text_input(key="own_name_0").set_value("Annual *party*")
    sound(app.button(key="save_day_0").click().run())
    assert "Annual \\*party\\*" in texts(app)


def test_the_page_adds_an_area_and_recurring_work(tasks: dict[str, UUID], lead: Actor) -> None:
    app = opened(lead, PAGE)
    sound(app.button_group(key="settings_part").set_value("areas").run())
    app.text_input(key="area_code_new_0").set_value("north")
    app.text_input(key="area_name_new_0").set_value("North")
    sound(app.button(key="add_area_new_0").click().run())
    with reading() as session:
        (area,) = network(session, programme_id=tasks["programme"], by=lead).areas
    assert (area.code, area.name) == ("north", "North")
    sound(app.button_group(key="settings_part").set_value("recurring").run())
    app.text_input(key="recurrence_code_new_0").set_value("review")
    app.text_input(key="recurrence_name_new_0").set_value("Monthly review")
    app.button_group(key="every_new_0").set_value(Every.MONTHLY)
    sound(app.run())
    app.number_input(key="day_of_month_new_0").set_value(31)
    sound(app.button(key="add_recurrence_new_0").click().run())
    with reading() as session:
        (row,) = recurrences(session, programme_id=tasks["programme"], by=lead)
    assert (row.day_of_month, row.tasks) == (31, 12)


def test_dates_move_what_waits_after_it_was_shown(tasks: dict[str, UUID], lead: Actor) -> None:
    a, b = tasks["A"], tasks["B"]
    with writing() as session:
        link_tasks(session, before_id=a, after_id=b, type=LinkType.FS, by=lead)
    before = about(b, lead).node
    app = editing(a, lead)
    app.date_input(key=f"due_{a}_1").set_value(START + timedelta(days=20))
    sound(app.run())
    assert "Task B: to" in texts(app)
    assert about(b, lead).node == before
    sound(app.button(key=f"save_{a}_1").click().run())
    assert about(b, lead).node.starts_on > START + timedelta(days=20)
    assert about(a, lead).node.due_on == START + timedelta(days=20)


def test_links_roles_and_a_finish_that_cannot_be_kept_in_the_dialog(tasks: dict[str, UUID], lead: Actor) -> None:
    a, b = tasks["A"], tasks["B"]
    app = editing(a, lead)
    app.selectbox(key=f"other_{a}_0").set_value(b)
    sound(app.run())
    sound(app.button(key=f"link_{a}_0").click().run())
    (link,) = about(a, lead).links
    assert (link.before_id, link.after_id, link.type) == (b, a, LinkType.FS)
    assert "Waits for Task B" in " ".join(expander.label for expander in app.expander)
    app.date_input(key=f"finish_by_{a}_1").set_value(START + timedelta(days=7))
    sound(app.run())
    assert "must be finished by" in texts(app)
    app.multiselect(key=f"raci_accountable_{a}_1").set_value([lead.person_id])
    sound(app.run())
    sound(app.button(key=f"save_roles_{a}_1").click().run())
    (role,) = about(a, lead).roles
    assert (role.raci, role.person_id) == (Raci.ACCOUNTABLE, lead.person_id)
