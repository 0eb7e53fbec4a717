"""Booking, settling and restating; closed months and other currencies."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.tracker.money.conftest import TODAY, Office
from tests.tracker.money.test_budgets import refused
from tracker.money.rules import EntryKind
from tracker.money.rules.checks import Check, Outcome

JANUARY = date(2026, 1, 15)


def test_an_actual_settles_a_commitment_which_is_open_for_the_rest(office: Office) -> None:
    order = office.book(EntryKind.COMMITTED, "systems", 100_000, reference="PO-1")
    office.book(EntryKind.ACTUAL, "systems", 30_000, settles_id=order)
    assert office.amounts("systems") == (400_000, 70_000, 30_000, 400_000)
    assert [row.open_minor for row in office.ask("commitments")] == [7_000_000]
    office.do("restate", entry_id=order, amount_minor=5_000_000, reason="Half the order was cancelled")
    assert office.amounts("systems")[1:3] == (20_000, 30_000)
    office.book(EntryKind.ACTUAL, "systems", 25_000, settles_id=order)
    assert office.amounts("systems")[1:3] == (0, 55_000)
    assert office.ask("commitments") == []


def test_a_restatement_keeps_the_old_entry_and_counts_in_its_stead(office: Office) -> None:
    first = office.book(EntryKind.ACTUAL, "training", 500, on=JANUARY, text="Room", reference="V-7")
    second = office.do("restate", entry_id=first, amount_minor=450_00, reason="Read wrong")
    assert office.amounts("training")[2] == 450
    assert refused(office.do, "restate", entry_id=first, amount_minor=1, reason="Again") == "money.restated_already"
    rows = office.ask("ledger", first=0, size=10).rows
    assert [(row.id, row.restates, row.restated, row.reason) for row in rows] == [
        (second, True, False, "Read wrong"),
        (first, False, True, ""),
    ]
    office.do("restate", entry_id=second, amount_minor=0, reason="Never happened")
    assert office.amounts("training")[2] == 0
    assert refused(office.book, EntryKind.ACTUAL, "training", 9, reference="V-7") == "money.reference_taken"


def test_a_closed_month_takes_no_booking_and_never_changes(office: Office) -> None:
    entry = office.book(EntryKind.ACTUAL, "training", 500, on=JANUARY)
    office.do("close_month", programme_id=office.programme_id, month=JANUARY)
    assert office.ask("closed_months") == [date(2026, 1, 1)]
    assert refused(office.book, EntryKind.ACTUAL, "training", 5, on=JANUARY) == "money.month_locked"
    again = {"entry_id": entry, "amount_minor": 1, "reason": "Less"}
    assert refused(office.do, "restate", on=JANUARY, **again) == "money.month_locked"
    office.do("restate", **again)
    with_rules = [row for row in office.ask("ledger", first=0, size=9).rows if row.restates]
    assert with_rules[0].on == TODAY
    points = {point.on: point.spent for point in _curve(office)}
    assert (points[date(2026, 1, 31)], points[TODAY]) == (500_00, 1)
    office.do("open_month", programme_id=office.programme_id, month=JANUARY)
    office.book(EntryKind.ACTUAL, "training", 5, on=JANUARY)
    assert refused(office.do, "close_month", programme_id=office.programme_id, month=TODAY) == "money.month_not_over"


def _curve(office: Office) -> Any:
    office.do("set_task_cost", task_id=office.task_ids[0], planned_minor=100, line_id=None)
    return office.ask("performance").points


def test_another_currency_is_booked_at_the_rate_of_its_day_which_stays(office: Office) -> None:
    euro = {"currency": "EUR", "programme_id": office.programme_id}
    assert refused(office.book, EntryKind.ACTUAL, "pilots", 100, currency="EUR") == "money.no_rate"
    office.do("set_rate", on=JANUARY, rate=7.85, **euro)
    office.do("set_rate", on=JANUARY + timedelta(days=10), rate=8.0, **euro)
    assert refused(office.do, "set_rate", on=JANUARY, rate=9.0, **euro) == "money.rate_there"
    assert refused(office.do, "set_rate", programme_id=office.programme_id, currency="CNY", on=JANUARY, rate=1.0) == (
        "money.own_currency"
    )
    first = office.book(EntryKind.ACTUAL, "pilots", 100, on=JANUARY + timedelta(days=9), currency="EUR")
    office.book(EntryKind.ACTUAL, "pilots", 100, currency="EUR")
    assert office.amounts("pilots")[2] == 785 + 800
    office.do("restate", entry_id=first, amount_minor=200_00, reason="Twice")
    assert office.amounts("pilots")[2] == 2 * 785 + 800
    checks = {row.check: row.outcome for row in office.ask("integrity")}
    assert (checks[Check.RATES], checks[Check.RESTATEMENTS]) == (Outcome.PASSED, Outcome.PASSED)
    assert refused(office.do, "set_budget_total", programme_id=office.programme_id, seen=1, total_minor=5, currency="EUR") == (
        "money.already_booked"
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "units", "given", "key"),
    [
        (EntryKind.ACTUAL, 0, {}, "money.amount_nothing"),
        (EntryKind.COMMITTED, 0, {}, "money.amount_not_more"),
        (EntryKind.COMMITTED, -5, {}, "money.amount_not_more"),
        (EntryKind.FORECAST, -5, {}, "money.amount_not_more"),
        (EntryKind.ACTUAL, 5, {"on": TODAY + timedelta(days=1)}, "money.actual_in_future"),
        (EntryKind.ACTUAL, 5, {"on": date(2020, 1, 1)}, "plan.day_out_of_range"),
        (EntryKind.ACTUAL, 5, {"currency": "XYZ"}, "money.unknown_currency"),
        (EntryKind.ACTUAL, 5, {"text": "x" * 501}, "core.field_wrong"),
        (EntryKind.ACTUAL, 90_000_000_000_000, {"currency": "EUR"}, "money.no_rate"),
    ],
)
def test_what_cannot_be_booked_is_refused(office: Office, kind: EntryKind, units: int, given: dict[str, Any], key: str) -> None:
    assert refused(office.book, kind, "systems", units, **given) == key
    other = {"line_id": office.lead.person_id} if kind is EntryKind.ACTUAL else {"task_id": office.lead.person_id}
    assert refused(office.book, kind, "systems", 5, **other) in ("core.not_found", "money.unknown_task")


def test_a_forecast_says_where_a_line_ends_but_never_below_what_is_spent(office: Office) -> None:
    office.book(EntryKind.FORECAST, "training", 350_000, on=JANUARY)
    office.book(EntryKind.FORECAST, "training", 320_000)
    assert office.amounts("training") == (300_000, 0, 0, 320_000)
    found = office.standing()
    assert (found.variance_minor, found.at(office.line("training")).signal.value) == (-20_000_00, "over")
    office.book(EntryKind.ACTUAL, "training", 330_000)
    assert office.amounts("training")[3] == 330_000
    assert [row.check for row in office.ask("integrity") if row.outcome is Outcome.FAILED] == [Check.COMMITTED]


def test_a_credit_lowers_what_is_spent(office: Office) -> None:
    office.book(EntryKind.ACTUAL, "systems", 100)
    office.book(EntryKind.ACTUAL, "systems", -40)
    assert office.amounts("systems")[2] == 60
