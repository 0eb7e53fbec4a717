"""The sheets of an XLSForm as text, by pyxform's own readers, so that what it accepts is what we accept.

These read the file where they are called and not in a child process: nothing reaches them that has not passed the gate.
"""

import codecs
import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pyxform.xls2json_backends import (
    Definition,
    DefinitionData,
    SupportedFileTypes,
    _md_table_to_ss_structure,
    definition_to_dict,
)

from tracker.core.refusals import Refusal
from tracker.core.workbooks import gate

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
OTHERS = ("external_choices", "entities", "osm")  # sheets that pyxform knows and a rubric does not
MAX_UNPACKED = 40_000_000  # a form of 100,000 choices has 15 MB; there is no child process here that can be killed
MAX_SHEETS = 50
MAX_CELLS = 20_000_000  # xlrd fills up each row of an .xls to the widest one, 9 bytes a cell; a whole sheet has 16.8 million
MAX_COMMENT_WORK = 50_000_000  # pyxform's pattern for a comment behind a table row is quadratic
SHOWN_NAME = 80
_FOREIGN_SHEET = re.compile("unexpected keyword argument '(.+?)(?:_header)?'")  # of a .csv: in workbooks they are left out
_DOUBLED = re.compile("Duplicate column header: (.*)")


@dataclass(frozen=True)
class FormRow:
    """A row by its number in the sheet (the header is 1), with its filled cells by their headers as they are written."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheets:
    """`columns` holds the headers of survey, choices and settings in the file's order, `others` each other sheet whole."""

    survey: list[FormRow]
    choices: list[FormRow]
    settings: dict[str, str]
    others: dict[str, list[list[str]]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)


def read_sheets(data: bytes, name: str) -> Sheets:
    """Raises Refusal when the file is no form, damaged or dangerous."""
    definition = open_form(data, name)
    return sheets_of(definition, other_sheets(data, name, definition))


def open_form(data: bytes, name: str) -> DefinitionData:
    """The form as pyxform reads it, by the file's ending like pyxform itself. Raises Refusal."""
    _admit(data, file_name(name))
    ending = Path(name).suffix
    known = ending in {each.value for each in SupportedFileTypes}
    given = Definition(BytesIO(data), SupportedFileTypes(ending) if known else None, Path(name).stem)
    try:
        return definition_to_dict(given, given.file_type)
    except Exception as error:  # a reader of a foreign format meets what nobody thought of, and no form is the answer
        raise _unread(data, file_name(name), error) from error


def sheets_of(definition: DefinitionData, others: dict[str, list[list[str]]] | None = None) -> Sheets:
    settings = _rows(definition.settings)
    known = {name: _table(definition, name) for name in OTHERS if getattr(definition, name) is not None}
    return Sheets(
        _rows(definition.survey),
        _rows(definition.choices),
        settings[0].cells if settings else {},
        known | (others or {}),
        {name: _headers(definition, name) for name in (SURVEY, CHOICES, SETTINGS)},
    )


def unknown_sheets(definition: DefinitionData) -> list[str]:
    """The names of the sheets that pyxform leaves out. A single sheet is the survey, whatever its name."""
    known = {SURVEY, CHOICES, SETTINGS, *OTHERS}
    names = list(definition.sheet_names or ())
    return [name for name in names if name and name.lower() not in known] if len(names) > 1 else []


def other_sheets(data: bytes, name: str, definition: DefinitionData) -> dict[str, list[list[str]]]:
    """The sheets that pyxform leaves out, whole."""
    unknown = unknown_sheets(definition)
    if not unknown:
        return {}
    if data.startswith(gate.ZIP_START):
        from tracker.core.workbooks.child import clean
        from tracker.core.workbooks.reading import read_workbook

        wanted = {clean(title): title for title in unknown}
        return {wanted[sheet.name]: sheet.rows for sheet in read_workbook(data, name, streamed=True) if sheet.name in wanted}
    if data.startswith(gate.OLE_START):
        try:
            return _old_sheets(data, unknown)
        except Exception as error:  # a date that no calendar has, in a sheet that pyxform did not look at
            raise Refusal("files.damaged", name=file_name(name)) from error
    tables: dict[str, Any] = _md_table_to_ss_structure(data.decode())
    return {sheet: [[cell or "" for cell in row] for row in tables[sheet]] for sheet in unknown}


