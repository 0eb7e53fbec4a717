"""Approved audits of all versions of a rubric in one table: a column an item, whatever version asked it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from audits.review.queries.approved import AuditTable, TableRow
from audits.rubrics.forms import CHOICE_KINDS, ItemKind, ItemText, RubricText, answers_phrase, note_code
from tracker.core.words import say
from tracker.core.workbooks import Cell, SheetOut, write_csv, write_workbook

WITHOUT_ANSWER = (ItemKind.PHOTO, ItemKind.NOTE)
LEADING = ("store_code", "store", "channel")
SCORES = ("earned", "possible", "percent", "shown_percent", "result", "band", "critical_failed")


def table_workbook(table: AuditTable) -> bytes:
    """The audits, and what each column asks, in the language of this run."""
    return write_workbook([audits_sheet(table), items_sheet(table)])


def table_csv(table: AuditTable) -> bytes:
    return write_csv(audits_sheet(table))


def columns_of(rubrics: Mapping[int, RubricText]) -> dict[str, ItemText]:
    """Items by code: those of the newest version in its order, then those that only older versions had, the newer first."""
    columns: dict[str, ItemText] = {}
    for _, rubric in sorted(rubrics.items(), reverse=True):
        for item in rubric.all_items():
            if item.kind not in WITHOUT_ANSWER:
                columns.setdefault(item.code, item)
    return columns


def audits_sheet(table: AuditTable) -> SheetOut:
    """Headers of items are their codes, which no language and no version changes; a note stands behind its item."""
    codes = list(_codes(table))
    named = ("submission", "shopper") if table.is_named else ()
    leading = (*named, *LEADING, "visited_on" if table.is_named else "week", "version")
    header = [*(say(f"review.table.{name}") for name in leading), *codes, *(say(f"review.table.{name}") for name in SCORES)]
    rows = [[*_leading(row, table.is_named), *_answers(row, table, codes), *_scores(row, table)] for row in table.rows]
    return SheetOut(say("review.table.sheet"), header, rows)


def items_sheet(table: AuditTable) -> SheetOut:
    """What stands in which column, and which versions ask it."""
    header = [say(f"review.table.{name}") for name in ("code", "item", "kind", "versions")]
    rows: list[list[Cell]] = []
    for code, item in columns_of(table.rubrics).items():
        asking = ", ".join(str(number) for number, rubric in sorted(table.rubrics.items()) if code in rubric.items)
        rows.append([code, str(item.label), say(f"rubrics.kind.{item.kind.value}"), asking])
    return SheetOut(say("review.table.items_sheet"), header, rows)


def _codes(table: AuditTable) -> Iterator[str]:
    noted = {code for row in table.rows for code in row.answers}
    for code, item in columns_of(table.rubrics).items():
        yield code
        if item.evidence.note or note_code(code) in noted:
            yield note_code(code)


def _leading(row: TableRow, is_named: bool) -> list[Cell]:
    named: list[Cell] = [str(row.submission_id), row.shopper] if is_named else []
    return [*named, row.store_code, str(row.store), str(row.channel), row.visited, row.version]


def _answers(row: TableRow, table: AuditTable, codes: Sequence[str]) -> Iterator[Cell]:
    items = table.rubrics[row.version].items
    for code in codes:
        value = row.answers.get(code)
        item = items.get(code)
        yield value if item is None or value is None else _answer(item, value)


def _answer(item: ItemText, value: Any) -> Cell:
    """Options by their labels as that version words them."""
    if item.kind in CHOICE_KINDS:
        return answers_phrase(item, value if isinstance(value, list) else [value])
    return value if isinstance(value, int | float) else str(value)


def _scores(row: TableRow, table: AuditTable) -> list[Cell]:
    """Numbers with every digit a sheet holds, and the percent as it is shown everywhere."""
    score, rubric = row.score, table.rubrics[row.version]
    passed = score["passed"]
    return [
        _number(score["earned"]),
        _number(score["possible"]),
        _number(score["percent"]),
        score["shown_percent"],
        "" if passed is None else say("review.passed" if passed else "review.failed"),
        rubric.band_name(score["band"]) if score["band"] else "",
        ", ".join(score["critical_failed"]),
    ]


def _number(text: str | None) -> float | None:
    return None if text is None else float(Decimal(text))
