"""Ledger exports: read in both languages, looked at before they are stored, and never booked twice."""

from datetime import date
from uuid import UUID

import pytest

from tests.tracker.money.conftest import TODAY, Office
from tests.tracker.money.test_budgets import refused
from tracker.core.refusals import Problems
from tracker.core.words import problem_sentence
from tracker.core.workbooks import SheetOut, read_workbook, write_workbook
from tracker.money.actions import PlannedImport
from tracker.money.forms import LedgerBook
from tracker.money.rules import EntryKind
from tracker.money.workbook.ledger import read_ledger

ENGLISH = """Date,Budget line,Amount,Currency,Text,Voucher,Balance
2026-01-15,Systems,"12,000.50",CNY,Licences,V-1,1
2026-02-03,training,(200.00),,Credit,V-2,2
2026-02-04,Catering,300,,Lunch,,3
"""
CHINESE = """记账日期,科目,发生额,币种,摘要,凭证号
2026年1月15日,系统建设,"¥12,000.50",,许可,V-1
"""


def book_of(text: str) -> LedgerBook:
    return read_ledger(read_workbook(text.encode(), "ledger.csv"), "ledger.csv", text.encode())


def planned(office: Office, text: str, **matched: UUID) -> PlannedImport:
    found: PlannedImport = office.do("planned_entries", programme_id=office.programme_id, book=book_of(text), matched=matched)
    return found


def stored(office: Office, text: str, **matched: UUID) -> PlannedImport:
    found: PlannedImport = office.do("import_ledger", programme_id=office.programme_id, book=book_of(text), matched=matched)
    return found


def test_an_export_is_stored_after_its_unknown_lines_are_matched_and_only_once(office: Office) -> None:
    look = planned(office, ENGLISH)
    assert [(row.row, row.line, row.amount_minor) for row in look.entries] == [
        (2, "Systems", 12_000_50),
        (3, "Training", -200_00),
    ]
    assert look.unknown == ("Catering",)
    with pytest.raises(Exception, match=r"money\.unmatched"):
        stored(office, ENGLISH)
    incentives = office.line("incentives")
    assert len(stored(office, ENGLISH, Catering=incentives).entries) == 3
    assert (office.amounts("systems")[2], office.amounts("training")[2], office.amounts("incentives")[2]) == (12_000, -200, 300)
    again = stored(office, ENGLISH, Catering=incentives)
    assert (again.entries, again.known, again.imported_at is not None) == ((), 3, True)
    longer = ENGLISH + "2026-02-05,Pilots,7,,,V-9,4\n"
    more = stored(office, longer, Catering=incentives)
    assert [(row.line, row.programme_minor) for row in more.entries] == [("Pilots", 700)]
    assert (more.known, office.ask("ledger", first=0, size=9).count) == (3, 4)
    assert stored(office, CHINESE).known == 1


def test_the_number_of_an_entry_tells_a_changed_amount(office: Office) -> None:
    entry = office.book(EntryKind.ACTUAL, "systems", 12_000, on=date(2026, 1, 15), reference="V-1")
    with pytest.raises(Problems) as found:
        planned(office, CHINESE)
    assert [problem.key for problem in found.value.problems] == ["money.reference_differs"]
    office.do("restate", entry_id=entry, amount_minor=12_000_50, reason="With the cents")
    assert planned(office, CHINESE).known == 1


def test_all_problems_come_at_once_with_row_and_column(office: Office) -> None:
    office.do("close_month", programme_id=office.programme_id, month=date(2026, 1, 1))
    text = """Date,Budget line,Amount,Currency,Text,Voucher,Task,Settles
2026-01-15,Systems,1,,,V-1,,
2026-13-01,Systems,1,,,V-2,,
2026-02-01,Systems,"1,23",,,V-3,,
2026-02-01,Systems,1 EUR,USD,,V-4,,
2026-02-01,Systems,1 EUR,,,V-5,,
2026-02-01,Systems,1,,,V-6,T9,
2026-02-01,Systems,1,,,V-7,,PO-1
2026-02-01,Systems,1,,,V-7,,
2026-02-01,Systems,0,,,V-8,,
2026-02-01,Systems,$5,,,V-9,,
2026-12-01,Systems,5,,,V-10,,
"""
    with pytest.raises(Problems) as found:
        planned(office, text)
    assert [(problem.row, problem.key) for problem in found.value.problems] == [
        (2, "money.month_locked"),
        (3, "files.not_date"),
        (4, "files.not_number"),
        (5, "money.two_currencies"),
        (6, "money.no_rate"),
        (7, "money.no_such_task"),
        (8, "money.no_such_settles"),
        (9, "money.reference_twice"),
        (10, "money.amount_nothing"),
        (11, "money.which_dollar"),
        (12, "money.actual_in_future"),
    ]
    assert problem_sentence(found.value.problems[0]).startswith("ledger, row 2, Date: The books of")
    assert office.ask("ledger", first=0, size=9).count == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_workbook_names_task_and_commitment_and_its_title_may_stand_above(office: Office) -> None:
    order = office.book(EntryKind.COMMITTED, "pilots", 100, reference="PO-1")
    header = ["Posting date", "Account", "Amount paid", "Document number", "Task code", "Purchase order"]
    cells = [["Bank export", *[None] * 5], header, [TODAY, "pilots", 60.5, "V-1", "T1", "PO-1"]]
    data = write_workbook([SheetOut("Sheet 1", ["" for _ in header], cells)])
    book = read_ledger(read_workbook(data, "bank.xlsx"), "bank.xlsx", data)
    office.do("import_ledger", programme_id=office.programme_id, book=book, matched={})
    row = office.ask("ledger", first=0, size=1).rows[0]
    assert (row.amount_minor, row.reference, row.task) == (60_50, "V-1", "Task T1")
    assert [(one.entry.id, one.open_minor) for one in office.ask("commitments")] == [(order, 39_50)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_name_that_two_lines_share_has_to_be_matched(office: Office) -> None:
    office.do("add_line", programme_id=office.programme_id, parent_id=None, code="x", name_zh="系统建设", share_percent=0)
    assert planned(office, CHINESE).unknown == ("系统建设",)
    assert refused(office.do, "import_ledger", programme_id=office.programme_id, book=book_of(CHINESE), matched={}) == (
        "money.unmatched"
    )
