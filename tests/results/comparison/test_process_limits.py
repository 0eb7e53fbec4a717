"""Published examples, the method's own words, and properties that hold for every series."""

from datetime import date, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.process_limits import (
    PROFILES,
    Assurance,
    Better,
    DatedTarget,
    Kind,
    LimitsRefused,
    Observation,
    ProcessChart,
    Rebase,
    Rule,
    xmr,
)

START = date(2025, 1, 1)
PUBLISHED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
SWING = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12]  # centre 11, mean range 2, limits 5.68 and 16.32
series = st.lists(st.integers(-1000, 1000).map(lambda tenths: tenths / 10), min_size=1, max_size=40)


def day(number: int) -> date:
    return START + timedelta(days=number)


def observed(values: list[float]) -> list[Observation]:
    return [Observation(day(at), value) for at, value in enumerate(values)]


def chart(values: list[float], better: Better = Better.HIGHER, **options: object) -> ProcessChart:
    return xmr(observed(values), better=better, **options)  # type: ignore[arg-type]


def rules(values: list[float], **options: object) -> list[Rule | None]:
    return [point.rule for point in chart(values, **options).points]


def kinds(values: list[float], better: Better = Better.HIGHER) -> list[Kind]:
    return [point.kind for point in chart(values, better).points]


def test_the_published_example_with_screening() -> None:
    found = chart(PUBLISHED)
    limits = found.segments[0].limits
    assert (round(limits.centre, 2), round(limits.lower, 2), round(limits.upper, 2)) == (1.94, -0.72, 4.60)
    assert [point.rule for point in found.points] == [None] * 4 + [Rule.OUTSIDE] + [None] * 13


def test_the_published_example_without_screening() -> None:
    limits = chart(PUBLISHED, profile=PROFILES["excel"]).segments[0].limits
    assert (round(limits.centre, 2), round(limits.lower, 2), round(limits.upper, 2)) == (1.94, -3.06, 6.95)


def test_a_screened_range_leaves_the_limits_but_its_points_stay_in_the_mean() -> None:
    assert chart(PUBLISHED).segments[0].limits.centre == pytest.approx(fmean(PUBLISHED))


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0, 5.0], [1, 1, 1, 1, 2], [0.1 + 0.2, 0.3, 0.3]])
def test_limits_are_undefined_where_nothing_moves(values: list[float]) -> None:
    found = chart(values, target=9)
    limits = found.segments[0].limits
    assert (limits.lower, limits.upper) == (None, None)
    assert limits.centre == pytest.approx(fmean(values))
    assert {point.rule for point in found.points} == {None}
    assert found.assurance is None
    assert found.variation is Kind.COMMON


def test_a_constant_series_of_ten_is_not_a_shift_to_one_side() -> None:
    assert rules([0.1] * 10) == [None] * 10


def test_fewer_than_thirteen_points_give_trial_limits() -> None:
    assert chart(SWING).segments[0].trial
    assert not chart([*SWING, 10]).segments[0].trial


def test_seven_rising_points_are_a_trend_and_all_are_marked() -> None:
    values = [50, 10, 50, 10, 50, 10, *range(26, 33), 20, 50, 10, 50, 10]
    assert rules(values)[6:13] == [Rule.TREND] * 7


def test_six_rising_points_are_a_trend_only_in_the_profile_of_six() -> None:
    values = [50, 10, 50, 10, 50, 27, 28, 29, 30, 31, 32, 10, 50, 10, 50, 10]
    assert Rule.TREND not in rules(values)
    assert rules(values, profile=PROFILES["six_points"])[5:11] == [Rule.TREND] * 6


def test_an_equal_neighbour_breaks_a_trend() -> None:
    values = [50, 10, 50, 10, 50, 10, 26, 27, 28, 28, 29, 30, 31, 20, 50, 10, 50, 10]
    assert Rule.TREND not in rules(values)


