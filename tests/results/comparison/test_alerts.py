"""Alerts are few: what raises one, and how many chance alone raises."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from results.comparison.process_limits import SMALLEST_FIRM, Better, limits_of
from results.comparison.rules import AlertKind
from results.comparison.rules.alerts import (
    AHEAD,
    BEYOND,
    MOST_A_KIND,
    SIGMAS,
    Signal,
    crossed,
    false_rate,
    few_of,
    of_line,
    of_stores,
    of_teams,
    outside_rate,
    sigmas_worse,
    worse_by,
)
from tests.results.comparison.lines import END, indicator, line
from tracker.targets.rules import Contract, Direction

NOISE: list[float | None] = [84, 86, 83, 85, 84, 86, 83, 85, 84, 86, 83, 85, 84]
JUNE = date(2026, 6, 1)


@dataclass(frozen=True)
class Month:
    store_id: UUID
    code: str
    month: date
    value: float | None
    n: int | None = 30


@dataclass(frozen=True)
class Team:
    key: UUID
    code: str
    value: float | None
    n: int | None
    standard_error: float | None


def kinds(signals: Any) -> list[AlertKind]:
    return [signal.kind for signal in signals]


def months(store: int, values: list[float], until: date = JUNE) -> list[Month]:
    firsts = [date(until.year - (at > until.month - 1), (until.month - 1 - at) % 12 + 1, 1) for at in range(12)]
    firsts += [first.replace(year=first.year - 1) for first in firsts]
    return [Month(UUID(int=store), f"ST-{store}", month, value) for month, value in zip(firsts, reversed(values), strict=False)]


def test_a_value_outside_its_limits_to_the_worse_side_raises_one() -> None:
    [signal] = of_line(line([*NOISE, 70]))
    assert (signal.kind, signal.key, signal.facts["value"]) == (AlertKind.OUTSIDE, "outside/csi/2027-02", 70)


@pytest.mark.parametrize(
    ("values", "given"),
    [
        ([*NOISE, 99], {}),  # better
        (NOISE, {}),  # chance
        ([84, 86, 83, 85, 60], {}),  # trial limits
        ([84], {}),
        ([], {}),
        ([*NOISE, 70], {"direction": Direction.RANGE, "level": 80.0, "level_high": 90.0}),  # no side is worse
    ],
)
def test_what_is_better_or_chance_or_not_known_raises_none(values: list[float | None], given: dict[str, Any]) -> None:
    assert kinds(of_line(line(values, **given))) == []


def test_a_threshold_of_the_contract_raises_one_on_either_side() -> None:
    watched = indicator(contract=Contract(alert_below=80.0, alert_above=95.0))
    assert [crossed(watched, value) for value in (79.9, 80.0, 95.0, 95.1)] == [80.0, None, None, 95.0]
    found = line([84, 79], contract=watched.contract)
    assert kinds(of_line(found)) == [AlertKind.THRESHOLD]


def test_a_dated_target_out_of_reach_raises_one_while_there_is_time_to_act() -> None:
    near = line(NOISE, today=date(2027, 2, 1), level=99.0, target=99.0, target_on=date(2027, 2, 1) + AHEAD)
    [signal] = of_line(near)
    assert (signal.kind, signal.facts["foreseen"]) == (AlertKind.WILL_MISS, None)
    assert kinds(of_line(line(NOISE, today=date(2027, 2, 1), level=99.0, target_on=date(2027, 2, 2) + AHEAD))) == []
    assert kinds(of_line(line(NOISE, today=date(2027, 2, 1), level=86.0, target_on=date(2027, 3, 1)))) == []


def test_a_trend_towards_a_miss_raises_one_with_what_is_foreseen() -> None:
    falling = [84, 86, 83, 85, 84, 86, 83, 85, 84, 83.5, 83.0, 82.5, 82.0, 81.5, 81.0]
    [signal] = of_line(line(falling, today=date(2027, 4, 1), level=86.0, target=86.0, target_on=date(2027, 5, 31)))
    assert signal.kind is AlertKind.WILL_MISS
    assert signal.facts["foreseen"] < 81


def test_a_store_outside_its_own_limits_raises_one() -> None:
    steady = [float(80 + at % 3) for at in range(14)]
    found = of_stores(indicator(), [*months(1, [*steady, 60.0]), *months(2, steady)], date(2026, 7, 1))
    assert [(signal.store_id, signal.key) for signal in found] == [(UUID(int=1), "store_outside/csi/ST-1/2026-06")]


def test_a_store_is_passed_over_with_few_months_few_observations_a_running_month_or_an_old_one() -> None:
    steady = [float(80 + at % 3) for at in range(14)]
    bad = months(1, [*steady, 60.0])
    after = date(2026, 7, 1)
    assert of_stores(indicator(), bad[: SMALLEST_FIRM - 1], after) == []
    assert of_stores(indicator(smallest_n=31), bad, after) == []
    assert of_stores(indicator(), bad, JUNE) == []  # June is not over
    assert of_stores(indicator(), [*bad[1:], *months(2, steady)], after) == []
    assert of_stores(indicator(direction=Direction.LOWER), bad, after) == []
    assert of_stores(indicator(), [], after) == []


def test_of_many_stores_outside_their_limits_the_furthest_few_are_told() -> None:
    values = [row for store in range(1, 9) for row in months(store, [*(float(80 + at % 3) for at in range(14)), 70.0 - store])]
    found = of_stores(indicator(), values, date(2026, 7, 1))
    assert [signal.store_id for signal in found] == [UUID(int=store) for store in (8, 7, 6)]
    assert len(found) == MOST_A_KIND


@pytest.mark.parametrize(
    ("now", "error", "raised"),
    [(0.030, 0.001, True), (0.021, 0.0001, False), (0.030, 0.004, False), (0.010, 0.001, False), (None, 0.001, False)],
)
def test_a_team_that_got_worse_by_a_tenth_and_beyond_chance_raises_one(now: float | None, error: float, raised: bool) -> None:
    complaints = indicator(direction=Direction.LOWER)
    team = Team(UUID(int=5), "TEAM-5", 0.02, 900, error)
    found = of_teams(complaints, [replace(team, value=now)], [team], JUNE)
    assert [signal.team_id for signal in found] == ([UUID(int=5)] if raised else [])


def test_a_team_without_a_past_or_an_error_raises_none() -> None:
    team = Team(UUID(int=5), "TEAM-5", 0.03, 900, None)
    assert worse_by(team, team, Better.LOWER) is None
    assert of_teams(indicator(direction=Direction.LOWER), [team], [], JUNE) == []


def test_the_same_is_found_under_the_same_key() -> None:
    def found() -> list[Signal]:
        return list(of_line(line([*NOISE, 70])))

    assert found() == found()


def test_what_to_expect_counts_every_rule() -> None:
    quiet = line([*NOISE, 84])
    assert false_rate(quiet) == pytest.approx(outside_rate(14))
    watched = line([*NOISE, 84], contract=Contract(alert_below=82.0))
    assert false_rate(watched) > false_rate(quiet)
    nearly_due = line([*NOISE, 84], today=END - timedelta(days=1), target_on=date(2027, 3, 1))
    assert false_rate(nearly_due) > false_rate(quiet)
    assert false_rate(line([84])) == false_rate(line([])) == 0


@pytest.mark.parametrize(("points", "among"), [(13, True), (24, True), (13, False), (24, False)])
def test_as_many_values_lie_outside_by_chance_as_the_rate_says(points: int, among: bool) -> None:
    random, series = Random(20260601), 16_000  # noqa: S311
    outside = 0
    for _ in range(series):
        values = [random.gauss(0, 1) for _ in range(points if among else points + 1)]
        outside += sigmas_worse(values[-1], limits_of(values[:points]), Better.LOWER) > SIGMAS
    assert outside / series == pytest.approx(outside_rate(points, among=among), rel=0.25)


@pytest.mark.parametrize("stores", [5, 200, 2_000])
def test_as_many_alerts_of_stores_come_by_chance_as_is_told(stores: int) -> None:
    random, rate, rounds = Random(7), outside_rate(SMALLEST_FIRM), 600  # noqa: S311
    told = 0
    for _ in range(rounds):
        told += min(sum(random.random() < rate for _ in range(stores)), MOST_A_KIND)
    assert told / rounds == pytest.approx(few_of(stores, rate), rel=0.2, abs=0.02)


def test_as_few_teams_come_by_chance_as_is_told() -> None:
    random, teams = Random(3), 20_000  # noqa: S311
    raised = 0
    for _ in range(teams):
        now, was = (Team(UUID(int=1), "", random.gauss(0.02, 0.002), 900, 0.002) for _ in range(2))
        raised += (worse_by(now, was, Better.LOWER) or 0) > SIGMAS
    assert raised / teams <= BEYOND * 1.5
