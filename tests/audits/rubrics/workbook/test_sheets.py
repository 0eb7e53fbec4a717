"""Forms come in four formats, and a hostile or broken file never reaches the library that would read it."""

import zipfile
from io import BytesIO

import pytest

from audits.rubrics.workbook import sheets
from audits.rubrics.workbook.outline import read_form
from audits.rubrics.workbook.sheets import FormRow, read_sheets
from tests.audits.rubrics.workbook.reading import CHOICES, form_of, survey
from tracker.core.refusals import Refusal
from tracker.core.workbooks import SheetOut, write_workbook

SURVEY_ROWS = [["select_one yn", "a", "Clean?"], [None, None, None], ["text", "b", "Why?"]]
CHOICE_ROWS = [["yn", "yes", "Yes"], ["yn", "no", "No"]]
BOOK = [
    SheetOut("survey", ["type", "name", "label"], [*SURVEY_ROWS]),
    SheetOut("choices", ["list_name", "name", "label"], [*CHOICE_ROWS]),
]
XLSX = write_workbook(BOOK)
CSV = b"""survey,,,
,type,name,label
,select_one yn,a,Clean?
,text,b,Why?
choices,,,
,list_name,name,label
,yn,yes,Yes
,yn,no,No
"""


def repacked(change: dict[str, tuple[bytes, bytes]]) -> bytes:
    """The workbook with a piece of some parts replaced."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(XLSX)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(*change.get(name, (b"\0", b"\0"))))
    return file.getvalue()


@pytest.mark.parametrize(("data", "name", "row"), [(XLSX, "form.xlsx", 4), (CSV, "form.csv", 3), (XLSX, "FORM.XLSX", 4)])
def test_the_same_form_is_read_from_every_format(data: bytes, name: str, row: int) -> None:
    """Rows have the numbers that a spreadsheet shows; in CSV and Markdown empty lines are no rows."""
    form = read_form(data, name)
    assert form.accepted
    assert [(one.row, one.name, one.kind) for one in form.outline] == [(2, "a", "single"), (row, "b", "text")]
    assert [option.name for option in form.outline[0].options] == ["yes", "no"]


def test_sheets_hold_every_filled_cell_under_its_header() -> None:
    read = read_sheets(write_workbook([*BOOK, SheetOut("notes", ["who"], [["me"], [None], ["you"]])]), "form.xlsx")
    assert read.survey[1] == FormRow(4, {"type": "text", "name": "b", "label": "Why?"})
    assert [row.cells["name"] for row in read.choices] == ["yes", "no"]
    assert read.columns == {"survey": ["type", "name", "label"], "choices": ["list_name", "name", "label"], "settings": []}
    assert read.settings == {}
    assert read.others == {"notes": [["who"], ["me"], [], ["you"]]}


def test_a_single_sheet_is_the_survey_whatever_its_name() -> None:
    form = read_form(write_workbook([SheetOut("Sheet1", ["type", "name", "label"], [["text", "a", "A"]])]), "form.xlsx")
    assert form.accepted
    assert [row.name for row in form.outline] == ["a"]


def test_cells_far_outside_the_table_do_no_harm() -> None:
    """Whoever formats a whole column gets them; pyxform stops reading where the table ends."""
    far = b'<row r="1048576"><c r="A1048576" t="n"/></row></sheetData>'
    assert read_form(repacked({"xl/worksheets/sheet1.xml": (b"</sheetData>", far)}), "form.xlsx").accepted


DOCTYPE = (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')
HOSTILE = {
    "files.document_type": repacked({"xl/worksheets/sheet1.xml": DOCTYPE}),
    "files.damaged": XLSX[:2000],
    "files.unpacks_too_large": repacked({"xl/worksheets/sheet1.xml": (b"</worksheet>", b" " * 5_000_000 + b"</worksheet>")}),
    "files.empty": b"",
    "files.too_heavy": survey("text | a | A").encode() + b"\n| | " + b"#" * 20_000 + b" |",
}


@pytest.mark.parametrize("key", HOSTILE)
def test_a_hostile_file_is_refused_before_pyxform_sees_it(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []
    monkeypatch.setattr(sheets, "definition_to_dict", lambda *given: reached.append("read"))
    form = read_form(HOSTILE[key], "form.md" if key == "files.too_heavy" else "form.xlsx")
    assert (form.accepted, form.sheets, form.outline) == (False, None, [])
    assert [problem.key for problem in form.problems] == [key]
    assert reached == []


def test_an_old_workbook_is_looked_at_before_it_is_filled_up() -> None:
    with pytest.raises(Refusal) as refused:
        read_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "form.xls")
    assert refused.value.key == "files.damaged"


UNREAD = {
    "xlsform.not_a_form": (CSV, "form.xlsx"),
    "xlsform.byte_order_mark": (b"\xef\xbb\xbf" + CSV, "form.csv"),
    "xlsform.not_utf8": (CSV.replace(b"Why?", "Wofür?".encode("latin-1")), "form.csv"),
    "xlsform.foreign_sheet": (CSV + b"remarks,,\n,who,what\n,me,that\n", "form.csv"),
    "xlsform.column_twice": (write_workbook([SheetOut("survey", ["type", "name", "name"], [["text", "a", "b"]])]), "form.xlsx"),
    "xlsform.unreadable": (CSV.replace(b"Why?", b"W" * 200_000), "form.csv"),
}


@pytest.mark.parametrize("key", UNREAD)
def test_a_file_that_pyxform_cannot_read_is_refused_with_a_reason(key: str) -> None:
    data, name = UNREAD[key]
    form = read_form(data, name)
    assert not form.accepted
    assert [(problem.key, problem.fix_key) for problem in form.problems] == [(key, "xlsform.fix_file")]
    with pytest.raises(Refusal, match=key):
        read_sheets(data, name)


def test_a_form_that_stumbles_inside_pyxform_is_refused_and_raises_nothing() -> None:
    """pyxform takes the text behind `jr` without looking whether there is one."""
    form = form_of(survey("text | a | A | 1", columns="type | name | label | a:jr") + CHOICES)
    assert not form.accepted
    assert [problem.key for problem in form.errors] == ["xlsform.converter_says"]


def test_groups_as_deep_as_python_goes_are_refused_and_raise_nothing() -> None:
    deep = 1500
    rows = [*(f"begin_group | g{at}" for at in range(deep)), "text | a | A", *("end_group" for _ in range(deep))]
    assert not form_of(survey(*rows)).accepted
