"""Reads one workbook in a process of its own, which may be killed.

Run as a file and not as a module: it must start at once, so it imports nothing of the application, only openpyxl. The
workbook comes on standard input; on standard output goes JSON, either {"sheets": [{"name", "rows", "faults"}]} with each
fault as [row, column, key, text], or {"refusal": key, "facts": {}}. The limits are set here, before the first byte of the
workbook is read, and not between fork and exec: that is unsafe in a server with threads.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_SHEETS = 50
MAX_CHARACTERS = 30_000_000  # of all cells: one shared text of 32,767 letters can stand in every cell
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 15
TOO_HEAVY = 3  # exit code
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELLS, VALUE, FORMULA, INLINE, SHARED, TEXT, RUN = (
    _MAIN + tag for tag in ("row", "sheetData", "v", "f", "is", "si", "t", "r")
)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_FIXED_SPACE = re.compile("[\u00a0\u2007\u202f]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes what XML cannot hold (ST_Xstring)
_EDGES = " \t\n\u3000\u200b\u200c\u200d\u2060\ufeff\ufffd"
_FORMAT_TEXT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
Answer = dict[str, Any]
Read = tuple[str, str]  # the text of a cell, and the key of what is wrong with it or an empty text
NOTHING: Read = ("", "")


class Refused(Exception):
    def __init__(self, key: str, **facts: str | int) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


def clean(text: str) -> str:
    """The text of a cell as people mean it: no space at its ends, no fixed space, nothing that XML or a database refuses."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FIXED_SPACE.sub(" ", _CONTROL.sub("\ufffd", text)).strip(_EDGES)


def number_text(value: int | float, number_format: str) -> str:
    """The number as a person sees it where the format changes what it says (85%, 00123), else in its shortest form."""
    if number_format == "General" and isinstance(value, int):
        return str(value)
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")  # Excel shows 15 digits
    shown = _FORMAT_TEXT.sub("", number_format)
    if "%" in shown:
        return f"{_shortest(exact * 100)}%"
    if re.fullmatch("00+", shown) and exact >= 0 and exact == exact.to_integral_value():
        return _shortest(exact).zfill(len(shown))
    return _shortest(exact)


def _shortest(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def date_text(value: date | time | timedelta) -> str:
    """2026-03-01, 2026-03-01 10:30:00, 10:30:00, or 26:30:00 for a length of time; to the second, for Excel stores fractions."""
    if isinstance(value, datetime):
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=None)
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        hours, rest = divmod(abs(seconds), 3600)
        return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"
    return value.isoformat() if isinstance(value, date) else value.isoformat("seconds")


def limit() -> None:
    import resource  # not on Windows, where the wall clock and the gate remain

    wanted = {"RLIMIT_CPU": CPU_SECONDS, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 64, "RLIMIT_AS": MEMORY_BYTES}
    for name, amount in wanted.items():
        if name == "RLIMIT_AS" and sys.platform == "darwin":
            continue  # macOS refuses to set it
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (allowed, allowed))


def read(data: bytes) -> Answer:
    """Everything that stands in the workbook, as text by our own rules."""
    sys.modules["numpy"] = sys.modules["PIL"] = None  # type: ignore[assignment]  # openpyxl would load them: slow, and large
    from openpyxl import DEFUSEDXML
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.xml.constants import SHARED_STRINGS

    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads without defusedxml")

    class Reader(ExcelReader):
        def read_strings(self) -> None:
            part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
            self.shared_strings = _shared(self.archive, part.PartName[1:]) if part else []

    ReadOnlyWorksheet._get_size = lambda sheet: None  # type: ignore[attr-defined]  # it may read the sheet to its end
    reader = Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    if len(book.worksheets) > MAX_SHEETS:
        raise Refused("files.too_many_sheets", limit=MAX_SHEETS)
    formats = [_format_of(style, book) for style in book._cell_styles]  # type: ignore[attr-defined]
    room = MAX_CHARACTERS
    sheets = []
    for sheet in book.worksheets:
        read_sheet = _sheet(sheet, formats, room)
        room -= read_sheet.pop("characters")
        sheets.append(read_sheet)
    return {"sheets": sheets}


def _format_of(style: Any, book: Any) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    own = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
    if own < 0:
        return BUILTIN_FORMATS.get(style.numFmtId, "General")
    return str(book._number_formats[own]) if own < len(book._number_formats) else "General"


