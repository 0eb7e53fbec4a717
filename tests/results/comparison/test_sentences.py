"""What the numbers are made to say, word by word, in both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from results.comparison.process_limits import Kind
from results.comparison.rules import Line, Measured, line_of
from results.comparison.sentences import assurance_words, chance_words, limits_words, message, value_words
from tests.results.comparison.lines import START, TODAY, indicator, line
from tracker.core.words import LANGUAGES, catalogue, speaking
from tracker.targets.rules import Direction, InterimRow, TargetKind, Unit

NOISE: list[float | None] = [84, 86, 83, 85, 84, 86, 83, 85, 84, 86, 83, 85, 84, 86.4]
RANGE: dict[str, Any] = {"direction": Direction.RANGE, "level": 3.0, "level_high": 5.0, "baseline": 0.0, "unit": Unit.COUNT}


def test_the_title_says_where_it_stands_and_that_it_is_no_news() -> None:
    assert message(line(NOISE)) == "Satisfaction is 86.4, 55% of the way from 82 to 90; steady within chance"


def test_the_same_in_chinese() -> None:
    with speaking("zh_CN"):
        assert message(line(NOISE, name="客户满意度")) == "客户满意度为86.4，从82到90的进程已完成55%；波动在正常范围内"


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
        (line([84]), "Satisfaction is 84, 25% of the way from 82 to 90; a single value cannot tell change from chance"),
    ],
)
def test_what_is_said_of_a_value(found: Line, start: str) -> None:
    assert message(found).startswith(start)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (line(NOISE[:5]), "within chance as far as 5 values can tell"),
        (line([84, 84, 84]), "the values do not vary, so nothing can be said of chance"),
        (line([*NOISE[:12], 95]), "the last value is better than chance explains"),
        (line([*NOISE[:12], 95], direction=Direction.LOWER), "the last value is worse than chance explains"),
        (line([*NOISE[:12], 95], **RANGE), "the last value is higher than chance explains"),
        (line([86, 84, 86, 84, 86, 84, 84, 84.1, 84.2, 84.3, 84.4, 84.5, 84.6]), "improving since Jul 2026, beyond chance"),
    ],
)
def test_what_is_said_of_chance(found: Line, expected: str) -> None:
    assert chance_words(found) == expected


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
    told = assurance_words(line(NOISE, interim=steps, target_on=date(2027, 12, 31)))
    assert told == [
        "A process that stays as it is will sometimes meet the target and sometimes not, by chance.",
        "Interim target of 95 on Jun 30, 2027: will be missed if things stay as they are.",
        "Interim target of 70 on Jul 31, 2027: will be met if things stay as they are.",
    ]


def test_after_a_change_nothing_is_foretold() -> None:
    assert assurance_words(line([*NOISE[:12], 99])) == [
        "The values have changed beyond chance, so these limits cannot foretell whether the target will be met."
    ]


def test_a_value_is_shown_with_its_unit() -> None:
    assert [value_words(unit, 86.25) for unit in (Unit.SCORE, Unit.PERCENT, Unit.MINUTES, Unit.HOURS)] == [
        "86.3",
        "86.3%",
        "86.3 min",
        "86.3 h",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("say_it", [message, chance_words, limits_words, lambda found: " ".join(assurance_words(found))])
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
