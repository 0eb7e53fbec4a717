"""The organisation's workbook: out and in again changes nothing, and everything wrong is said at once."""

import pytest
from sqlalchemy import func, select

from tests.factories.people import new_actor, new_region, new_store, new_team
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import Problems
from tracker.core.words import Label, problem_sentence, speaking
from tracker.core.workbooks import SheetText, read_workbook, write_workbook
from tracker.people.actions.organisation_import import Planned, import_organisation, planned_import
from tracker.people.models import Region, Store, Team
from tracker.people.queries.organisation import regions, stores, teams
from tracker.people.rules import Actor, Role
from tracker.people.workbook import organisation_sheets, read_organisation

REGIONS = ["Code", "Name in English", "Name in Chinese", "Market potential", "Active"]
STORES = ["Code", "Name in English", "Name in Chinese", "Region", "Active"]
TEAMS = ["Code", "Name in English", "Name in Chinese", "Store", "Active"]


def book(**sheets: list[list[str]]):
    headers = {"Regions": REGIONS, "Stores": STORES, "Teams": TEAMS}
    return read_organisation([SheetText(name, [headers.get(name, ["?"]), *rows]) for name, rows in sheets.items()])


WHOLE = {
    "Regions": [["N", "North", "北区", "High", "Yes"], ["S", "South", "", "low", ""]],
    "Stores": [["001", "Market", "市场店", "N", "yes"], ["002", "", "河店", "S", "No"]],
    "Teams": [["T1", "Front", "前台", "001", "Yes"]],
}


@pytest.fixture
def lead(actor_of) -> Actor:
    return actor_of(Role.PROGRAMME_LEAD)


def imported(by: Actor, **sheets: list[list[str]]) -> list[Planned]:
    with writing() as session:
        return import_organisation(session, book=book(**sheets), by=by)


def said(by: Actor, **sheets: list[list[str]]) -> list[str]:
    with pytest.raises(Problems) as raised, reading() as session:
        planned_import(session, book=book(**sheets), by=by)
    with speaking("en"):
        return [problem_sentence(problem) for problem in raised.value.problems]


def exported(by: Actor) -> bytes:
    with reading() as session:
        return write_workbook(organisation_sheets(regions(session, by=by), stores(session, by=by), teams(session, by=by)))


def test_a_workbook_is_stored_parents_first_and_codes_keep_their_zeros(lead):
    assert len(imported(lead, **WHOLE)) == 5
    with reading() as session:
        assert [(row.code, row.name, row.region_code, row.active) for row in stores(session, by=lead)] == [
            ("001", Label("Market", "市场店"), "N", True),
            ("002", Label("", "河店"), "S", False),
        ]
        assert [(row.code, row.store_code) for row in teams(session, by=lead)] == [("T1", "001")]


def test_the_same_file_twice_changes_nothing_and_leaves_no_second_record(lead):
    imported(lead, **WHOLE)
    assert imported(lead, **WHOLE) == []
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_export_imported_again_changes_nothing_in_either_language(lead, language):
    imported(lead, **WHOLE)
    with speaking(language):
        again = read_organisation(read_workbook(exported(lead), "organisation.xlsx"))
        with reading() as session:
            assert planned_import(session, book=again, by=lead) == []


def test_the_preview_says_what_would_change_and_changes_nothing(lead):
    imported(lead, **WHOLE)
    with reading() as session:
        planned = planned_import(
            session,
            book=book(Regions=[["N", "North", "北方", "Low", ""]], Stores=[["001", "Market", "市场店", "S", ""]]),
            by=lead,
        )
        assert [row.name.zh_CN for row in regions(session, by=lead)] == ["北区", ""]
    assert [(plan.code, plan.is_new, sorted(plan.fields)) for plan in planned] == [
        ("N", False, ["market_potential", "name"]),
        ("001", False, ["parent"]),
    ]
    assert planned[1].fields["parent"] == ["N", "S"]


def test_nothing_is_deleted_by_leaving_it_out(lead):
    imported(lead, **WHOLE)
    assert imported(lead, Regions=[], Stores=[]) == []
    with reading() as session:
        assert [session.scalar(select(func.count()).select_from(kind)) for kind in (Region, Store, Team)] == [2, 2, 1]


def test_every_problem_of_every_sheet_is_told_at_once_and_nothing_is_stored(lead):
    sentences = said(
        lead,
        Regions=[
            ["N", "", "", "High", ""],
            ["a b", "x", "", "High", ""],
            ["O", "Ost", "", "huge", ""],
            ["P", "P", "", "low", ""],
        ],
        Stores=[
            ["1", "One", "", "NOWHERE", ""],
            ["2", "Two", "", "P", "perhaps"],
            ["3", "3", "", "P", ""],
            ["3", "4", "", "P", ""],
        ],
        Teams=[["T", "T", "", "99", ""]],
    )
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "Regions, row 2",
        "Regions, row 3, Code",
        "Regions, row 4, Market potential",
        "Stores, row 2, Region",
        "Stores, row 3, Active",
        "Stores, row 5, Code",
        "Teams, row 2, Store",
    ]
    with reading() as session:
        assert session.scalars(select(Region)).all() == []


