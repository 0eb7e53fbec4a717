"""What people put into tables arrives as they meant it, or is reported with sheet, row and column."""

import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tracker.core.refusals import Problem, Problems, Refusal
from tracker.core.words import LANGUAGES, catalogue, problem_sentence, speaking
from tracker.core.workbooks import (
    Column,
    SheetText,
    read_table,
    read_workbook,
    sheet_named,
    tables,
)
from tracker.core.workbooks.child import clean, date_text, number_text
from tracker.core.workbooks.reading import column_letters
from tracker.core.workbooks.tables import Unreadable, convert

WORDS = {"due": ("Due on", "截止日期"), "yes": ("Yes", "是"), "no": ("No", "否"), "title": ("Stores", "门店")}


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words for the columns of these tests, under keys of their own."""
    for at, language in enumerate(("en", "zh_CN")):
        for key, both in WORDS.items():
            monkeypatch.setitem(catalogue(language), f"test.{key}", both[at])
    tables._headers.cache_clear()


COLUMNS = [
    Column("code", "test.code", "code", required=True),
    Column("due_on", "test.due", "date"),
    Column("n", "test.n", "integer"),
    Column("value", "test.value", "number"),
    Column("open", "test.open", "choice", choices={"y": "test.yes", "n": "test.no"}),
]


def excel(rows: list[list[object]], title: str = "Sheet") -> bytes:
    """A workbook as other programs write it: formulas live, types as given."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read_rows(data: bytes, name: str = "a.xlsx") -> list[list[str]]:
    return read_workbook(data, name)[0].rows


def of(problems: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(problem.key.removeprefix("files."), problem.row, problem.column) for problem in problems]


def test_cells_become_text_as_people_see_them() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    moment = datetime(2026, 3, 1, 10, 30)  # noqa: DTZ001 - a workbook knows no zone
    values = ["00123", 12, 0.1 + 0.2, 1e-7, 1e15, -0.0, True, date(2026, 3, 1), moment, time(9, 5), timedelta(hours=26)]
    page.append(values)
    page.append([0.85, 123, 5, "  S 1\u00a0", "a\r\nb", "N/A", "NULL"])
    page["A2"].number_format, page["B2"].number_format, page["C2"].number_format = "0%", "00000", '0" %"'
    first, second = read_rows(saved(book))
    numbers = ["00123", "12", "0.3", "0.0000001", "1000000000000000", "0", "TRUE"]
    assert first == [*numbers, "2026-03-01", "2026-03-01 10:30:00", "09:05:00", "26:00:00"]
    assert second == ["85%", "00123", "5", "S 1", "a\nb", "N/A", "NULL"]


def test_row_numbers_are_the_sheets() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["B3"], page["A7"] = "code", "x"
    assert read_rows(saved(book)) == [[], [], ["", "code"], [], [], [], ["x"]]


def test_a_formula_without_a_result_and_an_error_are_problems_with_their_place() -> None:
    sheet = read_workbook(excel([["code", "value"], ["a", "=1+1"], ["b", "#N/A"], ["c", 3]], "Readings"), "a.xlsx")[0]
    rows, problems = read_table(sheet, COLUMNS)
    assert of(problems) == [("formula_without_value", 2, "value"), ("error_value", 3, "value")]
    assert [row.values["code"] for row in rows] == ["c"]
    assert of(sheet.problems) == [("formula_without_value", 2, "B"), ("error_value", 3, "B")]
    with speaking("en"):
        assert "#N/A" in problem_sentence(problems[1])


def test_a_formula_with_a_stored_empty_text_is_an_empty_cell() -> None:
    data = excel([["code", "value"], ["a", "=X1"]])
    stored = replaced(data, b'<c r="B2"><f>X1</f><v></v></c>', b'<c r="B2" t="str"><f>X1</f><v></v></c>')
    assert read_workbook(stored, "a.xlsx")[0].faults == ()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    file = BytesIO()
    found = False
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name).replace(b"<v/>", b"<v></v>").replace(b"<v />", b"<v></v>")
            found = found or old in content
            after.writestr(name, content.replace(old, new))
    assert found
    return file.getvalue()


def test_a_number_outside_the_calendar_is_an_error_of_its_cell() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"] = 1e12
    page["A1"].number_format = "yyyy-mm-dd"
    assert [fault.key for fault in read_workbook(saved(book), "a.xlsx")[0].faults] == ["files.error_value"]


