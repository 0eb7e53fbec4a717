"""A sheet of text to typed rows: the header is found in English or Chinese, and all problems come at once."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from tracker.core.refusals import Problem, Problems
from tracker.core.words import LANGUAGES, catalogue, say
from tracker.core.workbooks.reading import SheetText, column_letters

Kind = Literal["text", "code", "integer", "number", "date", "choice"]
Value = str | int | float | date | None

HEADER_WITHIN = 20  # rows: a title and some words of help may stand above the header
SHOWN_TEXT = 60
MAX_INTEGER = 2**31 - 1  # what the database holds
MAX_NUMBER = 1e15
YEARS = range(1900, 2200)
_INTEGER = re.compile(r"[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})")
_NUMBER = re.compile(r"[+-]?(\d{1,20}|\d{1,3}(,\d{3}){1,4})?(\.\d{0,20})?([eE][+-]?\d{1,3})?")
_PERCENT = re.compile(r"[+-]?[\d.,]+\s*%")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")


@dataclass(frozen=True)
class Column:
    """A column to look for. Its header is the sentence of `header_key` in either language, or plainly `name`.

    `required`: the column must be there and every row must fill it. `choices`: code to the key of its words.
    """

    name: str
    header_key: str
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row of a table under its number in the sheet; a value that is not given is None."""

    number: int
    values: dict[str, Value]


class Unreadable(Exception):
    """A text that is not of its column's kind; the key of the sentence that says how to write it."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


def sheet_named(sheets: Sequence[SheetText], title_key: str) -> SheetText:
    """The sheet with this title in either language; the only sheet, whatever its name. Else a problem that names it."""
    titles = {_plain(catalogue(language).get(title_key, title_key)) for language in LANGUAGES}
    for sheet in sheets:
        if _plain(sheet.name) in titles:
            return sheet
    if len(sheets) == 1:
        return sheets[0]
    found = ", ".join(sheet.name for sheet in sheets)
    raise Problems([Problem("files.missing_sheet", facts=(("sheet", say(title_key)), ("found", found)))])


def read_table(sheet: SheetText, columns: Sequence[Column]) -> tuple[list[Row], list[Problem]]:
    """Typed rows, without those that have a problem, and every problem of the sheet.

    Documented conversions: 1,234.5 and full-width digits are numbers (a comma only between groups of three); 85% is refused,
    for nobody can tell 85 from 0.85; a date is year first, as 2026-03-01, 2026/3/1, 2026.3.1 or 2026年3月1日.
    """
    header = _header(sheet, columns)
    if header is None:
        wanted = ", ".join(say(column.header_key) for column in columns if column.required) or say(columns[0].header_key)
        return [], [Problem("files.no_header", sheet.name, facts=(("columns", wanted),))]
    found, problems = _columns_of(sheet, header, columns)
    faults = {(fault.row, fault.column): fault for fault in sheet.faults}
    rows = []
    for number, cells in enumerate(sheet.rows[header:], header + 1):
        if not any(cells) and not any((number, at) in faults for at in found):
            continue
        values: dict[str, Value] = {column.name: None for column in columns}
        before = len(problems)
        for at, column in found.items():
            shown = sheet.rows[header - 1][at - 1]
            text = cells[at - 1] if at <= len(cells) else ""
            try:
                if (number, at) in faults:
                    raise Unreadable(faults[number, at].key)
                values[column.name] = convert(text, column)
            except Unreadable as wrong:
                facts = (("text", _short(text)), *wrong.facts.items())
                problems.append(Problem(wrong.key, sheet.name, number, shown, facts))
        problems.extend(_outside(sheet, header, number, cells))
        if len(problems) == before:
            rows.append(Row(number, values))
    return rows, problems


def convert(text: str, column: Column) -> Value:
    """The typed value of one cell; raises Unreadable with the sentence that says how to write it."""
    if not text:
        if column.required:
            raise Unreadable("files.required")
        return None
    if column.kind == "text":
        return text
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if column.kind == "code":
        if re.search(r"\s", plain):
            raise Unreadable("files.not_code")
        return plain
    if column.kind == "choice":
        return _choice(text, column)
    if column.kind == "date":
        return _date(plain)
    return _integer(plain) if column.kind == "integer" else _number(plain)


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise Unreadable("files.percent" if _PERCENT.fullmatch(text) else "files.not_integer")
    value = int(text.replace(",", ""))
    if abs(value) > MAX_INTEGER:
        raise Unreadable("files.out_of_range", limit=MAX_INTEGER)
    return value


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not re.match(r"[+-]?[\d.]*\d", text):
        raise Unreadable("files.percent" if _PERCENT.fullmatch(text) else "files.not_number")
    value = float(text.replace(",", ""))
    if not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise Unreadable("files.out_of_range", limit=int(MAX_NUMBER))
    return value


def _date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        if year in YEARS:
            try:
                return date(year, month, day)
            except ValueError as error:
                raise Unreadable("files.not_date") from error
    raise Unreadable("files.not_date")


def _choice(text: str, column: Column) -> str:
    code = _choices(tuple(column.choices.items())).get(_plain(text))
    if code is not None:
        return code
    allowed = say("files.list_separator").join(say(key) for key in column.choices.values())
    raise Unreadable("files.not_choice", choices=allowed)


@cache
def _choices(words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The code of each word that may stand for it; where two share a word, it is the first one's."""
    found: dict[str, str] = {}
    for code, key in words:
        for word in (code, *(catalogue(language).get(key, "") for language in LANGUAGES)):
            found.setdefault(_plain(word), code)
    found.pop("", None)
    return found


