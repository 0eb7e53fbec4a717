"""How far tasks moved."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.slipping import Standing, days_later, slips, stood

FRIDAY = date(2026, 3, 6)
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
WORKED = WorkingDays(date(2026, 1, 1))
dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def at(due: date, *, done: bool = False, cost_minor: int | None = None) -> Standing:
    return Standing("T", "Survey", False, due - timedelta(days=2), due, done, cost_minor)


def test_from_friday_to_monday_is_one_working_day() -> None:
    assert days_later(WORKED, FRIDAY, FRIDAY + timedelta(days=3)) == 1


def test_a_weekend_has_the_day_before_it() -> None:
    assert days_later(WORKED, FRIDAY, FRIDAY + timedelta(days=2)) == 0


def test_a_holiday_of_the_calendar_does_not_count() -> None:
    monday = FRIDAY + timedelta(days=3)
    assert days_later(WorkingDays(date(2026, 1, 1), holidays=[monday]), FRIDAY, monday + timedelta(days=1)) == 1


def test_what_is_done_ended_on_the_day_it_was_done() -> None:
    assert stood(date(2026, 3, 2), FRIDAY, date(2026, 3, 10)) == (date(2026, 3, 2), date(2026, 3, 10))
    assert stood(date(2026, 3, 2), FRIDAY, date(2026, 2, 20)) == (date(2026, 2, 20), date(2026, 2, 20))
    assert stood(date(2026, 3, 2), FRIDAY, None) == (date(2026, 3, 2), FRIDAY)


def test_moved_added_removed_and_finished_are_told_apart() -> None:
    was = {A: at(FRIDAY, cost_minor=100), B: at(FRIDAY)}
    now = {C: at(FRIDAY), A: at(FRIDAY + timedelta(days=7), done=True)}
    added, moved, removed = slips(was, now, WORKED)
    assert (added.task_id, added.added, added.days_late) == (C, True, 0)
    assert (moved.task_id, moved.moved, moved.days_late, moved.finished, moved.cost_minor) == (A, True, 5, True, 100)
    assert (removed.task_id, removed.removed, removed.name) == (B, True, "Survey")
    assert [row.moved for row in (added, removed)] == [False, False]


@given(dates, dates, dates)
def test_slipping_twice_adds_up_and_back_again_is_nothing(first: date, second: date, third: date) -> None:
    there, on = days_later(WORKED, first, second), days_later(WORKED, second, third)
    assert days_later(WORKED, first, third) == there + on
    assert days_later(WORKED, second, first) == -there
    assert (there > 0) <= (second > first)
