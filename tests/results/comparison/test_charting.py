"""The chart that a contract asks for, rebases in it, and what chance leaves open of one value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.process_limits import Better, Kind, Rebase
from results.comparison.proportion_limits import ChartKind, Rate, limits_at, rate_chart, scaled
from results.comparison.rules import Line, Measured, line_of
from results.comparison.rules.intervals import interval_of
from tests.results.comparison.lines import START, TODAY, indicator
from tracker.targets.rules import Contract, LimitsChart, LimitsProfile, Measure, Unit

SHARES = Contract(measure=Measure.SHARE, chart=LimitsChart.P)
RATES = Contract(measure=Measure.RATE, chart=LimitsChart.U)


def monthly(values: list[float], tops: list[float], bottoms: list[float]) -> list[Measured]:
    days = [date(2026, at, 28) for at in range(1, len(values) + 1)]
    return [Measured(on, *rest) for on, *rest in zip(days, values, [int(b) for b in bottoms], tops, bottoms, strict=True)]


def drawn(points: list[Measured], rebases: tuple[Rebase, ...] = (), **asked: object) -> Line:
    return line_of(indicator(**asked), points, starts_on=START, today=TODAY, rebases=rebases)


def test_a_share_is_drawn_as_a_p_chart_in_percent_and_its_target_held_against_the_last_limits() -> None:
    found = drawn(monthly([80, 82, 78], [80, 164, 39], [100, 200, 50]), unit=Unit.PERCENT, contract=SHARES, level=99.0)
    own = limits_at(283 / 350, 50, ChartKind.P)
    assert found.charted is LimitsChart.P
    assert found.limits is not None
    assert found.limits.centre == pytest.approx(100 * 283 / 350)
    assert found.limits.lower == pytest.approx(100 * (own.lower or 0))
    assert found.chart is not None
    assert [point.value for point in found.chart.points] == pytest.approx([80, 82, 78])
    assert str(found.chart.assurance) == "fail"


def test_a_rate_may_count_for_each_thousand() -> None:
    found = drawn(monthly([4.0, 6.0, 5.0], [8, 12, 15], [2000, 2000, 3000]), unit=Unit.INDEX, contract=RATES)
    assert found.charted is LimitsChart.U
    assert found.limits is not None
    assert found.limits.centre == pytest.approx(5.0)


@pytest.mark.parametrize(
    "points",
    [
        [Measured(date(2026, 1, 28), 80, 100), Measured(date(2026, 2, 28), 82, 100, 82, 100)],  # one has no denominator
        monthly([60, 82], [80, 82], [100, 100]),  # the value is another one
        monthly([110, 82], [110, 82], [100, 100]),  # more than all
    ],
)
def test_without_the_numbers_that_it_needs_xmr_is_drawn_and_known_to_be(points: list[Measured]) -> None:
    found = drawn(points, unit=Unit.PERCENT, contract=SHARES)
    assert (found.charted, found.indicator.contract.chart) == (LimitsChart.XMR, LimitsChart.P)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=20), st.sampled_from([2.0, 100.0]))
def test_in_another_unit_the_chart_says_the_same(counts: list[tuple[int, int]], factor: float) -> None:
    rates = [Rate(date(2026, 1, at), min(top, bottom), bottom) for at, (top, bottom) in enumerate(counts, 1)]
    chart = rate_chart(rates, ChartKind.P, better=Better.HIGHER, target=0.5)
    other = scaled(chart, factor)
    assert [(point.rule, point.kind) for point in other.points] == [(point.rule, point.kind) for point in chart.points]
    assert [point.value for point in other.points] == pytest.approx([factor * point.value for point in chart.points])
    uppers = [point.limits.upper for point in chart.points]
    assert [point.limits.upper for point in other.points] == pytest.approx([factor * (upper or 0) for upper in uppers])


def test_limits_begin_anew_at_a_rebase_and_one_whose_value_is_gone_is_set_aside() -> None:
    before = [Measured(date(2025, month, 28), 84.0 + month % 2, 100) for month in range(1, 13)]
    after = [Measured(date(2026, month, 28), 90.0 + month % 2, 100) for month in range(1, 7)]
    gone = Rebase(date(2026, 2, 14), "never seen")
    found = drawn([*before, *after], (Rebase(date(2026, 1, 28), "new tills", "Lin"), gone))
    assert found.chart is not None
    assert [(segment.n, segment.reason) for segment in found.chart.segments] == [(12, ""), (6, "new tills")]
    assert {point.kind for point in found.chart.points} == {Kind.COMMON}
    assert (found.unapplied, found.limits_from) == ((gone,), 6)
    without = drawn([*before, *after])
    assert without.limits_from == 12
    assert without.chart is not None
    assert without.chart.variation is Kind.IMPROVEMENT


def test_the_profile_is_the_contracts() -> None:
    values = [84, 86, 84, 86, 84, 86, 81, 82, 83, 84, 85, 85.5]
    points = [Measured(date(2026, at, 28), value, 100) for at, value in enumerate(values, 1)]
    for profile, expected in ((LimitsProfile.NHSR, Kind.COMMON), (LimitsProfile.SIX_POINTS, Kind.IMPROVEMENT)):
        found = drawn(points, contract=Contract(profile=profile))
        assert found.chart is not None
        assert found.chart.variation is expected


@pytest.mark.parametrize(
    ("point", "asked", "expected"),
    [
        (Measured(START, 80, 1200, 960, 1200), {"unit": Unit.PERCENT, "contract": SHARES}, (77.64, 82.17)),  # Wilson
        (Measured(START, 50, 100, None, None, 100 * 2500 + 99 * 400), {}, (46.08, 53.92)),  # deviation of 20
        (Measured(START, 4, 100, 16, 4), {"unit": Unit.INDEX, "contract": RATES}, (2.04, 5.96)),
        (Measured(START, 99, 10, None, None, 10 * 9801 + 9 * 100), {}, (92.8, 100)),  # not above the scale
        (Measured(START, 80, 100), {}, None),
        (Measured(START, None, 100), {}, None),
        (Measured(START, 80, 1), {"unit": Unit.PERCENT, "contract": Contract()}, None),
    ],
)
def test_the_interval_of_a_value_is_told_where_it_is_known(
    point: Measured, asked: dict[str, object], expected: tuple[float, float] | None
) -> None:
    found = interval_of(indicator(**asked), point)
    assert found == (None if expected is None else pytest.approx(expected, abs=0.01))
