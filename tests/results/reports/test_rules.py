"""Which days a report speaks of."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from results.reports.rules import ReportKind, first_day, last_day, offered, period_before, periods

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(ReportKind)


@given(KINDS, DAYS)
def test_each_day_lies_in_one_period_and_periods_follow_each_other(kind: ReportKind, on: date) -> None:
    first, last = first_day(kind, on), last_day(kind, first_day(kind, on))
    assert first <= on <= last
    assert first_day(kind, last) == first
    assert first_day(kind, last + timedelta(days=1)) == last + timedelta(days=1)
    assert last_day(kind, period_before(kind, first)) == first - timedelta(days=1)


def test_a_quarter_begins_in_january_april_july_or_october() -> None:
    assert first_day(ReportKind.QUARTERLY, date(2026, 6, 30)) == date(2026, 4, 1)
    assert last_day(ReportKind.QUARTERLY, date(2026, 10, 1)) == date(2026, 12, 31)


def test_periods_are_offered_from_the_programmes_first_to_the_present_one_the_latest_first() -> None:
    months = offered(ReportKind.MONTHLY, date(2026, 1, 15), date(2026, 12, 31), date(2026, 3, 2))
    assert months == [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1)]
    assert periods(ReportKind.QUARTERLY, date(2025, 12, 1), date(2026, 4, 1)) == [
        date(2026, 4, 1),
        date(2026, 1, 1),
        date(2025, 10, 1),
    ]


def test_a_programme_that_is_over_offers_no_period_after_its_last_and_one_ahead_the_present() -> None:
    first, last = date(2026, 1, 1), date(2026, 2, 28)
    assert offered(ReportKind.MONTHLY, first, last, date(2027, 1, 1))[0] == date(2026, 2, 1)
    assert offered(ReportKind.MONTHLY, first, last, date(2025, 11, 9)) == [date(2025, 11, 1)]
