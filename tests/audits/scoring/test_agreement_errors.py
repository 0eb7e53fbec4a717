"""Standard errors of agreement, by published values and by statsmodels."""

from decimal import Decimal
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from audits.scoring.agreement import Level, cohen_kappa, krippendorff_alpha, pairs_of
from audits.scoring.agreement_errors import alpha_error, kappa_error

TABLES = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 30), min_size=size, max_size=size), min_size=size, max_size=size)
)


def test_the_error_of_kappa_is_as_fleiss_cohen_and_everitt_print_it():
    """Their table 1 (1969), as statsmodels' own test of 2012 holds it: kappa 0.4286 on 200 subjects, error 0.054."""
    pairs = pairs_of([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    assert float(cohen_kappa(pairs) or 0) == pytest.approx(0.4286, abs=1e-4)
    assert kappa_error(pairs) == pytest.approx(0.0537, abs=1e-4)


@given(TABLES)
def test_the_error_of_kappa_is_that_of_statsmodels(table):
    pairs = pairs_of(table)
    ours = kappa_error(pairs)
    if cohen_kappa(pairs) is None:
        assert ours is None
        return
    with np.errstate(all="ignore"):
        theirs = cohens_kappa(np.array(table)).var_kappa
    assert ours == pytest.approx(sqrt(max(theirs, 0.0)), abs=1e-7)


def test_full_agreement_has_no_error_and_one_answer_has_none_to_speak_of():
    assert kappa_error([(0, 0), (1, 1)] * 5) == 0
    assert kappa_error([(0, 0)] * 5) is None
    assert kappa_error([]) is None


def test_the_error_of_alpha_leaves_out_each_subject_in_turn():
    """By hand: leaving out each of (1,1), (2,2), (3,3), (1,2) in turn gives these four alphas."""
    subjects = [(1, 1), (2, 2), (3, 3), (1, 2)]
    whole = krippendorff_alpha(subjects, Level.INTERVAL)
    without = [krippendorff_alpha([*subjects[:at], *subjects[at + 1 :]], Level.INTERVAL) for at in range(4)]
    expected = sqrt(3 / 4 * sum(float(one - whole) ** 2 for one in without))  # type: ignore[operator]
    assert alpha_error(subjects, Level.INTERVAL) == pytest.approx(expected)


def test_alpha_without_variety_has_no_error():
    assert alpha_error([(1, 1)] * 5, Level.INTERVAL) is None
    assert alpha_error([(1, 2)], Level.INTERVAL) is None
    assert alpha_error([(1, 1), (1, 1), (2, 2)], Level.ORDINAL) is None  # without the last there is one value only


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=2, max_size=60))
def test_the_error_of_alpha_does_not_depend_on_the_unit(pairs):
    halves = [(Decimal(one) / 2, Decimal(other) / 2) for one, other in pairs]
    ours, theirs = alpha_error(pairs, Level.INTERVAL), alpha_error(halves, Level.INTERVAL)
    assert ours == (theirs if theirs is None else pytest.approx(theirs))
