"""Pictures of audits as their specs: colour only beyond chance, n beside every value, in the reader's language."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import vl_convert

from results.comparison.charts.audits import (
    changed_chart,
    channels_chart,
    coverage_chart,
    map_chart,
    sections_chart,
    spread_chart,
    trend_chart,
)
from results.comparison.charts.style import BLUE, GREY, ORANGE
from results.comparison.queries.audits import gaps
from tests.results.comparison.audits.rows import channel, items, section_map, store, trend, visits, wave
from tracker.core.words import speaking

STORES = [store("A", (80, 9), (70, 9), (79, 3)), store("B", (80, 9), (90, 9), (80, 9))]
CHANNELS = [channel("Shop", 90, 50), channel("Phone", 80, 50)]
MAKES: list[Callable[[], dict[str, Any] | None]] = [
    lambda: spread_chart([wave("A", {13: 20, 19: 20}), wave("B", {1: 2})]),
    lambda: map_chart(section_map(*STORES)),
    lambda: sections_chart(section_map(STORES[0]), STORES[0]),
    lambda: changed_chart(items(("Smile", 40, 80), ("Badge", 80, 40))),
    lambda: channels_chart(CHANNELS, gaps(CHANNELS)),
    lambda: trend_chart(trend(*[40] * 13, 10)),
    lambda: coverage_chart([visits("A", 10, 4)]),
]


@pytest.mark.parametrize("make", MAKES)
def test_every_picture_is_drawn_and_has_its_finding_as_title(make: Callable[[], dict[str, Any] | None]) -> None:
    spec = make()
    assert spec is not None
    assert spec["title"]["text"]
    drawn = vl_convert.vegalite_to_svg(spec | {"width": 360})
    assert "NaN" not in drawn


@pytest.mark.parametrize("make", MAKES)
def test_in_chinese_no_word_of_a_picture_is_english(make: Callable[[], dict[str, Any] | None]) -> None:
    with speaking("zh_CN"):
        spec = make()
    assert spec is not None
    titles = re.findall(r'"title": "([^"]+)"', json.dumps(spec, ensure_ascii=False))
    assert not [title for title in titles if re.search("[A-Za-z]{3}", title.replace("p", ""))]


def test_bars_are_shares_of_their_wave_and_a_thin_wave_has_none() -> None:
    spec = spread_chart([wave("A", {13: 20, 19: 20}), wave("B", {1: 2})])
    bars = spec["datasets"]["bars"]
    assert [(bar["what"], bar["shown"], bar["n"]) for bar in bars] == [("65 to 70", "50.0%", 20), ("95 to 100", "50.0%", 20)]
    assert len({bar["y"] - bar["y2"] for bar in bars}) == 1
    assert [name["text"] for name in spec["datasets"]["names"]] == [
        ["Wave B", "n 2 · mean: too few"],
        ["Wave A", "n 40 · mean: 82.5 (77.6 to 87.4)"],
    ]


def test_a_cell_has_colour_only_where_a_store_stands_apart_and_an_arrow_says_the_same() -> None:
    cells = {(cell["store"], cell["section"]): cell for cell in map_chart(section_map(*STORES))["datasets"]["cells"]}
    low, thin = cells["A · Store A", "Greeting"], cells["A · Store A", "Shop and facilities"]
    high, level = cells["B · Store B", "Greeting"], cells["B · Store B", "Whole audit"]
    assert [cell["colour"] for cell in (low, high, level, thin)] == [ORANGE, BLUE, GREY, GREY]
    assert [cell["value"] for cell in (low, high, level, thin)] == ["▼ 70.0", "▲ 90.0", "80.0", "–"]
    assert (low["n"], thin["n"]) == ("n 9", "n 3")


def test_two_sections_of_one_name_stay_two_columns() -> None:
    found = section_map(store("A", (80, 9), (80, 9)), store("A", (80, 9), (80, 9)))
    assert len({cell["store"] for cell in map_chart(found)["datasets"]["cells"]}) == 2


def test_an_item_that_got_worse_is_orange_and_without_a_change_there_is_no_picture() -> None:
    spec = changed_chart(items(("Smile", 40, 80), ("Badge", 80, 40)))
    assert spec is not None
    assert [row["colour"] for row in spec["datasets"]["ranges"]] == [BLUE, ORANGE]
    assert spec["datasets"]["names"][0]["text"] == ["Smile", "40% → 80% · n 100"]
    assert changed_chart(items()) is None


def test_the_limits_of_an_item_follow_its_audits_and_nothing_is_drawn_without_enough() -> None:
    spec = trend_chart(trend(*[40] * 13, 10))
    assert spec is not None
    points = spec["datasets"]["points"]
    assert points[-1]["colour"] == ORANGE
    assert all(0 <= point["lower"] <= point["centre"] <= point["upper"] <= 100 for point in points)
    assert trend_chart(trend(1, asked=2)) is None
    assert channels_chart([channel("Chat", 30, 2)], []) is None
    assert sections_chart(section_map(store("C", (80, 2))), store("C", (80, 2))) is None
