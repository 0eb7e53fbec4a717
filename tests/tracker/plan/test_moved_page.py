"""The page of what moved: a baseline is taken, the plan slips, and both are told."""

from datetime import timedelta

import pytest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Role
from tracker.plan.actions import update_task
from tracker.plan.queries import baselines

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_plan_is_kept_slips_and_the_page_says_so(database: Database) -> None:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")
        phase = new_phase(session, new_programme(session, starts_on=clock.today() - timedelta(days=40)))
        task, programme_id = new_task(session, phase), phase.programme_id
        new_milestone(session, phase)
        task_id, due_on = task.id, task.due_on
    app = opened(lead, "programme/moved")
    assert "Between these two points" in texts(app)
    app.text_input(key="baseline_name_0").set_value("Board")
    sound(app.button(key="take_baseline").click().run())
    with reading() as session:
        (kept,) = baselines(session, programme_id=programme_id, by=lead)
    assert (kept.name, kept.tasks) == ("Board", 2)
    with writing() as session:
        update_task(session, task_id=task_id, seen=1, by=lead, due_on=due_on + timedelta(days=7))
    app = opened(lead, "programme/moved")
    assert [metric.value for metric in app.metric] == ["0", "1", "0", "0", "0"]
    chart = next(element for element in app.main if element.type == "vega_lite_chart")
    assert chart.proto.alt == "No milestone slipped, but 1 task did, by 5 working days"
