import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.readings.rules import SCALE, is_on_scale, needs_n, revealed, weighted_mean
from tracker.targets.rules import Unit


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        (Unit.PERCENT, 100, True),
        (Unit.PERCENT, 100.1, False),
        (Unit.POINTS, -100, True),
        (Unit.POINTS, -101, False),
        (Unit.SCORE, -0.1, False),
        (Unit.MINUTES, 100_000, True),
        (Unit.MINUTES, -1, False),
    ],
)
def test_a_value_is_on_its_units_scale_both_ends_included(unit: Unit, value: float, expected: bool) -> None:
    assert is_on_scale(unit, value) is expected


def test_every_unit_has_a_scale() -> None:
    assert set(SCALE) == set(Unit)


def test_means_and_shares_need_their_n_and_so_does_whatever_may_be_held_back() -> None:
    assert needs_n(Unit.PERCENT, 1)
    assert not needs_n(Unit.COUNT, 1)
    assert needs_n(Unit.COUNT, 10)


def test_a_value_of_too_few_observations_is_held_back() -> None:
    assert revealed(86.4, 29, 30) is None
    assert revealed(86.4, 30, 30) == 86.4
    assert revealed(86.4, None, 30) is None
    assert revealed(86.4, None, 1) == 86.4


def test_nothing_observed_has_no_mean_and_is_not_nought() -> None:
    assert weighted_mean(None, None) is None
    assert weighted_mean(0, 0) is None


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 1000)), min_size=1))
def test_a_weighted_mean_lies_between_its_values(parts: list[tuple[float, int]]) -> None:
    found = weighted_mean(sum(value * n for value, n in parts), sum(n for _, n in parts))
    assert found is not None
    assert min(value for value, _ in parts) - 1e-9 <= found <= max(value for value, _ in parts) + 1e-9
