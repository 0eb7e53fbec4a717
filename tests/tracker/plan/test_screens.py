"""The plan's page, and two people who edit the same task."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Database
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.core.words import day
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role
from tracker.plan.actions import meet_milestone, update_task
from tracker.plan.queries import plan, programmes
from tracker.plan.rules import MilestoneStatus, TaskRow, TaskStatus, add_months, month_end
from tracker.targets.actions import start_programme

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# A page runs in a thread of its own, where the clock cannot be made to stand: so the programme began forty days ago.
START = clock.today() - timedelta(days=40)


def on(number: int) -> date:
    """A day of the programme's January, whatever the month is called today."""
    return START + timedelta(days=number - 1)


@dataclass(frozen=True)
class Signed:
    actor: Actor
    session_id: UUID

    def on(self, app: AppTest) -> AppTest:
        app.user = {"session": str(self.session_id)}
        return app


def sign_in(role: Role, language: str = "en") -> Signed:
    with writing() as session:
        actor = new_actor(session, role, language=language, time_zone="UTC")
        token = open_session(session, person_id=actor.person_id, browser="test").token
    with reading() as session:
        key = live_session(session, token=token)
    assert key is not None
    return Signed(actor, key)


def started(by: Actor) -> UUID:
    with writing() as session:
        return start_programme(
            session,
            template="service_quality",
            starts_on=START,
            code=None,
            currency="CNY",
            budget_total_minor=1_000_000_00,
            by=by,
        )


def first_task(programme_id: UUID, by: Actor) -> TaskRow:
    with reading() as session:
        return plan(session, programme_id=programme_id, by=by).tasks[0]


def tasks_of(programme_id: UUID, by: Actor) -> tuple[TaskRow, ...]:
    with reading() as session:
        return plan(session, programme_id=programme_id, by=by).tasks


def page(person: Signed, name: str) -> AppTest:
    app = person.on(AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=30)).run()
    return app.switch_page(str(ROOT / "pages" / "programme" / f"{name}.py")).run()


def editor(saw: object) -> None:
    from tracker.plan.screens import edit_task

    edit_task(saw)  # type: ignore[arg-type]


def editing(person: Signed, saw: TaskRow) -> AppTest:
    return person.on(AppTest.from_function(editor, args=(saw,), default_timeout=30)).run()


