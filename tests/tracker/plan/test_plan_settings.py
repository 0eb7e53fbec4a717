"""Working calendar, areas, recurring work, roles and steps as they are stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.conftest import Database
from tests.factories.people import new_store
from tests.factories.programmes import new_phase, new_programme, new_task
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import speaking
from tracker.people.rules import Actor, Role
from tracker.plan import actions
from tracker.plan.models import Minute, Task, TaskRole, TaskStep
from tracker.plan.queries.calendars import CalendarRow, calendar, working_days
from tracker.plan.queries.network import network
from tracker.plan.queries.recurrences import recurrences
from tracker.plan.rules import Every, MinuteKind, Raci, TaskStatus

START = date(2026, 1, 1)
WEEKLY: dict[str, Any] = {"name": "Weekly meeting", "every": Every.WEEKLY, "weekday": 1, "starts_on": START}
FEBRUARY = date(2026, 2, 28)


@dataclass(frozen=True)
class Office:
    """A programme of the year 2026 with two phases and one task of two weeks from 2 February."""

    programme_id: UUID
    phases: tuple[UUID, UUID]
    task_id: UUID
    lead: Actor

    def do(self, verb: str, **given: Any) -> Any:
        with writing() as session:
            return getattr(actions, verb)(session, **{"by": self.lead, **given})

    def refused(self, verb: str, **given: Any) -> str:
        with pytest.raises(Refusal) as found:
            self.do(verb, **given)
        return found.value.key

    def calendar(self) -> CalendarRow:
        with reading() as session:
            return calendar(session, programme_id=self.programme_id, by=self.lead)

    def duration(self) -> int:
        with reading() as session:
            return session.get_one(Task, self.task_id).duration_days

    def worked(self, first: date, last: date) -> int:
        with reading() as session:
            days = working_days(session, programme_id=self.programme_id, start=first)
        return days.on_or_before(last) - days.on_or_after(first) + 1

    def meetings(self) -> list[str]:
        with reading() as session:
            rows = session.scalars(select(Task).where(Task.recurrence_id.is_not(None)).order_by(Task.starts_on))
            return [f"{row.starts_on:%m-%d}" for row in rows]

    def add_weekly(self, **given: Any) -> UUID:
        wanted = {**WEEKLY, "ends_on": FEBRUARY, **given}
        return UUID(str(self.do("add_recurrence", programme_id=self.programme_id, code="weekly", **wanted)))


@pytest.fixture
def office(database: Database, actor_of: Callable[..., Actor]) -> Iterator[Office]:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        programme = new_programme(session, starts_on=START)
        first, second = new_phase(session, programme), new_phase(session, programme, "P2", position=2)
        second.starts_on, second.ends_on = date(2026, 2, 1), date(2026, 12, 31)
        task = new_task(session, second)
        task.starts_on, task.due_on = date(2026, 2, 9), date(2026, 2, 27)
    with standing_at(datetime(2026, 1, 20, 9, tzinfo=UTC)):
        yield Office(programme.id, (first.id, second.id), task.id, lead)


def test_without_a_calendar_a_programme_works_from_monday_to_friday(office: Office) -> None:
    found = office.calendar()
    assert (found.version, found.weekdays, found.country, found.own) == (0, (1, 2, 3, 4, 5), None, ())
    assert office.worked(date(2026, 2, 9), date(2026, 2, 27)) == 15


def test_in_china_the_spring_festival_is_off_and_shifted_weekends_are_worked(office: Office) -> None:
    office.do("set_calendar", programme_id=office.programme_id, seen=0, weekdays={1, 2, 3, 4, 5}, country="CN")
    found = office.calendar()
    assert date(2026, 2, 17) in dict(found.offs)
    assert {date(2026, 2, 14), date(2026, 2, 28)} <= set(found.shifted)
    assert office.worked(date(2026, 2, 14), date(2026, 2, 14)) == 1
    assert office.worked(date(2026, 2, 17), date(2026, 2, 17)) == 0
    assert office.duration() == office.worked(date(2026, 2, 9), date(2026, 2, 27)) == 10
    with speaking("zh_CN"):
        assert "春节" in dict(office.calendar().offs)[date(2026, 2, 17)]


def test_an_own_day_wins_over_weekday_and_country(office: Office) -> None:
    office.do("set_calendar", programme_id=office.programme_id, seen=0, weekdays={1, 2, 3, 4, 5}, country="CN")
    office.do("set_day", programme_id=office.programme_id, on=date(2026, 2, 17), worked=True, name="Stocktaking")
    shifted = office.do("set_day", programme_id=office.programme_id, on=date(2026, 2, 14), worked=False)
    assert (office.worked(date(2026, 2, 17), date(2026, 2, 17)), office.worked(date(2026, 2, 14), date(2026, 2, 14))) == (1, 0)
    assert office.duration() == 10
    office.do("set_day", programme_id=office.programme_id, on=date(2026, 2, 14), worked=True)
    assert len(office.calendar().own) == 2, "a day is stored once"
    office.do("remove_day", day_id=shifted)
    assert [row.name for row in office.calendar().own] == ["Stocktaking"]
    assert office.duration() == 11


def test_a_calendar_that_makes_no_sense_or_is_stale_is_refused(office: Office) -> None:
    given = {"programme_id": office.programme_id, "weekdays": {1, 2, 3, 4, 5, 6}, "country": None}
    office.do("set_calendar", seen=0, **given)
    assert office.calendar().weekdays == (1, 2, 3, 4, 5, 6)
    assert office.refused("set_calendar", seen=0, **given) == Stale().key
    assert office.refused("set_calendar", seen=1, **given | {"weekdays": set()}) == "core.field_wrong"
    assert office.refused("set_calendar", seen=1, **given | {"weekdays": {8}}) == "core.field_wrong"
    assert office.refused("set_calendar", seen=1, **given | {"country": "ZZ"}) == "network.unknown_country"
    far = {"programme_id": office.programme_id, "on": date(2036, 1, 1), "worked": False}
    assert office.refused("set_day", **far) == "plan.day_out_of_range"


def test_only_who_edits_the_plan_changes_its_settings(office: Office, actor_of: Callable[..., Actor]) -> None:
    person, elsewhere = actor_of(Role.SUPERVISOR), actor_of(Role.PROGRAMME_LEAD, programmes=[new_id()])
    day = office.do("set_day", programme_id=office.programme_id, on=START, worked=False)
    area = office.do("add_area", programme_id=office.programme_id, code="north", name="North")
    for actor, refusal in ((person, NotAllowed), (elsewhere, (NotAllowed, NotFound))):
        for verb, given in (
            ("set_day", {"programme_id": office.programme_id, "on": START, "worked": True}),
            ("remove_day", {"day_id": day}),
            ("change_area", {"area_id": area, "seen": 1, "name": "South"}),
            ("set_steps", {"task_id": office.task_id, "seen": 1, "steps": []}),
        ):
            with pytest.raises(refusal):
                office.do(verb, **given, by=actor)


def test_an_area_has_places_and_days_per_phase_which_may_overlap(office: Office) -> None:
    with writing() as session:
        store = new_store(session)
    phases = {office.phases[0]: (START, date(2026, 3, 31)), office.phases[1]: (date(2026, 3, 1), date(2026, 6, 30))}
    given = {"name": "North", "regions": frozenset({store.region_id}), "stores": frozenset({store.id}), "phases": phases}
    key = office.do("add_area", programme_id=office.programme_id, code="north", **given)
    with reading() as session:
        (row,) = network(session, programme_id=office.programme_id, by=office.lead).areas
    assert (row.name, row.regions, row.stores) == ("North", (store.region_id,), (store.id,))
    assert {span.phase_id: (span.starts_on, span.ends_on) for span in row.phases} == phases
    office.do("change_area", area_id=key, seen=1, phases={office.phases[0]: (START, FEBRUARY)}, stores=frozenset())
    assert office.refused("change_area", area_id=key, seen=1, name="South") == Stale().key
    with reading() as session:
        (row,) = network(session, programme_id=office.programme_id, by=office.lead).areas
    assert (row.stores, [(span.ends_on) for span in row.phases], row.version) == ((), [FEBRUARY], 2)


def test_an_area_that_makes_no_sense_is_refused_and_one_in_use_stays(office: Office) -> None:
    key = office.do("add_area", programme_id=office.programme_id, code="north", name="North")
    again = {"programme_id": office.programme_id, "code": "north", "name": "North"}
    assert office.refused("add_area", **again) == "network.code_taken"
    backwards = {office.phases[0]: (FEBRUARY, START)}
    assert office.refused("change_area", area_id=key, seen=1, phases=backwards) == "network.area_days"
    assert office.refused("change_area", area_id=key, seen=1, phases={new_id(): (START, FEBRUARY)}) == "network.unknown_phase"
    assert office.refused("change_area", area_id=key, seen=1, regions=frozenset({new_id()})) == "network.unknown_place"
    office.do("update_task", task_id=office.task_id, seen=1, area_id=key)
    assert office.refused("remove_area", area_id=key, seen=1) == "network.area_in_use"
    office.do("update_task", task_id=office.task_id, seen=2, area_id=None)
    office.do("remove_area", area_id=key, seen=1)
    assert office.refused("update_task", task_id=office.task_id, seen=3, area_id=key) == "network.unknown_area"


def test_recurring_work_makes_real_tasks_in_the_phases_of_their_days(office: Office) -> None:
    key = office.add_weekly()
    assert office.meetings() == ["01-05", "01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23"]
    with reading() as session:
        rows = session.scalars(select(Task).where(Task.recurrence_id == key).order_by(Task.starts_on)).all()
        (shown,) = recurrences(session, programme_id=office.programme_id, by=office.lead)
        assert [row.phase_id for row in rows] == [office.phases[0]] * 4 + [office.phases[1]] * 4
        assert (rows[0].code, str(rows[0].name), rows[0].not_before) == ("weekly-1", "Weekly meeting", date(2026, 1, 5))
    assert (shown.name, shown.tasks, shown.open) == ("Weekly meeting", 8, 8)


def test_a_changed_rule_and_a_changed_calendar_move_only_what_is_not_begun(office: Office) -> None:
    key = office.add_weekly()
    with reading() as session:
        first = session.scalars(select(Task.id).where(Task.code == "weekly-1")).one()
    office.do("update_task", task_id=first, seen=1, status=TaskStatus.DONE)
    office.do("change_recurrence", recurrence_id=key, seen=1, weekday=3, name="Meeting", ends_on=date(2026, 2, 4))
    assert office.meetings() == ["01-05", "01-14", "01-21", "01-28", "02-04"]
    with reading() as session:
        names = session.scalars(select(Task.name).where(Task.recurrence_id == key).order_by(Task.starts_on))
        assert [str(name) for name in names] == ["Weekly meeting", "Meeting", "Meeting", "Meeting", "Meeting"]
        removed = session.scalar(select(func.count()).where(Event.verb == "task.removed"))
    assert removed == 3
    office.do("set_day", programme_id=office.programme_id, on=date(2026, 1, 21), worked=False)
    assert office.meetings() == ["01-05", "01-14", "01-22", "01-28", "02-04"]


def test_ending_it_removes_what_is_not_begun_but_nothing_that_something_else_names(office: Office) -> None:
    key = office.add_weekly()
    with writing() as session:
        tasks = {task.code: task for task in session.scalars(select(Task).where(Task.recurrence_id == key))}
        about = {"kind": MinuteKind.MEETING, "on": START, "title": "First", "task_id": tasks["weekly-3"].id}
        session.add(Minute(programme_id=office.programme_id, **about))
    office.do("update_task", task_id=tasks["weekly-2"].id, seen=1, status=TaskStatus.IN_PROGRESS)
    office.do("end_recurrence", recurrence_id=key, seen=1)
    assert office.meetings() == ["01-12"]
    office.do("set_day", programme_id=office.programme_id, on=date(2026, 1, 21), worked=False)
    assert office.meetings() == ["01-12"], "what has ended does not come back"
    with reading() as session:
        assert session.get_one(Task, tasks["weekly-3"].id).recurrence_id is None
        assert session.scalar(select(func.count()).where(Task.code.startswith("weekly"))) == 2


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"weekday": None}, "network.recurrence_day"),
        ({"every": Every.MONTHLY}, "network.recurrence_day"),
        ({"ends_on": date(2025, 12, 31)}, "network.recurrence_ends"),
        ({"ends_on": date(2036, 1, 1)}, "plan.day_out_of_range"),
        ({"weekday": 8}, "core.field_wrong"),
        ({"duration_days": 0}, "core.field_wrong"),
        ({"owner_id": new_id()}, "plan.unknown_owner"),
        ({"area_id": new_id()}, "network.unknown_area"),
    ],
)
def test_recurring_work_that_makes_no_sense_is_refused(office: Office, given: dict[str, Any], key: str) -> None:
    wanted = {**WEEKLY, "ends_on": FEBRUARY, "programme_id": office.programme_id, "code": "weekly", **given}
    assert office.refused("add_recurrence", **wanted) == key


def test_roles_are_people_or_roles_and_one_at_most_is_accountable(office: Office, actor_of: Callable[..., Actor]) -> None:
    person = actor_of(Role.REVIEWER).person_id
    roles = [{"raci": Raci.ACCOUNTABLE, "person_id": person}, {"raci": Raci.CONSULTED, "role": "HR"}]
    office.do("set_roles", task_id=office.task_id, seen=1, roles=roles)
    with reading() as session:
        rows = {(row.raci, row.person_id, row.role.en): row.id for row in session.scalars(select(TaskRole))}
        change = session.scalars(select(Event.change).where(Event.verb == "task.roles_set")).one()
    assert rows.keys() == {(Raci.ACCOUNTABLE, person, ""), (Raci.CONSULTED, None, "HR")}
    assert change["roles"] == [[], [["accountable", str(person), "", ""], ["consulted", "", "HR", ""]]]
    kept = [{"id": rows[Raci.CONSULTED, None, "HR"], "raci": Raci.INFORMED, "role": "HR"}]
    office.do("set_roles", task_id=office.task_id, seen=2, roles=kept)
    with reading() as session:
        assert session.scalars(select(TaskRole.raci)).all() == [Raci.INFORMED]
    two = [{"raci": Raci.ACCOUNTABLE, "role": "HR"}, {"raci": Raci.ACCOUNTABLE, "role": "IT"}]
    assert office.refused("set_roles", task_id=office.task_id, seen=3, roles=two) == "network.one_accountable"
    assert office.refused("set_roles", task_id=office.task_id, seen=3, roles=[{"raci": Raci.INFORMED}]) == "network.role_empty"
    assert office.refused("set_roles", task_id=office.task_id, seen=1, roles=[]) == Stale().key


def test_steps_keep_what_was_done_and_their_other_language(office: Office) -> None:
    office.do("set_steps", task_id=office.task_id, seen=1, steps=[{"name": "Draft", "weight": 1}, {"name": "Agree", "weight": 3}])
    with writing() as session:
        draft, agree = session.scalars(select(TaskStep).order_by(TaskStep.position))
        agree.done_on = START
    kept = [{"id": agree.id, "name": "约定", "weight": 2.5}, {"name": "发布", "weight": 1}]
    with speaking("zh_CN"):
        office.do("set_steps", task_id=office.task_id, seen=2, steps=kept)
    with reading() as session:
        rows = session.scalars(select(TaskStep).order_by(TaskStep.position))
        found = [(row.name.en, row.name.zh_CN, row.weight, row.done_on) for row in rows]
    assert found == [("Agree", "约定", 2.5, START), ("", "发布", 1, None)]
    strange = [{"id": draft.id, "name": "Draft"}]
    assert office.refused("set_steps", task_id=office.task_id, seen=3, steps=strange) == "core.not_found"
    assert office.refused("set_steps", task_id=office.task_id, seen=3, steps=[{"name": "No", "weight": 0}]) == "core.field_wrong"
