"""CSV files as people's programs write them: encodings, separators, and what a formula needs to start."""

import codecs
import csv
import re
import unicodedata
from collections import Counter
from io import StringIO

from tracker.core.refusals import Refusal
from tracker.core.workbooks.child import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, clean

SEPARATORS = (",", ";", "\t")
LOOKED_AT = 20
MAX_SEPARATORS = 10_000  # in a line: more are no table, and ten million would take the memory of as many cells
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_STARTS = "=+-@|%"
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?%?")
_BLANK = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\x00-\x1f]*")


def rows_of(data: bytes, name: str) -> list[list[str]]:
    """The records of a CSV file: UTF-8 (with BOM or without), UTF-16 or GB18030; comma, semicolon or tab."""
    text = _decoded(data, name)
    separator, text = _separator(text)
    if any(line.count(separator) > MAX_SEPARATORS for line in text.splitlines()):
        raise Refusal("files.too_many_columns", name=name, sheet=name, row=1, limit=MAX_COLUMNS)
    rows: list[list[str]] = []
    number = 0
    try:
        for record in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            cells = [clean(original(cell)) for cell in record]
            while cells and not cells[-1]:
                cells.pop()
            if cells and number > MAX_ROWS:
                raise Refusal("files.too_many_rows", name=name, sheet=name, row=number, limit=MAX_ROWS)
            if len(cells) > MAX_COLUMNS:
                raise Refusal("files.too_many_columns", name=name, sheet=name, row=number, limit=MAX_COLUMNS)
            if number <= MAX_ROWS:
                rows.append(cells)
    except csv.Error as error:
        raise Refusal("files.broken_quotes", name=name, row=number + 1) from error
    while rows and not rows[-1]:
        rows.pop()
    return rows


def neutral(text: str) -> str:
    """The text for a CSV cell: what a spreadsheet would take for a formula gets an apostrophe in front; plain numbers do not."""
    return f"'{text}" if _starts_formula(text.lstrip("'")) else text


def original(text: str) -> str:
    """`neutral` taken back, so that an exported file can be read in again."""
    return text[1:] if text.startswith("'") and _starts_formula(text.lstrip("'")) else text


def _starts_formula(text: str) -> bool:
    if text.startswith(("\t", "\r", "\n")):
        return True
    blank = _BLANK.match(text)
    rest = text[blank.end() :] if blank else text
    first = unicodedata.normalize("NFKC", rest[:1])[:1]  # full-width and small twins count too
    return bool(first) and first in _STARTS + "\u2212" and not _PLAIN_NUMBER.fullmatch(text)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif data[:200].count(0) >= len(data[:200]) // 4 > 0:
        candidates = ["utf-16-le" if data[1] == 0 else "utf-16-be"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (encoding != "gb18030" or _reads_as_chinese(text)) and len(text) <= MAX_CHARACTERS:
            return text
    raise Refusal("files.encoding", name=name)


def _reads_as_chinese(text: str) -> bool:
    """GB18030 decodes nearly everything, also western text (`Müller` gives `M黮ler`), but then to rare characters."""
    foreign = [letter for letter in text if not letter.isascii()]
    common = sum(1 for letter in foreign if letter.encode("gb2312", "ignore"))
    return 2 * common >= len(foreign)


def _separator(text: str) -> tuple[str, str]:
    """The separator by which the first records agree best on their width, and the text without Excel's `sep=;` line."""
    told = re.match(r"sep=([,;\t])\r?\n", text)
    if told:
        return told[1], text[told.end() :]
    return max(SEPARATORS, key=lambda separator: _agreement(text, separator)), text


def _agreement(text: str, separator: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for record in csv.reader(StringIO(text, newline=""), delimiter=separator):
            if any(record):
                widths[len(record)] += 1
            if widths.total() == LOOKED_AT:
                break
    except csv.Error:
        return (0, 0)
    width, records = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (records, width) if width > 1 else (0, 0)
