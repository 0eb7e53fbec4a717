"""The example on its two pages: offered where nothing is, removed where one's account is."""

import time
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from results.example.queries import is_example
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.results.example.conftest import Example
from tracker.core.clock import now, standing_at
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.settings import ROOT
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role


def page_of(page: str, actor: Actor) -> AppTest:
    with writing() as session:
        token = open_session(session, person_id=actor.person_id).token
    with reading() as session:
        session_id = live_session(session, token=token)
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=300)
    app.user = {"session": str(session_id)}
    app.run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_administrator_fills_it_in_and_is_told_the_password(database: Database) -> None:
    with writing() as session:
        session.add(Installation(id=1, set_up_at=now()))
        administrator = new_actor(session, language="en")
    app = page_of("programme/first_run", administrator)
    app.button(key="example_fill").click().run()
    assert not app.exception
    with reading() as session:
        assert is_example(session)
    assert app.session_state["example_password"] in app.success[0].value
    assert "example_fill" not in keys(app)


def test_it_is_offered_to_administrators_only(database: Database) -> None:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en")
    assert "example_fill" not in keys(page_of("programme/first_run", lead))


def test_it_is_removed_only_when_asked_twice(example: Example) -> None:
    with standing_at(datetime.fromtimestamp(time.time(), UTC)):  # the page runs in a thread of its own, in which it is today
        app = page_of("settings/account", example.administrator)
        app.button(key="example_remove").click().run()
        with reading() as session:
            assert is_example(session)
        app.button(key="example_confirm").click()
        app.button(key="example_remove").click().run()  # a test runs the whole page, and the dialog is open only so
        assert not app.exception
    with reading() as session:
        assert not is_example(session)


def test_nobody_is_offered_a_removal_of_real_data(database: Database) -> None:
    with writing() as session:
        administrator = new_actor(session, language="en")
    assert "example_remove" not in keys(page_of("settings/account", administrator))
