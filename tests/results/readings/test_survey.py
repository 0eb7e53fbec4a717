"""Scores of survey answers: published examples and what must hold for every set of answers."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from results.readings.rules.survey import Difference, change, index, net_promoter_score, respondent_value, top_share
from tracker.core.shares import wilson

zero_to_ten = st.lists(st.integers(0, 10), min_size=1, max_size=60)
percents = st.lists(st.integers(0, 100), min_size=2, max_size=40)


def test_324_answers_half_promoters_a_sixth_detractors_are_33_points_with_a_standard_error_of_4() -> None:
    score = net_promoter_score([9] * 162 + [8] * 108 + [0] * 54)
    assert score.value == pytest.approx(33.33, abs=0.005)
    assert score.standard_error == pytest.approx(4.14, abs=0.005)
    assert (score.lower, score.upper) == (pytest.approx(25.22, abs=0.005), pytest.approx(41.45, abs=0.005))
    assert score.counts == {"promoters": 162, "passives": 108, "detractors": 54}


def test_nine_is_a_promoter_seven_is_none_and_six_is_a_detractor() -> None:
    assert net_promoter_score([10, 9, 8, 7, 6, 0]).counts == {"promoters": 2, "passives": 2, "detractors": 2}


@given(zero_to_ten)
def test_the_score_is_the_mean_of_plus_100_0_and_minus_100(answers: list[int]) -> None:
    each = [100 * ((answer >= 9) - (answer <= 6)) for answer in answers]
    score = net_promoter_score(answers)
    assert score.value == pytest.approx(statistics.fmean(each))
    assert score.standard_error == pytest.approx(statistics.pstdev(each) / math.sqrt(len(each)), abs=1e-9)
    assert score.lower is not None
    assert score.upper is not None
    assert -100 <= score.lower <= score.value + 1e-9
    assert score.value - 1e-9 <= score.upper <= 100


@given(zero_to_ten)
def test_promoters_and_detractors_changed_over_turn_the_score_round(answers: list[int]) -> None:
    turned = [0 if answer >= 9 else 10 if answer <= 6 else answer for answer in answers]
    first, second = net_promoter_score(answers), net_promoter_score(turned)
    assert first.value == -(second.value or 0)
    assert first.standard_error == second.standard_error


@given(zero_to_ten, zero_to_ten)
def test_answers_of_sites_are_pooled_and_the_scores_of_sites_are_not_averaged(one: list[int], other: list[int]) -> None:
    values = [net_promoter_score(each).value or 0 for each in (one, other)]
    pooled = (values[0] * len(one) + values[1] * len(other)) / (len(one) + len(other))
    assert net_promoter_score(one + other).value == pytest.approx(pooled, abs=1e-9)


def test_960_satisfied_of_1200_are_80_percent_between_77_64_and_82_17() -> None:
    score = top_share([5] * 500 + [4] * 460 + [3] * 200 + [1] * 40, 4)
    assert (score.value, score.n, score.counts) == (80.0, 1200, {"top": 960})
    assert score.standard_error == pytest.approx(100 * math.sqrt(0.8 * 0.2 / 1200))
    assert (score.lower, score.upper) == (pytest.approx(77.64, abs=0.005), pytest.approx(82.17, abs=0.005))


@given(st.lists(st.integers(1, 5), min_size=1), st.integers(1, 5))
def test_a_higher_bar_is_reached_by_fewer(answers: list[int], top: int) -> None:
    assert (top_share(answers, top).value or 0) >= (top_share(answers, top + 1).value or 0)


def test_what_a_respondent_left_out_does_not_weigh() -> None:
    weights = {"speed": 2.0, "care": 1.0, "price": 1.0}
    assert respondent_value({"speed": 10, "care": 1, "price": 1}, weights, 1, 10) == 50
    assert respondent_value({"speed": 10, "care": 1}, weights, 1, 10) == pytest.approx(66.667, abs=0.001)
    assert respondent_value({}, weights, 1, 10) is None


@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 10), min_size=1),
    st.fixed_dictionaries({item: st.floats(1e-12, 1e12) for item in "abcde"}),
    st.floats(1e-3, 1e3),
)
def test_only_the_proportion_of_weights_counts(answers: dict[str, int], weights: dict[str, float], times: float) -> None:
    value = respondent_value(answers, weights, 1, 10)
    more = respondent_value(answers, {item: weight * times for item, weight in weights.items()}, 1, 10)
    assert value is not None
    assert value == pytest.approx(more, abs=1e-6)
    least, most = (100 * (extreme(answers.values()) - 1) / 9 for extreme in (min, max))
    assert least - 1e-6 <= value <= most + 1e-6


@given(st.lists(st.integers(1, 9), min_size=2))
def test_shifting_all_answers_shifts_an_index_and_leaves_its_error(answers: list[int]) -> None:
    def of(shift: int) -> tuple[float, float]:
        values = [respondent_value({"q": answer + shift}, {"q": 1.0}, 1, 10) or 0.0 for answer in answers]
        score = index(values, {})
        return score.value or 0.0, score.standard_error or 0.0

    assert of(1) == (pytest.approx(of(0)[0] + 100 / 9), pytest.approx(of(0)[1], abs=1e-9))


def test_the_index_of_one_respondent_has_no_interval_and_of_none_no_value() -> None:
    one, none = index([40.0], {}), index([], {})
    assert (one.n, one.value, one.standard_error, one.lower, one.upper) == (1, 40, None, None, None)
    assert (none.n, none.value) == (0, None)


def test_an_index_that_does_not_vary_is_its_own_interval() -> None:
    score = index([100 / 3] * 7, {})
    assert (score.standard_error, score.lower, score.upper) == (0.0, score.value, score.value)


def test_intervals_end_where_the_scale_does() -> None:
    few = index([0.0, 100.0], {})
    assert (few.lower, few.upper) == (0, 100)
    assert net_promoter_score([9, 9, 9, 9, 5]).upper == 100


def test_a_difference_of_shares_has_newcombes_interval() -> None:
    """Newcombe 1998, table II, example a: 56 of 70 against 48 of 80."""
    found = change(top_share([1] * 32 + [5] * 48, 4), top_share([1] * 14 + [5] * 56, 4))
    assert found.value == pytest.approx(20)
    assert (found.lower, found.upper) == (pytest.approx(5.24, abs=0.005), pytest.approx(33.39, abs=0.005))
    assert found.detectable


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy's, where a group does not vary
@given(percents, percents)
def test_a_difference_of_indices_is_welchs(one: list[int], other: list[int]) -> None:
    found = change(index(one, {}), index(other, {}))
    if len({*one}) == len({*other}) == 1:
        assert found.lower is None
        return
    theirs = ttest_ind(other, one, equal_var=False).confidence_interval()
    assert (found.lower, found.upper) == (pytest.approx(theirs.low, abs=1e-6), pytest.approx(theirs.high, abs=1e-6))


@given(zero_to_ten, zero_to_ten)
def test_groups_changed_over_turn_the_difference_round(one: list[int], other: list[int]) -> None:
    first, second = net_promoter_score(one), net_promoter_score(other)
    there, back = change(first, second), change(second, first)
    assert there.value == -(back.value or 0)
    assert (there.lower, there.upper) == (pytest.approx(-(back.upper or 0)), pytest.approx(-(back.lower or 0)))
    assert there.detectable == back.detectable


@pytest.mark.parametrize(
    ("found", "detectable"),
    [
        (Difference(5, 1, 3, 7), True),
        (Difference(-5, 1, -7, -3), True),
        (Difference(5, 4, -3, 13), False),
        (Difference(5, 2, 0, 10), False),
        (Difference(5), False),
    ],
)
def test_what_may_be_nothing_is_not_detectable(found: Difference, detectable: bool) -> None:
    assert found.detectable is detectable


@given(st.lists(st.integers(1, 5), min_size=1), st.integers(1, 5))
def test_the_interval_of_a_share_is_wilsons(answers: list[int], top: int) -> None:
    score = top_share(answers, top)
    theirs = wilson(score.counts["top"], score.n)
    assert (score.lower, score.upper) == (100 * (theirs.low or 0), 100 * (theirs.high or 0))
