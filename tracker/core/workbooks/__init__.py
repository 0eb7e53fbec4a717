"""Workbooks in and out. Uploads pass the gate, then a child process with limits; exports write text cells as text."""

from tracker.core.workbooks.reading import SheetText, read_workbook
from tracker.core.workbooks.tables import Column, Row, read_table, sheet_named
from tracker.core.workbooks.writing import Cell, SheetOut, write_csv, write_workbook

__all__ = [
    "Cell",
    "Column",
    "Row",
    "SheetOut",
    "SheetText",
    "read_table",
    "read_workbook",
    "sheet_named",
    "write_csv",
    "write_workbook",
]
