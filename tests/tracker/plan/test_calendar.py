"""Working days and working time, turned into numbers and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules.calendar import DAY, Tally, WorkingDays, WorkingTime
from tracker.plan.rules.moments import ALWAYS, moved

NINE, NOON, ONE, FIVE = 9 * 3600, 12 * 3600, 13 * 3600, 17 * 3600
OFFICE = ((NINE, NOON), (ONE, FIVE))
MONDAY = date(2026, 3, 2).toordinal() * DAY

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
weeks = st.sets(st.integers(1, 7), min_size=1)


def counted(start: date, day: date, worked: set[int], off: set[date], extra: set[date]) -> int:
    """Day by day, from the start up to the day before."""
    span = [start + timedelta(days=n) for n in range((day - start).days)]
    return sum(one in extra or (one.isoweekday() in worked and one not in off) for one in span)


def test_the_first_working_day_is_number_0_and_a_weekend_has_none() -> None:
    numbered = WorkingDays(date(2026, 1, 3))  # a Saturday
    assert [numbered.day(number) for number in (-1, 0, 4, 5)] == [
        date(2026, 1, 2),
        date(2026, 1, 5),
        date(2026, 1, 9),
        date(2026, 1, 12),
    ]
    assert (numbered.on_or_after(date(2026, 1, 10)), numbered.on_or_before(date(2026, 1, 10))) == (5, 4)


def test_the_spring_festival_of_2026_shifts_two_weekend_days() -> None:
    """State Council, 4 November 2025: off 15 to 23 February, worked on Saturday 14 and 28 February."""
    off = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]
    numbered = WorkingDays(date(2026, 2, 13), holidays=off, extra=[date(2026, 2, 14), date(2026, 2, 28)])
    found = [numbered.day(number) for number in range(8)]
    assert [day.day for day in found] == [13, 14, 24, 25, 26, 27, 28, 2]


def test_an_extra_day_is_worked_although_it_is_a_holiday() -> None:
    friday = date(2026, 1, 2)
    assert WorkingDays(friday, holidays=[friday], extra=[friday]).day(0) == friday


@given(days, days, weeks, st.sets(days, max_size=20), st.sets(days, max_size=20))
def test_numbers_agree_with_counting_day_by_day(
    start: date, day: date, worked: set[int], off: set[date], extra: set[date]
) -> None:
    start, day = sorted((start, day))
    near = {start + timedelta(days=n % 40) for n in range(len(off))}
    numbered = WorkingDays(start, worked, off | near, extra)
    count = counted(start, day, worked, off | near, extra)
    assert numbered.on_or_after(day) == count
    reached = numbered.day(count)
    assert reached >= day
    assert counted(day, reached, worked, off | near, extra) == 0


@given(days, weeks, st.sets(days, max_size=20), st.integers(-2000, 2000))
def test_a_number_is_the_number_of_its_day(start: date, worked: set[int], off: set[date], number: int) -> None:
    numbered = WorkingDays(start, worked, off)
    assert numbered.on_or_after(numbered.day(number)) == number == numbered.on_or_before(numbered.day(number))


def test_without_any_week_of_work_only_the_named_days_are_left() -> None:
    tally = Tally([0] * 7, {10: 5, 20: 5})
    assert [tally.day_reaching(amount) for amount in (1, 5, 6, 10)] == [10, 10, 20, 20]
    with pytest.raises(ValueError, match="11"):
        tally.day_reaching(11)


def test_friday_evening_and_monday_morning_are_the_same_moment_of_work() -> None:
    times = WorkingTime([OFFICE] * 5 + [()] * 2)
    friday_evening, next_monday = MONDAY + 4 * DAY + FIVE, MONDAY + 7 * DAY + NINE
    worked = times.worked_by(friday_evening)
    assert worked == times.worked_by(next_monday) == times.worked_by(MONDAY + 5 * DAY)
    assert (times.finish(worked), times.start(worked)) == (friday_evening, next_monday)


def test_lunch_is_not_worked() -> None:
    times = WorkingTime([OFFICE] * 5 + [()] * 2)
    assert moved(times, MONDAY + NINE, 4 * 3600) == MONDAY + ONE + 3600
    assert moved(times, MONDAY + NINE, 3 * 3600) == MONDAY + NOON
    assert moved(times, MONDAY + ONE, -3600) == MONDAY + NOON - 3600


def test_elapsed_time_knows_no_weekend() -> None:
    assert moved(ALWAYS, MONDAY + 4 * DAY, 3 * DAY) == MONDAY + 7 * DAY


@given(st.integers(0, 10_000_000), st.sets(st.integers(0, 400), max_size=9), st.sets(st.integers(0, 400), max_size=9))
def test_a_moment_found_for_an_amount_has_that_amount_behind_it(amount: int, off: set[int], on: set[int]) -> None:
    first = MONDAY // DAY
    exceptions = {first + day: () for day in off} | {first + day: ((0, DAY),) for day in on}
    times = WorkingTime([OFFICE] * 5 + [()] * 2, exceptions)
    worked = times.worked_by(MONDAY) + amount
    assert times.worked_by(times.finish(worked)) == worked == times.worked_by(times.start(worked))
    assert times.finish(worked) <= times.start(worked)