def test_the_header_is_found_in_either_language_below_a_title() -> None:
    for header in (["code", "Due on"], ["CODE ", "截止日期"], ["Code*", "due_on"], ["ｃｏｄｅ", "DUE  ON"]):
        sheet = SheetText("任务", [["Our tasks"], [], header, ["00123", "2026-03-01"], [], ["7", ""]])
        rows, problems = read_table(sheet, COLUMNS)
        assert problems == []
        assert [(row.number, row.values["code"], row.values["due_on"]) for row in rows] == [
            (4, "00123", date(2026, 3, 1)),
            (6, "7", None),
        ]


def test_all_problems_of_a_sheet_come_at_once() -> None:
    sheet = SheetText(
        "Tasks",
        [
            ["code", "Due on", "n", "value", "open", "colour", "code"],
            ["a", "March", "1.5", "85%", "maybe", "red"],
            ["", "2026-02-30", "1,234", "1,5", "YES"],
            ["b c", "45000", "9999999999", "abc", "否", "", "", "", "left over"],
        ],
    )
    rows, problems = read_table(sheet, COLUMNS)
    assert rows == []
    assert of(problems) == [
        ("unknown_column", 1, "colour"),
        ("doubled_column", 1, "code"),
        ("not_date", 2, "Due on"),
        ("not_integer", 2, "n"),
        ("percent", 2, "value"),
        ("not_choice", 2, "open"),
        ("required", 3, "code"),
        ("not_date", 3, "Due on"),
        ("not_number", 3, "value"),
        ("not_code", 4, "code"),
        ("not_date", 4, "Due on"),
        ("out_of_range", 4, "n"),
        ("not_number", 4, "value"),
        ("no_column_for_value", 4, "I"),
    ]
    for language in LANGUAGES:
        with speaking(language):
            for problem in problems:
                sentence = problem_sentence(problem)
                assert "files." not in sentence
                assert "{" not in sentence


def test_a_missing_column_and_a_missing_header_are_named() -> None:
    assert of(read_table(SheetText("s", [["value"], ["1"]]), COLUMNS)[1])[0] == ("missing_column", 1, "test.code")
    assert of(read_table(SheetText("s", [["x"], ["1"]]), COLUMNS)[1]) == [("no_header", None, "")]
    assert of(read_table(SheetText("s", []), COLUMNS)[1]) == [("no_header", None, "")]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "12", 12),
        ("integer", "-1,234", -1234),
        ("integer", "１２", 12),
        ("number", "1,234.5", 1234.5),
        ("number", "-.5", -0.5),
        ("number", "1e3", 1000.0),
        ("number", "0", 0.0),
        ("date", "2026-03-01", date(2026, 3, 1)),
        ("date", "2026/3/1", date(2026, 3, 1)),
        ("date", "2026.3.1", date(2026, 3, 1)),
        ("date", "2026年3月1日", date(2026, 3, 1)),
        ("code", "00123", "00123"),
        ("text", "NA", "NA"),
        ("text", "", None),
    ],
)
def test_a_documented_form_is_converted(kind: tables.Kind, text: str, value: object) -> None:
    assert convert(text, Column("c", "test.c", kind)) == value


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("integer", "12.0", "not_integer"),
        ("integer", "12,34", "not_integer"),
        ("integer", "85%", "percent"),
        ("integer", "2147483648", "out_of_range"),
        ("integer", "9" * 5_000, "not_integer"),
        ("number", "85 %", "percent"),
        ("number", "1,5", "not_number"),
        ("number", "1.2.3", "not_number"),
        ("number", "nan", "not_number"),
        ("number", "inf", "not_number"),
        ("number", "1e999", "out_of_range"),
        ("number", ".", "not_number"),
        ("number", "-", "not_number"),
        ("number", "e5", "not_number"),
        ("date", "01/03/2026", "not_date"),
        ("date", "45000", "not_date"),
        ("date", "2026-02-29", "not_date"),
        ("date", "2026-03-01 10:00:00", "not_date"),
        ("date", "0001-01-01", "not_date"),
        ("code", "a b", "not_code"),
    ],
)
def test_any_other_form_is_refused_with_how_to_write_it(kind: tables.Kind, text: str, key: str) -> None:
    with pytest.raises(Unreadable) as caught:
        convert(text, Column("c", "test.c", kind))
    assert caught.value.key == f"files.{key}"


@given(st.text(max_size=30), st.sampled_from(["text", "code", "integer", "number", "date"]))
def test_no_text_breaks_a_conversion(text: str, kind: tables.Kind) -> None:
    try:
        value = convert(clean(text), Column("c", "test.c", kind))
    except Unreadable as wrong:
        value = wrong.key
    assert value is None or isinstance(value, str | int | float | date)


