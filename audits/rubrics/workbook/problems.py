"""What is wrong with a form: where, what, and what to do about it. pyxform stops at its first error; here all are gathered."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from audits.rubrics.workbook.columns import Columns, Tokens
from audits.rubrics.workbook.sheets import SURVEY

Speak = Callable[..., str]  # words.say in a page, commands.sentence in a script


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class FormProblem:
    """`column` is the header as the file writes it; a problem of the whole file has neither sheet nor row."""

    severity: Severity
    sheet: str | None
    row: int | None
    column: str | None
    key: str
    fix_key: str
    facts: tuple[tuple[str, object], ...] = ()

    def message(self, speak: Speak) -> str:
        return speak(self.key, **dict(self.facts))

    def fix(self, speak: Speak) -> str:
        return speak(self.fix_key, **dict(self.facts))


class SheetProblems:
    """Gathers the problems of one sheet under its own headers."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.found: list[FormProblem] = []

    def error(self, row: int | None, column: Tokens | str | None, key: str, fix: str, **facts: object) -> None:
        self._add(Severity.ERROR, row, column, key, fix, facts)

    def warning(self, row: int | None, column: Tokens | str | None, key: str, fix: str, **facts: object) -> None:
        self._add(Severity.WARNING, row, column, key, fix, facts)

    def _add(
        self, severity: Severity, row: int | None, column: Tokens | str | None, key: str, fix: str, facts: dict[str, object]
    ) -> None:
        header = self.columns.named(column) if isinstance(column, tuple) else column
        shown = tuple((name, _short(fact)) for name, fact in facts.items())
        self.found.append(FormProblem(severity, self.columns.sheet, row, header, key, fix, shown))


SHOWN_TEXT = 200
_ROW = re.compile(r"\[row ?: ?(\d+)\]")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet|for sheet: '(\w+)'")
_COLUMN = re.compile(r"the '([^']+)' value")
_ABOUT = {"arameter": "parameters", "File name for": "type", "hoice filter": "choice_filter"}  # where no column is named
_NAME = re.compile(r"(?:named|[Qq]uestion) '?(?:\$\{)?([^\s'}]+?)[}'.]*(?=\s|$)")


def from_pyxform(message: str, rows_of: dict[str, int]) -> FormProblem:
    """pyxform's own words as a problem; `rows_of` tells the rows of the names it mentions."""
    row, sheet, column, named = (pattern.search(message) for pattern in (_ROW, _SHEET, _COLUMN, _NAME))
    number = int(row[1]) if row else rows_of.get(named[1]) if named else None
    place = (sheet[1] or sheet[2]) if sheet else SURVEY if number else None
    text = _short(_ROW.sub("", message).strip())
    about = next((header for words, header in _ABOUT.items() if words in message), None)
    where = (column[1] if column else about) if place else None
    return FormProblem(
        Severity.ERROR, place, number, where, "xlsform.converter_says", "xlsform.fix_converter_says", (("what", text),)
    )


def _short(fact: object) -> object:
    return f"{fact[: SHOWN_TEXT - 1]}…" if isinstance(fact, str) and len(fact) > SHOWN_TEXT else fact
