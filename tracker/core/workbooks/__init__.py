"""Workbooks in and out. Uploads pass the gate, then a child process with limits; exports write text cells as text.

Each name is loaded when it is first asked for: a script command that needs the gate does not wait for Babel.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.core.workbooks.reading import SheetText, read_workbook
    from tracker.core.workbooks.tables import Column, Row, read_table, sheet_named
    from tracker.core.workbooks.writing import Cell, Choices, SheetOut, write_csv, write_workbook

__all__ = [
    "Cell",
    "Choices",
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
_HOMES = {
    "reading": ("SheetText", "read_workbook"),
    "tables": ("Column", "Row", "read_table", "sheet_named"),
    "writing": ("Cell", "Choices", "SheetOut", "write_csv", "write_workbook"),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
