"""One's own tasks on a phone, the board, and what is exported from a plan."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tests.factories.risks import new_risk
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role
from tracker.plan.actions.minutes import note_minute
from tracker.plan.models import Phase, Task
from tracker.plan.queries.desk import own_tasks
from tracker.plan.rules import MinuteKind, TaskStatus
from tracker.plan.rules.desk import OwnTask, Turn

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
    sound(app.button_group(key="turn").set_value(Turn.LATER).run())
    assert [button.key for button in app.button if (button.key or "").startswith("met_")] == [f"met_{stone}"]
    with reading() as session:
        assert session.get_one(Task, key).status is TaskStatus.DONE


def board(programme_id: object, by: object) -> None:
    from tracker.core.db import reading
    from tracker.plan.queries import plan
    from tracker.plan.screens.board import show_board

    with reading() as session:
        rows = plan(session, programme_id=programme_id, by=by)  # type: ignore[arg-type]
    show_board(rows, by)  # type: ignore[arg-type]


def showing(by: Actor, *args: object) -> AppTest:
    """A piece of a page, as this person runs it."""
    with writing() as session:
        token = open_session(session, person_id=by.person_id, browser="test").token
    with reading() as session:
        key = live_session(session, token=token)
    app = AppTest.from_function(board, args=(*args, by), default_timeout=60)
    app.user = {"session": str(key)}
    return sound(app.run())


def test_the_owner_moves_their_task_on_the_board_and_nobody_elses(owner: Actor) -> None:
    key, _ = given(owner)
    with writing() as session:
        task = session.get_one(Task, key)
        programme_id = task.programme_id
        others = new_task(session, session.get_one(Phase, task.phase_id), "T2").id
    app = showing(owner, programme_id)
    assert [one.key for one in app.get("menu_button")] == [f"move_{key}_1"]
    assert "Task T2" in texts(app)
    sound(app.toggle(key="board_mine").set_value(True).run())
    assert "Task T2" not in texts(app)
    assert others not in stored(owner)


def test_what_was_agreed_and_risks_to_review_stand_below_the_tasks(owner: Actor) -> None:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD)
        programme_id = new_programme(session, starts_on=clock.today() - timedelta(days=5)).id
        said = {"kind": MinuteKind.ACTION, "on": clock.today(), "title": "Call the vendor", "owner_id": owner.person_id}
        minute = note_minute(session, programme_id=programme_id, by=lead, due_on=clock.today() + timedelta(days=2), **said)
    new_risk(programme_id, lead, owner_id=owner.person_id, review_on=clock.today() + timedelta(days=3))
    new_risk(programme_id, lead, owner_id=owner.person_id, title_en="Far away", review_on=clock.today() + timedelta(days=60))
    app = opened(owner, MINE)
    assert "Call the vendor" in texts(app)
    assert "Risks to review" in texts(app)
    assert "Far away" not in texts(app)
    sound(app.button(key=f"action_{minute}").click().run())
    assert "Call the vendor" not in texts(app)
