"""The register out as a workbook and in again: the same file changes nothing, and nobody is overwritten unseen."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from tests.tracker.risks.conftest import Office
from tests.tracker.risks.test_actions import refused
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Problems
from tracker.core.words import speaking
from tracker.core.workbooks import Cell, SheetOut, SheetText, read_workbook, write_workbook
from tracker.people.rules import Actor, Role
from tracker.risks.actions import PlannedRisk, import_risks, planned_risks
from tracker.risks.forms import RiskBook
from tracker.risks.queries import sheet_lines
from tracker.risks.rules import Proximity, Response, RiskKind, RiskState
from tracker.risks.workbook import COLUMNS, read_risks, risk_workbook

NAMES = [column.name for column in COLUMNS]
SMALL: dict[str, Cell] = {
    "code": "NEW",
    "kind": "external",
    "title_en": "A price war",
    "probability": 2,
    "impact": 5,
    "proximity": "this year",
    "response": "accept",
}


def exported(office: Office, language: str = "en") -> list[SheetText]:
    with reading() as session:
        lines = sheet_lines(session, programme_id=office.programme_id, by=office.lead)
    return read_workbook(risk_workbook(lines, language), "risks.xlsx")


def edited(sheets: list[SheetText], row: int, **cells: str) -> list[SheetText]:
    rows = [list(cells) for cells in sheets[0].rows]
    rows[row] += [""] * (len(NAMES) - len(rows[row]))
    for name, text in cells.items():
        rows[row][NAMES.index(name)] = text
    return [SheetText(sheets[0].name, rows)]


def typed(*rows: dict[str, Cell], header: list[str] | None = None) -> list[SheetText]:
    """A workbook as somebody wrote it, with only the columns that it needs."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    sheet = SheetOut("Risks", header or names, [[row.get(name) for name in names] for row in rows])
    return read_workbook(write_workbook([sheet]), "risks.xlsx")


def planned(office: Office, book: RiskBook, by: Actor | None = None) -> list[PlannedRisk]:
    with reading() as session:
        return planned_risks(session, programme_id=office.programme_id, book=book, by=by or office.lead)


def stored(office: Office, sheets: list[SheetText], reason: str = "From the workbook") -> list[PlannedRisk]:
    with writing() as session:
        return import_risks(session, programme_id=office.programme_id, book=read_risks(sheets), reason=reason, by=office.lead)


def problems(office: Office, sheets: list[SheetText]) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Problems) as found:
        planned(office, read_risks(sheets))
    return [(problem.key, problem.row, problem.column) for problem in found.value.problems]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_goes_out_comes_in_without_a_change_in_either_language(
    office: Office, actor_of: Callable[..., Actor], language: str
) -> None:
    owner = actor_of(Role.SUPERVISOR)
    office.note(owner_id=owner.person_id, phases=frozenset({office.phase_id}), indicators=frozenset({office.indicator_id}))
    office.do("move_risk", office.note(code="OLD"), state=RiskState.CLOSED, reason="Over")
    office.happened(office.note(code="NOW", title_en="=1+1"))
    book = read_risks(exported(office, language))
    assert (len(book.lines), book.problems) == (3, ())
    assert planned(office, book) == []
    assert stored(office, exported(office, language)) == []


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.fixed_dictionaries(
        {
            "kind": some.sampled_from(RiskKind),
            "title_en": some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip),
            "description_zh": some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
            "probability": some.integers(1, 5),
            "impact": some.integers(1, 5),
            "proximity": some.sampled_from(Proximity),
            "response": some.sampled_from(Response),
        }
    )
)
def test_whatever_is_noted_goes_out_and_in_without_a_change(office: Office, wanted: dict[str, Any]) -> None:
    office.note(**wanted)
    assert planned(office, read_risks(exported(office))) == []


def test_an_edited_file_is_stored_once_and_changes_nothing_the_second_time(office: Office) -> None:
    row = office.note()
    file = edited(exported(office), 1, probability="5", title_en="The system is very late", phases="P1")
    assert [(plan.code, set(plan.values)) for plan in planned(office, read_risks(file))] == [
        ("R01", {"probability", "title_en", "phases"})
    ]
    stored(office, file)
    row = office.risk(row.id)
    assert (row.probability, row.title, [link.code for link in row.phases]) == (5, "The system is very late", ["P1"])
    assert office.history(row)[0].reason == "From the workbook"
    assert stored(office, file) == []
    assert office.risk(row.id).version == row.version
    with reading() as session:
        assert session.scalar(select(func.count()).where(Event.verb == "risks.imported")) == 1


