"""What changed between two versions of a contract, baselines from what was measured, and targets in words."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.results.comparison.lines import indicator
from tracker.core.words import speaking
from tracker.targets.rules import (
    AddsUp,
    Contract,
    Direction,
    Frequency,
    InterimRow,
    TargetKind,
    Timing,
    Unit,
    target_level,
)
from tracker.targets.rules.contracts import CONTRACT, FieldDifference, MeasuredValue, baseline_of, differing
from tracker.targets.sentences import both_words, field_words, step_words, target_words

DAY = date(2026, 1, 31)
VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6), st.text(max_size=5))
CONTRACTS = st.dictionaries(st.sampled_from(CONTRACT), VALUES)
LEVELS = st.integers(-1_000, 1_000).map(float)


def monthly(*values: float | None, n: int | None = None, denominators: tuple[float, ...] = ()) -> list[MeasuredValue]:
    parts = denominators or (None,) * len(values)
    return [
        MeasuredValue(DAY + timedelta(days=30 * at), value, n, part)
        for at, (value, part) in enumerate(zip(values, parts, strict=True))
    ]


def over(points: list[MeasuredValue], adds_up: AddsUp = AddsUp.WEIGHTED, timing: Timing = Timing.FLOW) -> Any:
    return baseline_of(points, adds_up, timing, date.min, date.max)


@given(CONTRACTS, CONTRACTS)
def test_what_differs_is_told_once_in_reading_order_and_nothing_else_is(before: dict[str, Any], after: dict[str, Any]) -> None:
    told = differing(before, after)
    assert [one.field for one in told] == [field for field in CONTRACT if before.get(field) != after.get(field)]
    assert [(one.before, one.after) for one in told] == [(one.after, one.before) for one in differing(after, before)]


def test_a_baseline_weighs_each_value_by_what_it_rests_on() -> None:
    weighed = [MeasuredValue(DAY, 80.0, 100), MeasuredValue(DAY, 86.0, 200)]
    assert (over(weighed).value, over(weighed).n, over(weighed).periods) == (84.0, 300, 2)
    assert over(weighed, AddsUp.SUM).value == 83.0  # a month's count is a month's, however many there were
    halves = monthly(50.0, 10.0, n=7, denominators=(10.0, 30.0))
    assert over(halves, AddsUp.RECOMPUTED).value == 20.0  # (5 + 3) of 40
    assert over(halves, AddsUp.WEIGHTED).value == 30.0
    assert over([*weighed, MeasuredValue(DAY, 90.0)]).value == pytest.approx(85.333)  # one without n: none is weighed
    assert over([*weighed, MeasuredValue(DAY, 90.0)]).n is None


def test_of_rolling_values_the_last_one_is_the_baseline() -> None:
    found = over(monthly(10.0, 20.0, 40.0, None, n=5), timing=Timing.ROLLING)
    assert (found.value, found.n, found.periods) == (40.0, 5, 1)


@given(
    st.lists(st.tuples(st.one_of(st.none(), LEVELS), st.integers(1, 500)), max_size=12), st.integers(0, 12), st.integers(0, 12)
)
def test_a_baseline_lies_among_the_values_of_its_window(values: list[tuple[float | None, int]], one: int, other: int) -> None:
    points = [MeasuredValue(DAY + timedelta(days=at), value, n) for at, (value, n) in enumerate(values)]
    first, last = DAY + timedelta(days=min(one, other)), DAY + timedelta(days=max(one, other))
    inside = [(point.value, point.n) for point in points if first <= point.on <= last and point.value is not None]
    found = baseline_of(points, AddsUp.WEIGHTED, Timing.FLOW, first, last)
    assert (found is None) == (not inside)
    if found is not None:
        assert min(value for value, _ in inside) <= found.value <= max(value for value, _ in inside)
        assert found.n == sum(n or 0 for _, n in inside)
        exact = Fraction(sum(Fraction(value) * (n or 0) for value, n in inside), found.n)
        assert abs(Fraction(found.value) - exact) <= Fraction(1, 1000)


@given(LEVELS, st.lists(st.integers(1, 500), min_size=1, max_size=6), st.sampled_from(AddsUp))
def test_the_baseline_of_a_value_that_never_moved_is_that_value(level: float, counts: list[int], adds_up: AddsUp) -> None:
    found = over([MeasuredValue(DAY, level, n, float(n)) for n in counts], adds_up)
    assert found.value == level


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        ({}, "at least 90", "不低于90"),
        ({"direction": Direction.LOWER, "unit": Unit.MINUTES}, "at most 90 min", "不高于90分钟"),
        ({"direction": Direction.NEUTRAL}, "90", "90"),
        ({"target_kind": TargetKind.UNSET, "target": None, "level": None}, "still to be set", "待设定"),
        ({"target_kind": TargetKind.ADDED, "target": 20.0}, "20 above the baseline: at least 102", "高于基准值20，即不低于102"),
        (
            {
                "target_kind": TargetKind.CHANGE,
                "target": -40.0,
                "baseline": 30.0,
                "unit": Unit.MINUTES,
                "direction": Direction.LOWER,
            },
            "40% below the baseline: at most 18 min",
            "较基准值降低40%，即不高于18分钟",
        ),
        (
            {"target_kind": TargetKind.CHANGE, "target": 15.0, "baseline": None},
            "15% above the baseline, which is not known yet",
            "较基准值提高15%（基准值待测定）",
        ),
        (
            {
                "target_kind": TargetKind.RANGE,
                "direction": Direction.RANGE,
                "target": 3.0,
                "target_high": 5.0,
                "unit": Unit.COUNT,
            },
            "3 to 5",
            "3至5",
        ),
        (
            {"contract": Contract(consecutive=2, frequency=Frequency.QUARTERLY), "unit": Unit.PERCENT},
            "at least 90%, 2 quarters in a row",
            "不低于90%，连续2个季度",
        ),
    ],
)
def test_a_target_is_said_in_words(given: dict[str, Any], english: str, chinese: str) -> None:
    row = indicator(**given)
    level = target_level(row.target_kind, row.target, row.baseline)
    row = indicator(**given | {"level": level})
    assert target_words(row) == english
    with speaking("zh_CN"):
        assert target_words(row) == chinese


def test_a_dated_step_is_read_like_its_target() -> None:
    row = indicator(target_kind=TargetKind.CHANGE, target=-40.0, baseline=30.0, unit=Unit.MINUTES, direction=Direction.LOWER)
    assert step_words(row, InterimRow(DAY, -30.0, 21.0)) == "30% below the baseline: at most 21 min"


@given(st.sampled_from(TargetKind), LEVELS, LEVELS)
def test_no_target_is_said_with_more_digits_than_it_has(kind: TargetKind, value: float, baseline: float) -> None:
    assume(kind is not TargetKind.RANGE)
    row = indicator(target_kind=kind, target=value / 10, baseline=baseline / 10)
    row = indicator(
        target_kind=kind, target=value / 10, baseline=baseline / 10, level=target_level(kind, row.target, row.baseline)
    )
    assert "0000" not in target_words(row)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", {"en": "Satisfaction", "zh_CN": ""}, "Satisfaction"),
        ("note", {"en": "", "zh_CN": ""}, "–"),
        ("measure", "share", "share: numerator of denominator"),
        ("target_on", "2026-12-31", "Dec 31, 2026"),
        ("baseline_locked_at", "2026-01-02T08:00:00+00:00", "Jan 2, 2026, 8:00:00\u202fAM"),
        ("owner_id", "7", "Li Wei"),
        ("owner_id", "8", "–"),
        ("interim", [["2026-10-31", -30.0]], "Oct 31, 2026: -30"),
        ("interim", [], "–"),
        ("baseline", 82.0, "82"),
        ("baseline", None, "–"),
        ("derived", "audit_score", "audit_score"),
    ],
)
def test_a_field_of_a_version_is_said_in_words(field: str, value: object, words: str) -> None:
    assert field_words(field, value, {"7": "Li Wei"}) == words


def test_a_text_changed_in_the_other_language_only_is_shown_in_that_one() -> None:
    one = FieldDifference("formula", {"en": "Mean", "zh_CN": "平均"}, {"en": "Mean", "zh_CN": "平均值"})
    assert both_words(one, {}) == ("平均", "平均值")
    with speaking("zh_CN"):
        assert both_words(one, {}) == ("平均", "平均值")
