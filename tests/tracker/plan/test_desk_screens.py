"""One's own tasks on a phone, the board, and what is exported from a plan."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role
from tracker.plan.models import Task
from tracker.plan.queries.desk import own_tasks
from tracker.plan.rules import TaskStatus
from tracker.plan.rules.desk import OwnTask

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MINE = "programme/my_tasks"


@pytest.fixture
def owner(database: Database) -> Actor:
    with writing() as session:
        return new_actor(session, Role.SUPERVISOR, language="en", time_zone="UTC")


def given(owner: Actor, *, days_ago: int = 5) -> tuple[UUID, UUID]:
    """A task that was begun so long ago and is due nine days later, and a milestone at the end of its phase."""
    with writing() as session:
        phase = new_phase(session, new_programme(session, starts_on=clock.today() - timedelta(days=days_ago)))
        task, stone = new_task(session, phase, owner_id=owner.person_id), new_milestone(session, phase)
        stone.owner_id = owner.person_id
        return task.id, stone.id


def stored(owner: Actor) -> dict[UUID, OwnTask]:
    with reading() as session:
        return {task.id: task for task in own_tasks(session, by=owner)}


def test_whoever_has_no_task_is_told_what_would_stand_here(owner: Actor) -> None:
    assert "No task is yours yet" in texts(opened(owner, MINE))


def test_a_task_is_begun_blocked_and_done_by_taps(owner: Actor) -> None:
    key, stone = given(owner, days_ago=20)
    app = opened(owner, MINE)
    assert "1 of your tasks is late." in texts(app)
    sound(app.button(key=f"in_progress_{key}").click().run())
    assert stored(owner)[key].status is TaskStatus.IN_PROGRESS
    sound(app.button(key=f"blocked_{key}").click().run())
    app.text_area(key=f"why_{key}_2").set_value("No *room*")
    app.button(key=f"blocked_{key}").click()
    sound(app.button(key=f"save_why_{key}").click().run())
    assert stored(owner)[key].blocked_reason == "No *room*"
    assert "Waits for: No *room*" in texts(opened(owner, MINE))
    app = opened(owner, MINE)
    sound(app.button(key=f"done_{key}").click().run())
    assert "Nothing is yours to do this week." in texts(app)
    sound(app.button_group(key="turn").set_value("later").run())
    assert [button.key for button in app.button if (button.key or "").startswith("met_")] == [f"met_{stone}"]
    with reading() as session:
        assert session.get_one(Task, key).status is TaskStatus.DONE
