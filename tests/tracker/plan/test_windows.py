"""Windows of a time axis, and a task taken back to an earlier day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules.rewinding import Entry, rewound
from tracker.plan.rules.windows import Zoom, window_of, windows

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NOW = {"starts_on": date(2026, 1, 5), "due_on": date(2026, 1, 20), "done_on": None, "status": "not_started"}


def test_a_year_is_shown_whole_and_two_years_are_paged() -> None:
    assert windows(Zoom.YEAR, date(2026, 3, 1), date(2027, 2, 28)) == []
    assert windows(Zoom.YEAR, date(2026, 3, 1), date(2027, 12, 31)) == [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ]


@given(st.sampled_from([Zoom.QUARTER, Zoom.MONTH]), days, st.integers(0, 1000), days)
def test_windows_follow_one_another_and_hold_every_day(zoom: Zoom, first: date, length: int, day: date) -> None:
    last = first + timedelta(days=length)
    among = windows(zoom, first, last)
    assert among[0][0] <= first <= among[0][1]
    assert among[-1][0] <= last <= among[-1][1]
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(among))
    begins, ends = among[window_of(day, among)]
    assert begins <= min(max(day, among[0][0]), among[-1][1]) <= ends


def test_the_first_entry_since_says_how_it_was() -> None:
    entries = [
        Entry("task.updated", {"due_on": ["2026-01-14", "2026-01-19"], "name": ["A", "B"]}),
        Entry("task.moved", {"due_on": ["2026-01-19", "2026-01-20"]}),
    ]
    assert rewound(NOW, entries) == NOW | {"due_on": date(2026, 1, 14)}
    assert rewound(NOW, entries[1:]) == NOW | {"due_on": date(2026, 1, 19)}
    assert rewound(NOW, []) == NOW


def test_before_it_was_added_there_was_no_task() -> None:
    assert (
        rewound(NOW, [Entry("task.added", {"code": [None, "T1"]}), Entry("task.updated", {"due_on": ["2026-01-14", None]})])
        is None
    )
    assert rewound(NOW, [Entry("task.imported", {"starts_on": [None, "2026-01-05"]})]) is None
