"""How fast a trend moves, and what may be foreseen of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.process_limits import Assurance, DatedTarget
from results.comparison.rules.pace import DAYS_A_MONTH, theil_sen
from tests.results.comparison.lines import line
from tracker.targets.rules import Direction, TargetKind, Unit

UNSTEADY: list[float | None] = [86, 84, 86, 84, 86]
CLIMB: list[float | None] = [*UNSTEADY, 84, 84.5, 85, 85.5, 86, 86.5, 87]  # from the sixth value on, for half a year
SOON, LATE = date(2027, 3, 28), date(2027, 12, 31)


def test_the_slope_is_sens_and_one_wild_value_does_not_turn_it() -> None:
    days = list(range(0, 100, 10))
    values = [5 + 0.2 * day for day in days]
    assert theil_sen(days, values) == (pytest.approx(0.2), pytest.approx(5))
    values[4] = 500
    assert theil_sen(days, values)[0] == pytest.approx(0.2)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12), st.floats(-1e3, 1e3))
def test_a_series_moved_up_has_the_same_slope_and_a_mirrored_one_the_opposite(values: list[float], by: float) -> None:
    days = [30 * at for at in range(len(values))]
    slope, level = theil_sen(days, values)
    moved, raised = theil_sen(days, [value + by for value in values])
    assert (moved, raised) == (pytest.approx(slope, abs=1e-6), pytest.approx(level + by, abs=1e-6))
    assert theil_sen(days, [-value for value in values])[0] == pytest.approx(-slope, abs=1e-6)


def test_a_trend_beyond_chance_foresees_the_next_dated_target() -> None:
    found = line(CLIMB, level=95.0, target_on=SOON).pace
    assert found is not None
    assert (found.beyond_chance, found.since, found.target) == (True, date(2026, 6, 28), DatedTarget(SOON, 95.0))
    assert found.slope == pytest.approx(0.5, abs=0.02)
    assert found.foreseen == pytest.approx(88.5, abs=0.2)
    assert found.assurance is Assurance.FAIL


@pytest.mark.parametrize(
    ("level", "direction", "expected"),
    [
        (75.0, Direction.HIGHER, Assurance.PASS),
        (88.0, Direction.HIGHER, Assurance.HIT_OR_MISS),  # as far off as a single value strays
        (75.0, Direction.LOWER, Assurance.FAIL),
    ],
)
def test_what_is_foreseen_strays_as_any_value_does(level: float, direction: Direction, expected: Assurance) -> None:
    found = line(CLIMB, level=level, direction=direction, target_on=SOON).pace
    assert found is not None
    assert found.assurance is expected


def test_nothing_is_foreseen_further_ahead_than_the_trend_has_lasted() -> None:
    found = line(CLIMB, target_on=LATE).pace
    assert found is not None
    assert (found.beyond_chance, found.target is None, found.foreseen, found.assurance) == (True, False, None, None)


def test_without_a_trend_nothing_is_foreseen_whatever_the_slope() -> None:
    found = line([84, 86, 85, 87, 86, 88, 87, 89], target_on=date(2026, 12, 1)).pace
    assert found is not None
    assert found.slope > 0
    assert (found.beyond_chance, found.foreseen) == (False, None)
    assert line([84]).pace is None
    assert line([]).pace is None


def test_a_trend_is_seen_though_its_last_value_is_marked_for_lying_outside_the_limits() -> None:
    found = line([80, 80.1, 80.3, 80.6, 81.2, 82.4, 84.8, 89.6], target_on=date(2026, 12, 31))
    assert found.chart is not None
    assert str(found.chart.points[-1].rule) == "outside"
    assert found.pace is not None
    assert found.pace.beyond_chance


def test_what_is_foreseen_stays_on_the_scale() -> None:
    found = line([70, 75, 80, 85, 90, 95, 99], unit=Unit.PERCENT, level=100.0, target_on=date(2026, 12, 31)).pace
    assert found is not None
    assert found.foreseen == 100


def test_the_next_target_is_the_first_that_lies_ahead_of_the_values_and_of_today() -> None:
    found = line(CLIMB, today=SOON + timedelta(days=1), target_on=SOON).pace
    assert found is not None
    assert found.target is None
    assert line(CLIMB, level=None, target_kind=TargetKind.UNSET).pace.target is None


def test_a_slope_is_told_by_the_month() -> None:
    slope, _ = theil_sen([0, 365], [0.0, 12.0])
    assert slope * DAYS_A_MONTH == pytest.approx(1, abs=0.001)
