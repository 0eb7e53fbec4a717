"""The tree, the ledger, where lines stand, what money buys, and the checks: as values."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.money.rules import EntryKind, EntryRow, LineRow, Signal, Standing, converted, counted, open_commitments, split_tree
from tracker.money.rules import standing_of as stand
from tracker.money.rules.buying import Wanted, cost_per_point, next_purchase
from tracker.money.rules.checks import Because, Books, Check, Outcome, integrity_of
from tracker.money.rules.ledger import first_versions
from tracker.money.rules.standing import in_tree_order

DAY = date(2026, 1, 1)


def line(number: int, parent: int | None = None, share: float = 0, *, contingency: bool = False) -> LineRow:
    key = None if parent is None else UUID(int=parent)
    return LineRow(UUID(int=number), 1, key, f"L{number}", f"Line {number}", number, share, None, None, contingency)


def entry(number: int, minor: int, kind: EntryKind = EntryKind.ACTUAL, *, of: int = 1, day: int = 0, **more: object) -> EntryRow:
    row = EntryRow(
        id=UUID(int=100 + number),
        line_id=UUID(int=of),
        kind=kind,
        on=DAY + timedelta(days=day),
        amount_minor=minor,
        currency="CNY",
        rate=1.0,
        programme_minor=minor,
        text="",
        reference=f"E{number}",
        task_id=None,
        settles_id=None,
        restates_id=None,
        reason="",
        import_id=None,
    )
    return replace(row, **more)  # type: ignore[arg-type]


def standing_of(
    total: int | None, lines: list[LineRow], entries: list[EntryRow], approved: dict[int, int] | None = None
) -> Standing:
    if approved is None:
        own = {} if total is None else split_tree(total, lines)
    else:
        own = {UUID(int=number): amount for number, amount in approved.items()}
    return stand(programme_id=UUID(int=9), currency="CNY", total_minor=total, lines=lines, approved=own, entries=entries)


@st.composite
def trees(draw: st.DrawFn) -> list[LineRow]:
    """Lines whose shares sum to 100 at the top, and to at most 100 below any line."""
    lines: list[LineRow] = []
    for _ in range(draw(st.integers(1, 4))):
        parent = draw(st.sampled_from([row.id.int for row in lines])) if lines else None
        if any(row.parent_id == UUID(int=parent or 0) for row in lines):
            continue
        cuts = sorted(draw(st.lists(st.integers(0, 1000), max_size=3)))
        ends = [0, *cuts, 1000 if parent is None else draw(st.integers(cuts[-1] if cuts else 0, 1000))]
        for low, high in pairwise(ends):
            lines.append(line(len(lines) + 1, parent, (high - low) / 10))
    return lines


@given(trees(), st.integers(0, 10**15))
def test_a_total_is_split_over_the_tree_to_the_cent(lines: list[LineRow], total: int) -> None:
    own = split_tree(total, lines)
    assert sum(own.values()) == total
    assert min(own.values()) >= 0
    found = standing_of(total, lines, [])
    tops = [row for row in found.lines if row.depth == 0]
    assert sum(row.approved_minor or 0 for row in tops) == found.approved_minor == total
    for row in found.lines:
        below = [other for other in found.lines if other.line.parent_id == row.line.id]
        assert row.approved_minor == (row.own_minor or 0) + sum(other.approved_minor or 0 for other in below)


def test_the_tree_is_read_from_the_top_down() -> None:
    lines = [line(3, 1), line(2), line(1), line(4, 3), line(5, 1)]
    assert [(row.id.int, depth) for row, depth in in_tree_order(lines)] == [(1, 0), (3, 1), (4, 2), (5, 1), (2, 0)]


def test_shares_that_do_not_sum_to_a_whole_are_no_split() -> None:
    with pytest.raises(ValueError, match="shares"):
        split_tree(100, [line(1, None, 90)])
    with pytest.raises(ValueError, match="shares"):
        split_tree(100, [line(1, None, 100), line(2, 1, 60), line(3, 1, 50)])


@pytest.mark.parametrize(("minor", "rate", "expected"), [(100, 7.85, 785), (1, 0.5, 0), (3, 0.5, 2), (-1, 1.5, -2), (10, 0.1, 1)])
def test_an_amount_is_converted_without_the_errors_of_binary_numbers(minor: int, rate: float, expected: int) -> None:
    assert converted(minor, rate) == expected


def test_an_entry_counts_until_the_day_of_its_restatement() -> None:
    old = entry(1, 500)
    new = entry(2, 300, day=40, restates_id=old.id, reason="Less")
    assert counted([old, new]) == [new]
    assert counted([old, new], DAY + timedelta(days=39)) == [old]
    last = entry(3, 0, day=50, restates_id=new.id, reason="None")
    assert counted([old, new, last]) == [last]
    assert set(first_versions([last, new, old]).values()) == {old.id}


@given(st.integers(1, 10**6), st.lists(st.integers(-(10**5), 10**5), max_size=5), st.integers(0, 10**6))
def test_what_is_open_and_what_settled_it_make_up_the_commitment(amount: int, paid: list[int], restated: int) -> None:
    order = entry(1, amount, EntryKind.COMMITTED)
    again = entry(2, restated, EntryKind.COMMITTED, restates_id=order.id, reason="Other")
    actuals = [entry(10 + at, minor, settles_id=order.id) for at, minor in enumerate(paid)]
    assert open_commitments([order, *actuals]) == {order.id: max(amount - sum(paid), 0)}
    assert open_commitments([order, again, *actuals]) == {again.id: max(restated - sum(paid), 0)}


@pytest.mark.parametrize(
    ("entries", "forecast", "signal"),
    [
        ([], 1000, Signal.WITHIN),
        ([entry(1, 899)], 1000, Signal.WITHIN),
        ([entry(1, 700), entry(2, 200, EntryKind.COMMITTED)], 1000, Signal.WATCH),
        ([entry(1, 1001)], 1001, Signal.OVER),
        ([entry(1, 1100, EntryKind.FORECAST)], 1100, Signal.OVER),
        ([entry(1, 800, EntryKind.FORECAST)], 800, Signal.WITHIN),
        ([entry(1, 800, EntryKind.FORECAST, day=1), entry(2, 900, EntryKind.FORECAST)], 800, Signal.WITHIN),
    ],
)
def test_a_line_signals_early(entries: list[EntryRow], forecast: int, signal: Signal) -> None:
    found = standing_of(1000, [line(1, None, 100)], entries)
    assert (found.forecast_minor, found.signal, found.lines[0].signal) == (forecast, signal, signal)


def test_without_a_total_only_what_is_booked_is_known() -> None:
    found = standing_of(None, [line(1, None, 100)], [entry(1, 5)])
    assert (found.approved_minor, found.left_minor, found.forecast_minor, found.contingency_minor) == (None, None, None, None)
    assert (found.actual_minor, found.signal) == (5, Signal.UNKNOWN)


def test_a_contingency_is_not_expected_to_be_spent() -> None:
    lines = [line(1, None, 100), line(2, contingency=True)]
    found = standing_of(1100, lines, [], {1: 1000, 2: 100})
    assert (found.forecast_minor, found.contingency_minor, found.variance_minor) == (1000, 100, 100)


# What money buys


def wanted(number: int, rest: int) -> Wanted:
    return Wanted(UUID(int=number), f"T{number}", "A document", DAY, DAY, rest)


def test_the_next_money_buys_tasks_in_the_order_of_the_plan_until_one_does_not_fit() -> None:
    tasks = [wanted(1, 300), wanted(2, 100), wanted(3, 200), wanted(4, 1)]
    found = next_purchase(tasks, 1250, 40)
    assert (found.money_minor, [task.name for task in found.bought], found.over_minor) == (500, ["T1", "T2"], 100)
    assert found.begun == tasks[2]
    assert next_purchase(tasks, -5, 40) == next_purchase(tasks, 0, 100)
    assert next_purchase(tasks, 10_000, 100).begun is None


@given(st.lists(st.integers(1, 10**9), max_size=6), st.integers(-(10**9), 10**10), st.integers(0, 100))
def test_no_more_is_bought_than_there_is_money(rests: list[int], left: int, share: int) -> None:
    tasks = [wanted(at, rest) for at, rest in enumerate(rests)]
    found = next_purchase(tasks, left, share)
    assert sum(task.rest_minor for task in found.bought) + found.over_minor == found.money_minor
    assert found.begun is None or found.begun.rest_minor > found.over_minor
    assert list(found.bought) == tasks[: len(found.bought)]


@pytest.mark.parametrize(
    ("baseline", "actual", "lower", "expected"),
    [
        (82.0, 86.0, False, Fraction(250)),
        (82.0, 80.0, False, None),
        (30.0, 20.0, True, Fraction(100)),
        (82.0, 82.0, False, None),
        (None, 82.0, False, None),
        (82.0, None, False, None),
        (0.1, 0.3, False, Fraction(5000)),
    ],
)
def test_a_point_of_improvement_has_its_cost(
    baseline: float | None, actual: float | None, lower: bool, expected: Fraction | None
) -> None:
    assert cost_per_point(1000, baseline, actual, lower_is_better=lower) == expected


# Checks


def outcomes(
    standing: Standing, entries: list[EntryRow], costs: dict[UUID | None, int] | None = None, *, off: int = 0
) -> dict[str, str]:
    books = Books(standing, (standing.approved_minor or 0) + off, entries, costs or {})
    return {
        row.check.value: ", ".join(row.wrong) if row.wrong else (row.because or row.outcome).value for row in integrity_of(books)
    }


def test_each_check_passes_or_says_why_it_was_not_run() -> None:
    assert set(outcomes(standing_of(None, [line(1, None, 100)], []), []).values()) == {
        *("passed", Because.NO_TOTAL.value, Because.NO_ENTRIES.value, Because.NO_RESTATEMENTS.value)
    }
    lines = [line(1, None, 100), line(2, 1, 100), line(3, contingency=True)]
    old = entry(1, 100, of=2)
    entries = [old, entry(2, 90, of=2, restates_id=old.id, reason="Less")]
    found = outcomes(standing_of(1000, lines, entries), entries, {UUID(int=2): 1000})
    assert set(found.values()) == {Outcome.PASSED.value}
    assert set(found) == {check.value for check in Check}


def test_each_check_names_what_is_wrong() -> None:
    lines = [line(1, None, 60), line(2, 1, 50), line(3, contingency=True)]
    entries = [
        entry(1, 900, of=2),
        entry(2, 5, of=1),
        entry(3, 5, of=2, restates_id=UUID(int=777)),
        entry(4, 7, of=2, rate=2.0),
        entry(5, 50, of=3),
    ]
    standing = standing_of(1000, lines, entries, {1: 500, 2: 400, 3: 10})
    found = outcomes(standing, entries, {UUID(int=2): 950, None: 100}, off=5)
    assert found == {
        "shares": ", Line 1",
        "total": "",
        "divided": "Line 1",
        "committed": "Line 2, Line 3",
        "actual_lines": "E2",
        "restatements": "E3",
        "contingency": "Line 3",
        "rates": "E4",
        "task_costs": "Line 2, Line 1, ",
    } | {"task_costs": found["task_costs"], "total": found["total"]}
    assert "Line 2" in found["task_costs"]
    failed = {row.check for row in integrity_of(Books(standing, 1005, entries, {None: 1001})) if row.outcome is Outcome.FAILED}
    assert {Check.TOTAL, Check.TASK_COSTS} <= failed
