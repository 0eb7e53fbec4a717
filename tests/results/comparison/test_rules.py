from datetime import date
from typing import Any

import pytest

from results.comparison.process_limits import DatedTarget
from results.comparison.rules import Measured, Standing, decimals_for, expected_level, rounded, within_chance
from tests.results.comparison.lines import START, line
from tracker.targets.rules import Direction, InterimRow, TargetKind


def test_the_planned_line_runs_from_the_baseline_through_the_dated_targets() -> None:
    steps = [DatedTarget(date(2026, 1, 11), 20), DatedTarget(date(2026, 1, 21), 60)]
    on = [date(2026, 1, 1), date(2026, 1, 6), date(2026, 1, 11), date(2026, 1, 16), date(2026, 3, 1)]
    assert [expected_level(day, START, 10, steps) for day in on] == [10, 15, 20, 40, 60]


def test_without_a_baseline_there_is_no_line_before_the_first_dated_target() -> None:
    steps = [DatedTarget(date(2026, 1, 11), 20)]
    assert expected_level(date(2026, 1, 10), START, None, steps) is None
    assert expected_level(date(2026, 1, 12), START, None, steps) == 20


@pytest.mark.parametrize(
    ("values", "given", "expected"),
    [
        ([], {}, Standing.NO_DATA),
        ([None, None], {}, Standing.NO_DATA),
        ([91], {}, Standing.MET),
        ([89], {"direction": Direction.LOWER, "baseline": 95.0}, Standing.MET),
        ([4], {"direction": Direction.RANGE, "level": 3.0, "level_high": 5.0, "baseline": 0.0}, Standing.MET),
        ([84], {"level": None, "target": None, "target_kind": TargetKind.UNSET}, Standing.NO_TARGET),
        ([84], {"direction": Direction.NEUTRAL}, Standing.NO_TARGET),
        ([83, 84, 85, 86], {}, Standing.ON_THE_WAY),
        ([82, 82, 82, 82, 82, 82], {}, Standing.BEHIND),
        ([82, 86, 82, 86, 82, 84], {}, Standing.ON_THE_WAY),
        ([84], {"baseline": None}, Standing.ON_THE_WAY),
    ],
)
def test_where_an_indicator_stands(values: list[float | None], given: dict[str, Any], expected: Standing) -> None:
    assert line(values, **given).standing is expected


def test_a_planned_level_that_chance_may_reach_makes_nobody_be_behind() -> None:
    noisy = line([80, 90, 80, 90, 80, 81])
    assert noisy.expected > 81
    assert noisy.standing is Standing.ON_THE_WAY


def test_a_target_whose_day_is_over_and_that_is_not_met_is_behind_whatever_chance_says() -> None:
    assert line([80, 90, 80, 90, 80, 89], today=date(2027, 1, 1)).standing is Standing.BEHIND


def test_a_value_above_a_range_is_not_met() -> None:
    over = line([6, 7], direction=Direction.RANGE, level=3.0, level_high=5.0, baseline=0.0)
    assert over.standing is Standing.BEHIND
    assert over.share == 140


def test_the_share_of_the_way_is_that_of_the_last_value_that_may_be_shown() -> None:
    found = line([83, 86.4, None])
    assert found.actual == Measured(date(2026, 2, 28), 86.4, 100)
    assert found.share == pytest.approx(55)
    assert len(found.chart.points) == 2


def test_interim_targets_without_a_level_are_left_out() -> None:
    steps = (InterimRow(date(2026, 6, 30), -20, None), InterimRow(date(2026, 9, 30), -30, 70.0))
    found = line([84, 85], interim=steps)
    assert [dated.value for dated in found.chart.trajectory] == [70.0, 90.0]


def test_undefined_limits_know_no_chance() -> None:
    limits = line([82, 82, 82]).chart.segments[-1].limits
    assert not within_chance(82, 82, limits)
    assert not within_chance(82, 82, None)


def test_a_steady_climb_close_to_the_planned_line_is_on_the_way_though_the_line_lies_above_the_limits() -> None:
    climbing = line([82.6, 83.1, 83.9, 84.4, 85.1, 85.6, 86.0, 86.6, 87.1])
    assert climbing.expected > climbing.chart.segments[-1].limits.upper
    assert climbing.standing is Standing.ON_THE_WAY


@pytest.mark.parametrize(("value", "decimals", "expected"), [(86.25, 1, 86.3), (86.35, 1, 86.4), (-0.5, 0, -1), (2.5, 0, 3)])
def test_numbers_are_rounded_half_up(value: float, decimals: int, expected: float) -> None:
    assert rounded(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "other", "decimals"),
    [(90, None, 0), (86.4, 90, 1), (99.87, 99.9, 2), (99.9999, 99.9, 1), (99.9, 99.9, 1), (100, 99.9, 1), (89.99999, 90, 3)],
)
def test_as_many_decimals_are_shown_as_keep_a_value_apart_from_its_target(value: float, other: float, decimals: int) -> None:
    assert decimals_for(value, other) == decimals
