"""Workbooks and CSV files to people: what was typed as text stays text, whatever it starts with."""

import csv
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as OpenpyxlCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from tracker.core.workbooks.separated import neutral

Cell = str | int | float | date | datetime | None

MAX_TEXT = 32_767  # Excel's limit of a cell, in UTF-16 units
MAX_SHEET_NAME = 31
EXACT_INTEGER = 10**15  # Excel keeps 15 digits; a longer number goes out as text
NARROWEST, WIDEST = 10, 60
MEASURED_ROWS = 200
GREY, WRAPPED = Font(color="00808080"), Alignment(wrap_text=True, vertical="top")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # in a workbook _x0041_ would be read as A
_NAME_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Choices:
    """What the cells of a column may say: a range of the same workbook. `hint` is shown beside a chosen cell."""

    range: str
    hint: str = ""

    @staticmethod
    def range_of(sheet: str, column: int, rows: int) -> str:
        """So many rows of a column, below its header; `sheet` as it was asked for."""
        letters = get_column_letter(column)
        return f"{quote_sheetname(sheet_name(sheet, set()))}!${letters}$2:${letters}${rows + 1}"


@dataclass(frozen=True)
class SheetOut:
    """A sheet to write. Columns named in `text_columns` take what people type as text, so that 00123 stays 00123.

    `choices` by the column's title, for the rows and for `room` more below them. What stands in `grey` is not for people to
    change; `narrow` columns are as narrow as can be. `wrapped`: sentences, on as many lines as they need.
    """

    name: str
    header: list[str]
    rows: list[list[Cell]]
    text_columns: tuple[str, ...] = ()
    choices: Mapping[str, Choices] = field(default_factory=dict)
    grey: frozenset[str] = frozenset()
    narrow: frozenset[str] = frozenset()
    room: int = 0
    hidden: bool = False
    wrapped: bool = False


def write_workbook(sheets: Sequence[SheetOut]) -> bytes:
    """An .xlsx workbook; header bold and frozen. Moments are written in UTC, and a number that is not finite as empty."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(sheet_name(sheet.name, names))
        page.freeze_panes = "A2"
        for at, (title, width) in enumerate(zip(sheet.header, _widths(sheet), strict=True), 1):
            dimension = page.column_dimensions[get_column_letter(at)]
            dimension.width = NARROWEST if title in sheet.narrow else width
            if title in sheet.text_columns:
                dimension.number_format = "@"
        if sheet.hidden:
            page.sheet_state = "hidden"
        _offer(page, sheet)
        page.append([guarded(page, title, bold=True) for title in sheet.header])
        greys = [title in sheet.grey for title in sheet.header]
        for row in sheet.rows:
            cells = [guarded(page, value) for value in row]
            page.append(
                [_styled(page, cell, sheet, grey) for cell, grey in zip_longest(cells, greys[: len(cells)], fillvalue=False)]
            )
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def write_csv(sheet: SheetOut) -> bytes:
    """UTF-8 with BOM, so that Excel reads Chinese; texts in quotes, and none of them starts a formula."""
    file = StringIO(newline="")
    out = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    out.writerow([neutral(legal_text(title)) for title in sheet.header])
    for row in sheet.rows:
        out.writerow([_csv_value(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def legal_text(text: str) -> str:
    """The text without what XML cannot hold (replaced), with plain line ends, and no longer than a cell takes."""
    text = _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > MAX_TEXT:
        text = text.encode("utf-16-le")[: MAX_TEXT * 2].decode("utf-16-le", "ignore")
    return text


def _offer(page: Any, sheet: SheetOut) -> None:
    """A drop-down list for each column that has one."""
    for title, choices in sheet.choices.items():
        letters = get_column_letter(sheet.header.index(title) + 1)
        offered = DataValidation("list", formula1=choices.range, allow_blank=True, showErrorMessage=True)
        if choices.hint:
            offered.prompt, offered.showInputMessage = choices.hint, True
        offered.add(f"{letters}2:{letters}{len(sheet.rows) + sheet.room + 1}")
        page.data_validations.append(offered)


def _styled(page: Any, cell: Any, sheet: SheetOut, grey: bool) -> Any:
    if cell is None or not (grey or sheet.wrapped):
        return cell
    styled = cell if isinstance(cell, OpenpyxlCell) else WriteOnlyCell(page, cell)
    if grey:
        styled.font = GREY
    if sheet.wrapped:
        styled.alignment = WRAPPED
    return styled


def _csv_value(value: Cell) -> str | int | float:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, datetime):
        return _in_utc(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return neutral(legal_text(value)) if isinstance(value, str) else value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def guarded(page: Any, value: Cell, *, bold: bool = False) -> Any:
    """A cell for `page.append`: a text that looks like a formula stays text, also when somebody edits it in Excel."""
    if isinstance(value, int) and abs(value) >= EXACT_INTEGER:
        value = str(value)
    if isinstance(value, str) and value:
        text = _ESCAPE.sub("_x005F_", legal_text(value))
        formula = neutral(text) != text
        if not (formula or bold or text.startswith("#")):
            return text
        cell = WriteOnlyCell(page, text)
        cell.data_type = "s"  # else openpyxl makes a formula of `=` and an error of `#N/A`
        if formula:
            cell.quotePrefix = True  # keeps it text when somebody edits the cell in Excel
        if bold:
            cell.font = Font(bold=True)
        return cell
    if isinstance(value, datetime):
        return _in_utc(value)
    return None if value == "" or (isinstance(value, float) and not math.isfinite(value)) else value


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name Excel takes: at most 31 letters, none of []:*?/\\, no apostrophe at its ends, used once."""
    plain = _NAME_ILLEGAL.sub(" ", legal_text(wanted)).strip().strip("'").strip() or "Sheet"
    name, number = _cut(plain, MAX_SHEET_NAME), 1
    while name.casefold() in taken or name.casefold() == "history":  # Excel keeps `History` for itself
        number += 1
        name = f"{_cut(plain, MAX_SHEET_NAME - len(str(number)) - 1)} {number}"
    taken.add(name.casefold())
    return name


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore").strip().strip("'")


def _widths(sheet: SheetOut) -> list[int]:
    widths = [_width(title) for title in sheet.header]
    for row in sheet.rows[:MEASURED_ROWS]:
        for at, value in enumerate(row[: len(widths)]):
            widths[at] = max(widths[at], _width("2026-03-01 10:00:00" if isinstance(value, datetime) else str(value or "")))
    return [min(max(width + 2, NARROWEST), WIDEST) for width in widths]


def _width(text: str) -> int:
    longest = max(text.splitlines() or [""], key=len)[:WIDEST]
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in longest)
