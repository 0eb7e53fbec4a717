"""A ledger export as rows of actuals with every problem it has. Nothing is stored here."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.core.refusals import Problem
from tracker.core.words import LANGUAGES, catalogue, say
from tracker.core.workbooks import Column, Row, SheetText, read_table, sheet_named
from tracker.core.workbooks.tables import HEADER_WITHIN, Unreadable, convert
from tracker.money.forms import LedgerBook, LedgerLine
from tracker.money.rules import minor

COLUMNS = (
    Column("on", "money.ledger.on", "date", required=True),
    Column("category", "money.ledger.category", required=True),
    Column("amount", "money.ledger.amount", required=True),
    Column("currency", "money.ledger.currency", "code"),
    Column("text", "money.ledger.text"),
    Column("reference", "money.ledger.reference"),
    Column("task", "money.ledger.task", "code"),
    Column("settles", "money.ledger.settles"),
)
NUMBER = Column("amount", "money.ledger.amount", "number", required=True)
IGNORED = "files.unknown_column"  # an export has columns that mean nothing here
SYMBOLS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("", "CNY", "JPY"),
    "$": ("USD", "HKD", "TWD", "SGD"),
}  # the first one if none is given
HEADERS_AT_LEAST = 2
_AMOUNT = re.compile(r"(\()?\s*([A-Z]{3})?\s*([+-]?)\s*([€£¥$])?\s*([^A-Z()€£¥$]+?)\s*([A-Z]{3})?\s*(\))?")


def read_ledger(sheets: Sequence[SheetText], file_name: str, data: bytes) -> LedgerBook:
    """The sheet of actuals by its name in either language, or the only sheet. Columns that mean nothing here are passed over.

    An amount may have separators between its thousands, a currency before or behind it, and brackets where it is a credit.
    """
    sheet = _with_known_headers(sheet_named(sheets, "money.ledger_sheet"))
    rows, found = read_table(sheet, COLUMNS)
    problems = [problem for problem in found if problem.key != IGNORED]
    lines: list[LedgerLine] = []
    for row in rows:
        try:
            lines.append(_line(sheet.name, row))
        except Unreadable as wrong:
            facts = (("text", str(row.values["amount"])), *wrong.facts.items())
            problems.append(Problem(wrong.key, sheet.name, row.number, say(NUMBER.header_key), facts))
    return LedgerBook(file_name[:200], hashlib.sha256(data).hexdigest(), tuple(lines), tuple(problems))


def _line(sheet: str, row: Row) -> LedgerLine:
    values = row.values
    given = str(values["currency"] or "").upper()
    amount, currency = _amount(str(values["amount"]), given)
    on = values["on"]
    if not isinstance(on, date):
        raise Unreadable("files.not_date")
    return LedgerLine(
        sheet=sheet,
        row=row.number,
        on=on,
        amount_minor=amount,
        currency=currency,
        category=str(values["category"]),
        text=str(values["text"] or ""),
        reference=str(values["reference"] or ""),
        task=str(values["task"] or ""),
        settles=str(values["settles"] or ""),
    )


def _amount(text: str, currency: str) -> tuple[int, str]:
    """Hundredths and the currency; what the cell says of the currency must be what its column says."""
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).upper().strip())
    if match is None or bool(match[1]) != bool(match[7]):
        raise Unreadable("files.not_number")
    _, before, sign, symbol, digits, after, bracket = match.groups()
    said = {code for code in (before, after, currency) if code}
    if len(said) > 1:
        raise Unreadable("money.two_currencies", currencies=", ".join(sorted(said)))
    code = next(iter(said), "")
    if symbol:
        meant = SYMBOLS[symbol]
        if code and code not in meant:
            raise Unreadable("money.two_currencies", currencies=f"{symbol}, {code}")
        if not code and symbol == "$":
            raise Unreadable("money.which_dollar")
        code = code or meant[0]
    value = convert(sign + digits.strip(), NUMBER)
    hundredths = minor(float(value)) if isinstance(value, int | float) else None
    if hundredths is None:
        raise Unreadable("files.not_number")
    return -hundredths if bracket else hundredths, code


def _with_known_headers(sheet: SheetText) -> SheetText:
    """The header that ledgers use for a column, put as ours: `Posting date` is `Date`."""
    known = {_plain(name): column for column in COLUMNS for name in _names(column)}
    for at, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        meant = [known.get(_plain(cell)) for cell in cells]
        if sum(column is not None for column in meant) >= HEADERS_AT_LEAST:
            header = [say(column.header_key) if column else cell for column, cell in zip(meant, cells, strict=True)]
            return replace(sheet, rows=[*sheet.rows[:at], header, *sheet.rows[at + 1 :]])
    return sheet


def _names(column: Column) -> list[str]:
    keys = (column.header_key, f"money.ledger_also.{column.name}")
    spoken = [catalogue(language).get(key, "") for language in LANGUAGES for key in keys]
    return [column.name, *(name for names in spoken for name in names.split(";") if name.strip())]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().rstrip("* ").split())
