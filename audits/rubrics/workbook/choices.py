"""The choices sheet: lists of options with their points."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from pyxform import aliases

from audits.rubrics.workbook.columns import LABEL, LIST_NAME, NAME, Columns
from audits.rubrics.workbook.problems import SheetProblems
from audits.rubrics.workbook.sheets import FormRow

SCORE, NOT_APPLICABLE, FAIL = ("score",), ("na",), ("fail",)
_NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d{1,6})?|\.\d{1,6})", re.ASCII)
_YES, _NO = {"1", "x", "y", "✓", "是"}, {"0", "n", "-", "否"}


@dataclass(frozen=True)
class OutlineOption:
    """`points` is None where the form gives none. `cells` holds its row as it is written."""

    row: int
    name: str
    labels: dict[str, str]
    points: Decimal | None = None
    not_applicable: bool = False
    fail: bool = False
    cells: dict[str, str] = field(default_factory=dict)


Lists = dict[str, list[OutlineOption]]


def truth(text: str) -> bool | None:
    """What a yes/no cell says: pyxform's words in any case, also 1, x and 是; None when it says neither."""
    said = aliases.yes_no.get(text.lower())
    if said is not None:
        return bool(said)
    return True if text.lower() in _YES else False if not text or text.lower() in _NO else None


def read_choices(
    rows: list[FormRow], columns: Columns, problems: SheetProblems, *, duplicates: bool, points_from_names: bool
) -> Lists:
    lists: Lists = {}
    for row in rows:
        list_name, name = columns.value(row, LIST_NAME, collapse=False), columns.value(row, NAME, collapse=False)
        if not list_name:
            if name:
                problems.warning(
                    row.number, LIST_NAME, "xlsform.choice_without_list", "xlsform.fix_choice_without_list", name=name
                )
            continue
        options = lists.setdefault(list_name, [])
        if not name:
            problems.error(row.number, NAME, "xlsform.choice_without_name", "xlsform.fix_choice_without_name", list=list_name)
            continue
        options.append(_option(row, name, columns, problems, points_from_names))
    if not duplicates:
        _check_names(lists, problems)
    return lists


def _option(row: FormRow, name: str, columns: Columns, problems: SheetProblems, points_from_names: bool) -> OutlineOption:
    flags = []
    for column in (NOT_APPLICABLE, FAIL):
        text = columns.value(row, column)
        said = truth(text)
        if said is None:
            problems.warning(row.number, column, "xlsform.not_yes_or_no", "xlsform.fix_not_yes_or_no", text=text)
        flags.append(bool(said))
    not_applicable, fail = flags
    text = columns.value(row, SCORE)
    if text and not _NUMBER.fullmatch(text):
        problems.warning(row.number, SCORE, "xlsform.not_points", "xlsform.fix_not_points", text=text)
    elif not text and points_from_names and not not_applicable:
        text = name
    points = Decimal(text) if _NUMBER.fullmatch(text) else None
    return OutlineOption(row.number, name, columns.texts(row, LABEL), points, not_applicable, fail, row.cells)


def _check_names(lists: Lists, problems: SheetProblems) -> None:
    for list_name, options in lists.items():
        first: dict[str, int] = {}
        for option in options:
            before = first.setdefault(option.name, option.row)
            if before != option.row:
                facts = {"name": option.name, "list": list_name, "first": before}
                problems.error(option.row, NAME, "xlsform.choice_twice", "xlsform.fix_choice_twice", **facts)
