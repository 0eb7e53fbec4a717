"""Means, stores that stand apart and items that changed: published formulas by hand, and what must hold for every input."""

import math
from datetime import date
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.process_limits import Kind
from results.comparison.rules.audits import (
    FAR_BY_CHANCE,
    MOST_CHANGED,
    ItemMonth,
    Reference,
    Side,
    Sums,
    all_items_together,
    change_of,
    changes_beyond_chance,
    farthest,
    item_chart,
    mean_of,
    reference,
    side_of,
    step_bounds,
    sums_of_steps,
)

FIRST, MIDDLE = date(2026, 1, 1), date(2026, 4, 1)
SCORES = st.lists(st.floats(0, 100), min_size=2, max_size=60)


def sums(scores: list[float]) -> Sums:
    return Sums(len(scores), math.fsum(scores), math.fsum(score * score for score in scores))


def of_stores(*stores: list[float]) -> Reference:
    within = math.fsum((score - fmean(store)) ** 2 for store in stores for score in store)
    found = reference(sums([score for store in stores for score in store]), within, len(stores))
    assert found is not None
    return found


def halves(before: tuple[int, int], after: tuple[int, int]) -> list[ItemMonth]:
    """(asked, kept) in January and in April."""
    return [ItemMonth(FIRST, *before), ItemMonth(MIDDLE, *after)]


def test_a_mean_has_the_t_interval_of_its_audits() -> None:
    found = mean_of(sums([70, 80, 90, 80, 80]))  # s = sqrt(50), t(4) = 2.7764
    assert (found.value, found.n) == (80, 5)
    assert found.standard_error == pytest.approx(math.sqrt(50 / 5))
    assert found.upper == pytest.approx(80 + 2.776445 * math.sqrt(10), abs=1e-5)


def test_a_mean_of_too_few_audits_is_held_back_with_its_n_and_one_audit_has_no_interval() -> None:
    held = mean_of(sums([70, 80]), smallest=5)
    assert (held.n, held.value, held.lower) == (2, None, None)
    alone = mean_of(sums([70]))
    assert (alone.value, alone.standard_error, alone.upper) == (70, None, None)
    assert mean_of(Sums(0, 0, 0)).value is None


def test_an_interval_ends_where_scores_do_and_of_what_does_not_vary_there_is_none() -> None:
    high = mean_of(sums([100, 100, 100, 60]))
    assert (high.value, high.upper) == (90, 100)
    assert mean_of(sums([0, 0, 0, 40])).lower == 0
    bonus = mean_of(sums([110, 100, 110, 100]))
    assert bonus.upper == pytest.approx(105 + 3.182446 * 5.773503 / 2, abs=1e-4)
    assert (mean_of(sums([80, 80])).standard_error, mean_of(sums([80, 80])).lower) == (0, None)


@given(SCORES)
def test_a_mean_from_sums_is_that_of_the_scores(scores: list[float]) -> None:
    found = mean_of(sums(scores))
    assert found.value == pytest.approx(fmean(scores), abs=1e-9)
    assert found.standard_error == pytest.approx(stdev(scores) / math.sqrt(len(scores)), abs=1e-3)


@given(st.floats(1, 100), st.integers(2, 2_000))
def test_equal_scores_do_not_vary_whatever_rounding_makes_of_their_sums(score: float, n: int) -> None:
    total = squares = 0.0
    for _ in range(n):
        total, squares = total + score, squares + score * score
    assert mean_of(Sums(n, total, squares)).standard_error == 0
    within = squares - total * total / n
    assert reference(Sums(n, total, squares), within, 1) == Reference(n, total / n, None)


def test_a_store_stands_apart_by_three_standard_errors_of_its_mean_against_all() -> None:
    """Two stores of four audits: s^2 = 2/6, reach 3 x s x sqrt(1/4 - 1/8)."""
    against = of_stores([80, 80, 81, 81], [82, 82, 83, 83])
    assert against == Reference(8, 81.5, pytest.approx(math.sqrt(2 / 6)))
    assert farthest(4, against) == pytest.approx(3 * math.sqrt(2 / 6) * math.sqrt(1 / 8))
    assert [side_of(mean, 4, against) for mean in (80.5, 82.5)] == [Side.BELOW, Side.ABOVE]
    assert side_of(80.9, 4, against) is Side.LEVEL
    assert pytest.approx(0.0027, abs=1e-5) == FAR_BY_CHANCE


