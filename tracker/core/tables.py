"""CSV files of commands for scripts: columns by their names, rows with their number in the file. A refusal quotes both."""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from tracker.core.refusals import Refusal

LARGEST = 1e15  # what the product stores; and far from where sums of floats overflow
QUOTED = 200  # characters of a row that a refusal shows
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


@dataclass(frozen=True)
class Row:
    """A line of the file, its cells without the blanks around them."""

    number: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        return not any(self.cells)

    def refused(self, key: str, **facts: object) -> Refusal:
        text = " ".join(",".join(self.cells).split())  # on one line, whatever a quoted cell holds
        return Refusal(key, field=None, n=self.number, text=text[:QUOTED], **facts)

    def day(self, place: int) -> date:
        day = read_day(self.cells[place])
        if day is None:
            raise self.refused("core.csv_date")
        return day

    def value(self, place: int, column: str) -> float:
        value = read_number(self.cells[place])
        if value is None:
            raise self.refused("core.csv_number", column=column)
        return value


@dataclass(frozen=True)
class Table:
    header: Row
    rows: tuple[Row, ...]

    def place(self, name: str) -> int:
        """Where the column stands: by its name as written, else whatever its case."""
        for names, wanted in ((self.header.cells, name), (_folded(self.header.cells), name.casefold())):
            if names.count(wanted) == 1:
                return names.index(wanted)
        raise self.header.refused("core.csv_column", column=name)

    def by_day(self, place: int) -> Iterator[tuple[date, Row]]:
        """Each row with its date, in the file's order; a date twice is refused."""
        seen: dict[date, int] = {}
        for row in self.rows:
            day = row.day(place)
            if day in seen:
                raise row.refused("core.csv_date_twice", first=seen[day])
            seen[day] = row.number
            yield day, row

    def holds(self, name: str) -> bool:
        return name.casefold() in _folded(self.header.cells)


def read_table(text: str, *, blank_rows: bool = False) -> Table:
    """The header and the rows below it. With `blank_rows` a row of blank cells counts; in a file of one column that is an empty
    line with a row below it."""
    lines = _lines(text)
    header = next((row for row in lines if not row.blank), None)
    if header is None:
        raise Refusal("core.csv_empty")
    width = len(header.cells)
    rows: list[Row] = []
    waiting: list[Row] = []
    for row in lines:
        if not row.cells and width == 1:
            waiting.append(Row(row.number, ("",)))
        elif row.cells and (blank_rows or not row.blank):
            rows += waiting if blank_rows else []
            rows.append(_of_width(row, width))
            waiting = []
    if not rows:
        raise Refusal("core.csv_empty")
    return Table(header, tuple(rows))


def _lines(text: str) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield Row(reader.line_num, tuple(cell.strip() for cell in cells))
    except csv.Error as error:
        raise Refusal("core.csv_unreadable", n=reader.line_num) from error


def _of_width(row: Row, width: int) -> Row:
    if len(row.cells) < width:
        raise row.refused("core.csv_short")
    if any(row.cells[width:]):
        raise row.refused("core.csv_long")
    return row


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_number(text: str) -> float | None:
    """A plain number, or None: no words, no thousands, nothing that is not finite."""
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= LARGEST else None
