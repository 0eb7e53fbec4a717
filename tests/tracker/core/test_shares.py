import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.shares import Interval, difference, wilson

counts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
confidences = st.floats(0.5, 0.999)


def parts(found: Interval) -> tuple[float, float, float]:
    known = [part for part in (found.low, found.value, found.high) if part is not None]
    low, value, high = known
    return low, value, high


def limits(found: Interval, digits: int = 4) -> tuple[float, float]:
    low, _, high = parts(found)
    return round(low, digits), round(high, digits)


def test_the_satisfaction_of_960_of_1200_lies_between_77_64_and_82_17_percent() -> None:
    found = wilson(960, 1200)
    assert found.value == 0.8
    assert limits(found) == (0.7764, 0.8217)
    assert found.n == 1200


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_newcombes_published_one(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3."""
    assert limits(wilson(successes, n)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_newcombes_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10."""
    assert limits(difference(*first, *second)) == (low, high)


def test_nothing_is_known_of_nothing() -> None:
    assert wilson(0, 0) == Interval(None, None, None, 0)
    assert difference(3, 5, 0, 0) == Interval(None, None, None, 5)
    assert difference(0, 0, 3, 5) == Interval(None, None, None, 5)
    assert wilson(0, 0).spans_zero


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_a_share_is_part_of_a_whole(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(successes, n)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_lies_between_none_and_all(confidence: float) -> None:
    with pytest.raises(ValueError, match="is no confidence"):
        wilson(1, 2, confidence)


@given(counts, confidences)
def test_a_share_lies_within_its_interval_and_the_interval_within_nought_and_one(
    count: tuple[int, int], confidence: float
) -> None:
    low, value, high = parts(wilson(*count, confidence))
    assert 0 <= low <= value <= high <= 1


@given(counts)
def test_counting_the_others_turns_the_interval_round(count: tuple[int, int]) -> None:
    successes, n = count
    low, value, high = parts(wilson(successes, n))
    assert parts(wilson(n - successes, n)) == pytest.approx((1 - high, 1 - value, 1 - low), abs=1e-9)


@given(counts, st.integers(2, 50))
def test_more_of_the_same_narrows_the_interval(count: tuple[int, int], times: int) -> None:
    few, many = parts(wilson(*count)), parts(wilson(count[0] * times, count[1] * times))
    assert many[2] - many[0] < few[2] - few[0]


@given(counts, counts, confidences)
def test_a_difference_lies_within_its_interval_and_turns_its_sign(
    first: tuple[int, int], second: tuple[int, int], confidence: float
) -> None:
    low, value, high = parts(difference(*first, *second, confidence))
    assert -1 <= low <= value <= high <= 1
    assert parts(difference(*second, *first, confidence)) == pytest.approx((-high, -value, -low), abs=1e-12)


@given(counts)
def test_a_share_does_not_differ_from_itself(count: tuple[int, int]) -> None:
    assert difference(*count, *count).spans_zero