def test_without_anything_that_varies_within_a_store_nobody_stands_apart() -> None:
    assert of_stores([80, 80], [90, 90]).deviation is None
    assert side_of(80, 2, of_stores([80, 80], [90, 90])) is Side.LEVEL
    assert reference(Sums(0, 0, 0), 0, 0) is None
    assert side_of(80, 2, None) is Side.LEVEL


@given(SCORES)
def test_the_only_store_never_stands_apart_from_itself(scores: list[float]) -> None:
    against = of_stores(scores)
    assert side_of(against.mean, against.n, against) is Side.LEVEL


@given(st.lists(SCORES, min_size=2, max_size=6), st.floats(-50, 50))
def test_shifting_every_score_moves_no_store_apart(stores: list[list[float]], by: float) -> None:
    """But where a mean lies on the border, or nothing varies but by rounding."""
    here, there = of_stores(*stores), of_stores(*[[score + by for score in store] for store in stores])
    for store in stores:
        off = abs(fmean(store) - here.mean)
        if here.deviation and here.deviation > 0.01 and abs(off - farthest(len(store), here)) > 0.01:
            assert side_of(fmean(store), len(store), here) is side_of(fmean(store) + by, len(store), there)


def test_scores_known_by_their_step_count_as_its_middle() -> None:
    assert step_bounds(15) == (75, 80)
    found = mean_of(sums_of_steps({15: 2, 17: 2}))
    assert found.value == pytest.approx((77.5 + 87.5) / 2)


@given(st.lists(st.floats(0, 99.99), min_size=1, max_size=80))
def test_a_mean_of_steps_is_never_further_off_than_half_a_step(scores: list[float]) -> None:
    steps: dict[int, int] = {}
    for score in scores:
        steps[int(score // 5)] = steps.get(int(score // 5), 0) + 1
    assert mean_of(sums_of_steps(steps)).value == pytest.approx(fmean(scores), abs=2.5)


def test_a_change_is_the_second_half_minus_the_first_with_newcombes_interval() -> None:
    found = change_of(halves((80, 48), (70, 56)), MIDDLE)
    assert found.difference.value == pytest.approx(0.2)
    assert (found.difference.low, found.difference.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert (found.before.n, found.after.n) == (80, 70)


def test_a_change_must_be_clear_for_all_compared_items_together() -> None:
    """Alone it spans no zero; among twenty it may be chance."""
    just = halves((80, 48), (70, 56))
    same = halves((80, 48), (70, 42))
    assert all_items_together(20) == pytest.approx(1 - 0.05 / 20)
    assert list(changes_beyond_chance({"a": just}, MIDDLE, 5)) == ["a"]
    assert changes_beyond_chance({"a": just} | {f"b{at}": same for at in range(19)}, MIDDLE, 5) == {}


def test_of_many_changes_the_ten_largest_are_named_whichever_way_they_went() -> None:
    items = {f"i{at:02}": halves((200, 100), (200, 150 + at)) for at in range(12)} | {"worse": halves((200, 190), (200, 10))}
    found = changes_beyond_chance(items, MIDDLE, 5)
    assert list(found)[:2] == ["worse", "i11"]
    assert len(found) == MOST_CHANGED


def test_an_item_asked_too_seldom_on_one_side_is_not_compared() -> None:
    items = {"rare": halves((4, 0), (400, 400)), "gone": [ItemMonth(FIRST, 100, 0)]}
    assert changes_beyond_chance(items, MIDDLE, 5) == {}


def test_the_course_of_an_item_is_a_p_chart_without_its_thin_months() -> None:
    months = [ItemMonth(date(2026, month, 1), 50, 40) for month in range(1, 9)] + [ItemMonth(date(2026, 9, 1), 50, 20)]
    thin = ItemMonth(date(2026, 10, 1), 4, 0)
    chart = item_chart([*months, thin], 5)
    assert chart is not None
    assert [point.on.month for point in chart.points] == list(range(1, 10))
    assert chart.points[-1].kind is Kind.CONCERN
    assert item_chart([thin], 5) is None