def test_a_sheet_is_found_by_its_title_in_either_language() -> None:
    sheets = [SheetText("说明", []), SheetText("门店", [["x"]]), SheetText("Other", [])]
    assert sheet_named(sheets, "test.title").rows == [["x"]]
    assert sheet_named([SheetText("stores", [])], "test.title").name == "stores"
    assert sheet_named([SheetText("export-7", [])], "test.title").name == "export-7"
    with pytest.raises(Problems) as caught:
        sheet_named([sheets[0], sheets[2]], "test.title")
    assert [problem.key for problem in caught.value.problems] == ["files.missing_sheet"]


CHINESE = "代码,名称\r\n00123,北京王府井店\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_csv_file_is_read_in_the_encodings_people_have(encoding: str) -> None:
    text = "code,name,amount,day\r\n00123,北京王府井店,5,2026-03-01\r\n" if encoding == "utf-16-le" else CHINESE
    assert read_rows(text.encode(encoding), "stores.csv")[1][:2] == ["00123", "北京王府井店"]
    assert read_workbook(text.encode(encoding), "stores.csv")[0].name == "stores"


def test_western_letters_that_are_no_utf8_are_refused_and_not_read_as_chinese() -> None:
    with pytest.raises(Refusal) as caught:
        read_workbook("name\nMüller\nGrün\n".encode("latin-1"), "a.csv")
    assert caught.value.key == "files.encoding"


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "sep=;\r\na;b\r\n1;2\r\n",
        '"a";"b"\n"1";"2"\n',
        "a,b\r1,2\r",
    ],
)
def test_the_separator_is_recognised(text: str) -> None:
    assert read_rows(text.encode(), "a.csv") == [["a", "b"], ["1", "2"]]


def test_decimal_commas_do_not_hide_the_semicolon() -> None:
    assert read_rows(b"a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n", "a.csv")[1] == ["1,5", "2,5", "3,5"]


def test_a_longer_csv_row_is_reported_and_shifts_nothing() -> None:
    rows, problems = read_table(read_workbook(b"code,value\na,2\nb,2,3\n", "a.csv")[0], COLUMNS)
    assert [row.values["code"] for row in rows] == ["a"]
    assert of(problems) == [("no_column_for_value", 3, "C")]


def test_csv_words_for_nothing_stay_what_they_are_and_errors_are_reported() -> None:
    sheet = read_workbook("code,value\nNA,1\nNULL,2\nNone,#REF!\n".encode("utf-8-sig"), "a.csv")[0]
    rows, problems = read_table(sheet, COLUMNS)
    assert [row.values["code"] for row in rows] == ["NA", "NULL"]
    assert of(problems) == [("error_value", 4, "value")]


def test_spaces_and_nul_bytes_make_no_second_store() -> None:
    rows = read_rows("code,name\nS1 ,a\nS1\u00a0,b\n\u200bS1,c\nS1,d\x00e\n".encode(), "a.csv")
    assert [row[0] for row in rows[1:]] == ["S1"] * 4
    assert rows[4][1] == "d\ufffde"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b'a,b\n"1,2\n3,4\n', "broken_quotes"),
        (b'a,b\n"1"x,2\n', "broken_quotes"),
        (b"," * 300 + b"x\n", "too_many_columns"),
        (b"," * 3_000_000, "too_many_columns"),
        (b"a\n" * 20_001, "too_many_rows"),
        (b"a" * 10_000_001, "too_large"),
        (b"a,b\n\xff\xfe\xfd\n", "encoding"),
        (b"", "empty"),
    ],
)
def test_a_bad_csv_file_is_refused_by_name(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_workbook(data, "a.csv")
    assert caught.value.key == f"files.{key}"


def test_the_file_name_in_a_sentence_is_short_and_without_its_folder() -> None:
    with pytest.raises(Refusal) as caught:
        read_workbook(b"", "C:\\Users\\me\\" + "x" * 500 + "\x00.xlsx")
    name = str(caught.value.facts["name"])
    assert name == "x" * 80


def test_numbers_and_lengths_of_time_are_short() -> None:
    assert number_text(1e300, "General") == "1" + "0" * 300
    assert number_text(0.285, "0.0%") == "28.5%"
    assert number_text(-5, "000") == "-5"
    assert date_text(timedelta(minutes=-90)) == "-1:30:00"
    assert date_text(datetime(2026, 2, 28, 23, 59, 59, 999_999)) == "2026-03-01"  # noqa: DTZ001


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 200, 703)] == ["A", "Z", "AA", "GR", "AAA"]
