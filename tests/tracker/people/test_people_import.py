"""People from a workbook: new ones with a first password, known ones changed, nobody removed."""

import pytest
from sqlalchemy import select

from tests.factories.people import new_region, new_store
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import Problems, Stale
from tracker.core.words import problem_sentence, speaking
from tracker.core.workbooks import SheetText, read_workbook, write_workbook
from tracker.people.actions.people_import import import_people, planned_people
from tracker.people.models import Credential, Identity, Person, PersonScope
from tracker.people.queries.people import people
from tracker.people.rules import Actor, Role
from tracker.people.workbook import password_sheet, people_template, read_people

HEADER = ["User name", "Name", "Role", "Region codes", "Store codes", "Language"]


def book(*rows: list[str], header: list[str] = HEADER):
    return read_people(SheetText("People", [header, *rows]))


@pytest.fixture
def ada(actor_of) -> Actor:
    return actor_of(Role.ADMINISTRATOR, user_name="ada", display_name="Ada")


@pytest.fixture(autouse=True)
def _places(database):
    with writing() as session:
        region = new_region(session, "N")
        new_store(session, "001", region=region), new_store(session, "002", region=region)


def imported(by: Actor, *rows: list[str], hashes: dict[str, str] | None = None, header: list[str] = HEADER):
    names = {row[0].lower(): f"hash of {row[0]}" for row in rows}
    with writing() as session:
        return import_people(session, book=book(*rows, header=header), hashes=names if hashes is None else hashes, by=by)


def said(by: Actor, *rows: list[str]) -> list[str]:
    with pytest.raises(Problems) as raised, reading() as session:
        planned_people(session, book=book(*rows), by=by)
    with speaking("en"):
        return [problem_sentence(problem) for problem in raised.value.problems]


def scopes(user_name: str) -> int:
    with reading() as session:
        key = session.scalars(select(Identity.person_id).where(Identity.user_name == user_name)).one()
        return len(session.scalars(select(PersonScope.id).where(PersonScope.person_id == key)).all())


def test_people_are_added_with_role_scope_language_and_password(ada):
    imported(ada, ["Eve", "Eve Li", "Store manager", "", "001; 002", "Chinese"], ["bob", "Bob", "督导员", "N", "", ""])
    with reading() as session:
        rows = {row.user_name: row for row in people(session, by=ada)}
        assert (rows["eve"].role, rows["eve"].language, rows["bob"].role) == (Role.STORE_MANAGER, "zh_CN", Role.SUPERVISOR)
        assert session.get_one(Credential, rows["eve"].id).password_hash == "hash of Eve"
    assert (scopes("eve"), scopes("bob")) == (2, 1)


def test_the_same_file_twice_changes_nothing(ada):
    row = ["eve", "Eve Li", "Store manager", "N", "001", "English"]
    assert len(imported(ada, row)) == 1
    assert imported(ada, row) == []


def test_a_known_person_is_changed_and_an_empty_cell_keeps_what_is_stored(ada):
    imported(ada, ["eve", "Eve Li", "Store manager", "", "001", ""])
    (plan,) = imported(ada, ["eve", "Eve Li", "Executive", "N", "", ""])
    assert set(plan.changed) == {"role", "scope"}
    assert scopes("eve") == 2
    assert imported(ada, ["eve", "Eve Li", "Executive"], header=HEADER[:3]) == []
    with reading() as session:
        assert session.get_one(Credential, plan.person_id).password_hash == "hash of eve"


def test_an_address_for_messages_comes_with_the_sheet_and_stays_where_the_cell_is_empty(ada):
    header = [*HEADER, "E-mail"]
    row = ["eve", "Eve Li", "Store manager", "N", "001", "English"]
    imported(ada, [*row, "eve@example.com"], header=header)
    assert imported(ada, [*row, ""], header=header) == imported(ada, row) == []
    (plan,) = imported(ada, [*row, "eve@example.org"], header=header)
    with reading() as session:
        assert plan.changed == ("email",)
        assert session.scalars(select(Identity.email).where(Identity.user_name == "eve")).one() == "eve@example.org"
        assert "example.org" not in str(session.scalars(select(Event.change)).all())


def test_an_address_that_is_none_is_told_at_its_cell(ada):
    with pytest.raises(Problems) as raised:
        imported(ada, ["eve", "Eve Li", "Executive", "", "", "", "eve at home"], header=[*HEADER, "E-mail"])
    with speaking("en"):
        assert problem_sentence(raised.value.problems[0]).startswith("People, row 2, E-mail:")


def test_all_problems_are_told_at_once_and_nobody_is_added(ada):
    sentences = said(
        ada,
        ["", "No Name", "Executive", "", "", ""],
        ["a b", "X", "Executive", "", "", ""],
        ["eve", "", "Executive", "", "", ""],
        ["bob", "Bob", "Chief", "", "", ""],
        ["cy", "Cy", "Executive", "S", "001, 999", ""],
        ["cy", "Cy", "Executive", "", "", ""],
        ["ada", "Ada", "Executive", "", "", ""],
    )
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "People, row 2, User name",
        "People, row 3, User name",
        "People, row 4, Name",
        "People, row 5, Role",
        "People, row 6, Region codes",
        "People, row 6, Store codes",
        "People, row 7, User name",
        "People, row 8, Role",
    ]
    with reading() as session:
        assert len(session.scalars(select(Person.id)).all()) == 1


def test_somebody_new_since_the_preview_stores_nothing(ada):
    with pytest.raises(Stale):
        imported(ada, ["eve", "Eve", "Executive", "", "", ""], ["bob", "Bob", "Executive", "", "", ""], hashes={"eve": "x"})
    with reading() as session:
        assert len(session.scalars(select(Person.id)).all()) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_template_is_read_back_in_either_language(ada, language):
    with speaking(language):
        (sheet,) = read_workbook(write_workbook(people_template()), "people.xlsx")
    assert read_people(sheet).problems == ()


def test_first_passwords_are_handed_out_as_text():
    with speaking("en"):
        (sheet,) = read_workbook(write_workbook(password_sheet([("eve", "=HYPERLINK(1)", "ABCD-EFGH")])), "passwords.xlsx")
    assert sheet.rows == [["User name", "Name", "First password"], ["eve", "=HYPERLINK(1)", "ABCD-EFGH"]]
