"""Agreement by item and over items, as a rule of values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.review.rules.agreement import KAPPA_FLOOR, LEAST_PAIRS, Measure, agreed, agreed_over
from audits.scoring.agreement import pairs_of

PUBLISHED = pairs_of([[0, 4, 1], [0, 8, 0], [0, 1, 5]])


def test_a_published_table_has_its_kappa_whatever_the_answers_are_called():
    named = [("abc"[one], "abc"[other]) for one, other in PUBLISHED]
    found = agreed(named, Measure.KAPPA)
    assert (found.n, found.same, round(found.value or 0, 4)) == (19, 13, 0.4842)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_kappa_below_the_floor_on_enough_pairs_is_low():
    assert agreed(PUBLISHED, Measure.KAPPA).is_low
    assert not agreed(PUBLISHED[: LEAST_PAIRS - 1], Measure.KAPPA).is_low
    assert not agreed([("yes", "yes"), ("no", "no")] * LEAST_PAIRS, Measure.KAPPA).is_low


@pytest.mark.parametrize("measure", list(Measure))
def test_one_answer_only_is_undefined_and_not_low(measure):
    found = agreed([(1, 1)] * 20, measure)
    assert (found.value, found.low, found.high, found.same) == (None, None, None, 20)
    assert not found.is_low


def test_numbers_that_nearly_agree_are_better_than_those_that_do_not():
    near = agreed([(at, at + 1) for at in range(20)], Measure.INTERVAL)
    far = agreed([(at, 19 - at) for at in range(20)], Measure.INTERVAL)
    assert near.value is not None
    assert far.value is not None
    assert near.value > KAPPA_FLOOR > 0 > far.value
    assert near.same == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=40), st.sampled_from(["kappa"]))
def test_a_value_lies_in_its_interval_within_one(pairs, measure):
    found = agreed(pairs, Measure(measure))
    if found.low is not None and found.high is not None and found.value is not None:
        assert -1 <= found.low <= found.value + 1e-12
        assert found.value <= found.high + 1e-12
        assert found.high <= 1


def test_over_items_each_has_its_own_chance():
    """Two items that both agree by chance only: pooled into one table their difference of level would look like agreement."""
    by_chance = {
        "mostly_yes": [("yes", "yes")] * 81 + [("yes", "no")] * 9 + [("no", "yes")] * 9 + [("no", "no")],
        "mostly_no": [("no", "no")] * 81 + [("no", "yes")] * 9 + [("yes", "no")] * 9 + [("yes", "yes")],
    }
    n, same, kappa = agreed_over(by_chance)
    assert (n, same) == (200, 164)
    assert kappa == pytest.approx(0, abs=1e-12)


def test_over_one_item_it_is_cohens_kappa_and_over_none_undefined():
    assert agreed_over({"one": PUBLISHED})[2] == pytest.approx(agreed(PUBLISHED, Measure.KAPPA).value)
    assert agreed_over({}) == (0, 0, None)
    assert agreed_over({"one": [("yes", "yes")] * 5}) == (5, 5, None)
