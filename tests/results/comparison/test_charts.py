"""Charts as their specs: what they show, in which colour, and whether it fits a phone."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from results.comparison.charts import bullet_chart, line_chart, spark_chart
from results.comparison.charts.style import BLUE, GREY, ORANGE
from results.comparison.process_limits import Rebase
from results.comparison.rules import Band, Measured, line_of
from results.comparison.rules.happened import Happened, HappenedKind
from tests.results.comparison.lines import END, START, indicator, line
from tracker.core.chart_titles import TITLE_WIDTH, wrapped
from tracker.core.words import speaking
from tracker.plan.rules import GateOutcome
from tracker.targets.rules import Contract, Direction, InterimRow, LimitsChart, Measure, Path, TargetKind, Unit

NOISE: list[float | None] = [84, 86, 83, 85, 84, 86, 83, 85, 84, 86, 83, 85]
BANDS = (Band("Preparation", START, date(2026, 2, 28)), Band("Pilot", date(2026, 3, 1), date(2026, 4, 30)))


def over_time(*given: Any, **options: Any) -> dict[str, Any]:
    return line_chart(line(*given, **options), BANDS, START, END)


def rows(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for layer in spec["layer"]:
        yield from spec["datasets"][layer["data"]["name"]]


def colours(spec: dict[str, Any]) -> set[str]:
    """Those of the values alone."""
    found = [layer["encoding"]["color"]["scale"]["range"] for layer in spec["layer"] if "color" in layer["encoding"]]
    return set(found[0])


def test_the_title_states_the_message() -> None:
    assert " ".join(over_time(NOISE)["title"]["text"]).startswith("Satisfaction is 85: no change beyond chance since Jan 2026")


def test_values_within_chance_have_no_colour() -> None:
    assert colours(over_time(NOISE)) == {GREY}
    assert [row["colour"] for row in bullet_chart(line(NOISE))["datasets"]["way"]] == [GREY]


def test_a_value_beyond_chance_is_blue_when_better_and_orange_when_worse() -> None:
    assert colours(over_time([*NOISE[:11], 99])) == {GREY, BLUE}
    assert colours(over_time([*NOISE[:11], 99], direction=Direction.LOWER)) == {GREY, ORANGE}


def test_limits_mean_target_dated_targets_and_phases_are_there() -> None:
    spec = over_time(NOISE, interim=(InterimRow(date(2026, 6, 30), 86, 86.0),))
    told = json.dumps(spec, ensure_ascii=False)
    assert [row["what"] for row in rows(spec) if "firm" in row] == ["Mean", "Process limits", "Process limits"]
    for word in ("Target 90", "Preparation", "Pilot", "Jun 30, 2026", "Score (0 to 100)", "Month"):
        assert word in told


def test_without_limits_the_mean_alone_is_drawn() -> None:
    assert [row["what"] for row in rows(over_time([84, 84])) if "firm" in row] == ["Mean"]


def test_chinese_charts_name_months_in_chinese() -> None:
    with speaking("zh_CN"):
        spec = over_time(NOISE, name="客户满意度")
    told = json.dumps(spec, ensure_ascii=False)
    assert "月'" in told
    assert "%b" not in told
    assert "目标值 90" in told


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"baseline": None},
        {"level": None, "target": None, "target_kind": TargetKind.UNSET},
        {"direction": Direction.RANGE, "level": 3.0, "level_high": 5.0, "baseline": 0.0, "unit": Unit.COUNT},
        {"baseline": 90.0},
        {"name": "A" * 200},
    ],
)
@pytest.mark.parametrize("values", [NOISE, [84.0], [84.0, None], [None], []])
def test_every_indicator_can_be_drawn(given: dict[str, Any], values: list[float | None]) -> None:
    found = line(list(values), **given)
    for spec in (bullet_chart(found), spark_chart(found, BANDS), spark_chart(found, ())):
        json.dumps(spec, allow_nan=False)
        assert "title" not in spec  # the finding stands above as text
    for spec in (line_chart(found, BANDS, START, END), line_chart(found, (), START, END)):
        json.dumps(spec, allow_nan=False)
        assert spec["title"]["text"]
        assert all(row["on"].endswith("T00:00:00") for row in rows(spec) if "on" in row)


def test_the_same_rows_in_the_same_language_are_drawn_once() -> None:
    assert bullet_chart(line(NOISE)) is bullet_chart(line(NOISE))
    with speaking("zh_CN"):
        chinese = bullet_chart(line(NOISE))
    assert chinese != bullet_chart(line(NOISE))


@pytest.mark.parametrize(
    "text",
    [
        "Customer satisfaction index is 86.4, 55% of the way from 82 to 90; steady within chance",
        "客户满意度为86.4，从82到90的进程已完成55%；波动在正常范围内，就现有12个数值而言尚不足以判断",
        "Staff 员工技能达标率为 81.6%，从64%到100%的进程已完成49%；最近数值优于正常波动",
    ],
)
def test_titles_wrap_to_what_a_phone_shows_and_lose_nothing(text: str) -> None:
    lines = wrapped(text)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(sum(2 if ord(letter) > 0x2E80 else 1 for letter in one) <= TITLE_WIDTH + 2 for one in lines)
    assert not any(one.startswith(("，", "；", "。", "%", ",", ";")) for one in lines)


def test_a_spark_shows_the_last_values_with_their_limits_and_a_target_only_where_it_is_near() -> None:
    spec = spark_chart(line([*NOISE, *NOISE, 99], level=99.0), BANDS)
    rows = spec["datasets"]
    assert (len(rows["values"]), len(rows["reach"]), len(rows["target"])) == (24, 24, 1)
    assert [row["colour"] for row in rows["values"] if row["size"]] == [BLUE]
    assert spark_chart(line(NOISE, level=400.0), BANDS)["datasets"]["target"] == []
    assert [band["name"] for band in spark_chart(line(NOISE), BANDS)["datasets"]["bands"]] == ["Preparation", "Pilot"]


def test_limits_that_begin_anew_are_drawn_where_they_hold_with_their_reason() -> None:
    points = [Measured(date(2026, at, 28), value, 100) for at, value in enumerate([84, 86, 83, 90, 92, 91], 1)]
    found = line_of(indicator(), points, starts_on=START, today=END, rebases=[Rebase(date(2026, 4, 28), "New tills")])
    spec = line_chart(found, (), START, END)
    assert [(row["on"][:10], row["to"][:10]) for row in spec["datasets"]["limits"] if row["firm"]] == [
        ("2026-01-28", "2026-04-28"),
        ("2026-04-28", "2026-12-31"),
    ]
    assert [(row["on"][:10], row["shown"]) for row in spec["datasets"]["rebases"]] == [("2026-04-28", "New tills")]


def test_each_value_of_a_p_chart_has_its_own_limits() -> None:
    points = [Measured(date(2026, at, 28), 80, n, 0.8 * n, n) for at, n in enumerate([100, 400, 400, 100], 1)]
    contract = Contract(measure=Measure.SHARE, chart=LimitsChart.P)
    found = line_of(indicator(unit=Unit.PERCENT, contract=contract), points, starts_on=START, today=END)
    limits = [row for row in line_chart(found, (), START, END)["datasets"]["limits"] if not row["firm"]]
    assert [row["on"][5:7] for row in limits] == ["01", "01", "02", "02", "04", "04"]


def test_what_happened_is_numbered_and_only_what_stands_on_a_day_of_the_chart_is_drawn() -> None:
    happened = (
        Happened(date(2026, 2, 1), HappenedKind.ACTIONS, "", n=12),
        Happened(date(2026, 3, 1), HappenedKind.GATE, "Pilot", outcome=GateOutcome.GO),
        Happened(date(2026, 5, 1), HappenedKind.EVENT, "Festival"),
        Happened(date(2028, 5, 1), HappenedKind.EVENT, "Long after"),
    )
    drawn = line_chart(line(NOISE), BANDS, START, END, happened)["datasets"]["happened"]
    assert [(row["number"], row["shown"]) for row in drawn] == [("1", "Pilot: Go"), ("2", "Festival")]


@pytest.mark.parametrize(("path", "expected"), [(Path.LINE, "linear"), (Path.STEPS, "step-after")])
def test_the_plan_is_drawn_from_the_baseline_as_the_contract_says(path: Path, expected: str) -> None:
    spec = over_time(NOISE, contract=Contract(path=path), interim=(InterimRow(date(2026, 6, 30), 86, 86.0),))
    assert [row["value"] for row in spec["datasets"]["plan"]] == [82, 86, 90]
    assert expected in {layer["mark"].get("interpolate") for layer in spec["layer"]}
