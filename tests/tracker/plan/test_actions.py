"""Laying out a plan, changing it, and two people doing so at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.conftest import Database
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import speaking
from tracker.people.models import Person
from tracker.people.rules import Actor, Role
from tracker.plan.actions import lay_out_plan, meet_milestone, reopen_milestone, update_task
from tracker.plan.models import Programme, Task
from tracker.plan.queries import owners, plan, programmes
from tracker.plan.rules import MilestoneStatus, PlanRows, ProgrammeStatus, TaskKind, TaskRow, TaskStatus, progress
from tracker.targets.forms import template

START = date(2026, 1, 1)
NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Laid:
    programme_id: UUID
    lead: Actor

    def plan(self, by: Actor | None = None) -> PlanRows:
        with reading() as session:
            return plan(session, programme_id=self.programme_id, by=by or self.lead)

    def task(self, code: str) -> TaskRow:
        return next(task for task in self.plan().tasks if task.code == code)

    def update(self, code: str, *, seen: int | None = None, by: Actor | None = None, **changes: Any) -> None:
        task = self.task(code)
        with writing() as session:
            update_task(session, task_id=task.id, seen=task.version if seen is None else seen, by=by or self.lead, **changes)


@pytest.fixture
def laid(database: Database, actor_of: Callable[..., Actor]) -> Laid:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        key = lay_out_plan(session, text=template("service_quality"), starts_on=START, code=None, by=lead)
    return Laid(key, lead)


def test_a_plan_is_laid_out_from_its_start(laid: Laid) -> None:
    found = laid.plan()
    assert (found.programme.code, found.programme.ends_on) == ("SQ-2026-01", date(2026, 12, 31))
    assert [phase.ends_on for phase in found.phases] == [
        date(2026, 2, 28),
        date(2026, 4, 30),
        date(2026, 10, 31),
        date(2026, 12, 31),
    ]
    again = [task for task in found.tasks if task.recurrence_id]
    assert (len(found.tasks) - len(again), len(found.milestones)) == (28, 9)
    assert len(again) == 52 + 12 + 4  # the Mondays, months and quarters of 2026
    assert [stone.due_on.month for stone in found.milestones] == [1, 2, 3, 4, 5, 7, 10, 11, 12]


@pytest.mark.parametrize("start", [date(2024, 2, 29), date(2025, 8, 31), date(2026, 3, 15)])
def test_every_date_lies_in_its_phase_whatever_the_start(database: Database, actor_of: Callable[..., Actor], start: date) -> None:
    lead = actor_of(Role.ADMINISTRATOR)
    with writing() as session:
        key = lay_out_plan(session, text=template("service_quality"), starts_on=start, code=None, by=lead)
    found = Laid(key, lead).plan()
    phases = {phase.id: phase for phase in found.phases}
    for task in found.tasks:
        assert phases[task.phase_id].starts_on <= task.starts_on <= task.due_on <= phases[task.phase_id].ends_on
    for stone in found.milestones:
        assert phases[stone.phase_id].starts_on <= stone.due_on <= phases[stone.phase_id].ends_on


def test_names_come_in_the_language_of_the_reader(laid: Laid) -> None:
    with speaking("zh_CN"):
        assert laid.plan().phases[0].name == "筹备期"
    assert laid.plan().phases[0].name == "Preparation"


def test_a_second_programme_of_the_same_month_gets_its_own_code(laid: Laid) -> None:
    with writing() as session:
        lay_out_plan(session, text=template("service_quality"), starts_on=START, code=None, by=laid.lead)
    with reading() as session:
        assert {row.code for row in programmes(session, by=laid.lead)} == {"SQ-2026-01", "SQ-2026-01-2"}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"code": "SQ-2026-01"}, "plan.code_taken"),
        ({"code": "has a space"}, "core.field_wrong"),
        ({"code": "x" * 41}, "core.field_wrong"),
        ({"starts_on": date(1999, 12, 31)}, "plan.start_out_of_range"),
        ({"starts_on": date(2101, 1, 1)}, "plan.start_out_of_range"),
        ({"starts_on": "2026-01-01"}, "core.field_wrong"),
    ],
)
def test_a_plan_with_a_bad_code_or_start_is_refused(laid: Laid, given: dict[str, Any], key: str) -> None:
    with pytest.raises(Refusal) as refused, writing() as session:
        lay_out_plan(session, **{"text": template("service_quality"), "starts_on": START, "code": None, "by": laid.lead} | given)
    assert refused.value.key == key
    with reading() as session:
        assert len(programmes(session, by=laid.lead)) == 1


def test_a_task_done_gets_its_day_and_loses_it_when_opened_again(laid: Laid) -> None:
    with clock.standing_at(NOW):
        laid.update("form_team", status=TaskStatus.DONE)
        assert laid.task("form_team").done_on == date(2026, 2, 10)
        laid.update("form_team", status=TaskStatus.BLOCKED)
    assert laid.task("form_team").done_on is None


def test_done_is_done_on_the_day_of_the_person_who_says_so(laid: Laid) -> None:
    with clock.standing_at(datetime(2026, 2, 10, 20, tzinfo=UTC)), writing() as session:
        shanghai = new_actor(session, Role.PROGRAMME_LEAD, time_zone="Asia/Shanghai")
        update_task(session, task_id=laid.task("form_team").id, seen=1, by=shanghai, status=TaskStatus.DONE)
    assert laid.task("form_team").done_on == date(2026, 2, 11)


def test_a_task_is_late_from_the_day_after_it_was_due(laid: Laid) -> None:
    with clock.standing_at(datetime(2026, 1, 10, 12, tzinfo=UTC)):
        assert late(laid) == ["weekly_meeting-1"]
    with clock.standing_at(datetime(2026, 1, 11, 12, tzinfo=UTC)):
        assert late(laid) == ["form_team", "weekly_meeting-1"]
        laid.update("form_team", status=TaskStatus.DONE)
        assert late(laid) == ["weekly_meeting-1"]


def late(laid: Laid) -> list[str]:
    return sorted(task.code for task in laid.plan().tasks if task.late)


def test_a_task_gets_an_owner_and_loses_it(laid: Laid) -> None:
    laid.update("form_team", owner_id=laid.lead.person_id)
    assert laid.task("form_team").owner == laid.lead.display_name
    laid.update("form_team", owner_id=None)
    assert laid.task("form_team").owner == ""


def test_a_new_name_is_for_the_language_it_was_written_in(laid: Laid) -> None:
    with speaking("zh_CN"):
        laid.update("form_team", name="组队")
        assert laid.task("form_team").name == "组队"
    assert laid.task("form_team").name == "Form the programme team"


def test_a_change_leaves_an_entry_with_before_and_after(laid: Laid) -> None:
    laid.update("form_team", due_on=date(2026, 1, 20))
    with reading() as session:
        by, change = session.execute(select(Event.by, Event.change).where(Event.verb == "task.updated")).one()
    assert by == laid.lead.person_id
    assert change == {"due_on": ["2026-01-10", "2026-01-20"]}


def test_saving_what_is_already_so_changes_nothing(laid: Laid) -> None:
    laid.update("form_team", due_on=date(2026, 1, 10))
    assert laid.task("form_team").version == 1
    with reading() as session:
        assert session.scalar(select(func.count()).where(Event.verb == "task.updated")) == 0


def test_a_stale_edit_is_refused_with_what_changed_and_overwrites_nothing(laid: Laid) -> None:
    laid.update("form_team", due_on=date(2026, 1, 20))
    laid.update("form_team", due_on=date(2026, 1, 25), status=TaskStatus.IN_PROGRESS)
    with pytest.raises(Stale) as refused:
        laid.update("form_team", seen=1, due_on=date(2026, 1, 12))
    assert set(refused.value.changed) == {
        ("due_on", "2026-01-25", "2026-01-10"),
        ("status", "in_progress", "not_started"),
        ("started_on", str(laid.task("form_team").started_on), None),
    }
    assert laid.task("form_team").due_on == date(2026, 1, 25)


def test_a_stale_edit_says_only_what_this_person_has_not_seen(laid: Laid) -> None:
    laid.update("form_team", status=TaskStatus.IN_PROGRESS)
    laid.update("form_team", due_on=date(2026, 1, 25))
    with pytest.raises(Stale) as refused:
        laid.update("form_team", seen=2, status=TaskStatus.DONE)
    assert refused.value.changed == (("due_on", "2026-01-25", "2026-01-10"),)


@pytest.mark.parametrize(
    ("changes", "key", "field"),
    [
        ({"due_on": date(2025, 12, 31)}, "plan.due_before_start", "due_on"),
        ({"starts_on": date(2026, 1, 11)}, "plan.due_before_start", "due_on"),
        ({"due_on": date(2062, 1, 10)}, "plan.day_out_of_range", "due_on"),
        ({"starts_on": date(2020, 1, 1)}, "plan.day_out_of_range", "starts_on"),
        ({"owner_id": new_id()}, "plan.unknown_owner", "owner_id"),
        ({"due_on": None}, "core.field_wrong", "due_on"),
        ({"due_on": "2026-01-20"}, "core.field_wrong", "due_on"),
        ({"due_on": datetime(2026, 1, 20, tzinfo=UTC)}, "core.field_wrong", "due_on"),
        ({"status": "finished"}, "core.field_wrong", "status"),
        ({"status": None}, "core.field_wrong", "status"),
        ({"name": "   "}, "core.field_wrong", "name"),
        ({"name": "x" * 201}, "core.field_wrong", "name"),
        ({"programme_id": new_id()}, "core.field_wrong", "programme_id"),
        ({"version": 7}, "core.field_wrong", "version"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(laid: Laid, changes: dict[str, Any], key: str, field: str) -> None:
    before = laid.task("form_team")
    with pytest.raises(Refusal) as refused:
        laid.update("form_team", **changes)
    assert (refused.value.key, refused.value.field) == (key, field)
    assert laid.task("form_team") == before


def test_neither_a_shopper_nor_a_person_who_left_can_own_a_task(laid: Laid, actor_of: Callable[..., Actor]) -> None:
    shopper, left = actor_of(Role.MYSTERY_SHOPPER), actor_of(Role.REVIEWER)
    with writing() as session:
        session.get_one(Person, left.person_id).active = False
    for person in (shopper, left):
        with pytest.raises(Refusal) as refused:
            laid.update("form_team", owner_id=person.person_id)
        assert refused.value.key == "plan.unknown_owner"
    with reading() as session:
        assert {row.id for row in owners(session, by=laid.lead)} == {laid.lead.person_id}


def test_an_owner_who_became_a_shopper_is_not_named(laid: Laid, actor_of: Callable[..., Actor]) -> None:
    person = actor_of(Role.SUPERVISOR)
    laid.update("form_team", owner_id=person.person_id)
    with writing() as session:
        session.get_one(Person, person.person_id).role = Role.MYSTERY_SHOPPER
    assert laid.task("form_team").owner == ""


def test_nothing_changes_in_a_closed_programme(laid: Laid) -> None:
    with writing() as session:
        session.get_one(Programme, laid.programme_id).status = ProgrammeStatus.CLOSED
    with pytest.raises(Refusal) as refused:
        laid.update("form_team", status=TaskStatus.DONE)
    assert refused.value.key == "plan.programme_closed"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.MYSTERY_SHOPPER, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_only_administrators_and_leads_change_a_plan(laid: Laid, actor_of: Callable[..., Actor], role: Role) -> None:
    person = actor_of(role)
    with pytest.raises(NotAllowed):
        laid.update("form_team", by=person, status=TaskStatus.DONE)
    with pytest.raises(NotAllowed), writing() as session:
        lay_out_plan(session, text=template("service_quality"), starts_on=START, code=None, by=person)


def test_a_lead_of_another_programme_finds_nothing_here(laid: Laid, actor_of: Callable[..., Actor]) -> None:
    other = actor_of(Role.PROGRAMME_LEAD, programmes=[new_id()])
    with pytest.raises(NotFound):
        laid.update("form_team", by=other, status=TaskStatus.DONE)
    with pytest.raises(NotAllowed):
        laid.plan(by=other)
    with reading() as session:
        assert programmes(session, by=other) == []
    with pytest.raises(Refusal) as refused, writing() as session:
        lay_out_plan(session, text=template("service_quality"), starts_on=START, code=None, by=other)
    assert refused.value.key == "plan.limited_to_programmes"


def test_a_shopper_does_not_see_the_plan(laid: Laid, actor_of: Callable[..., Actor]) -> None:
    with pytest.raises(NotAllowed):
        laid.plan(by=actor_of(Role.MYSTERY_SHOPPER))


def test_an_unknown_task_or_programme_is_not_found(laid: Laid) -> None:
    with pytest.raises(NotFound), writing() as session:
        update_task(session, task_id=new_id(), seen=1, by=laid.lead, status=TaskStatus.DONE)
    with pytest.raises(NotFound), reading() as session:
        plan(session, programme_id=new_id(), by=laid.lead)


def test_a_milestone_is_met_on_a_day_and_can_be_opened_again(laid: Laid) -> None:
    stone = laid.plan().milestones[0]
    with clock.standing_at(NOW):
        with writing() as session:
            meet_milestone(session, milestone_id=stone.id, seen=1, by=laid.lead, met_on=date(2026, 1, 30))
        met = laid.plan().milestones[0]
        assert (met.status, met.met_on, met.late) == (MilestoneStatus.MET, date(2026, 1, 30), False)
        upcoming = progress(laid.plan()).next_milestone
        assert upcoming is not None
        assert upcoming.code == "ready_for_pilot"
        with pytest.raises(Stale), writing() as session:
            reopen_milestone(session, milestone_id=stone.id, seen=1, by=laid.lead)
        with writing() as session:
            reopen_milestone(session, milestone_id=stone.id, seen=2, by=laid.lead)
        opened = laid.plan().milestones[0]
    assert (opened.status, opened.met_on, opened.late) == (MilestoneStatus.OPEN, None, True)


@pytest.mark.parametrize(("day", "key"), [(date(2026, 2, 11), "plan.met_in_future"), (date(2020, 1, 1), "plan.day_out_of_range")])
def test_a_milestone_is_met_neither_tomorrow_nor_long_ago(laid: Laid, day: date, key: str) -> None:
    stone = laid.plan().milestones[0]
    with clock.standing_at(NOW), pytest.raises(Refusal) as refused, writing() as session:
        meet_milestone(session, milestone_id=stone.id, seen=1, by=laid.lead, met_on=day)
    assert refused.value.key == key


def test_all_tasks_done_means_all_done(laid: Laid) -> None:
    with writing() as session:
        for key in session.scalars(select(Task.id).where(Task.kind == TaskKind.TASK)).all():
            update_task(session, task_id=key, seen=1, by=laid.lead, status=TaskStatus.DONE)
    found = progress(laid.plan())
    assert (found.done, found.late) == (96, 0)
