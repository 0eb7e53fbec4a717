"""Splitting a total."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.money.rules import minor, split


def test_the_budget_of_the_programme_is_split_by_its_shares() -> None:
    assert split(1_000_000, [40, 30, 20, 10]) == [400_000, 300_000, 200_000, 100_000]


def test_a_cent_that_cannot_be_shared_goes_to_the_largest_remainder() -> None:
    assert split(100, [33.3, 33.3, 33.4]) == [33, 33, 34]
    assert split(1, [40, 30, 20, 10]) == [1, 0, 0, 0]


def test_a_tie_goes_to_the_earlier_line() -> None:
    assert split(1, [50, 50]) == [1, 0]


@given(st.integers(0, 2**53 - 1), st.lists(st.integers(0, 10_000), max_size=7))
def test_amounts_sum_to_the_total_and_none_is_off_by_a_whole_cent(total: int, cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), 10_000]
    shares = [(high - low) / 100 for low, high in pairwise(ends)]
    amounts = split(total, shares)
    assert sum(amounts) == total
    exact = [Fraction(total) * (high - low) / 10_000 for low, high in pairwise(ends)]
    assert all(abs(amount - share) < 1 for amount, share in zip(amounts, exact, strict=True))


@pytest.mark.parametrize(("total", "shares"), [(-1, [100]), (1, [50, 55]), (1, []), (1, [110, -10])])
def test_what_cannot_be_split_is_refused(total: int, shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares that sum to 100"):
        split(total, shares)


@pytest.mark.parametrize(
    ("units", "expected"), [(None, None), (0.0, 0), (0.29, 29), (1.15, 115), (19.99, 1999), (2_000_000.55, 200_000_055)]
)
def test_what_was_typed_becomes_hundredths_without_the_errors_of_binary_numbers(
    units: float | None, expected: int | None
) -> None:
    assert minor(units) == expected
