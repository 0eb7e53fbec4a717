from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.findings.actions import give_evidence, move_action
from audits.findings.actions.importing import PlannedChange, import_actions, planned_import
from audits.findings.forms import ActionBook
from audits.findings.models import ActionEvidence, CorrectiveAction
from audits.findings.queries.sheets import action_book
from audits.findings.rules import ActionState
from audits.findings.workbook import action_sheets, read_actions
from tests.factories.audits import Visit
from tests.factories.findings import BAD, approved_audit, in_days, new_action
from tests.factories.people import new_actor, new_store
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Problems
from tracker.core.words import LANGUAGES, problem_sentence, speaking
from tracker.core.workbooks import SheetOut, read_workbook, write_workbook
from tracker.people.rules import Actor, Role

STATE, DUE, NOTE, REASON = 9, 8, 11, 12


@pytest.fixture
def actions(visit: Visit) -> tuple[UUID, UUID]:
    """Against `greeted` and against `smile`; the second is done, with a note."""
    with writing() as session:
        failed = approved_audit(session, visit, BAD)
        first, second = new_action(session, visit, failed, "greeted"), new_action(session, visit, failed, "smile")
        move_action(session, action_id=second, seen=1, to=ActionState.DONE, by=visit.lead)
        give_evidence(session, action_id=second, note="=1+1", by=visit.lead)
    return first, second


def sheets(visit: Visit, by: Actor | None = None) -> list[SheetOut]:
    with reading() as session:
        rows = action_book(session, programme_id=visit.programme_id, by=by or visit.lead)
    return action_sheets(rows.actions, rows.findings, rows.evidence)


def read(given: list[SheetOut]) -> ActionBook:
    return read_actions(read_workbook(write_workbook(given), "actions.xlsx"))


def edited(visit: Visit, *cells: tuple[UUID, int, Any]) -> ActionBook:
    """The workbook with these cells changed: the action, the column, the value."""
    given = sheets(visit)
    for key, column, value in cells:
        next(row for row in given[0].rows if row[0] == str(key))[column] = value
    return read(given)


def planned(book: ActionBook, by: Actor) -> list[PlannedChange]:
    with reading() as session:
        return planned_import(session, book=book, by=by)


def taken_in(book: ActionBook, by: Actor) -> int:
    with writing() as session:
        return len(import_actions(session, book=book, by=by))


def problems(book: ActionBook, by: Actor) -> list[str]:
    with pytest.raises(Problems) as refused:
        taken_in(book, by)
    return [problem_sentence(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_goes_out_comes_back_without_a_change(visit: Visit, actions: tuple[UUID, UUID], language: str) -> None:
    with speaking(language):
        given = sheets(visit)
        assert [len(sheet.rows) for sheet in given] == [2, 3, 1]
        book = read(given)
    assert book.problems == ()
    assert {line.action_id for line in book.lines} == set(actions)
    assert planned(book, visit.lead) == []
    assert taken_in(book, visit.lead) == 0


def test_states_due_days_and_notes_come_back_and_the_same_file_twice_changes_nothing(
    visit: Visit, actions: tuple[UUID, UUID]
) -> None:
    first, second = actions
    book = edited(
        visit,
        (first, STATE, "Being done"),
        (first, DUE, in_days(21)),
        (first, NOTE, "Begun on Monday"),
        (first, REASON, "The trainer is ill"),
        (second, STATE, "已验证"),
        (second, REASON, "Seen on a photo"),
    )
    assert [sorted(one.fields) for one in planned(book, visit.lead)] == [["due_on", "state"], ["state"]]
    assert taken_in(book, visit.lead) == 2
    with reading() as session:
        rows = {row.id: row for row in session.scalars(select(CorrectiveAction))}
        assert (rows[first].state, rows[first].due_on, rows[first].deferrals) == (ActionState.DOING, in_days(21), 1)
        assert rows[second].state is ActionState.VERIFIED
        assert "Begun on Monday" in set(session.scalars(select(ActionEvidence.note)))
        n = len(session.scalars(select(Event)).all())
    assert planned(book, visit.lead) == []
    assert taken_in(book, visit.lead) == 0
    with reading() as session:
        assert len(session.scalars(select(Event)).all()) == n


def test_a_row_that_somebody_changed_since_is_refused_with_all_other_problems(visit: Visit, actions: tuple[UUID, UUID]) -> None:
    first, second = actions
    book = edited(visit, (first, STATE, "Being done"), (second, STATE, "Open"))
    with writing() as session:
        move_action(session, action_id=first, seen=1, to=ActionState.DONE, by=visit.lead)
    found = problems(book, visit.lead)
    assert len(found) == 2
    assert any("was changed after the workbook was written" in one for one in found)
    assert any('from "Done, to be verified" to "Open"' in one for one in found)
    assert all(one.startswith("Actions, row ") for one in found)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (0, "17", "no key of an action"),
        (0, "01890000-0000-7000-8000-000000000000", "no such action within your reach"),
        (STATE, "Nearly done", "Nearly done"),
        (STATE, "Dropped", "Write the reason in this column"),
        (DUE, date(2020, 1, 1), "from today on"),
        (DUE, "soon", "soon"),
        (NOTE, "x" * 2001, "at most 2,000 letters"),
    ],
)
def test_each_problem_says_where_and_what_to_do(
    visit: Visit, actions: tuple[UUID, UUID], column: int, value: object, said: str
) -> None:
    [found] = problems(edited(visit, (actions[0], column, value)), visit.lead)
    assert said in found
    assert "row" in found


def test_a_row_given_twice_is_a_problem(visit: Visit, actions: tuple[UUID, UUID]) -> None:
    given = sheets(visit)
    given[0].rows.append(list(given[0].rows[0]))
    assert "twice" in problems(read(given), visit.lead)[0]


def test_a_deferral_and_a_decision_are_not_a_managers(visit: Visit, actions: tuple[UUID, UUID]) -> None:
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
    first, second = actions
    book = edited(visit, (first, DUE, in_days(30)), (first, REASON, "x"), (second, STATE, "Verified"), (second, REASON, "x"))
    assert [one.split(": ")[1] for one in problems(book, manager)] == ["Only a lead may change this. Leave it as it was."] * 2
    assert taken_in(edited(visit, (first, STATE, "Being done")), manager) == 1


def test_a_workbook_holds_what_its_reader_may_see(visit: Visit, actions: tuple[UUID, UUID]) -> None:
    with writing() as session:
        other = new_actor(session, Role.STORE_MANAGER, stores=[new_store(session).id])
        executive = new_actor(session, Role.EXECUTIVE)
    assert [len(sheet.rows) for sheet in sheets(visit, other)] == [0, 0, 0]
    assert len(problems(edited(visit, (actions[0], STATE, "Being done")), other)) == 2
    with pytest.raises(NotAllowed):
        sheets(visit, executive)


def test_a_text_that_looks_like_a_formula_stays_a_text(visit: Visit, actions: tuple[UUID, UUID]) -> None:
    book = read_workbook(write_workbook(sheets(visit)), "actions.xlsx")
    assert "=1+1" in book[2].rows[1]


def test_an_earlier_day_is_no_deferral(visit: Visit, actions: tuple[UUID, UUID]) -> None:
    assert taken_in(edited(visit, (actions[0], DUE, in_days(3)), (actions[0], REASON, "Sooner")), visit.lead) == 1
    with reading() as session:
        row = session.get_one(CorrectiveAction, actions[0])
        assert (row.due_on, row.deferrals) == (in_days(3), 0)