def test_the_page_shows_numbers_tasks_of_this_phase_and_milestones(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    app = page(lead, "plan")
    assert not app.exception
    every = tasks_of(key, lead.actor)
    late = sum(task.late for task in every)
    assert [metric.value for metric in app.metric[:3]] == [f"0 of {len(every)}", str(late), day(month_end(START, 1))]
    assert sum((button.key or "").startswith("edit_") for button in app.button) >= 8  # the phase's tasks; work that comes again
    assert sum((button.key or "").startswith("meet_") for button in app.button) == 9


def test_the_page_speaks_chinese(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD, "zh_CN")
    key = started(lead.actor)
    app = page(lead, "plan")
    assert app.header[0].value == "计划进展如何？"
    assert app.metric[0].value == f"0/{len(tasks_of(key, lead.actor))}"


def test_who_may_not_edit_sees_no_button(database: Database) -> None:
    started(sign_in(Role.PROGRAMME_LEAD).actor)
    app = page(sign_in(Role.EXECUTIVE), "plan")
    assert not app.exception
    assert [button.key for button in app.button if (button.key or "").startswith(("edit_", "meet_"))] == []


def test_late_tasks_are_listed_on_their_own(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    app = page(lead, "plan")
    app.button_group(key=f"which_tasks_{key}").set_value("late").run()
    assert sum((button.key or "").startswith("edit_") for button in app.button) == sum(
        task.late for task in tasks_of(key, lead.actor)
    )


def test_a_milestone_is_opened_again_on_the_page(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    with reading() as session:
        stone = plan(session, programme_id=key, by=lead.actor).milestones[0]
    with writing() as session:
        meet_milestone(session, milestone_id=stone.id, seen=1, by=lead.actor)
    page(lead, "plan").button(key=f"reopen_{stone.id}").click().run()
    with reading() as session:
        assert plan(session, programme_id=key, by=lead.actor).milestones[0].status is MilestoneStatus.OPEN


def test_a_task_is_edited_in_the_dialog(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    saw = first_task(key, lead.actor)
    app = editing(lead, saw)
    app.selectbox(key=f"status_{saw.id}_1").set_value(TaskStatus.DONE)
    app.selectbox(key=f"owner_{saw.id}_1").set_value(lead.actor.person_id)
    app.date_input(key=f"due_{saw.id}_1").set_value(on(20))
    app.button(key=f"save_{saw.id}_1").click().run()
    assert not app.exception
    stored = first_task(key, lead.actor)
    assert (stored.status, stored.owner_id, stored.due_on) == (TaskStatus.DONE, lead.actor.person_id, on(20))


def test_a_refusal_is_shown_where_it_was_typed(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    saw = first_task(started(lead.actor), lead.actor)
    app = editing(lead, saw)
    app.date_input(key=f"due_{saw.id}_1").set_value(on(-30))
    app.button(key=f"save_{saw.id}_1").click().run()
    assert "before its start" in app.error[0].value


def test_an_emptied_date_is_refused(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    saw = first_task(started(lead.actor), lead.actor)
    app = editing(lead, saw)
    app.date_input(key=f"due_{saw.id}_1").set_value(None)
    app.button(key=f"save_{saw.id}_1").click().run()
    assert not app.exception
    assert app.error


def conflict(actor_of: Callable[..., Actor]) -> tuple[Signed, UUID, TaskRow, AppTest]:
    """This person wants the task due on 15 January; meanwhile somebody moved it to the 25th and began it."""
    lead, other = sign_in(Role.PROGRAMME_LEAD), actor_of(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    saw = first_task(key, lead.actor)
    app = editing(lead, saw)
    app.date_input(key=f"due_{saw.id}_1").set_value(on(15)).run()
    with writing() as session:
        update_task(session, task_id=saw.id, seen=1, by=other, due_on=on(25), status=TaskStatus.IN_PROGRESS)
    app.button(key=f"save_{saw.id}_1").click().run()
    return lead, key, saw, app


def test_who_saves_second_sees_what_changed_and_overwrites_nothing(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead, key, _, app = conflict(actor_of)
    words = [text.value for text in app.text]
    assert "Status: you saw Not started; stored now: In progress; yours: Not started" in words
    assert f"Due: you saw {day(on(10))}; stored now: {day(on(25))}; yours: {day(on(15))}" in words
    assert first_task(key, lead.actor).due_on == on(25)


def test_theirs_can_be_kept(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead, key, saw, app = conflict(actor_of)
    app.button(key=f"theirs_conflict_{saw.id}_1").click().run()
    stored = first_task(key, lead.actor)
    assert (stored.due_on, stored.status) == (on(25), TaskStatus.IN_PROGRESS)


def test_mine_can_be_saved_and_leaves_their_other_fields(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead, key, saw, app = conflict(actor_of)
    app.button(key=f"mine_conflict_{saw.id}_1").click().run()
    assert not app.exception
    stored = first_task(key, lead.actor)
    assert (stored.due_on, stored.status) == (on(15), TaskStatus.IN_PROGRESS)


def test_a_third_change_while_choosing_is_seen_too(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead, key, saw, app = conflict(actor_of)
    third = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        update_task(session, task_id=saw.id, seen=2, by=third, due_on=on(30))
    app.button(key=f"mine_conflict_{saw.id}_1").click().run()
    assert first_task(key, lead.actor).due_on == on(30)
    app.run()
    assert f"Due: you saw {day(on(10))}; stored now: {day(on(30))}; yours: {day(on(15))}" in [text.value for text in app.text]


def test_the_first_run_starts_a_programme(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    app = page(lead, "first_run")
    assert [metric.value for metric in app.metric] == ["4", "28", "9", "4", "56", "17", "8"]
    offered = add_months(clock.today().replace(day=1), 1)
    assert app.date_input(key="starts_on").value == offered
    app.number_input(key="total_new").set_value(2_000_000.55)
    app.button(key="start_programme").click().run()
    assert not app.exception
    with reading() as session:
        assert [row.code for row in programmes(session, by=lead.actor)] == [f"SQ-{offered:%Y-%m}"]


def test_the_first_run_shows_a_refusal(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    app = page(lead, "first_run")
    app.text_input(key="programme_code").set_value("no spaces please")
    app.button(key="start_programme").click().run()
    assert not app.exception
    assert app.error
    with reading() as session:
        assert programmes(session, by=lead.actor) == []


def as_table(person: Signed, programme_id: UUID, edited: dict[int, dict[str, object]]) -> AppTest:
    app = page(person, "plan")
    app.button_group(key="view").set_value("table").run()
    with reading() as session:
        versions = sum(task.version for task in plan(session, programme_id=programme_id, by=person.actor).tasks)
    typed = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
    app.session_state[f"table_{programme_id}_{versions}"] = typed
    return app.run()


def test_several_tasks_are_changed_in_the_table_and_saved_together(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    app = as_table(lead, key, {0: {"status": "done"}, 1: {"owner_id": str(lead.actor.person_id)}})
    app.button(key=f"table_{key}_save").click().run()
    assert not app.exception
    with reading() as session:
        tasks = plan(session, programme_id=key, by=lead.actor).tasks
    assert tasks[0].status is TaskStatus.DONE
    assert tasks[1].owner_id == lead.actor.person_id


def test_one_wrong_row_of_the_table_saves_none(database: Database) -> None:
    lead = sign_in(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    app = as_table(lead, key, {0: {"status": "done"}, 1: {"due_on": on(-30).isoformat()}})
    app.button(key=f"table_{key}_save").click().run()
    assert "before its start" in app.error[0].value
    assert first_task(key, lead.actor).status is TaskStatus.NOT_STARTED


def test_the_table_overwrites_nobody_unseen(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead, other = sign_in(Role.PROGRAMME_LEAD), actor_of(Role.PROGRAMME_LEAD)
    key = started(lead.actor)
    app = as_table(lead, key, {0: {"due_on": on(15).isoformat()}})
    saw = first_task(key, lead.actor)
    with writing() as session:
        update_task(session, task_id=saw.id, seen=1, by=other, due_on=on(25))
    app.button(key=f"table_{key}_save").click().run()
    assert f"Due: you saw {day(on(10))}; stored now: {day(on(25))}; yours: {day(on(15))}" in [text.value for text in app.text]
    assert first_task(key, lead.actor).due_on == on(25)
    app.button(key=f"table_{key}_mine").click().run()
    assert first_task(key, lead.actor).due_on == on(15)
