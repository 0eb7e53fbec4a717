"""What sums of readings come to, by the contract of their indicator."""

from dataclasses import replace
from datetime import date
from math import sqrt
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.readings.rules.adding import Period, Sums, months_before, period_of, rolled, standard_error, sum_of
from tracker.targets.rules import AddsUp, Frequency, Measure, Unit


def reading(value: float, n: int | None = None, denominator: float | None = None, squares: float | None = None) -> Sums:
    """The sums of a single reading."""
    sums = Sums(1, value, value * (1 if n is None else n), 1 if n is None else n, int(n is not None), n or 0)
    if denominator is not None:
        numerator = value * denominator / 100
        sums = replace(sums, with_denominator=1, by_denominator=value * denominator, numerator=numerator, denominator=denominator)
    return sums if squares is None else replace(sums, with_squares=1, squares=squares)


def test_values_weigh_by_their_n_and_by_one_without_it() -> None:
    assert sum_of([reading(80, 30), reading(90, 10)]).value(AddsUp.WEIGHTED) == 82.5
    assert sum_of([reading(80), reading(90)]).value(AddsUp.WEIGHTED) == 85


def test_values_weigh_by_their_denominators_where_all_have_one() -> None:
    both = sum_of([reading(10, 5, 100), reading(20, 500, 300)])
    assert both.value(AddsUp.WEIGHTED) == both.value(AddsUp.RECOMPUTED) == 17.5


def test_recomputed_is_numerators_over_denominators_and_leaves_out_what_has_none() -> None:
    some = sum_of([reading(10, 5, 100), reading(20, 5, 300), reading(90, 1000)])
    assert some.value(AddsUp.RECOMPUTED) == 17.5
    assert some.value(AddsUp.WEIGHTED) == pytest.approx((50 + 100 + 90_000) / 1010)


def test_counts_are_summed_and_what_does_not_add_up_stands_alone_only() -> None:
    assert sum_of([reading(3), reading(4)]).value(AddsUp.SUM) == 7
    assert sum_of([reading(3), reading(4)]).value(AddsUp.NOT_ADDITIVE) is None
    assert reading(3).value(AddsUp.NOT_ADDITIVE) == 3


@pytest.mark.parametrize("adds_up", list(AddsUp))
def test_nothing_observed_is_no_value_and_never_zero(adds_up: AddsUp) -> None:
    assert Sums().value(adds_up) is None
    assert Sums().counted is None


@given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=9), min_size=1, max_size=6))
def test_the_error_from_squares_is_that_of_all_single_observations(places: list[list[int]]) -> None:
    """Adding up n, mean and squares of places loses nothing of what the pooled observations say."""
    single = [value for place in places for value in place]
    sums = sum_of(reading(sum(one) / len(one), len(one), squares=float(sum(v * v for v in one))) for one in places)
    found = standard_error(sums, Measure.MEAN, Unit.SCORE, AddsUp.WEIGHTED)
    if len(single) < 2:
        assert found is None
    else:
        assert found == pytest.approx(stdev(single) / sqrt(len(single)), abs=1e-6)


def test_a_share_and_a_rate_tell_their_error_from_counts() -> None:
    share = sum_of([reading(20, 100, 100), reading(40, 100, 100)])
    assert standard_error(share, Measure.SHARE, Unit.PERCENT, AddsUp.RECOMPUTED) == pytest.approx(100 * sqrt(0.3 * 0.7 / 200))
    rate = reading(2, None, 800)
    assert standard_error(rate, Measure.RATE, Unit.PERCENT, AddsUp.RECOMPUTED) == pytest.approx(2 / sqrt(16))


def test_nothing_is_made_up_where_single_observations_are_not_known() -> None:
    assert standard_error(reading(80, 30), Measure.MEAN, Unit.SCORE, AddsUp.WEIGHTED) is None
    assert standard_error(reading(7), Measure.COUNT, Unit.COUNT, AddsUp.SUM) is None
    half = sum_of([reading(80, 30, squares=200_000.0), reading(70, 20)])
    assert standard_error(half, Measure.MEAN, Unit.SCORE, AddsUp.WEIGHTED) is None


PERIODS = (
    (Frequency.WEEKLY, date(2026, 5, 18)),
    (Frequency.MONTHLY, date(2026, 5, 1)),
    (Frequency.QUARTERLY, date(2026, 4, 1)),
    (Frequency.HALF_YEARLY, date(2026, 1, 1)),
    (Frequency.YEARLY, date(2026, 1, 1)),
)


@pytest.mark.parametrize(("frequency", "first"), PERIODS)
def test_a_day_lies_in_its_period(frequency: Frequency, first: date) -> None:
    assert period_of(date(2026, 5, 20), frequency) == period_of(first, frequency) == first


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert [months_before(date(2026, 2, 1), months) for months in (0, 1, 2, 14)] == [
        date(2026, 2, 1),
        date(2026, 1, 1),
        date(2025, 12, 1),
        date(2024, 12, 1),
    ]


def months(*values: float, kind: int = 1) -> list[Period]:
    return [Period(date(2026, at, 1), date(2026, at, 28), kind, reading(value, 10)) for at, value in enumerate(values, start=1)]


def test_a_rolling_value_begins_with_the_first_whole_stretch() -> None:
    found = rolled(months(60, 70, 80, 90), 3, Frequency.MONTHLY)
    assert [(one.first.month, one.sums.value(AddsUp.WEIGHTED), one.sums.n) for one in found] == [(3, 70, 30), (4, 80, 30)]


def test_a_rolling_value_mixes_no_two_kinds_of_place() -> None:
    both = [*months(60, 70), *(replace(one, first=date(2026, 3, 1), kind=0) for one in months(80))]
    assert [one.first.month for one in rolled(both, 2, Frequency.MONTHLY)] == [2]
