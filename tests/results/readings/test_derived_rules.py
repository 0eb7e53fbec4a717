"""What a derived indicator says, on which days its values are stored, and when a task counts as done."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.readings.rules import Derived, DerivedKind, derived_of, is_live
from results.readings.rules.derived import Planned, days_told, done_share

SAID = (
    ("audit_score", Derived(DerivedKind.AUDIT_SCORE), True),
    ("score:store_visit", Derived(DerivedKind.SCORE, "store_visit"), True),
    ("section:store_visit.greeting", Derived(DerivedKind.SECTION, "store_visit", "greeting"), True),
    ("passed:supervision", Derived(DerivedKind.PASSED, "supervision"), True),
    ("item:store_visit.env_clean", Derived(DerivedKind.ITEM, "store_visit", "env_clean"), True),
    ("coverage", Derived(DerivedKind.COVERAGE), False),
    ("closed_in_time", Derived(DerivedKind.CLOSED_IN_TIME), False),
    ("tasks_done", Derived(DerivedKind.TASKS_DONE), False),
    ("tasks_done:training", Derived(DerivedKind.TASKS_DONE, "training"), False),
    ("spend", Derived(DerivedKind.SPEND), False),
)


@pytest.mark.parametrize(("text", "meant", "live"), SAID)
def test_each_kind_is_read(text: str, meant: Derived, live: bool) -> None:
    assert derived_of(text) == meant
    assert is_live(text) is live


@pytest.mark.parametrize("text", [None, "", "weather", "score:", "section:store_visit", "item:.", "coverage:x", "tasks_done:"])
def test_what_means_nothing_is_no_derived_indicator(text: str | None) -> None:
    assert derived_of(text) is None
    assert not is_live(text)


def test_values_are_told_at_the_ends_of_months_and_of_the_last_week() -> None:
    found = days_told(date(2026, 1, 1), date(2026, 3, 18), date(2026, 3, 18))
    assert found == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15)]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.integers(0, 800))
def test_told_days_are_over_and_lie_within_the_programme(start: date, long: int, since: int) -> None:
    ends_on, today = start + timedelta(days=long), start + timedelta(days=since)
    found = days_told(start, min(ends_on, today), today)
    assert found == sorted(set(found))
    assert all(start <= day < today for day in found)
    assert all((day + timedelta(days=1)).day == 1 or day.isoweekday() == 7 for day in found)


def task(number: int, parent: int | None, due: int, done: int | None) -> Planned:
    day = date(2026, 1, 1)
    key = UUID(int=parent) if parent else None
    return Planned(UUID(int=number), key, f"T{number}", day.replace(day=due), day.replace(day=done) if done else None)


TASKS = [task(1, None, 20, None), task(2, 1, 5, 4), task(3, 1, 6, 9), task(4, None, 7, None), task(5, None, 25, 2)]


def test_a_task_counts_once_it_is_due_and_a_summary_not_beside_its_tasks() -> None:
    assert done_share(TASKS, "", date(2026, 1, 8)) == (1, 3)
    assert done_share(TASKS, "", date(2026, 1, 9)) == (2, 3)
    assert done_share(TASKS, "", date(2026, 1, 31)) == (3, 4)


def test_a_named_task_stands_for_those_under_it() -> None:
    assert done_share(TASKS, "T1", date(2026, 1, 31)) == (2, 2)
    assert done_share(TASKS, "T4", date(2026, 1, 31)) == (0, 1)
    assert done_share(TASKS, "T9", date(2026, 1, 31)) == (0, 0)