def test_a_file_with_other_sheets_only_is_told_what_is_missing(lead):
    assert said(lead, Prices=[["1"]]) == [
        "The file has none of the sheets Regions, Stores and Teams. Download the workbook here and fill that in."
    ]


FACTS = [*STORES, "Latitude", "Longitude", "Opens at", "Closes at", "Time zone"]
PLACED = ["001", "Market", "市场店", "N", "yes", "31.230416", "121.473701", "9:00", "21:30:00", "Asia/Shanghai"]


def with_facts(*rows: list[str]):
    regions = SheetText("Regions", [REGIONS, *WHOLE["Regions"]])
    return read_organisation([regions, SheetText("Stores", [FACTS, *rows])])


def placed(by: Actor, *rows: list[str]) -> list[Planned]:
    with writing() as session:
        return import_organisation(session, book=with_facts(*rows), by=by)


def test_a_store_says_where_it_is_and_when_it_is_open(lead):
    placed(lead, PLACED)
    with reading() as session:
        (row,) = stores(session, by=lead)
    assert (row.latitude, row.longitude) == (31.230416, 121.473701)
    assert (row.opens_at, row.closes_at, row.time_zone) == ("09:00", "21:30", "Asia/Shanghai")


def test_facts_that_a_file_leaves_empty_stay(lead):
    placed(lead, PLACED)
    assert placed(lead, [*PLACED[:5], "", "", "", "", ""]) == []
    assert imported(lead, Stores=[PLACED[:5]]) == []
    (changed,) = placed(lead, [*PLACED[:5], "", "", "10:00", "21:30", ""])
    assert changed.fields == {"opens_at": ["09:00", "10:00"]}


def test_an_export_with_facts_imported_again_changes_nothing(lead):
    placed(lead, PLACED)
    again = read_organisation(read_workbook(exported(lead), "organisation.xlsx"))
    with reading() as session:
        assert planned_import(session, book=again, by=lead) == []


def test_half_a_place_and_half_of_the_hours_are_told_with_everything_else(lead):
    rows = [
        ["A", "A", "", "N", "", "31.2", "", "", "", ""],
        ["B", "B", "", "N", "", "", "", "09:00", "", ""],
        ["C", "C", "", "N", "", "91", "0", "", "", ""],
        ["D", "D", "", "N", "", "", "", "9 o'clock", "21:00", ""],
        ["E", "E", "", "N", "", "", "", "", "", "Mars/Base"],
    ]
    with pytest.raises(Problems) as raised:
        placed(lead, *rows)
    with speaking("en"):
        sentences = [problem_sentence(problem) for problem in raised.value.problems]
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "Stores, row 2",
        "Stores, row 3",
        "Stores, row 4, Latitude",
        "Stores, row 5, Opens at",
        "Stores, row 6, Time zone",
    ]
    assert "both" in sentences[1]


def test_a_region_is_not_closed_over_stores_that_stay_open_but_may_be_closed_with_them(lead):
    imported(lead, **WHOLE)
    closed = [["N", "North", "北区", "High", "No"]]
    assert said(lead, Regions=closed)[0].startswith("Regions, row 2, Active: This region still has active stores.")
    assert len(imported(lead, Regions=closed, Stores=[["001", "Market", "市场店", "S", ""]])) == 2


def test_whoever_is_limited_to_a_region_changes_nothing_outside_it(database):
    with writing() as session:
        own, other = new_region(session, "OWN"), new_region(session, "OTHER")
        inside, outside = new_store(session, "IN", region=own), new_store(session, "OUT", region=other)
        new_team(session, "T", store=outside)
        lead = new_actor(session, Role.PROGRAMME_LEAD, regions=[own.id])
    same = ["IN", inside.name.en, inside.name.zh_CN]
    assert len(imported(lead, Stores=[["IN", "Inside", "", "OWN", ""], ["NEW", "New", "", "OWN", ""]])) == 2
    sentences = said(
        lead,
        Regions=[["OTHER", "Mine now", "", "high", ""], ["FRESH", "Fresh", "", "high", ""]],
        Stores=[[*same, "OTHER", ""], ["OUT", "Taken", "", "OWN", ""]],
        Teams=[["T", "Taken", "", "IN", ""]],
    )
    assert len(sentences) == 5
    assert all("outside the area" in sentence for sentence in sentences)