def test_a_turning_point_belongs_to_the_later_trend() -> None:
    values = [0, 40, 0, 40, 0, *range(14, 21), *range(19, 13, -1), 40, 0, 40, 0, 40]
    turn = values.index(20)
    found = chart(values)
    assert [point.rule for point in found.points[turn - 1 : turn + 2]] == [Rule.TREND] * 3
    assert [point.kind for point in found.points[turn - 1 : turn + 2]] == [Kind.IMPROVEMENT, Kind.CONCERN, Kind.CONCERN]


def test_a_trend_is_judged_by_where_it_goes_not_by_where_it_is() -> None:
    values = [50, 10, 50, 10, 50, 20, *range(11, 18), 16, 50, 10, 50, 10]
    found = chart(values)
    rising = [point for point in found.points if point.rule is Rule.TREND]
    assert rising
    assert all(point.value < point.limits.centre and point.kind is Kind.IMPROVEMENT for point in rising)


def test_two_of_three_in_the_outer_third_mark_only_the_outer_ones() -> None:
    values = [*SWING, 15.2, 12, 15.2, 10]
    assert rules(values, first=12)[12:15] == [Rule.TWO_OF_THREE, None, Rule.TWO_OF_THREE]


def test_two_of_three_needs_all_three_on_one_side() -> None:
    assert Rule.TWO_OF_THREE not in rules([*SWING, 15.2, 10, 15.2, 10], first=12)


def test_a_point_outside_does_not_count_as_one_of_the_two() -> None:
    found = rules([*SWING, 15.2, 12, 30, 12, 10], first=12)
    assert found[14] is Rule.OUTSIDE
    assert Rule.TWO_OF_THREE not in found


def test_seven_on_one_side_are_a_shift_and_a_point_on_the_mean_breaks_it() -> None:
    low, high = [9, 11] * 5, [13, 12, 13, 12, 13, 12, 13]
    assert rules([*low, *high])[10:] == [Rule.ONE_SIDE] * 7
    on_the_mean = [8, 12] * 6 + [11, 11, 11, 10, 11, 11, 11, 10, 4]
    assert fmean(on_the_mean) == 10
    assert Rule.ONE_SIDE not in rules(on_the_mean)


def test_a_point_on_the_limit_is_not_outside() -> None:
    limits = chart(SWING).segments[0].limits
    fixed = chart([*SWING, limits.upper], first=12)
    assert fixed.points[-1].rule is not Rule.OUTSIDE


def test_limits_fixed_on_the_first_points_hold_for_those_that_follow() -> None:
    found = chart([*SWING, 100, 100], first=12)
    assert found.segments[0].limits == chart(SWING).segments[0].limits
    assert found.segments[0].n == 14
    assert [point.rule for point in found.points[-2:]] == [Rule.OUTSIDE] * 2


def test_a_segment_shorter_than_the_fixed_number_uses_all_it_has() -> None:
    assert chart(SWING[:8], first=12).segments[0].limits == chart(SWING[:8]).segments[0].limits


def test_fewer_than_twelve_points_may_not_fix_limits() -> None:
    with pytest.raises(LimitsRefused) as refused:
        chart(SWING, first=11)
    assert refused.value.key == "comparison.first_too_few"


def test_no_rule_reaches_across_a_rebase() -> None:
    low, high = [9, 11] * 6, [13, 14] * 4
    assert Rule.ONE_SIDE in rules([*low, *high])
    rebased = chart([*low, *high], rebases=[Rebase(day(12), "new procedure", "steering group")])
    assert {point.rule for point in rebased.points} == {None}
    assert [(segment.starts_on, segment.n) for segment in rebased.segments] == [(day(0), 12), (day(12), 8)]
    assert (rebased.segments[1].reason, rebased.segments[1].decided_by) == ("new procedure", "steering group")


