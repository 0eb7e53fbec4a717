"""Dates of a programme."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules import (
    Offset,
    add_months,
    is_late,
    is_sensible,
    month_end,
    month_start,
    read_offset,
)

starts = st.dates(date(2000, 1, 1), date(2090, 12, 31))
months = st.integers(1, 60)


@pytest.mark.parametrize(
    ("anchor", "month", "first", "last"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 1, 1), 2, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 1, 1), 2, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 1, 1), 12, date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 3, 15), 1, date(2026, 3, 15), date(2026, 4, 14)),
        (date(2026, 3, 15), 12, date(2027, 2, 15), date(2027, 3, 14)),
        (date(2026, 1, 31), 2, date(2026, 2, 28), date(2026, 3, 30)),
        (date(2024, 2, 29), 13, date(2025, 2, 28), date(2025, 3, 28)),
    ],
)
def test_a_programme_month_runs_from_its_first_day_to_the_day_before_the_next(
    anchor: date, month: int, first: date, last: date
) -> None:
    assert (month_start(anchor, month), month_end(anchor, month)) == (first, last)


@given(starts, months)
def test_programme_months_follow_one_another_without_a_gap_or_an_overlap(anchor: date, month: int) -> None:
    assert month_end(anchor, month) + timedelta(days=1) == month_start(anchor, month + 1)
    assert month_start(anchor, month) <= month_end(anchor, month)


@given(starts.map(lambda day: day.replace(day=1)), months)
def test_a_start_on_the_first_gives_calendar_months(anchor: date, month: int) -> None:
    last = month_end(anchor, month)
    assert month_start(anchor, month).day == 1
    assert (last + timedelta(days=1)).day == 1
    assert last.month == month_start(anchor, month).month


@given(starts, months)
def test_a_short_month_shifts_no_later_one(anchor: date, month: int) -> None:
    assert month_start(anchor, month).day in (anchor.day, 28, 29, 30)
    assert month_start(anchor, month).day <= anchor.day
    assert add_months(anchor, 12 * month).replace(day=1) == anchor.replace(year=anchor.year + month, day=1)


@given(starts, months, st.integers(1, 99))
def test_a_day_of_a_month_lies_in_that_month(anchor: date, month: int, day: int) -> None:
    assert month_start(anchor, month) <= Offset(month=month, day=day).on(anchor) <= month_end(anchor, month)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("month 3", date(2026, 3, 1)),
        ("month 3 day 15", date(2026, 3, 15)),
        ("month 2 day 31", date(2026, 2, 28)),
        ("end of month 10", date(2026, 10, 31)),
        ("day 1", date(2026, 1, 1)),
        ("day 40", date(2026, 2, 9)),
    ],
)
def test_a_template_says_days_in_words(text: str, expected: date) -> None:
    assert read_offset(text).on(date(2026, 1, 1)) == expected


@pytest.mark.parametrize(
    "text", ["", "month", "month 0", "month -1", "Month 3", "end of month 3 day 2", "day 0", "3", "month 3\n", "2026-01-01"]
)
def test_other_words_are_no_day(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is the text itself
        read_offset(text)
    assert refused.value.args == (text,)


def test_what_is_due_today_is_not_late_yet() -> None:
    today = date(2026, 5, 1)
    assert not is_late(today, False, today)
    assert is_late(today - timedelta(days=1), False, today)
    assert not is_late(today - timedelta(days=1), True, today)


def test_a_date_may_slip_by_a_year_and_no_further() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    assert is_sensible(last + timedelta(days=366), first, last)
    assert not is_sensible(last + timedelta(days=367), first, last)
    assert not is_sensible(first - timedelta(days=367), first, last)