def test_a_new_code_is_a_new_risk(office: Office) -> None:
    file = typed(SMALL | {"review_on": date(2026, 9, 1), "indicators": "csi"})
    assert [plan.risk_id for plan in stored(office, file)] == [None]
    row = office.register().risks[0]
    assert (row.code, row.title, row.kind, row.score, row.review_on) == (
        "NEW",
        "A price war",
        RiskKind.EXTERNAL,
        10,
        date(2026, 9, 1),
    )
    assert stored(office, file) == []


def test_headers_and_choices_are_understood_in_both_languages(office: Office) -> None:
    chinese: dict[str, Cell] = {**SMALL, "kind": "外部", "proximity": "今年", "response": "接受"}
    header = ["编号", "类别", "标题（英文）", "可能性（1至5）", "影响程度（1至5）", "可能发生的时间", "应对方式"]
    with speaking("en"):
        assert [line.form for line in read_risks(typed(chinese, header=header)).lines] == [
            line.form for line in read_risks(typed(SMALL)).lines
        ]
    assert len(stored(office, typed(chinese, header=header))) == 1


def test_an_empty_cell_keeps_what_is_stored(office: Office) -> None:
    row = office.note(description_en="Long", review_on=date(2026, 4, 1))
    stored(office, edited(exported(office), 1, description_en="", review_on="", version="1", impact="5"))
    row = office.risk(row.id)
    assert (row.description, row.review_on, row.impact) == ("Long", date(2026, 4, 1), 5)


def test_a_row_that_somebody_else_changed_since_is_refused(office: Office) -> None:
    row = office.note()
    file = exported(office)
    office.do("change_risk", row, reason="Worse", impact=5)
    assert problems(office, edited(file, 1, impact="1")) == [("risks.stale_row", 2, "Version")]
    assert office.risk(row.id).impact == 5


def test_every_problem_comes_at_once_with_its_place(office: Office) -> None:
    office.note(code="A")
    file = typed(
        SMALL | {"code": "A", "version": 1, "probability": 7},
        SMALL | {"code": "B", "owner": "nobody.known", "phases": "P1, P9"},
        SMALL | {"code": "C", "version": 3},
        SMALL | {"code": "D", "title_en": None},
        SMALL | {"code": "E", "kind": "weather"},
        SMALL | {"code": "F", "state": "closed"},
        SMALL | {"code": "G", "review_on": date(2026, 1, 1)},
        SMALL | {"code": "H"},
        SMALL | {"code": "H"},
    )
    assert problems(office, file) == [
        ("core.field_wrong", 2, "Probability (1 to 5)"),
        ("risks.unknown_owner_name", 3, "Owner"),
        ("risks.unknown_link_code", 3, "Phases"),
        ("risks.unknown_code", 4, "Code"),
        ("risks.title_missing", 5, "Title (English)"),
        ("files.not_choice", 6, "kind"),
        ("risks.state_by_hand", 7, "State"),
        ("risks.review_in_past", 8, "Next review"),
        ("organisation.code_twice", 10, "Code"),
    ]
    assert [row.code for row in office.register().risks] == ["A"]


def test_a_state_is_not_changed_by_a_file(office: Office) -> None:
    office.note()
    assert problems(office, edited(exported(office), 1, state="closed")) == [("risks.state_by_hand", 2, "State")]


def test_a_state_that_moved_since_does_not_stop_an_old_file_that_changes_nothing(office: Office) -> None:
    row = office.note()
    file = exported(office)
    office.do("move_risk", row, state=RiskState.WATCHED, reason="In place")
    assert planned(office, read_risks(file)) == []


def test_changes_need_a_reason(office: Office) -> None:
    refused("core.field_wrong", stored, office, typed(SMALL), reason=" ")
    assert office.register().risks == ()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EXECUTIVE, Role.SUPERVISOR])
def test_the_workbook_is_for_editors(office: Office, actor_of: Callable[..., Actor], role: Role) -> None:
    book, person = read_risks(typed(SMALL)), actor_of(role)
    with pytest.raises(NotAllowed):
        planned(office, book, person)
    with reading() as session, pytest.raises(NotAllowed):
        sheet_lines(session, programme_id=office.programme_id, by=person)
