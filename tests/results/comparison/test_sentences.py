"""What the numbers are made to say, word by word, in both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from results.comparison.process_limits import Kind, Rebase
from results.comparison.rules import Line, Measured, line_of
from results.comparison.sentences import (
    assurance_words,
    chance_words,
    finding,
    limits_notes,
    limits_words,
    message,
    outlook_words,
    standing_words,
    value_words,
)
from tests.results.comparison.lines import START, TODAY, indicator, line
from tracker.core.words import LANGUAGES, catalogue, speaking
from tracker.targets.rules import (
    Contract,
    Direction,
    Frequency,
    InterimRow,
    LimitsChart,
    LimitsProfile,
    Measure,
    TargetKind,
    Unit,
)

NOISE: list[float | None] = [84, 86, 83, 85, 84, 86, 83, 85, 84, 86, 83, 85, 84, 86.4]
CLIMBING: list[float | None] = [86, 84, 86, 84, 86, 84, 84, 84.1, 84.2, 84.3, 84.4, 84.5, 84.6]
LATER = date(2027, 12, 31)
TWO_QUARTERS = Contract(frequency=Frequency.QUARTERLY, consecutive=2)
RANGE: dict[str, Any] = {"direction": Direction.RANGE, "level": 3.0, "level_high": 5.0, "baseline": 0.0, "unit": Unit.COUNT}


def test_the_one_sentence_says_the_value_whether_it_is_news_and_what_becomes_of_the_target() -> None:
    assert message(line(NOISE, target_on=LATER)) == (
        "Satisfaction is 86.4: no change beyond chance since Jan 2026; the target of 90 is met or missed by chance"
    )


def test_the_same_in_chinese() -> None:
    with speaking("zh_CN"):
        assert message(line(NOISE, name="客户满意度", target_on=LATER)) == (
            "客户满意度为86.4：自2026年1月以来无超出正常波动的变化；目标值90处于正常波动范围内，时而达到，时而达不到"
        )


def test_beside_name_and_value_the_sentence_stands_without_them() -> None:
    assert finding(line(NOISE, level=95.0, target_on=LATER)) == (
        "No change beyond chance since Jan 2026; the target of 95 lies above what the process gives"
    )
    assert finding(line([])) == "Satisfaction has no value yet"


@pytest.mark.parametrize(
    ("found", "start"),
    [
        (line([91, 92]), "Satisfaction is 92 and meets the target of 90"),
        (line([84, 85], baseline=None), "Satisfaction is 85; the target is 90"),
        (line([84, 85], level=None, target_kind=TargetKind.UNSET), "Satisfaction is 85; no target is set yet"),
        (line([80, 81]), "Satisfaction is 81, no nearer to the target of 90 than the baseline of 82"),
        (line([3, 4], **RANGE), "Satisfaction is 4, within the target of 3 to 5"),
        (line([1, 2], **RANGE), "Satisfaction is 2, not within the target of 3 to 5"),
        (line([]), "Satisfaction has no value yet"),
        (line([None], smallest_n=300), "Satisfaction is not shown: at least 300 observations are needed, and there were 100"),
        (line([83, 89.97], unit=Unit.PERCENT), "Satisfaction is 89.97%, 99% of the way from 82% to 90%"),
        (line(NOISE), "Satisfaction is 86.4, 55% of the way from 82 to 90"),
    ],
)
def test_how_much_of_the_way_is_done(found: Line, start: str) -> None:
    assert standing_words(found) == start


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (line(NOISE[:5]), "no change beyond chance since Jan 2026, as far as 5 values can tell"),
        (line([84]), "a single value cannot tell change from chance"),
        (line([84, 84, 84]), "the values do not vary, so nothing can be said of chance"),
        (line([*NOISE[:12], 95]), "the last value is better than chance explains"),
        (line([*NOISE[:12], 95], direction=Direction.LOWER), "the last value is worse than chance explains"),
        (line([*NOISE[:12], 95], **RANGE), "the last value is higher than chance explains"),
        (line(CLIMBING), "rising since Jul 2026 for the better, beyond chance"),
        (line(CLIMBING, direction=Direction.LOWER), "rising since Jul 2026 for the worse, beyond chance"),
        (line(CLIMBING, **RANGE), "rising since Jul 2026, beyond chance"),
    ],
)
def test_what_is_said_of_chance(found: Line, expected: str) -> None:
    assert chance_words(found) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (line(NOISE, level=70.0, target_on=LATER), "the process as it is meets the target of 70 each time"),
        (
            line(NOISE, level=70.0, direction=Direction.LOWER, target_on=LATER),
            "the target of 70 lies below what the process gives",
        ),
        (line(NOISE, **RANGE | {"target_on": LATER}), "the target of 3 to 5 lies outside what the process gives"),
        (
            line(NOISE, **RANGE | {"target_on": LATER, "level_high": 99.0}),
            "the process as it is meets the target of 3 to 99 each time",
        ),
        (line(CLIMBING, target_on=date(2027, 4, 30)), "the Apr 2027 target of 90 will be missed at this pace"),
        (line(CLIMBING, level=80.0, target_on=date(2027, 4, 30)), "the Apr 2027 target of 80 will be met at this pace"),
        (
            line(CLIMBING, level=85.2, target_on=date(2027, 4, 30)),
            "the Apr 2027 target of 85.2 may be met or missed at this pace",
        ),
        (line(CLIMBING, target_on=LATER), "the last value does not meet the target of 90"),
        (line([*NOISE[:12], 95], target_on=LATER), "the last value meets the target of 90"),
        (line(NOISE, today=LATER), "the target of 90 was due on Dec 31, 2026 and is not met"),
        (line([91, 92], today=LATER), "the target of 90, due on Dec 31, 2026, is met"),
        (line(NOISE, level=None, target=None, target_kind=TargetKind.UNSET), "no target is set yet"),
        (
            line(NOISE, level=None, target=-40.0, target_kind=TargetKind.CHANGE, baseline=None),
            "the target rests on a baseline that is not known yet",
        ),
        (line([89, 91], contract=TWO_QUARTERS, today=TODAY), "the target of 90 is met in 1 of 2 quarters in a row"),
        (
            line([91, 91, 91, 91], contract=TWO_QUARTERS, today=TODAY),
            "the target of 90 is met in 2 quarters in a row (2 are needed)",
        ),
        (line(NOISE, direction=Direction.NEUTRAL), ""),
    ],
)
def test_what_is_said_of_the_target(found: Line, expected: str) -> None:
    assert outlook_words(found) == expected


def test_limits_are_told_with_what_they_rest_on() -> None:
    assert limits_words(line(NOISE)).startswith("Limits (XmR, profile nhsr) from 14 values: ")
    assert "Trial limits: they rest on 5 values" in limits_words(line(NOISE[:5]))
    assert limits_words(line([84, 84])).startswith("No limits")
    assert limits_words(line([])) == ""


def test_with_a_year_before_the_programme_a_change_is_held_against_that_year() -> None:
    year_before = [Measured(date(2025, month, 28), value, 100) for month, value in zip(range(1, 13), NOISE, strict=False)]
    after = [Measured(date(2026, month, 28), 90.0 + month % 2, 100) for month in range(1, 5)]
    found = line_of(indicator(), [*year_before, *after], starts_on=START, today=TODAY)
    assert limits_words(found).startswith("Limits (XmR, profile nhsr) from the 12 values before the programme: ")
    kinds = [point.kind for point in found.chart.points] if found.chart else []
    assert kinds == [Kind.COMMON] * 12 + [Kind.IMPROVEMENT] * 4


def test_the_target_and_the_interim_targets_ahead_are_held_against_the_process() -> None:
    steps = (
        InterimRow(date(2026, 2, 1), 70, 70.0),
        InterimRow(date(2027, 6, 30), 95, 95.0),
        InterimRow(date(2027, 7, 31), 70, 70.0),
    )
    assert assurance_words(line(NOISE, interim=steps, target_on=date(2027, 12, 31), level=85.0)) == [
        "Jun 30, 2027, target 95: will be missed if the process stays as it is, for it lies above the upper limit of 90.",
        "Jul 31, 2027, target 70: will be met if the process stays as it is, for it lies below the lower limit of 79.2.",
        "Dec 31, 2027, target 85: may be met or missed by chance, for the limits are 79.2 to 90.",
    ]


def test_after_a_change_the_limits_foretell_nothing() -> None:
    changed = "The values have changed beyond chance, so these limits cannot foretell whether the target will be met."
    assert assurance_words(line([*NOISE[:12], 99], target_on=LATER)) == [changed]
    assert assurance_words(line(CLIMBING, target_on=date(2027, 4, 30))) == [
        "Apr 30, 2027, target 90: will be missed at this pace, which leads to 84.9.",
        changed,
    ]


def test_limits_of_another_chart_are_told_with_its_name_and_why_a_chart_was_not_to_be_had() -> None:
    shares = [Measured(date(2026, at, 28), 80.0 + at % 3, 50, (80 + at % 3) / 2, 50) for at in range(1, 7)]
    contract = Contract(measure=Measure.SHARE, chart=LimitsChart.P, profile=LimitsProfile.SIX_POINTS)
    found = line_of(indicator(unit=Unit.PERCENT, contract=contract), shares, starts_on=START, today=TODAY)
    assert limits_words(found).startswith("Limits (p chart, profile six_points) from 6 values, for each value by its denominator")
    assert limits_notes(found) == []
    rebase = Rebase(date(2026, 3, 1), "new tills")
    bare = [Measured(point.on, point.value, point.n) for point in shares]
    without = line_of(found.indicator, bare, starts_on=START, today=TODAY, rebases=[rebase])
    assert limits_notes(without) == [
        "A p chart was agreed, but not every value has the numerator and denominator it needs, so XmR limits are shown.",
        "The rebase of Mar 1, 2026 (new tills) is not applied: no value of that day is shown here.",
    ]


def test_a_value_is_shown_with_its_unit() -> None:
    assert [value_words(unit, 86.25) for unit in (Unit.SCORE, Unit.PERCENT, Unit.MINUTES, Unit.HOURS)] == [
        "86.3",
        "86.3%",
        "86.3 min",
        "86.3 h",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "say_it", [message, finding, standing_words, chance_words, limits_words, lambda found: " ".join(assurance_words(found))]
)
def test_no_sentence_is_a_raw_key(language: str, say_it: Callable[[Line], str]) -> None:
    shifted = [80, 81, 80, 81, 80, 81, 80, 81, *NOISE]
    with speaking(language):
        for better in Direction:
            for values in (NOISE, shifted, shifted[::-1], [84], [84, 84], []):
                given = RANGE if better is Direction.RANGE else {"direction": better}
                told = say_it(line(list(values), **given))
                assert "comparison." not in told
                assert "{" not in told


def test_every_way_a_value_can_stand_out_has_its_sentence() -> None:
    for rule in ("outside", "trend", "two_of_three", "one_side"):
        for kind in ("improvement", "concern", "high", "low"):
            assert f"comparison.chance.{rule}.{kind}" in catalogue("zh_CN")
