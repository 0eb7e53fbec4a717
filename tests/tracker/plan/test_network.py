"""A plan as a network: where tasks may stand, by hand and for any plan; and what a task has earned by its rule."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules import LinkType, PercentRule, Step, TaskStatus, duration_of, earned_percent
from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.hierarchy import leaves, rolled_up, summed_status
from tracker.plan.rules.network import COUNTED_FROM, Laid, Standing, Wait, lay

MONDAY = date(2026, 1, 5)
WORKED = WorkingDays(COUNTED_FROM, holidays=[date(2026, 1, 20)], extra=[date(2026, 1, 24)])


def task(number: int, start: date = MONDAY, duration: int = 5, **more: object) -> Standing:
    """It stands on as many working days as it lasts."""
    first = WORKED.on_or_after(start)
    due_on = WORKED.day(first + duration - 1) if duration else start
    return Standing(UUID(int=number), start, due_on, duration, **more)  # type: ignore[arg-type]


def wait(before: int, after: int, type: LinkType = LinkType.FS, lag: int = 0) -> Wait:
    return Wait(UUID(int=before), UUID(int=after), type, lag)


def laid(tasks: list[Standing], waits: list[Wait]) -> dict[int, Laid]:
    return {key.int: one for key, one in lay(tasks, waits, WORKED, MONDAY).items()}


def end(found: dict[int, Laid]) -> date:
    return max(one.early_finish for one in found.values())


days = st.dates(date(2025, 11, 1), date(2026, 6, 30))
weights = st.lists(st.floats(0.01, 99), max_size=8)
links = st.builds(wait, st.integers(0, 3), st.integers(4, 7), st.sampled_from(LinkType), st.integers(-5, 5))
sequels = st.builds(wait, st.integers(0, 1), st.integers(2, 3), st.sampled_from(LinkType), st.integers(-5, 5))


@st.composite
def plans(draw: st.DrawFn) -> list[Standing]:
    """Eight tasks and milestones: open, begun or done, bound or free."""
    found = []
    for number in range(8):
        status = draw(st.sampled_from(["open", "open", "open", "begun", "done"]))
        not_before = draw(st.none() | days)
        one = task(number, draw(days), draw(st.integers(0, 8)), not_before=not_before)
        begun = status == "done" or (status == "begun" and one.duration > 0)  # a milestone is met or it is not
        found.append(replace(one, begun=begun, done=status == "done"))
    return found


def test_a_task_on_a_day_off_belongs_where_it_stands():
    saturday = task(1, date(2026, 1, 10), 1)
    stone = task(2, date(2026, 1, 11), 0, not_before=date(2026, 1, 11))
    found = laid([replace(saturday, due_on=date(2026, 1, 12), not_before=date(2026, 1, 10)), stone], [])
    assert (found[1].starts_on, found[1].due_on) == (date(2026, 1, 10), date(2026, 1, 12))
    assert found[2].due_on == date(2026, 1, 11)


def test_holidays_and_shifted_days_count():
    found = laid([task(1, date(2026, 1, 12), 5, not_before=date(2026, 1, 12)), task(2)], [wait(1, 2, lag=1)])
    assert (found[2].starts_on, found[2].due_on) == (date(2026, 1, 21), date(2026, 1, 26))
    assert WORKED.on_or_after(date(2026, 1, 26)) - WORKED.on_or_after(date(2026, 1, 21)) == 4, "the Saturday is worked"


def test_what_waits_for_a_milestone_that_was_met_stays_when_it_is_met():
    tasks = [task(1), task(2, date(2026, 1, 9), 0), task(3, date(2026, 1, 12))]
    waits = [wait(1, 2), wait(2, 3)]
    before = laid(tasks, waits)
    met = laid([tasks[0], replace(tasks[1], begun=True, done=True), tasks[2]], waits)
    assert before[3].starts_on == met[3].starts_on == date(2026, 1, 12)


@given(plans(), st.lists(links, max_size=10), links | sequels)
def test_a_link_never_makes_the_project_end_earlier(tasks: list[Standing], waits: list[Wait], more: Wait):
    assert end(laid(tasks, [*waits, more])) >= end(laid(tasks, waits))


@given(plans(), st.lists(links | sequels, max_size=12))
def test_the_float_of_a_critical_task_is_the_least_of_all(tasks: list[Standing], waits: list[Wait]):
    found = laid(tasks, waits).values()
    least = min(one.total_float for one in found)
    assert least == 0
    assert all(one.total_float == least for one in found if one.critical)
    assert all(0 <= one.free_float <= one.total_float for one in found)


@given(plans(), st.lists(links | sequels, max_size=12))
def test_what_is_done_never_moves_and_what_is_begun_keeps_its_start(tasks: list[Standing], waits: list[Wait]):
    found = laid(tasks, waits)
    for one in tasks:
        belongs = found[one.id.int]
        if one.done:
            assert (belongs.starts_on, belongs.due_on, belongs.critical) == (one.starts_on, one.due_on, False)
        elif one.begun:
            assert belongs.starts_on == one.starts_on


@given(plans(), st.lists(links | sequels, max_size=12))
def test_planned_anew_twice_nothing_moves_again(tasks: list[Standing], waits: list[Wait]):
    first = laid(tasks, waits)
    moved = [replace(one, starts_on=first[one.id.int].starts_on, due_on=first[one.id.int].due_on) for one in tasks]
    second = laid(moved, waits)
    assert {key: (one.starts_on, one.due_on) for key, one in second.items()} == {
        key: (one.starts_on, one.due_on) for key, one in first.items()
    }


@given(plans(), st.lists(links | sequels, max_size=12))
def test_an_open_task_starts_when_it_may_and_is_driven_only_by_what_it_waits_for(tasks: list[Standing], waits: list[Wait]):
    found = laid(tasks, waits)
    for one in tasks:
        belongs = found[one.id.int]
        assert set(belongs.drivers) <= {before for before, after, *_ in waits if after == one.id}
        if one.duration and not one.begun:
            earliest = max(WORKED.on_or_after(one.not_before or MONDAY), 0)
            assert WORKED.on_or_after(belongs.starts_on) >= earliest
            assert duration_of(belongs.starts_on, belongs.due_on, WORKED) == one.duration
            if not belongs.drivers:
                assert WORKED.on_or_after(belongs.starts_on) == earliest


def test_summary_tasks_are_found_with_what_is_at_the_bottom_below_them():
    a, b, c, d, e = (UUID(int=number) for number in range(5))
    assert leaves({a: None, b: a, c: b, d: b, e: a}) == {a: [c, d, e], b: [c, d]}


def test_percent_rolls_up_by_duration_and_milestones_alone_count_alike():
    assert rolled_up([(10, Fraction(100)), (30, Fraction(20)), (0, Fraction(0))]) == 40
    assert rolled_up([(0, Fraction(100)), (0, Fraction(0))]) == 50


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ("done done", "done"),
        ("not_started not_started", "not_started"),
        ("done not_started", "in_progress"),
        ("blocked done", "blocked"),
        ("blocked not_started", "in_progress"),
    ],
)
def test_the_status_of_a_summary_follows_from_its_parts(parts: str, whole: str):
    assert summed_status([TaskStatus(part) for part in parts.split()]) == TaskStatus(whole)


@dataclass(frozen=True)
class Reported:
    """Ten working days from Monday, 5 January 2026."""

    status: TaskStatus = TaskStatus.IN_PROGRESS
    percent_rule: PercentRule = PercentRule.ZERO_HUNDRED
    percent: int = 35
    starts_on: date = MONDAY
    due_on: date = date(2026, 1, 16)
    started_on: date | None = MONDAY


STEPS = [Step(1, True), Step(2.5, True), Step(1.5, False)]
RULES = {"zero_hundred": 0, "fifty_fifty": 50, "steps": 70, "percent": 35, "level_of_effort": 30}


@pytest.mark.parametrize(("rule", "earned"), RULES.items())
def test_each_rule_earns_its_own_percent(rule: str, earned: int):
    today = date(2026, 1, 7)
    assert earned_percent(Reported(percent_rule=PercentRule(rule)), STEPS, today, WORKED) == earned
    done = Reported(percent_rule=PercentRule(rule), status=TaskStatus.DONE)
    assert earned_percent(done, STEPS, today, WORKED) == 100


def test_what_nobody_has_begun_has_earned_nothing_but_the_time_that_is_over():
    for status, started_on in ((TaskStatus.NOT_STARTED, None), (TaskStatus.BLOCKED, None)):
        waiting = Reported(percent_rule=PercentRule.FIFTY_FIFTY, status=status, started_on=started_on)
        assert earned_percent(waiting, [], date(2026, 1, 7), WORKED) == 0
    paid = Reported(percent_rule=PercentRule.LEVEL_OF_EFFORT, status=TaskStatus.NOT_STARTED)
    assert [earned_percent(paid, [], MONDAY + timedelta(days=days), WORKED) for days in (-1, 0, 4, 6, 40)] == [0, 10, 50, 50, 100]
    assert earned_percent(Reported(percent_rule=PercentRule.STEPS), [], MONDAY, WORKED) == 0


@given(
    st.sampled_from(PercentRule),
    st.sampled_from(TaskStatus),
    st.integers(0, 100),
    days,
    days,
    days,
    st.lists(st.floats(0.01, 99)),
)
def test_what_is_earned_lies_between_nothing_and_all(
    rule: PercentRule, status: TaskStatus, percent: int, a: date, b: date, today: date, many: list[float]
):
    one = Reported(status, rule, percent, min(a, b), max(a, b), None)
    steps = [Step(weight, place % 2 == 0) for place, weight in enumerate(many)]
    assert 0 <= earned_percent(one, steps, today, WORKED) <= 100
