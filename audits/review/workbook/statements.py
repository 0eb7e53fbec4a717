"""Statements of fees and costs as a workbook: what each is owed, and each amount with its day and store."""

from collections.abc import Sequence
from datetime import date

from audits.review.queries.statements import PaidLine, Statement
from tracker.core.words import say
from tracker.core.workbooks import Cell, SheetOut, write_workbook

SUMS = ("person", "visits", "fees", "repaid", "total", "currency")
LINES = ("person", "decided_on", "store_code", "store", "channel", "what", "note", "spent", "amount", "currency")


def statements_workbook(statements: Sequence[Statement], first: date, last: date) -> bytes:
    """Amounts in units of the currency; in the language of this run."""
    sums: list[list[Cell]] = [
        [each.name, each.visits, _units(each.fees_minor), _units(each.repaid_minor), _units(each.total_minor), each.currency]
        for each in statements
    ]
    lines = [_line(each, line) for each in statements for line in each.lines]
    span: list[list[Cell]] = [[say("costs.column.first"), first], [say("costs.column.last"), last]]
    header = [say(f"costs.column.{name}") for name in SUMS]
    return write_workbook(
        [
            SheetOut(say("costs.sheet.sums"), header, sums),
            SheetOut(say("costs.sheet.lines"), [say(f"costs.column.{name}") for name in LINES], lines),
            SheetOut(say("costs.sheet.period"), [say("costs.column.what"), say("costs.column.day")], span),
        ]
    )


def _line(statement: Statement, line: PaidLine) -> list[Cell]:
    what = say(f"costs.kind.{line.kind.value}") if line.kind else say("costs.fee")
    spent = None if line.spent_minor is None else _units(line.spent_minor)
    place = (line.store_code, str(line.store), str(line.channel))
    return [statement.name, line.day, *place, what, line.note, spent, _units(line.minor), statement.currency]


def _units(minor: int) -> float:
    return minor / 100