def _sheet(sheet: Any, formats: list[str], room: int) -> Answer:
    rows: list[list[str]] = []
    faults: list[tuple[int, int, str, str]] = []
    name, characters = clean(sheet.title), 0
    for number, cells in _rows(sheet, Cells(sheet, formats)):
        if not cells:
            continue
        if number > MAX_ROWS:
            raise Refused("files.too_many_rows", sheet=name, row=number, limit=MAX_ROWS)
        if max(cells) > MAX_COLUMNS:
            raise Refused("files.too_many_columns", sheet=name, row=number, limit=MAX_COLUMNS)
        if number <= len(rows):
            raise ValueError("rows out of order")
        characters += sum(len(text) for text, _ in cells.values())
        if characters > room:
            raise Refused("files.too_heavy")
        faults.extend((number, column, fault, text) for column, (text, fault) in cells.items() if fault)
        rows.extend([] for _ in range(number - len(rows) - 1))
        rows.append([cells.get(column, NOTHING)[0] for column in range(1, max(cells) + 1)])
    return {"name": name, "rows": rows, "faults": faults, "characters": characters}


def _rows(sheet: Any, reader: "Cells") -> Iterator[tuple[int, dict[int, Read]]]:
    """Filled cells by row and column, from the file's own numbers: what it says of its size is not believed.

    openpyxl's iterator would fill every gap with empty rows and read on behind the cells.
    """
    number = 0
    for element in _elements(sheet.parent._archive, sheet._worksheet_path):
        if element.tag == ROW:
            number = int(element.get("r", number + 1))
            yield number, reader.filled(element)
            element.clear()
        elif element.tag == CELLS:
            return


def _shared(archive: ZipFile, path: str) -> list[str]:
    texts = []
    for element in _elements(archive, path):
        if element.tag == SHARED:
            texts.append(_joined(element))
            element.clear()
    return texts


def _elements(archive: ZipFile, path: str) -> Iterator[Element]:
    """The C parser, six times as fast as defusedxml's. It may only see what the gate has read: there no DOCTYPE passes."""
    if not path.lower().endswith(".xml"):
        raise ValueError(f"a part the gate has not read: {path}")
    with archive.open(path) as source:
        for _, element in iterparse(source):  # noqa: S314
            yield element


def _joined(element: Element) -> str:
    """A text with its formatted runs, without the phonetic ones beside them."""
    text = "".join((part.text if part.tag == TEXT else part.tag == RUN and part.findtext(TEXT)) or "" for part in element)
    return clean(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text)


class Cells:
    """Reads the cells of one sheet by its book's shared texts and number formats (ECMA-376 part 1, 18.3.1.4)."""

    def __init__(self, sheet: Any, formats: list[str]) -> None:
        from openpyxl.utils.datetime import from_excel, from_ISO8601

        self.from_excel, self.from_iso = from_excel, from_ISO8601
        self.book, self.formats, self.shared = sheet.parent, formats, sheet._shared_strings

    def filled(self, row: Any) -> dict[int, Read]:
        cells: dict[int, Read] = {}
        column = 0
        for element in row:
            place = element.get("r")
            column = _column(place) if place else column + 1
            read = self._read(element)
            if read != NOTHING:
                cells[column] = read
        return cells

    def _read(self, element: Any) -> Read:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(INLINE)
            return ("" if inline is None else _joined(inline)), ""
        stored = element.find(VALUE)
        value = "" if stored is None else stored.text or ""
        if not value:
            uncalculated = element.find(FORMULA) is not None and (kind != "str" or stored is None)
            return ("", "files.formula_without_value") if uncalculated else NOTHING
        if kind == "s":
            return self.shared[int(value)], ""
        if kind == "e":
            return clean(value), "files.error_value"
        if kind == "b":
            return ("TRUE" if int(value) else "FALSE"), ""
        if kind == "d":
            return date_text(self.from_iso(value)), ""  # type: ignore[no-untyped-call]
        return self._number(value, int(element.get("s", 0))) if kind == "n" else (clean(value), "")

    def _number(self, value: str, style: int) -> Read:
        number = float(value) if set(value) & set(".eEnN") else int(value)
        if number != number or abs(number) == float("inf"):
            return clean(value), "files.error_value"
        if style in self.book._date_formats:
            try:
                length = style in self.book._timedelta_formats
                return date_text(self.from_excel(number, self.book.epoch, timedelta=length)), ""
            except (OverflowError, ValueError):
                return clean(value), "files.error_value"  # a number outside every calendar, formatted as a date
        return number_text(number, self.formats[style] if style < len(self.formats) else "General"), ""


def _column(place: str) -> int:
    """The column number in a cell's place: AB12 is 28."""
    column = 0
    for letter in place.rstrip("0123456789"):
        if not "A" <= letter <= "Z":
            raise ValueError(f"no place of a cell: {place}")
        column = column * 26 + ord(letter) - 64
    return column


def main() -> int:
    with suppress(ImportError):
        limit()
    try:
        answer = read(sys.stdin.buffer.read())
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
    except Refused as refused:
        sys.stdout.buffer.write(json.dumps({"refusal": refused.key, "facts": refused.facts}).encode())
    except MemoryError:
        return TOO_HEAVY
    return 0


if __name__ == "__main__":
    sys.exit(main())
