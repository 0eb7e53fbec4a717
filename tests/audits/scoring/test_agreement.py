"""Agreement between scorers, by published tables and against the packages of the field."""

import warnings
from fractions import Fraction

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats import inter_rater

from audits.scoring.agreement import Level, Weights, cohen_kappa, fleiss_kappa, krippendorff_alpha, pairs_of

METHOD = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
# The worked example of Fleiss' kappa in the field's textbooks: 10 subjects, 14 raters, 5 categories.
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
# Krippendorff 2011, four observers on twelve units; None is a gap.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def values_of(counts: list[int]) -> list[int]:
    return [place for place, count in enumerate(counts) for _ in range(count)]


def given_values(rows: list[list[int | None]]) -> list[list[int]]:
    """Raters by subjects to what each subject was given."""
    return [[value for value in column if value is not None] for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(("weights", "kappa"), [(Weights.NONE, "0.4842"), (Weights.LINEAR, "0.4701")])
def test_the_table_of_the_method_has_the_kappas_it_names(weights: Weights, kappa: str) -> None:
    found = cohen_kappa(pairs_of(METHOD), weights)
    assert found is not None
    assert f"{float(found):.4f}" == kappa


def test_fleiss_textbook_table_has_its_published_kappa() -> None:
    assert float(fleiss_kappa(map(values_of, FLEISS)) or 0) == pytest.approx(0.210, abs=0.0005)


@pytest.mark.parametrize(("level", "alpha"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)])
def test_krippendorffs_own_example_has_his_alphas(level: Level, alpha: float) -> None:
    assert float(krippendorff_alpha(given_values(OBSERVERS), level) or 0) == pytest.approx(alpha, abs=0.0006)


@pytest.mark.parametrize("weights", Weights)
def test_kappa_is_undefined_where_chance_agrees_on_everything(weights: Weights) -> None:
    assert cohen_kappa([(1, 1)] * 5, weights) is None
    assert cohen_kappa([], weights) is None
    assert cohen_kappa([(0, 1)], weights) == 0


def test_fleiss_kappa_is_undefined_on_one_category_and_where_subjects_have_unequally_many_ratings() -> None:
    assert fleiss_kappa([[1, 1], [1, 1]]) is None
    assert fleiss_kappa([]) is None
    assert fleiss_kappa([[1], [2]]) is None
    assert fleiss_kappa([[1, 2], [1, 2, 1]]) is None
    assert fleiss_kappa([[1, 1, 2]]) == Fraction(-1, 2)


@pytest.mark.parametrize("level", Level)
def test_alpha_is_undefined_on_one_value_and_with_one_rater(level: Level) -> None:
    assert krippendorff_alpha([[3, 3], [3, 3, 3]], level) is None
    assert krippendorff_alpha([[1], [2], []], level) is None
    assert krippendorff_alpha([], level) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40), st.sampled_from(Weights))
def test_kappa_is_that_of_statsmodels(pairs: list[tuple[int, int]], weights: Weights) -> None:
    found = cohen_kappa(pairs, weights)
    table = np.zeros((5, 5))
    for row, column in pairs:
        table[row, column] += 1
    if found is None:
        assert len({place for pair in pairs for place in pair}) == 1
        return
    wt = None if weights is Weights.NONE else weights.value
    expected = inter_rater.cohens_kappa(table, wt=wt, return_results=False)
    assert float(found) == pytest.approx(float(expected), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6), st.integers(1, 12), st.data())
def test_fleiss_kappa_is_that_of_statsmodels(raters: int, subjects: int, data: st.DataObject) -> None:
    rows = [data.draw(st.lists(st.integers(0, 3), min_size=raters, max_size=raters)) for _ in range(subjects)]
    found = fleiss_kappa(rows)
    if found is None:
        assert len({value for row in rows for value in row}) == 1
        return
    table, _ = inter_rater.aggregate_raters(np.array(rows))
    assert float(found) == pytest.approx(float(inter_rater.fleiss_kappa(table)), abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 5), st.integers(1, 10), st.sampled_from(Level), st.data())
def test_alpha_is_that_of_krippendorff_with_gaps(raters: int, subjects: int, level: Level, data: st.DataObject) -> None:
    values = st.none() | st.integers(-3, 3)
    rows = [data.draw(st.lists(values, min_size=subjects, max_size=subjects)) for _ in range(raters)]
    found = krippendorff_alpha(given_values(rows), level)
    compared = [value for column in given_values(rows) if len(column) > 1 for value in column]
    if found is None:
        assert len(set(compared)) <= 1
        return
    reliability = np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = krippendorff.alpha(reliability_data=reliability, level_of_measurement=level.value)
    assert float(found) == pytest.approx(float(expected), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=4), min_size=1, max_size=10), st.sampled_from(Level))
def test_full_agreement_is_one_and_nothing_is_more(rows: list[list[int]], level: Level) -> None:
    same = [[row[0]] * len(row) for row in rows]
    assert krippendorff_alpha(same, level) in (1, None)
    assert (krippendorff_alpha(rows, level) or 0) <= 1
