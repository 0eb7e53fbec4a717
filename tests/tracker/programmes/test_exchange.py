"""The whole programme out as a workbook and in again: nothing is lost, nothing is changed unseen, nobody is overwritten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.tracker.programmes.desk import Desk, added, edited, fill, new_desk, typed_into
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Problems
from tracker.people.rules import Role
from tracker.plan.actions import update_task
from tracker.plan.models import Recurrence, Task
from tracker.programmes.forms.sheets import Change, ProgrammeBook
from tracker.programmes.queries.comparing import differences
from tracker.programmes.workbook.reading import read_programme

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with standing_at(NOW):
        yield new_desk()


def problems(desk: Desk, book: ProgrammeBook) -> list[tuple[str, str]]:
    return [(problem.key, problem.column) for problem in desk.compare(book).problems]


def row_of(book: ProgrammeBook, noun: str, **values: Any) -> int:
    """Which row of its sheet reads so."""
    lines = [line for line in book.lines if line.noun == noun]
    return next(at for at, line in enumerate(lines) if values.items() <= line.values.items())


def log(verb: str) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).where(Event.verb == verb)) or 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_goes_out_comes_in_without_a_change_whatever_it_holds(desk: Desk, language: str) -> None:
    found = desk.compare(desk.book(language))
    assert (found.differences, found.problems) == ((), ())
    fill(desk)
    empty = {each.noun.name for each in desk.rows().nouns if not each.rows}
    assert empty <= {"gate_decision", "task_cost"}
    found = desk.compare(desk.book(language))
    assert (found.differences, found.problems) == ((), ())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_cell_edited_and_saved_elsewhere_is_one_difference(desk: Desk, language: str) -> None:
    sheets = typed_into(desk.file(language), "exchange.sheet.task", language, "D2", "另一个名称")
    found = desk.compare(read_programme(sheets))
    (one,) = found.differences
    (change,) = one.fields
    assert (one.change, one.noun, change.field, change.after) == (Change.CHANGED, "task", "name_zh", "另一个名称")
    assert (one.concurrent, found.problems) == (False, ())
    assert desk.accept(one) == 1
    assert desk.of("task")[0]["name_zh"] == "另一个名称"
    assert desk.compare(read_programme(sheets)).differences == ()


def test_a_row_of_every_noun_is_changed_added_and_removed_and_each_leaves_one_entry(desk: Desk) -> None:
    fill(desk)
    book = desk.book()
    first = next(line for line in book.lines if line.noun == "phase").values["code"]
    book = edited(book, "programme", 0, goal_en="Serve better")
    book = edited(book, "phase", 0, code="BEGIN", ends_on=date(2026, 3, 30))  # tasks go on naming it by the code they read
    book = edited(book, "area", row_of(book, "area", code="X9"), stores=(), name_en="North")
    book = edited(book, "working_calendar", 0, country=None)
    book = edited(book, "calendar_day", row_of(book, "calendar_day", on=date(2026, 4, 4)), worked="no")
    book = edited(book, "minute", 0, title="Kick-off, moved", present="Ann")
    book = edited(book, "budget_line", 0, name_en="Training")
    book = edited(book, "task_role", 0, remove=True)
    book = edited(book, "indicator", row_of(book, "indicator", target_kind="level"), baseline=12.5, consecutive=2)
    book = edited(book, "risk", 0, impact=1)
    days = {"starts_on": date(2026, 3, 2), "due_on": date(2026, 3, 6)}
    book = added(book, "task", code="NEW1", kind="task", name_en="New", phase="BEGIN", parent="NEW2", **days)
    book = added(book, "task", code="NEW2", kind="task", name_en="Above", phase=first, **days)
    book = added(book, "task", code="NEW3", kind="task", name_en="Alone", phase=first, owner=_user_name(desk), **days)
    book = added(book, "task_link", before="NEW1", after="NEW3", type="FS", lag_days=1)
    book = added(book, "task_cost", task="NEW3", planned=12.34)
    book = added(book, "responsibility", code="Q2", problem_en="Noise", department_en="Building")
    found = desk.compare(book)
    assert (found.problems, len(found.differences)) == ((), 16)
    before = log("workbook.row_changed"), log("workbook.row_added"), log("workbook.row_removed")
    assert desk.accept(*found.differences) == 16
    after = log("workbook.row_changed"), log("workbook.row_added"), log("workbook.row_removed")
    assert [now - then for now, then in zip(after, before, strict=True)] == [7, 4, 1]  # the others by their owners' verbs
    tasks = {row["code"]: row for row in desk.of("task")}
    assert (tasks["NEW1"]["parent"], tasks["NEW1"]["phase"], tasks["NEW1"]["duration_days"]) == ("NEW2", "BEGIN", 5)
    assert {"task": "NEW3", "line": None, "planned": 12.34} in [dict(row) for row in desk.of("task_cost")]
    assert first not in {row["phase"] for row in desk.of("task")}
    assert desk.compare(desk.book()).differences == ()


def _user_name(desk: Desk) -> str:
    return desk.rows().offered["person"][0]


def test_who_changed_a_row_since_is_not_overwritten_unless_somebody_chooses_so(desk: Desk) -> None:
    book = edited(desk.book(), "task", 0, name_en="Mine", name_zh="我的")
    line = next(line for line in book.lines if line.noun == "task")
    with writing() as session:
        update_task(session, task_id=line.id or new_id(), seen=line.version or 0, name="Theirs", by=desk.lead)
    (one,) = desk.compare(book).differences
    assert (one.concurrent, one.theirs) == (True, ("name_en",))
    assert next((change.before, change.after, change.theirs) for change in one.fields) == ("Theirs", "Mine", True)
    untouched = replace(book, lines=tuple(line for line in desk.book().lines if line.noun != "task"))
    assert desk.compare(untouched).differences == ()
    desk.accept(one)
    assert desk.of("task")[0]["name_en"] == "Mine"
    with pytest.raises(Problems) as refused:  # what was shown is no longer what is stored
        desk.accept(one)
    assert [problem.key for problem in refused.value.problems] == ["exchange.changed_meanwhile"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_row_that_nobody_edited_says_nothing_whatever_became_of_it(desk: Desk) -> None:
    book = desk.book()
    line = next(line for line in book.lines if line.noun == "task")
    with writing() as session:
        update_task(session, task_id=line.id or new_id(), seen=line.version or 0, name="Theirs", by=desk.lead)
    assert desk.compare(book).differences == ()
    missing = replace(book, lines=tuple(one for one in book.lines if one.noun in ("programme", "phase")))
    assert desk.compare(missing).differences == ()  # nothing is removed by not being there


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_problem_comes_at_once_and_nothing_is_stored(desk: Desk) -> None:
    fill(desk)
    book = desk.book()
    milestone = row_of(book, "task", kind="milestone")
    book = edited(book, "task", 0, phase="NOWHERE", owner="nobody")
    book = edited(book, "task", milestone, due_on=date(2026, 5, 5), starts_on=date(2026, 5, 4))
    book = edited(book, "ledger_entry", 0, amount=99.0)
    book = edited(book, "baseline_task", 0, remove=True)
    book = edited(book, "phase", 1, code=next(line for line in book.lines if line.noun == "phase").values["code"])
    book = edited(book, "risk", 0, probability=9)
    link = next(line.values for line in book.lines if line.noun == "task_link")
    book = added(book, "task_link", before=link["after"], after=link["before"], type="FS")
    keys = {key for key, _ in problems(desk, book)}
    assert keys == {
        "exchange.unknown_code",
        "exchange.unknown_person",
        "exchange.milestone_is_a_day",
        "exchange.history",
        "exchange.code_twice",
        "exchange.code_taken",
        "core.field_wrong",
        "exchange.circle",
    }


def test_what_the_owners_refuse_is_told_row_by_row_and_nothing_of_the_rest_is_kept(desk: Desk) -> None:
    book = desk.book()
    phase = next(line for line in book.lines if line.noun == "phase")
    book = edited(book, "phase", 0, remove=True)  # its tasks still name it
    book = edited(book, "budget_line", 0, share_percent=99.0)
    book = edited(book, "risk", 0, remove=True)
    found = desk.compare(book)
    assert found.problems == ()
    with pytest.raises(Problems) as refused:
        desk.accept(*found.differences)
    told = {(problem.key, problem.row) for problem in refused.value.problems}
    assert ("exchange.in_use", phase.row) in told
    assert ("exchange.close_the_risk", 2) in told
    share = next(one for one in found.differences if one.noun == "budget_line")
    with pytest.raises(Problems) as refused:
        desk.accept(share)
    assert [problem.key for problem in refused.value.problems] == ["money.not_hundred"]
    assert desk.compare(desk.book()).differences == ()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("noun", "wanted", "typed", "key"),
    [
        ("task", {"code": "form_team"}, {"parent": "team_and_plan"}, "network.milestone_as_parent"),
        ("task", {"code": "form_team"}, {"parent": "task_list"}, "network.parent_is_linked"),
        ("working_calendar", {}, {"country": "QQ"}, "network.unknown_country"),
    ],
)
def test_what_a_page_refuses_a_workbook_does_not_bring_in(
    desk: Desk, noun: str, wanted: dict[str, Any], typed: dict[str, Any], key: str
) -> None:
    book = desk.book()
    found = desk.compare(edited(book, noun, row_of(book, noun, **wanted), **typed))
    with pytest.raises(Problems) as refused:
        desk.accept(*found.differences)
    assert [problem.key for problem in refused.value.problems] == [key]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_tasks_of_a_rule_follow_it_when_a_workbook_changes_it(desk: Desk) -> None:
    book = desk.book()
    found = desk.compare(edited(book, "recurrence", row_of(book, "recurrence", every="weekly"), weekday=3))
    desk.accept(*found.differences)
    with reading() as session:
        rule = session.scalars(select(Recurrence).where(Recurrence.weekday == 3)).one()
        days = session.scalars(select(Task.starts_on).where(Task.recurrence_id == rule.id)).all()
    assert len(days) > 40
    assert {day.isoweekday() for day in days} == {3}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_money_and_risks_go_out_only_to_who_may_see_them_and_names_only_to_editors(desk: Desk) -> None:
    fill(desk)
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER)
    rows = desk.rows(manager)
    assert {found.noun.needs for found in rows.nouns} == {"plan"}
    assert rows.offered == {}
    with reading() as session:
        names = set(session.scalars(select(Task.owner_id)))
    assert names == {None}
    with pytest.raises(NotAllowed), reading() as session:
        differences(session, programme_id=desk.programme_id, book=desk.book(), by=manager)
