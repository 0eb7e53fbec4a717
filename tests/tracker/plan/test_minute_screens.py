"""The page of meetings, decisions, actions and responsibilities."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role
from tracker.plan.actions import add_responsibility, note_minute
from tracker.plan.queries import minutes
from tracker.plan.rules import MinuteKind

pytestmark = on_one_database
PAGE = "programme/minutes"


@pytest.fixture
def lead(database: Database) -> Actor:
    with writing() as session:
        return new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")


@pytest.fixture
def programme_id(lead: Actor) -> UUID:
    with writing() as session:
        return new_programme(session, starts_on=clock.today() - timedelta(days=100)).id


def test_an_empty_page_says_what_to_note_and_a_meeting_is_noted(lead: Actor, programme_id: UUID) -> None:
    app = opened(lead, PAGE)
    assert "No meeting is noted yet" in texts(app)
    app.button(key="note_meeting").click()
    sound(app.run())
    app.button(key="note_meeting").click()
    app.text_input(key="title_new_meeting").set_value("Board *of* March")
    sound(app.button(key="save_new_meeting").click().run())
    with reading() as session:
        assert [row.title for row in minutes(session, programme_id=programme_id, by=lead)] == ["Board *of* March"]


def test_an_owner_says_that_an_action_is_done(lead: Actor, programme_id: UUID) -> None:
    with writing() as session:
        owner = new_actor(session, Role.SUPERVISOR, language="zh_CN", time_zone="UTC")
        today = clock.today()
        given: dict[str, Any] = {"on": today - timedelta(days=9), "due_on": today - timedelta(days=2)}
        for title, person in (("Name the stores", owner), ("Write the report", lead)):
            kind, key = MinuteKind.ACTION, person.person_id
            note_minute(session, programme_id=programme_id, kind=kind, title=title, owner_id=key, by=lead, **given)
        add_responsibility(session, programme_id=programme_id, problem_zh="系统", department_zh="信息部", by=lead)
    app = opened(owner, PAGE)
    assert texts(app).count("已逾期") == 2
    assert "信息部" in texts(app)
    (button,) = [each for each in app.button if each.key and each.key.startswith("finish_")]
    sound(button.click().run())
    assert texts(app).count("已逾期") == 1
    with reading() as session:
        done = {row.title: row.done_on for row in minutes(session, programme_id=programme_id, by=lead)}
    assert done == {"Name the stores": today, "Write the report": None}
