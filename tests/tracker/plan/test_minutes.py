"""Meetings with their decisions and actions, one's own actions, and who answers for what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Database, on_one_database
from tests.factories.programmes import new_phase, new_programme, new_task
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.people.rules import Actor, Role
from tracker.plan import actions
from tracker.plan.queries import minutes, own_minutes, responsibilities
from tracker.plan.queries.minutes import MinuteRow
from tracker.plan.rules import MinuteKind

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class Board:
    programme_id: UUID
    other_id: UUID
    task_id: UUID
    lead: Actor

    def do(self, verb: str, **given: Any) -> Any:
        with writing() as session:
            return getattr(actions, verb)(session, **{"by": self.lead} | given)

    def note(self, kind: MinuteKind, title: str, **given: Any) -> UUID:
        wanted = {"on": TODAY, "programme_id": self.programme_id}
        key: UUID = self.do("note_minute", kind=kind, title=title, **wanted | given)
        return key

    def rows(self) -> dict[str, MinuteRow]:
        with reading() as session:
            return {row.title: row for row in minutes(session, programme_id=self.programme_id, by=self.lead)}


@pytest.fixture
def board(database: Database, actor_of: Callable[..., Actor]) -> Iterator[Board]:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        programme, other = new_programme(session), new_programme(session)
        keys = (programme.id, other.id, new_task(session, new_phase(session, programme)).id)
    with standing_at(NOW):
        yield Board(*keys, lead)


def test_a_meeting_leaves_decisions_and_actions_behind(board: Board, actor_of: Callable[..., Actor]) -> None:
    owner, colleague = actor_of(Role.STORE_MANAGER), actor_of(Role.REVIEWER)
    meeting = board.note(MinuteKind.MEETING, "Board of March", present="Li, Wang")
    board.note(MinuteKind.DECISION, "Two more pilots", meeting_id=meeting, task_id=board.task_id)
    given = {"meeting_id": meeting, "owner_id": owner.person_id, "due_on": date(2026, 3, 20)}
    board.note(MinuteKind.ACTION, "Name the stores", **given)
    rows = board.rows()
    assert [rows[name].meeting for name in ("Two more pilots", "Name the stores")] == ["Board of March"] * 2
    assert (rows["Two more pilots"].task, rows["Board of March"].present) == ("Task T1", "Li, Wang")
    with reading() as session:
        (mine,) = own_minutes(session, by=owner)
        assert own_minutes(session, by=colleague) == []
    assert (mine.title, mine.late, mine.due_on) == ("Name the stores", False, date(2026, 3, 20))
    with standing_at(NOW + timedelta(days=11)):
        assert board.rows()["Name the stores"].late
    with pytest.raises(NotFound):
        board.do("finish_minute", minute_id=mine.id, seen=1, by=colleague)
    board.do("finish_minute", minute_id=mine.id, seen=1, by=owner)
    assert board.rows()["Name the stores"].done_on == TODAY
    with reading() as session:
        assert own_minutes(session, by=owner) == []
    board.do("reopen_minute", minute_id=mine.id, seen=2)
    board.do("change_minute", minute_id=mine.id, seen=3, title="Name four stores", owner_id=board.lead.person_id)
    assert board.rows()["Name four stores"].owner_id == board.lead.person_id


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"kind": MinuteKind.ACTION}, "minutes.due_missing"),
        ({"kind": MinuteKind.DECISION, "due_on": TODAY}, "minutes.due_without_action"),
        ({"kind": MinuteKind.MEETING, "meeting_id": "meeting"}, "minutes.meeting_in_meeting"),
        ({"kind": MinuteKind.DECISION, "meeting_id": "decision"}, "minutes.unknown_subject"),
        ({"kind": MinuteKind.DECISION, "task_id": "other"}, "minutes.unknown_subject"),
        ({"kind": MinuteKind.DECISION, "on": date(2030, 1, 1)}, "plan.day_out_of_range"),
        ({"kind": MinuteKind.DECISION, "title": " "}, "core.field_wrong"),
    ],
)
@on_one_database
def test_what_does_not_fit_is_refused(board: Board, given: dict[str, Any], key: str) -> None:
    places = {"meeting": board.note(MinuteKind.MEETING, "A meeting"), "other": board.other_id}
    places["decision"] = board.note(MinuteKind.DECISION, "A decision")
    wanted = {name: places.get(value, value) if name.endswith("_id") else value for name, value in given.items()}
    with pytest.raises(Refusal) as refused:
        board.note(**{"title": "Another"} | wanted)
    assert refused.value.key == key


def test_each_kind_of_problem_has_its_department(board: Board, actor_of: Callable[..., Actor]) -> None:
    with pytest.raises(Refusal) as refused:
        board.do("add_responsibility", programme_id=board.programme_id, problem_en="Systems")
    assert refused.value.key == "minutes.department_missing"
    for problem, department in (("Staffing", "HR"), ("Systems", "IT")):
        board.do("add_responsibility", programme_id=board.programme_id, problem_en=problem, department_en=department)
    with reading() as session:
        rows = responsibilities(session, programme_id=board.programme_id, by=actor_of(Role.STORE_MANAGER))
    assert [(row.code, row.problem, row.department) for row in rows] == [("D1", "Staffing", "HR"), ("D2", "Systems", "IT")]
    board.do(
        "change_responsibility", responsibility_id=rows[0].id, seen=1, department_en="People", person_id=board.lead.person_id
    )
    board.do("remove_responsibility", responsibility_id=rows[1].id, seen=1)
    with reading() as session:
        (row,) = responsibilities(session, programme_id=board.programme_id, by=board.lead)
    assert (row.department, row.person) == ("People", board.lead.display_name)
    with pytest.raises(NotAllowed):
        board.do("remove_responsibility", responsibility_id=row.id, seen=2, by=actor_of(Role.EXECUTIVE))
