"""Findings: what is said of audits, and never more than chance allows."""

from datetime import date

import pytest

from results.comparison.audit_sentences import (
    channels_finding,
    coverage_finding,
    gap_words,
    items_finding,
    map_finding,
    mean_words,
    points_words,
    spread_finding,
    store_finding,
    trend_finding,
    wave_words,
)
from results.comparison.queries.audits import Visits, WaveScores, gaps
from results.comparison.rules.audits import mean_of, sums_of_steps
from tests.results.comparison.audits.rows import channel, items, mean, section_map, store, trend, visits, wave
from tracker.core.words import speaking

LOW, HIGH = {13: 20, 14: 20, 15: 20}, {16: 20, 17: 20, 18: 20}


def test_the_latest_wave_is_held_against_the_one_before_it() -> None:
    assert spread_finding([wave("A", LOW), wave("B", HIGH)]) == (
        "Wave B: mean score 87.5 from 60 audits, 15.0 points above Wave A, beyond chance"
    )
    assert "15.0 points below Wave B" in spread_finding([wave("B", HIGH), wave("A", LOW)])
    assert spread_finding([wave("A", LOW), wave("B", LOW)]).endswith("no detectable change from Wave A")


def test_a_wave_of_too_few_audits_is_no_news() -> None:
    thin = wave("C", {1: 2})
    assert spread_finding([wave("A", LOW), thin]) == "Wave A: mean score 72.5 from 60 audits"
    assert spread_finding([thin]).startswith("Too few audits to show how their scores fall: 2")


def test_audits_outside_waves_are_named_by_their_quarter() -> None:
    of_quarter = WaveScores("", None, date(2026, 4, 1), LOW, mean_of(sums_of_steps(LOW)))
    assert wave_words(of_quarter) == "No wave, Q2 2026"
    with speaking("zh_CN"):
        assert wave_words(of_quarter) == "无批次，2026年第2季度"


def test_stores_stand_apart_in_the_section_where_most_fall_behind() -> None:
    behind, ahead, level = store("A", (80, 9), (70, 9)), store("B", (80, 9), (90, 9)), store("C", (80, 9), (81, 9))
    assert map_finding(section_map(behind, ahead, level)) == (
        "2 of 3 stores stand apart by more than chance; most fall behind in Greeting: 1"
    )
    assert map_finding(section_map(ahead, level)) == (
        "1 of 2 stores stand apart by more than chance, none of them below the mean of a section"
    )
    assert map_finding(section_map(level)) == "No store stands apart from the mean by more than chance explains, among 1"
    assert map_finding(section_map(store("D", (20, 2)))).startswith("No store was audited often enough")


def test_of_one_store_its_lowest_section_is_named_and_whether_that_is_chance() -> None:
    one = store("A", (80, 9), (70, 9), (79, 9))
    assert store_finding(section_map(one), one) == (
        "Store A: Greeting at 70.0 (n 9) is below the other stores by more than chance"
    )
    level = store("B", (80, 9), (81, 9), (79, 9))
    assert "lowest in Shop and facilities, 79.0 (n 9); no section is below" in store_finding(section_map(level), level)
    thin = store("C", (80, 2))
    assert store_finding(section_map(thin), thin).startswith("No store was audited often enough")


def test_items_are_counted_and_the_one_that_changed_most_is_named() -> None:
    assert items_finding(items(("Smile", 40, 80), ("Badge", 80, 60))) == (
        "2 of 20 items changed beyond chance; most: “Smile”, 40% → 80%"
    )
    assert items_finding(items()) == "None of 20 items changed by more than chance explains"
    assert items_finding(items(compared=0)).startswith("No item was asked often enough")
    moved = items(("Smile", 40, 80)).changed[0].change
    assert points_words(moved.difference) == "40.0 (26.8 to 51.2)"


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ([40], "80% of 50 audits in Jan 2025; a single value cannot tell change from chance"),
        ([40, 41], "as far as 2 values can tell"),
        ([40] * 13, "no change beyond chance since Jan 2025"),
        ([40] * 13 + [10], "the last value is worse than chance explains"),
        ([30, 31, 32, 33, 34, 35, 36], "rising since Jan 2025 for the better, beyond chance"),
    ],
)
def test_the_course_of_an_item_says_whether_its_last_month_is_news(kept: list[int], words: str) -> None:
    assert trend_finding(trend(*kept)).endswith(words)


def test_an_item_without_a_month_of_enough_audits_says_so() -> None:
    assert trend_finding(trend(1, 2, asked=4)) == "“A smile?”: no month has 5 audits or more."


def test_channels_differ_or_no_difference_can_be_told() -> None:
    shop, phone, chat = channel("Shop", 90, 50), channel("Phone", 80, 50), channel("Chat", 30, 2)
    assert (
        channels_finding([shop, phone], gaps([shop, phone])) == "Shop · Visit is 10.0 points above Phone · Visit, beyond chance"
    )
    assert channels_finding([shop, shop], gaps([shop, shop])) == "No detectable difference between 2 channels"
    assert channels_finding([shop, chat], gaps([shop, chat])).endswith("there is no other channel to compare with")
    assert channels_finding([chat], gaps([chat])).startswith("Too few audits to compare channels: 2")
    (gap,) = gaps([shop, shop])
    assert gap_words(gap.difference) == "no detectable difference"


def test_coverage_names_where_most_is_open() -> None:
    assert coverage_finding([visits("A", 10, 10), visits("B", 10, 4)]) == ("14 of 20 visits are done; most are open in Wave B: 6")
    assert coverage_finding([visits("A", 10, 10)]) == "All 10 visits are done"
    assert coverage_finding([Visits("", None, date(2026, 5, 1), 3, 1)]).endswith("most are open in May 2026: 2")
    assert coverage_finding([]) == "No visit is planned in this period."


def test_a_mean_shows_its_interval_or_that_there_are_too_few() -> None:
    assert mean_words(mean(80, 36)) == "80.0 (77.9 to 82.1)"
    assert mean_words(mean(80, 4)) == "too few"
    assert mean_words(mean_of(sums_of_steps({15: 1}))) == "77.5"
