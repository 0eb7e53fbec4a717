"""The start page says what waits, and each line leads there."""

from datetime import timedelta

import pytest

from audits.findings.queries.todo import TodoKind, has_turns
from audits.findings.screens.todo import PAGES
from audits.visits.models import Assignment
from tests.audits.app import opened, texts
from tests.audits.review.stage import Stage
from tests.factories.audits import new_visit
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import writing
from tracker.core.settings import ROOT
from tracker.people.rules import Actor, Role


def links(actor: Actor) -> list[str]:
    return [link.proto.label for link in opened(actor, "programme/start").get("page_link")]


@pytest.mark.parametrize("role", Role)
def test_it_says_that_nothing_waits_to_those_for_whom_something_could(actor_of, role):
    actor = actor_of(role, language="en")
    assert ("Nothing waits for you" in texts(opened(actor, "programme/start"))) == has_turns(actor)


def test_a_visitor_is_led_to_the_late_visits_first(database):
    with writing() as session:
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, language="zh_CN")
        for days in (-1, 3):
            row = session.get_one(Assignment, new_visit(session, shopper=shopper).assignment_id)
            row.visit_from, row.due_on = clock.today() - timedelta(days=9), clock.today() + timedelta(days=days)
    assert links(shopper)[:2] == ["逾期的检查", "待完成的检查"]


def test_a_reviewer_is_led_to_what_waits_for_review(database):
    with writing() as session:
        stage = Stage(session)
    assert links(stage.second)[0] == "Audits waiting for review"


def test_every_kind_of_thing_to_do_has_its_page():
    assert set(PAGES) == set(TodoKind)
    assert [page for page in PAGES.values() if not (ROOT / "pages" / page).exists()] == []