def file_name(name: str) -> str:
    return Path(name.replace("\\", "/")).name[:SHOWN_NAME] or "?"


def said(error: Exception) -> str:
    """What a library says of its refusal; a bare exception says only its kind."""
    try:
        text = str(error).strip()
    except Exception:  # pyxform's errors fail to show themselves when they were raised without a text
        text = ""
    return text or type(error).__name__


def _unread(data: bytes, name: str, error: Exception) -> Refusal:
    what = said(error)
    if data.startswith(codecs.BOM_UTF8):
        return Refusal("xlsform.byte_order_mark", name=name)
    if isinstance(error, UnicodeDecodeError):
        return Refusal("xlsform.not_utf8", name=name)
    if "was not recognized" in what:
        return Refusal("xlsform.not_a_form", name=name)
    if sheet := _FOREIGN_SHEET.search(what):
        return Refusal("xlsform.foreign_sheet", name=name, sheet=sheet[1])
    if header := _DOUBLED.match(what):
        return Refusal("xlsform.column_twice", name=name, column=header[1])
    return Refusal("xlsform.unreadable", name=name, what=what)


def _admit(data: bytes, name: str) -> None:
    if data.startswith(gate.OLE_START):
        _admit_old(data, name)
    elif data.startswith(gate.ZIP_START):
        gate.check(data, name, streamed=True)
        with ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise Refusal("files.too_heavy", name=name)
    else:
        _admit_text(data, name)


def _admit_old(data: bytes, name: str) -> None:
    """An .xls: the gate has no more to say than its format, so its extent is looked at before anything fills it up."""
    try:
        gate.check(data, name)
    except Refusal as refusal:
        if refusal.key != "files.old_format":
            raise
    from xlrd import open_workbook

    cells = 0
    try:
        with open_workbook(file_contents=data, on_demand=True, ragged_rows=True) as book:
            if book.nsheets > MAX_SHEETS:
                raise Refusal("files.too_many_sheets", name=name, limit=MAX_SHEETS)
            for at in range(book.nsheets):
                sheet = book.sheet_by_index(at)
                cells += sheet.nrows * sheet.ncols
                book.unload_sheet(at)
    except Refusal:
        raise
    except Exception as error:
        raise Refusal("files.damaged", name=name) from error
    if cells > MAX_CELLS:
        raise Refusal("files.too_heavy", name=name)


def _admit_text(data: bytes, name: str) -> None:
    try:
        gate.check(data, name)
    except Refusal as refusal:
        if refusal.key != "files.not_workbook":
            raise
    if sum(line.count(b"#") * len(line) for line in data.split(b"\n")) > MAX_COMMENT_WORK:
        raise Refusal("files.too_heavy", name=name)


def _old_sheets(data: bytes, names: list[str]) -> dict[str, list[list[str]]]:
    from pyxform.xls2json_backends import xls_value_to_unicode
    from xlrd import open_workbook

    with open_workbook(file_contents=data, on_demand=True) as book:
        return {
            name: [
                [xls_value_to_unicode(cell.value, cell.ctype, book.datemode).strip() for cell in row]
                for row in book.sheet_by_name(name).get_rows()
            ]
            for name in names
        }


def _rows(rows: Any) -> list[FormRow]:
    """Rows without a filled cell are left out; the numbers of the others stay."""
    filled = ((number, {header: text for header, text in row.items() if header and text}) for number, row in _numbered(rows))
    return [FormRow(number, cells) for number, cells in filled if cells]


def _numbered(rows: Any) -> Any:
    return enumerate(rows or (), 2)


def _headers(definition: DefinitionData, name: str) -> list[str]:
    header = getattr(definition, f"{name}_header") or [{}]
    return [text for text in header[0] if text]


def _table(definition: DefinitionData, name: str) -> list[list[str]]:
    headers = _headers(definition, name)
    return [headers, *([row.get(header) or "" for header in headers] for row in getattr(definition, name))]