@pytest.mark.parametrize(
    ("rebases", "key"),
    [
        ([Rebase(day(99), "why")], "comparison.rebase_without_observation"),
        ([Rebase(day(3), " ")], "comparison.rebase_without_reason"),
        ([Rebase(day(3), "a"), Rebase(day(3), "b")], "comparison.rebase_twice"),
    ],
)
def test_a_rebase_that_cannot_be_is_refused(rebases: list[Rebase], key: str) -> None:
    with pytest.raises(LimitsRefused) as refused:
        chart(SWING, rebases=rebases)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("observations", "key"),
    [
        ([], "comparison.no_observation"),
        ([Observation(START, 1), Observation(START, 2)], "comparison.date_twice"),
        ([Observation(START, float("nan"))], "comparison.not_a_number"),
        ([Observation(START, float("inf"))], "comparison.not_a_number"),
    ],
)
def test_a_series_that_is_none_is_refused(observations: list[Observation], key: str) -> None:
    with pytest.raises(LimitsRefused) as refused:
        xmr(observations, better=Better.HIGHER)
    assert refused.value.key == key


def test_observations_are_taken_by_date_whatever_their_order() -> None:
    assert xmr(observed(PUBLISHED)[::-1], better=Better.HIGHER) == chart(PUBLISHED)


@pytest.mark.parametrize(
    ("better", "target", "expected"),
    [
        (Better.HIGHER, 17, Assurance.FAIL),
        (Better.HIGHER, 16, Assurance.HIT_OR_MISS),
        (Better.HIGHER, 5, Assurance.PASS),
        (Better.LOWER, 17, Assurance.PASS),
        (Better.LOWER, 11, Assurance.HIT_OR_MISS),
        (Better.LOWER, 5, Assurance.FAIL),
        (Better.NEUTRAL, 17, None),
        (Better.HIGHER, None, None),
    ],
)
def test_assurance_holds_the_target_against_the_last_limits(
    better: Better, target: float | None, expected: Assurance | None
) -> None:
    assert chart(SWING, better, target=target).assurance is expected


def test_each_dated_target_is_held_against_the_last_limits() -> None:
    dated = [DatedTarget(day(30), 5), DatedTarget(day(60), 12), DatedTarget(day(90), 40)]
    found = [each.assurance for each in chart(SWING, trajectory=dated).trajectory]
    assert found == [Assurance.PASS, Assurance.HIT_OR_MISS, Assurance.FAIL]


@given(series, st.integers(-10_000, 10_000))
def test_shifting_a_series_shifts_its_limits_and_not_their_width(values: list[float], shift: int) -> None:
    before, after = chart(values).segments[0].limits, chart([value + shift for value in values]).segments[0].limits
    assert after.centre == pytest.approx(before.centre + shift, abs=1e-6)
    assert (before.lower is None) == (after.lower is None)
    if before.lower is not None:
        assert after.upper - after.lower == pytest.approx(before.upper - before.lower, abs=1e-6)


@given(series)
def test_mirroring_the_direction_mirrors_the_kinds(values: list[float]) -> None:
    mirror = {Kind.COMMON: Kind.COMMON, Kind.IMPROVEMENT: Kind.CONCERN, Kind.CONCERN: Kind.IMPROVEMENT}
    assert [mirror[kind] for kind in kinds(values)] == kinds(values, Better.LOWER)


@given(series)
def test_turning_a_series_upside_down_turns_its_marks_upside_down(values: list[float]) -> None:
    assert rules(values) == rules([-value for value in values])
    assert kinds(values) == kinds([-value for value in values], Better.LOWER)


@given(series)
def test_without_a_direction_nothing_improves_and_nothing_concerns(values: list[float]) -> None:
    assert set(kinds(values, Better.NEUTRAL)) <= {Kind.COMMON, Kind.HIGH, Kind.LOW}


@given(series)
def test_a_point_is_marked_exactly_when_a_rule_applies(values: list[float]) -> None:
    assert all((point.rule is None) == (point.kind is Kind.COMMON) for point in chart(values).points)
