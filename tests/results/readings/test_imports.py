"""From a filled sheet to stored readings, and everything a sheet can have wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.actions import Imported, import_readings
from results.readings.forms import ReadingsFile
from results.readings.models import Reading, ReadingImport
from results.readings.queries import corrections, imports, preview, store_codes, typed_indicators
from results.readings.workbook import read_readings, template
from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Problems, Refusal
from tracker.core.words import problem_sentence, speaking
from tracker.core.workbooks import SheetOut, read_workbook, write_csv, write_workbook
from tracker.core.workbooks.writing import Cell
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.plan.rules import ProgrammeStatus
from tracker.targets.rules import Unit

HEADER = ["Date", "Store code", "Indicator", "Value", "n"]
CHINESE_HEADER = ["日期", "门店编码", "指标", "数值", "样本量"]
GOOD: list[list[Cell]] = [
    ["2026-02-28", "", "csi", 84.5, 300],
    ["2026-02-28", "S1", "csi", 86, 20],
    ["2026-03-31", "S1", "fcr", 71.5, 40],
]


@dataclass(frozen=True)
class Setting:
    programme: Programme
    lead: Actor


@pytest.fixture
def setting(database: Database) -> Iterator[Setting]:
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            programme = new_programme(session, "P")
            new_indicator(session, programme, "csi")
            new_indicator(session, programme, "fcr", unit=Unit.PERCENT)
            new_indicator(session, programme, "services", unit=Unit.COUNT)
            new_indicator(session, programme, "visits", derived="audit_score")
            new_store(session, "S1")
            new_store(session, "S2")
            lead = new_actor(session, Role.PROGRAMME_LEAD)
        yield Setting(programme, lead)


def file_of(rows: list[list[Cell]], header: list[str] = HEADER, name: str = "readings.xlsx") -> ReadingsFile:
    return read_readings(write_workbook([SheetOut("Readings", header, rows)]), name)


def store(setting: Setting, file: ReadingsFile, by: Actor | None = None) -> Imported:
    with writing() as session:
        return import_readings(session, programme_id=setting.programme.id, file=file, by=by or setting.lead)


def kept(session: Session) -> list[tuple[float, int | None, int]]:
    return [
        (row.value, row.n, row.revision)
        for row in session.scalars(select(Reading).order_by(Reading.observed_on, Reading.value, Reading.revision))
    ]


def problems(setting: Setting, rows: list[list[Cell]], header: list[str] = HEADER) -> list[str]:
    with pytest.raises(Problems) as refused:
        store(setting, file_of(rows, header))
    with reading() as session:
        assert kept(session) == []
        assert session.scalars(select(ReadingImport)).all() == []
    return [problem_sentence(problem) for problem in refused.value.problems]


def test_a_good_file_is_stored_with_one_event(setting: Setting) -> None:
    assert store(setting, file_of(GOOD)) == Imported(new=3, corrected=0, same=0)
    with reading() as session:
        assert kept(session) == [(84.5, 300, 1), (86.0, 20, 1), (71.5, 40, 1)]
        event = session.scalars(select(Event).where(Event.verb == "readings.imported")).one()
        assert (event.change["new"], event.change["rows"], event.by) == (3, 3, setting.lead.person_id)


def test_the_same_file_twice_changes_nothing(setting: Setting) -> None:
    file = file_of(GOOD)
    store(setting, file)
    assert store(setting, file).again
    with reading() as session:
        assert len(kept(session)) == 3
        assert len(session.scalars(select(ReadingImport)).all()) == 1
        assert len(session.scalars(select(Event).where(Event.verb == "readings.imported")).all()) == 1


def test_a_row_that_equals_what_is_stored_changes_nothing_and_a_different_one_is_a_correction(setting: Setting) -> None:
    store(setting, file_of(GOOD))
    corrected = file_of([GOOD[0], ["2026-02-28", "S1", "csi", 87, 20], ["2026-03-31", "S2", "fcr", 60, 10]])
    assert store(setting, corrected) == Imported(new=1, corrected=1, same=1)
    with reading() as session:
        assert kept(session) == [(84.5, 300, 1), (86.0, 20, 1), (87.0, 20, 2), (60.0, 10, 1), (71.5, 40, 1)]
        found = corrections(session, programme_id=setting.programme.id, by=setting.lead)
        assert [(row.after.store, row.before, row.after.value) for row in found] == [("S1", 86.0, 87.0)]
        listed = imports(session, programme_id=setting.programme.id, by=setting.lead)
        assert [(row.rows, row.new, row.corrected) for row in listed] == [(3, 1, 1), (3, 3, 0)]


def test_a_correction_of_a_whole_programme_value_and_of_its_n_alone_count_too(setting: Setting) -> None:
    store(setting, file_of(GOOD))
    assert store(setting, file_of([["2026-02-28", "", "csi", 84.5, 301]])) == Imported(new=0, corrected=1, same=0)
    with reading() as session:
        found = corrections(session, programme_id=setting.programme.id, by=setting.lead)
        assert [(row.after.store, row.n_before, row.after.n) for row in found] == [("", 300, 301)]


def test_the_preview_counts_without_storing(setting: Setting) -> None:
    first = file_of(GOOD[:1])
    store(setting, first)
    with reading() as session:
        found = preview(session, programme_id=setting.programme.id, file=file_of(GOOD), by=setting.lead)
        assert (len(found.comparison.new), len(found.comparison.corrected), found.comparison.same) == (2, 0, 1)
        assert found.again is None
        seen_again = preview(session, programme_id=setting.programme.id, file=first, by=setting.lead)
        assert seen_again.again is not None
        assert len(kept(session)) == 1


def test_all_problems_come_at_once_with_sheet_row_and_column(setting: Setting) -> None:
    found = problems(
        setting,
        [
            ["2026-02-28", "S9", "csi", 84.5, 300],
            ["2026-02-28", "", "cis", 84.5, 300],
            ["2026-02-28", "", "visits", 84.5, 300],
            ["2024-12-30", "", "csi", 84.5, 300],
            ["2026-07-02", "", "csi", 84.5, 300],
            ["2026-02-28", "", "fcr", 101, 300],
            ["2026-02-27", "", "services", -1, None],
            ["2026-02-28", "", "csi", 84.5, None],
            ["2026-02-26", "", "csi", 84.5, -3],
            ["2026-02-28", "", "csi", 85, 300],
            ["2026-02-25", "", "csi", "about 84", 300],
            ["March", "", "csi", 84, 300],
        ],
    )
    expected = [
        "Readings, row 2, Store code: there is no store S9",
        "Readings, row 3, Indicator: this programme has no indicator cis",
        "Readings, row 4, Indicator: visits is computed by the tracker itself",
        "Readings, row 5, Date: Dec 30, 2024 lies outside the time this programme takes readings for",
        "Readings, row 6, Date: Jul 2, 2026 lies in the future",
        "Readings, row 7, Value: 101 is off the scale of this indicator, 0 to 100",
        "Readings, row 8, Value: -1 is below 0",
        "Readings, row 9, n: write on how many observations",
        "Readings, row 10, n: a value needs at least 1 observation; it says -3",
        "Readings, row 11, Indicator: the same indicator, place and date stand in row 9 of Readings",
        "Readings, row 12, Value: ",
        "Readings, row 13, Date: ",
    ]
    assert len(found) == len(expected), found
    for sentence, start in zip(found, expected, strict=True):
        assert sentence.startswith(start), (sentence, start)


def test_a_file_of_something_else_is_answered_with_its_columns(setting: Setting) -> None:
    found = problems(setting, [["李娜", 9]], ["Name", "Value"])
    assert [sentence.split(":")[0] for sentence in found] == [
        "Readings, row 1, Name",
        "Readings, row 1, Date",
        "Readings, row 1, Indicator",
    ]


def test_a_chinese_sheet_is_read_back_whatever_the_readers_language(setting: Setting) -> None:
    assert store(setting, file_of(GOOD, CHINESE_HEADER)).new == 3


def test_problems_are_told_in_the_readers_language(setting: Setting) -> None:
    with speaking("zh_CN"):
        [sentence] = problems(setting, [["2026-02-28", "S9", "csi", 84.5, 300]], CHINESE_HEADER)
    assert sentence.startswith("Readings")
    assert "没有您可查看的门店S9" in sentence


def test_a_csv_file_is_read_as_well(setting: Setting) -> None:
    data = write_csv(SheetOut("Readings", HEADER, GOOD))
    assert store(setting, read_readings(data, "readings.csv")).new == 3


def test_a_value_from_the_year_before_the_programme_is_taken(setting: Setting) -> None:
    assert store(setting, file_of([["2025-01-31", "", "csi", 84.5, 300]])).new == 1


def test_a_count_needs_no_n(setting: Setting) -> None:
    assert store(setting, file_of([["2026-02-28", "", "services", 2, None]])).new == 1


def test_a_file_without_a_row_is_refused(setting: Setting) -> None:
    with pytest.raises(Refusal) as refused:
        store(setting, file_of([]))
    assert refused.value.key == "readings.file_empty"


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(Refusal):
        read_readings(b"not a workbook", "readings.xlsx")


def test_the_template_comes_back_as_it_was_filled_in_either_language(setting: Setting) -> None:
    with reading() as session:
        indicators = typed_indicators(session, programme_id=setting.programme.id, by=setting.lead)
        stores = store_codes(session, by=setting.lead)
    assert [each.code for each in indicators] == ["csi", "fcr", "services"]
    for language in ("en", "zh_CN"):
        with speaking(language):
            data = template(indicators, stores)
        sheets = read_workbook(data, "template.xlsx")
        assert len(sheets[0].rows[0]) == 10
        assert [row[0] for row in sheets[1].rows[1:]] == ["csi", "fcr", "services"]
        assert [row[0] for row in sheets[2].rows[1:]] == ["S1", "S2"]
        assert read_readings(data, "template.xlsx").rows == ()
        assert read_readings(data, "template.xlsx").problems == ()


def test_a_closed_programme_takes_no_readings(setting: Setting) -> None:
    with writing() as session:
        session.merge(setting.programme).status = ProgrammeStatus.CLOSED
    with pytest.raises(Refusal) as refused:
        store(setting, file_of(GOOD))
    assert refused.value.key == "readings.programme_closed"


def test_somebody_of_one_region_gives_values_of_its_stores_only(setting: Setting) -> None:
    with writing() as session:
        region = new_region(session)
        new_store(session, "R1", region=region)
        lead = new_actor(session, Role.PROGRAMME_LEAD, regions=[region.id])
    assert store(setting, file_of([["2026-02-28", "R1", "csi", 84.5, 300]]), by=lead).new == 1
    with pytest.raises(Problems) as refused:
        store(setting, file_of(GOOD[:2]), by=lead)
    assert [problem.key for problem in refused.value.problems] == [
        "readings.problem.store_needed",
        "readings.problem.unknown_store",
    ]


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.STORE_MANAGER, Role.MYSTERY_SHOPPER, Role.REVIEWER])
def test_only_those_who_lead_a_programme_import(setting: Setting, role: Role) -> None:
    with writing() as session:
        actor = new_actor(session, role)
    with pytest.raises(NotAllowed):
        store(setting, file_of(GOOD), by=actor)


def test_another_programme_is_not_there_for_somebody_of_one_programme(setting: Setting) -> None:
    with writing() as session:
        other = new_programme(session)
        lead = new_actor(session, Role.PROGRAMME_LEAD, programmes=[setting.programme.id])
    with writing() as session, pytest.raises((NotFound, NotAllowed)):
        import_readings(session, programme_id=other.id, file=file_of(GOOD), by=lead)


def test_a_stored_reading_is_never_edited(setting: Setting) -> None:
    store(setting, file_of(GOOD))
    with pytest.raises(Exception, match="append-only"), writing() as session:
        session.scalars(select(Reading)).first().value = 1.0
    with reading() as session:
        assert date(2026, 2, 28) in {row.observed_on for row in session.scalars(select(Reading))}


def test_two_who_give_the_same_file_at_once_store_it_once(setting: Setting) -> None:
    file = file_of(GOOD)
    with ThreadPoolExecutor(2) as two:
        found = list(two.map(lambda _: store(setting, file), range(2)))
    assert sorted(imported.again for imported in found) == [False, True]
    with reading() as session:
        assert len(kept(session)) == 3


def test_two_who_correct_the_same_value_at_once_make_two_revisions(setting: Setting) -> None:
    store(setting, file_of(GOOD[:1]))
    files = [file_of([["2026-02-28", "", "csi", value, 300]]) for value in (80, 81)]
    with ThreadPoolExecutor(2) as two:
        list(two.map(lambda file: store(setting, file), files))
    with reading() as session:
        assert sorted(revision for _, _, revision in kept(session)) == [1, 2, 3]
