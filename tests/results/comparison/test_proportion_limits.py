from datetime import date, timedelta
from math import sqrt

import pytest

from results.comparison.process_limits import Assurance, Better, DatedTarget, Kind, LimitsRefused, Rebase, Rule
from results.comparison.proportion_limits import ChartKind, Rate, rate_chart

START = date(2025, 1, 1)


def rates(*pairs: tuple[float, float]) -> list[Rate]:
    return [Rate(START + timedelta(days=at), numerator, denominator) for at, (numerator, denominator) in enumerate(pairs)]


STEADY = rates(*[(10, 100), (12, 120), (9, 80), (11, 100)] * 4)


def test_the_centre_of_shares_pools_numerators_and_denominators() -> None:
    found = rate_chart(rates((1, 10), (30, 100)), ChartKind.P, better=Better.HIGHER)
    assert found.segments[0].limits.centre == pytest.approx(31 / 110)
    assert found.segments[0].limits.lower is None


def test_each_share_has_limits_from_its_own_denominator() -> None:
    found = rate_chart(rates((50, 100), (200, 400)), ChartKind.P, better=Better.HIGHER)
    widths = [point.limits.upper - point.limits.centre for point in found.points]
    assert widths == pytest.approx([3 * sqrt(0.25 / 100), 3 * sqrt(0.25 / 400)])


def test_limits_of_shares_are_cut_at_nought_and_one() -> None:
    low = rate_chart(rates((1, 20), (0, 20)), ChartKind.P, better=Better.LOWER).points[0].limits
    high = rate_chart(rates((19, 20), (20, 20)), ChartKind.P, better=Better.HIGHER).points[0].limits
    assert (low.lower, high.upper) == (0, 1)


def test_events_per_unit_are_not_cut_at_one() -> None:
    limits = rate_chart(rates((30, 10), (30, 10)), ChartKind.U, better=Better.LOWER).points[0].limits
    assert (limits.centre, limits.upper) == pytest.approx((3, 3 + 3 * sqrt(0.3)))


def test_a_share_beyond_its_own_limits_is_outside_though_the_same_share_of_few_is_not() -> None:
    found = rate_chart([*STEADY, *_later(STEADY, (30, 100)), *_later(STEADY, (3, 10), by=1)], ChartKind.P, better=Better.LOWER)
    assert [point.rule for point in found.points[-2:]] == [Rule.OUTSIDE, None]
    assert found.points[-2].kind is Kind.CONCERN


def test_targets_are_held_against_the_limits_of_the_last_point() -> None:
    dated = [DatedTarget(date(2026, 1, 1), 0.5)]
    found = rate_chart(STEADY, ChartKind.P, better=Better.LOWER, target=0.1, trajectory=dated)
    assert found.assurance is Assurance.HIT_OR_MISS
    assert found.trajectory[0].assurance is Assurance.PASS


def test_a_rebase_begins_a_new_centre() -> None:
    found = rate_chart(
        [*STEADY, *_later(STEADY, (30, 100))],
        ChartKind.P,
        better=Better.LOWER,
        rebases=[Rebase(STEADY[-1].on + timedelta(days=1), "another way of counting")],
    )
    assert found.segments[1].limits.centre == pytest.approx(0.3)
    assert found.points[-1].rule is None


@pytest.mark.parametrize(
    ("pair", "kind", "key"),
    [
        ((1, 0), ChartKind.P, "comparison.denominator_not_positive"),
        ((-1, 5), ChartKind.U, "comparison.numerator_negative"),
        ((6, 5), ChartKind.P, "comparison.share_above_one"),
        ((float("nan"), 5), ChartKind.P, "comparison.not_a_number"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(pair: tuple[float, float], kind: ChartKind, key: str) -> None:
    with pytest.raises(LimitsRefused) as refused:
        rate_chart(rates(pair), kind, better=Better.HIGHER)
    assert refused.value.key == key


def _later(before: list[Rate], pair: tuple[float, float], by: int = 0) -> list[Rate]:
    return [Rate(before[-1].on + timedelta(days=1 + by), *pair)]
