import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from results.readings.rules.means import NORMAL_REACH, t_reach, welch_freedom

errors = st.floats(1e-150, 1e150)
sizes = st.integers(2, 10**6)


@pytest.mark.parametrize(("freedom", "reach"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_students_t_is_that_of_the_tables(freedom: int, reach: float) -> None:
    assert round(t_reach(freedom), 3) == reach


@given(st.floats(0.5, 1e9))
def test_students_t_is_that_of_scipy(freedom: float) -> None:
    assert t_reach(freedom) == pytest.approx(t.ppf(0.975, freedom), rel=1e-11)


@given(st.floats(0.5, 1e12))
def test_fewer_degrees_of_freedom_reach_farther_and_never_less_than_the_normal(freedom: float) -> None:
    assert t_reach(freedom / 2) > t_reach(freedom) or freedom > 1e6
    assert t_reach(freedom) >= NORMAL_REACH


@pytest.mark.parametrize("freedom", [0, -1, float("nan")])
def test_without_a_degree_of_freedom_there_is_no_t(freedom: float) -> None:
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_reach(freedom)


@given(errors, sizes, errors, sizes)
def test_welchs_degrees_of_freedom_lie_between_the_smaller_sample_and_both(
    error_1: float, n_1: int, error_2: float, n_2: int
) -> None:
    freedom = welch_freedom(error_1, n_1, error_2, n_2)
    assert freedom is not None
    assert (min(n_1, n_2) - 1) * (1 - 1e-12) <= freedom <= (n_1 + n_2 - 2) * (1 + 1e-12)


def test_two_samples_that_do_not_vary_have_no_degrees_of_freedom() -> None:
    assert welch_freedom(0.0, 5, 0.0, 7) is None
    assert welch_freedom(0.0, 5, 2.0, 7) == 6
