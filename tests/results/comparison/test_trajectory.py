"""Plans by line or by steps, targets held against limits, ranges, targets for several periods in a row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.process_limits import Assurance, DatedTarget, Limits
from results.comparison.rules import Measured, Standing, expected_level, held_against, line_of, met_in_a_row
from tests.results.comparison.lines import END, START, TODAY, indicator, line
from tracker.targets.rules import Contract, Direction, Frequency, IndicatorRow, InterimRow, Path

NOISE: list[float | None] = [84, 86, 83, 85, 84, 86, 83, 85, 84, 86, 83, 85]
STEPS = [DatedTarget(date(2026, 1, 11), 20), DatedTarget(date(2026, 1, 21), 60)]
QUARTERLY = Contract(frequency=Frequency.QUARTERLY, consecutive=2)
QUARTERS = [date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]


def test_by_steps_each_level_holds_until_the_day_of_the_next() -> None:
    on = [date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 11), date(2026, 1, 20), date(2026, 1, 21), date(2026, 9, 1)]
    assert [expected_level(day, START, 10, STEPS, Path.STEPS) for day in on] == [10, 10, 20, 20, 60, 60]


@given(st.integers(0, 400), st.floats(-100, 100), st.lists(st.floats(-100, 100), min_size=1, max_size=5))
def test_line_and_steps_agree_on_the_days_of_their_targets_and_never_leave_their_levels(
    after: int, baseline: float, levels: list[float]
) -> None:
    targets = [DatedTarget(START + timedelta(days=30 * at), level) for at, level in enumerate(levels, 1)]
    on = START + timedelta(days=after)
    for path in Path:
        expected = expected_level(on, START, baseline, targets, path)
        assert expected is not None
        assert min([baseline, *levels]) - 1e-9 <= expected <= max([baseline, *levels]) + 1e-9
        assert [expected_level(target.on, START, baseline, targets, path) for target in targets] == levels


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (70, 100, Assurance.PASS),
        (80, 90, Assurance.PASS),
        (81, 100, Assurance.HIT_OR_MISS),
        (70, 89, Assurance.HIT_OR_MISS),
        (91, 95, Assurance.FAIL),
        (10, 79, Assurance.FAIL),
    ],
)
def test_a_range_is_kept_when_both_limits_lie_within_it(low: float, high: float, expected: Assurance) -> None:
    asked = indicator(direction=Direction.RANGE, level=low, level_high=high)
    assert held_against(Limits(85, 80, 90), low, asked) is expected
    assert held_against(Limits(85), low, asked) is None


def test_each_dated_target_is_held_against_the_limits_as_they_stand() -> None:
    steps = (InterimRow(date(2026, 6, 30), 70, 70.0), InterimRow(date(2026, 9, 30), 85, 85.0))
    found = line(NOISE, interim=steps, level=95.0)
    assert [(dated.value, dated.assurance) for dated in found.trajectory] == [
        (70.0, Assurance.PASS),
        (85.0, Assurance.HIT_OR_MISS),
        (95.0, Assurance.FAIL),
    ]
    assert found.chart is not None
    assert found.chart.assurance is Assurance.FAIL


def quarters(values: list[float | None], asked: IndicatorRow) -> list[Measured]:
    return [Measured(on, value, 100) for on, value in zip(QUARTERS, values, strict=False) if value is not None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([91, 92, 89, 91], 1),
        ([91, 92, 91, 91], 4),
        ([91, 92, 91, 80], 0),
        ([91, None, 91, 91], 2),  # a quarter without a value ends the row
    ],
)
def test_the_target_is_met_in_so_many_periods_in_a_row(values: list[float | None], expected: int) -> None:
    asked = indicator(contract=QUARTERLY)
    assert met_in_a_row(asked, quarters(values, asked)) == expected


@pytest.mark.parametrize(
    ("values", "today", "expected"),
    [
        ([80, 81, 91, 91], TODAY, Standing.MET),
        ([80, 91, 89, 91], TODAY, Standing.ON_THE_WAY),
        ([80, 91, 89, 91], END + timedelta(days=1), Standing.BEHIND),
    ],
)
def test_a_target_for_two_quarters_in_a_row_is_met_with_the_second(
    values: list[float | None], today: date, expected: Standing
) -> None:
    asked = indicator(contract=QUARTERLY)
    assert line_of(asked, quarters(values, asked), starts_on=START, today=today).standing is expected


def test_without_a_value_or_a_target_nothing_is_met_in_a_row() -> None:
    assert met_in_a_row(indicator(), []) is None
    assert met_in_a_row(indicator(level=None), [Measured(START, 90, 100)]) is None


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        (Frequency.WEEKLY, [date(2026, 1, 4), date(2026, 1, 5), date(2026, 1, 12)]),
        (Frequency.MONTHLY, [date(2025, 12, 1), date(2026, 1, 31), date(2026, 2, 1)]),
        (Frequency.HALF_YEARLY, [date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1)]),
        (Frequency.YEARLY, [date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]),
    ],
)
def test_periods_follow_each_other_without_a_gap(frequency: Frequency, days: list[date]) -> None:
    asked = indicator(contract=Contract(frequency=frequency))
    assert met_in_a_row(asked, [Measured(day, 95, 100) for day in days]) == 3
