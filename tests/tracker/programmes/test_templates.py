"""A programme saved as a template: started again on the same day, it is the same plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.conftest import Database
from tests.factories.people import new_actor, new_region
from tests.factories.programmes import new_programme
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Problems, Refusal
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.plan.actions import replan, update_task
from tracker.plan.actions.calendars import set_calendar, set_day
from tracker.plan.models import Area, AreaRegion, Phase, PhaseArea, Programme, ProgrammeTemplate, Task, TaskRole
from tracker.plan.rules import Raci, TaskStatus
from tracker.plan.rules.offsets import day_text, read_day
from tracker.programmes.actions.templates import save_as_template
from tracker.programmes.queries.templates import offered_templates, template_of
from tracker.programmes.rules.templates import months_of, prefix_of
from tracker.targets.actions import restate, start_programme
from tracker.targets.queries import indicators, sources_of
from tracker.targets.rules import Timing

START = date(2026, 3, 15)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(-400, 4_000))
def test_a_day_said_from_the_start_is_the_same_day(starts_on: date, days: int) -> None:
    day = starts_on + timedelta(days=days)
    assert read_day(day_text(day, starts_on)).on(starts_on) == day


@given(DAYS, DAYS, st.integers(0, 2_500), st.integers(0, 2_500))
def test_days_keep_their_order_from_another_start(starts_on: date, other: date, one: int, more: int) -> None:
    first, last = starts_on + timedelta(days=one), starts_on + timedelta(days=one + more)
    said = [read_day(day_text(day, starts_on)) for day in (first, last)]
    assert said[0].on(other) <= said[1].on(other)


@pytest.mark.parametrize(
    ("text", "day"),
    [("3 days before", date(2026, 3, 12)), ("1 day before", START - timedelta(1)), ("day 12345", date(2059, 12, 31))],
)
def test_days_before_the_start_and_late_ones_are_read(text: str, day: date) -> None:
    assert read_day(text).on(START) == day


def test_whole_months_are_said_as_months_and_others_as_days() -> None:
    spans = [(START, date(2026, 5, 14)), (date(2026, 5, 15), date(2027, 3, 14))]
    assert months_of(START, date(2027, 3, 14), spans) == [(1, 2), (3, 12)]
    assert months_of(START, date(2027, 3, 15), spans) is None
    assert months_of(START, date(2027, 3, 14), spans[1:]) is None
    assert months_of(START, START, []) is None


@pytest.mark.parametrize(("code", "prefix"), [("service_quality", "SQ"), ("Pilot-2.north", "PN"), ("2026", "P")])
def test_a_prefix_is_made_of_the_code(code: str, prefix: str) -> None:
    assert prefix_of(code) == prefix


@dataclass(frozen=True)
class Running:
    programme_id: UUID
    lead: Actor

    def saved(self, code: str = "mine") -> None:
        with writing() as session:
            save_as_template(session, programme_id=self.programme_id, code=code, name_en="Mine", name_zh="", by=self.lead)

    def started(self, template: str) -> UUID:
        with writing() as session:
            return start_programme(session, template=template, **GIVEN, by=self.lead)

    def text(self, programme_id: UUID) -> dict[str, Any]:
        with reading() as session:
            return template_of(session, programme_id=programme_id, by=self.lead) | {"name": ""}


GIVEN: dict[str, Any] = {"starts_on": START, "code": None, "currency": "CNY", "budget_total_minor": None}


@pytest.fixture
def running(database: Database, actor_of: Callable[..., Actor]) -> Running:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        key = start_programme(session, template="service_quality", **GIVEN, by=lead)
    return Running(key, lead)


def rows(programme_id: UUID) -> list[tuple[Any, ...]]:
    """Every task and milestone as it stands, with those that came again."""
    columns = (Task.code, Task.kind, Task.starts_on, Task.due_on, Task.duration_days, Task.not_before, Task.finish_by)
    with reading() as session:
        found = session.execute(select(*columns, Phase.code).join(Phase).where(Task.programme_id == programme_id))
        return sorted(tuple(row) for row in found)


def change_all_sorts(running: Running) -> None:
    """Another calendar, days, an owner, a role by name, an area, a phase that is no longer made of months."""
    with writing() as session:
        by, key = running.lead, running.programme_id
        set_calendar(session, programme_id=key, seen=0, weekdays={1, 2, 3, 4, 5}, country="CN", by=by)
        set_day(session, programme_id=key, on=START + timedelta(days=9), worked=False, name="Stock-taking", by=by)
        tasks = {task.code: task for task in session.scalars(select(Task).where(Task.programme_id == key))}
        early = START - timedelta(days=4)
        update_task(session, task_id=tasks["form_team"].id, seen=tasks["form_team"].version, by=by, starts_on=early)
        stone, name = tasks["half_of_customers"], new_actor(session, Role.SUPERVISOR, display_name="Zhao Liu-Unmistakable")
        changes = {stone.id: (stone.version, {"due_on": stone.due_on + timedelta(days=40)})}
        replan(session, programme_id=key, changes=changes, by=by)  # type: ignore[arg-type]
        task = session.get_one(Task, tasks["white_paper"].id)
        task.owner_id, task.owner_role, task.status = name.person_id, Label("", ""), TaskStatus.IN_PROGRESS
        task.finish_by, task.not_before = task.due_on + timedelta(days=3), None
        session.add(TaskRole(task_id=task.id, raci=Raci.INFORMED, person_id=name.person_id))
        (speed,) = (row for row in indicators(session, programme_id=key, by=by) if row.code == "response_time")
        changes = {"timing": Timing.ROLLING, "rolling_months": 3, "consecutive": 2, "alert_above": 45.0, "question": "How fast?"}
        restate(session, indicator_id=speed.id, seen=1, changes=changes, reason="Quarters are calmer", by=by)
        area = Area(programme_id=key, code="north", name=Label("North"), position=1)
        session.add(area)
        session.flush()
        phase = session.scalars(select(Phase).where(Phase.programme_id == key).order_by(Phase.position.desc())).first()
        assert phase is not None
        phase.ends_on += timedelta(days=5)
        dates = {"starts_on": phase.starts_on, "ends_on": phase.ends_on}
        session.add(PhaseArea(programme_id=key, phase_id=phase.id, area_id=area.id, **dates))
        session.add(AreaRegion(area_id=area.id, region_id=new_region(session, "NORTH").id))


@pytest.mark.parametrize("changed", [False, True])
def test_a_programme_started_from_its_own_template_is_the_same(running: Running, changed: bool) -> None:
    if changed:
        change_all_sorts(running)
    running.saved()
    again = running.started("mine")
    assert rows(again) == rows(running.programme_id)
    assert running.text(again) == running.text(running.programme_id)


def test_no_name_of_a_person_enters_a_template(running: Running) -> None:
    change_all_sorts(running)
    running.saved()
    with reading() as session:
        text = session.scalars(select(ProgrammeTemplate.text)).one()
    assert "Unmistakable" not in text
    assert "Supervisor" in text
    assert "督导员" in text


def test_what_the_sources_disagree_on_comes_along(running: Running) -> None:
    running.saved()
    again = running.started("mine")
    with reading() as session:
        found = sources_of(session, programme_id=again, by=running.lead)
        of_first = sources_of(session, programme_id=running.programme_id, by=running.lead)
    assert found == of_first
    assert [conflict.code for conflict in found.conflicts][:2] == ["complaint_times", "industry_satisfaction"]


def test_shipped_templates_are_offered_before_saved_ones(running: Running, actor_of: Callable[..., Actor]) -> None:
    running.saved()
    limited = actor_of(Role.PROGRAMME_LEAD, programmes=[running.programme_id])
    with reading() as session:
        offered = [(one.code, one.saved) for one in offered_templates(session, by=running.lead)]
        seen_by_another = [one.code for one in offered_templates(session, by=limited)]
    assert offered == [("service_quality", False), ("store_service", False), ("mine", True)]
    assert "mine" not in seen_by_another


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"code": "service_quality"}, "templates.code_taken"),
        ({"code": "no spaces"}, "core.field_wrong"),
        ({"name_en": " ", "name_zh": ""}, "templates.name_missing"),
    ],
)
def test_a_template_that_cannot_be_saved_is_refused(running: Running, given: dict[str, str], key: str) -> None:
    whole = {"code": "mine", "name_en": "Mine", "name_zh": ""} | given
    with pytest.raises(Refusal) as refused, writing() as session:
        save_as_template(session, programme_id=running.programme_id, **whole, by=running.lead)
    assert refused.value.key == key


def test_a_code_is_used_once(running: Running) -> None:
    running.saved()
    with pytest.raises(Refusal) as refused:
        running.saved()
    assert refused.value.key == "templates.code_taken"


def test_what_is_no_programme_of_this_person_is_not_saved(running: Running, actor_of: Callable[..., Actor]) -> None:
    with writing() as session:
        empty = new_programme(session)
    limited, reviewer = actor_of(Role.PROGRAMME_LEAD, programmes=[empty.id]), actor_of(Role.REVIEWER)
    for programme_id, by, kind in (
        (running.programme_id, limited, NotAllowed),
        (running.programme_id, reviewer, NotAllowed),
        (running.lead.person_id, running.lead, NotFound),
        (empty.id, running.lead, Refusal),
    ):
        with pytest.raises(kind), reading() as session:
            template_of(session, programme_id=programme_id, by=by)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Programme)) == 2


def test_what_a_template_cannot_hold_is_refused_with_its_places(running: Running) -> None:
    with writing() as session:
        session.scalars(select(Phase).where(Phase.programme_id == running.programme_id)).all()[0].code = "not a code"
    with pytest.raises(Problems) as refused:
        running.saved()
    assert any("phases" in problem.column for problem in refused.value.problems)