def _plain(text: str) -> str:
    """For comparing what people write in headers: case, width, spaces, underscores and a trailing star do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").rstrip("* ").split())


def columns_of(sheet: SheetText, columns: Sequence[Column]) -> frozenset[str]:
    """The names of the columns that the sheet has."""
    header = _header(sheet, columns)
    return frozenset() if header is None else frozenset(column.name for column in _columns_of(sheet, header, columns)[0].values())


@cache
def _headers(name: str, key: str) -> frozenset[str]:
    return frozenset(_plain(text) for text in (name, *(catalogue(language).get(key, name) for language in LANGUAGES)))


def _known(text: str, columns: Sequence[Column]) -> Column | None:
    plain = _plain(text)
    return next((column for column in columns if plain in _headers(column.name, column.header_key)), None) if plain else None


def _header(sheet: SheetText, columns: Sequence[Column]) -> int | None:
    """The number of the row, among the first, in which most of the columns are named."""
    best, number = 0, None
    for at, cells in enumerate(sheet.rows[:HEADER_WITHIN], 1):
        named = len({column.name for column in (_known(cell, columns) for cell in cells) if column})
        if named > best:
            best, number = named, at
    return number


def _columns_of(sheet: SheetText, header: int, columns: Sequence[Column]) -> tuple[dict[int, Column], list[Problem]]:
    found: dict[int, Column] = {}
    problems = []
    for at, text in enumerate(sheet.rows[header - 1], 1):
        if not text:
            continue
        column = _known(text, columns)
        if column is None:
            problems.append(Problem("files.unknown_column", sheet.name, header, _short(text)))
        elif column in found.values():
            problems.append(Problem("files.doubled_column", sheet.name, header, _short(text)))
        else:
            found[at] = column
    for column in columns:
        if column.required and column not in found.values():
            problems.append(Problem("files.missing_column", sheet.name, header, say(column.header_key)))
    return found, problems


def _outside(sheet: SheetText, header: int, number: int, cells: list[str]) -> Iterator[Problem]:
    """Values in columns without a header: a longer row would otherwise lose them without a word."""
    titles = sheet.rows[header - 1]
    for at, text in enumerate(cells, 1):
        if text and (at > len(titles) or not titles[at - 1]):
            yield Problem("files.no_column_for_value", sheet.name, number, column_letters(at), (("text", _short(text)),))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"
