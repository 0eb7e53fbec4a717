"""The task table: which rows it shows, views kept under a name, and the same change for many rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme, new_task
from tests.tracker.plan.stored import START, key, node, plan
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotFound, Refusal
from tracker.people.rules import Actor, Role
from tracker.plan.actions.progress import save_rows
from tracker.plan.actions.views import delete_view, save_view
from tracker.plan.models import Task
from tracker.plan.queries.desk import saved_views
from tracker.plan.rules import PercentRule, TaskStatus, WorkingDays, duration_of
from tracker.plan.rules.choosing import MARKS, NOBODY, Bulk, Filters, bulk_changes, chosen, filters_of
from tracker.plan.screens.table import _mark

DAYS = WorkingDays(START, holidays=[START + timedelta(days=15)])
NODES = [
    node(1, START, START + timedelta(days=8), name="Train the pilot stores"),
    node(2, START, START + timedelta(days=3), area_id=key(50), status=TaskStatus.DONE),
]
PLAN = plan(NODES)


def codes(**filters: object) -> list[str]:
    area = {"area_id": key(50)}
    rows = replace(PLAN, tasks=(replace(PLAN.tasks[0], late=True, owner="Ms Li"), replace(PLAN.tasks[1], **area)))
    return [task.code for task in chosen(rows, Filters(**filters), {key(2)})]  # type: ignore[arg-type]


def test_rows_are_chosen_by_everything_that_is_asked_for() -> None:
    assert codes() == ["T1", "T2"]
    assert codes(phase="P1") == codes()
    assert codes(phase="P9") == []
    assert (codes(area=str(key(50))), codes(area=NOBODY)) == (["T2"], ["T1"])
    assert (codes(status="done"), codes(owner=NOBODY)) == (["T2"], ["T1", "T2"])
    assert (codes(marks=("late",)), codes(marks=("critical",)), codes(marks=MARKS)) == (["T1"], ["T2"], [])
    assert (codes(text="li PILOT"), codes(text="li nothing")) == (["T1"], [])


texts_ = st.text(max_size=5)
kept = st.builds(
    Filters,
    phase=texts_,
    area=texts_,
    owner=texts_,
    status=st.sampled_from(["", *(status.value for status in TaskStatus)]),
    marks=st.sampled_from([(), ("late",), MARKS]),
    text=texts_,
)


@given(kept)
def test_filters_come_back_as_they_were_kept(filters: Filters) -> None:
    assert filters_of(filters.values()) == filters


def test_what_no_longer_fits_is_left_out_of_a_kept_view() -> None:
    assert filters_of({"status": "gone", "marks": ["loud"], "colour": "red", "text": "a"}) == Filters(text="a")


starts = st.integers(-30, 60).map(lambda days: START + timedelta(days=days))


@given(starts, st.integers(0, 20), st.integers(-60, 60))
def test_a_shifted_task_stands_so_many_working_days_further_and_lasts_as_long(first: object, length: int, by: int) -> None:
    task = replace(PLAN.tasks[0], starts_on=first, due_on=first + timedelta(days=length))  # type: ignore[operator, arg-type]
    changed = bulk_changes([task], Bulk(shift=by), DAYS).get(task.id, {})
    starts_on, due_on = changed.get("starts_on", task.starts_on), changed.get("due_on", task.due_on)
    assert DAYS.on_or_after(starts_on) == DAYS.on_or_after(task.starts_on) + by
    assert duration_of(starts_on, due_on, DAYS) == duration_of(task.starts_on, task.due_on, DAYS)


def test_only_what_differs_is_changed() -> None:
    found = bulk_changes(PLAN.tasks, Bulk(status=TaskStatus.DONE, owner=str(key(9)), area=NOBODY), DAYS)
    assert found == {key(1): {"status": TaskStatus.DONE, "owner_id": key(9)}, key(2): {"owner_id": key(9)}}
    assert bulk_changes(PLAN.tasks, Bulk(), DAYS) == {}


def test_a_view_is_kept_changed_and_deleted_by_whose_it_is(database: Database) -> None:
    with writing() as session:
        one, other = new_actor(session, Role.EXECUTIVE), new_actor(session, Role.EXECUTIVE)
        programme_id = new_programme(session).id
    for filters in (Filters(text="a"), Filters(phase="P1")):
        with writing() as session:
            save_view(session, programme_id=programme_id, name=" Mine ", filters=filters, by=one)
    with reading() as session:
        (view,) = saved_views(session, programme_id=programme_id, by=one)
        assert saved_views(session, programme_id=programme_id, by=other) == []
    assert (view.name, view.filters) == ("Mine", Filters(phase="P1"))
    with pytest.raises(NotFound), writing() as session:
        delete_view(session, view_id=view.id, by=other)
    with writing() as session:
        delete_view(session, view_id=view.id, by=one)
    with reading() as session:
        assert saved_views(session, programme_id=programme_id, by=one) == []


def planned(lead: Actor) -> UUID:
    """Two tasks; how far the second is, is reported in percent."""
    with writing() as session:
        phase = new_phase(session, new_programme(session, starts_on=clock.today() - timedelta(days=10)))
        new_task(session, phase, owner_id=lead.person_id)
        second = new_task(session, phase, "T2")
        second.position, second.percent_rule, second.status = 2, PercentRule.PERCENT, TaskStatus.IN_PROGRESS
        return phase.programme_id


def stored(programme_id: UUID) -> dict[str, Task]:
    with reading() as session:
        found = {task.code: task for task in session.query(Task).filter_by(programme_id=programme_id)}
        session.expunge_all()
    return found


def test_a_percentage_typed_into_a_row_is_stored_with_its_other_fields_or_not_at_all(
    database: Database, actor_of: Callable[..., Actor]
) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    tasks = stored(planned(lead))
    with writing() as session:
        save_rows(session, changes=[(tasks["T2"].id, 1, {"name": "Better", "percent": 40})], by=lead)
    rows = [(tasks["T2"].id, 3, {"percent": 60}), (tasks["T1"].id, 1, {"percent": 60})]
    with pytest.raises(Refusal) as refused, writing() as session:
        save_rows(session, changes=rows, by=lead)
    assert refused.value.key == "desk.percent_not_asked"
    after = stored(tasks["T2"].programme_id)["T2"]
    assert (after.name.en, after.percent, after.version) == ("Better", 40, 3)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_chosen_rows_are_changed_together_after_a_look_at_what_will_change(
    database: Database, actor_of: Callable[..., Actor]
) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    programme_id = planned(lead)
    app = opened(lead, "programme/plan")
    app.button_group(key="view").set_value("table").run()
    app.selectbox(key="f_status").set_value("in_progress").run()
    table = f"table_{programme_id}_1{_mark(Filters(status='in_progress'), 1)}"
    app.session_state[table] = {"edited_rows": {0: {"chosen": True}}, "added_rows": [], "deleted_rows": []}
    app.run()
    bulk = f"table_{programme_id}_bulk"
    app.selectbox(key=f"{bulk}_owner_id").set_value(str(lead.person_id)).run()
    assert "Task T2: Owner: Nobody yet →" in texts(app)
    sound(app.button(key=f"{bulk}_do").click().run())
    tasks = stored(programme_id)
    assert (tasks["T2"].owner_id, tasks["T1"].version) == (lead.person_id, 1)
