"""Waves against those not yet started: a known effect is found, one wave is plain difference in differences."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.effects.rules import Effect, Group, Observed, Period, difference_in_differences
from results.comparison.effects.waves import UnitMonth, waves_effect

MONTHS = [date(2025, month, 1) for month in range(1, 13)]
Panel = list[UnitMonth]


def simulated(seed: int, gains: dict[date, float], *, never: int = 20, each: int = 20, noise: float = 2.0) -> Panel:
    """Stores with levels of their own, a common season and trend, and a gain that grows by half a point a month once started:
    what the plain two-way regression gets wrong."""
    random = Random(seed)  # noqa: S311 - repeatable is what is wanted here
    panel = []
    starts: list[date | None] = [None] * never + [start for start in gains for _ in range(each)]
    for number, start in enumerate(starts):
        level = random.gauss(80, 5)
        for place, month in enumerate(MONTHS):
            since = MONTHS.index(month) - MONTHS.index(start) if start and month >= start else None
            gain = 0.0 if since is None or start is None else gains[start] + 0.5 * since
            value = level + 0.7 * place + 3 * math.sin(place) + gain + random.gauss(0, noise)
            panel.append(UnitMonth(f"store{number}", month, value, start))
    return panel


def true_effect(gains: dict[date, float]) -> float:
    return float(np.mean([gain + 0.5 * (len(MONTHS) - 1 - MONTHS.index(start)) / 2 for start, gain in gains.items()]))


GAINS = {MONTHS[3]: 4.0, MONTHS[6]: 2.0, MONTHS[9]: 1.0}


def test_a_known_effect_lies_in_about_nineteen_of_twenty_intervals() -> None:
    truth = true_effect(GAINS)
    found = [waves_effect(simulated(seed, GAINS)).effect for seed in range(40)]
    held = sum(
        effect.lower is not None and effect.upper is not None and effect.lower <= truth <= effect.upper for effect in found
    )
    assert held >= 34  # 40 x 0.95 = 38, and chance
    assert np.mean([effect.estimate for effect in found]) == pytest.approx(truth, abs=0.15)


def test_the_plain_two_way_regression_would_miss_it() -> None:
    """Goodman-Bacon 2021: it holds stores that started against stores that started before them, whose gain still grows."""
    gains, panel = {MONTHS[3]: 4.0, MONTHS[6]: 2.0}, simulated(7, {MONTHS[3]: 4.0, MONTHS[6]: 2.0}, never=0, each=40, noise=0.1)
    units = sorted({row.unit for row in panel})
    design = np.array(
        [
            [row.starts_on is not None and row.month >= row.starts_on]
            + [row.unit == unit for unit in units]
            + [row.month == month for month in MONTHS[1:]]
            for row in panel
        ],
        dtype=float,
    )
    regression = np.linalg.lstsq(design, np.array([row.value for row in panel]), rcond=None)[0][0]
    first = [gains[MONTHS[3]] + 0.5 * since for since in range(3)]  # while the second wave waits
    assert waves_effect(panel).effect.estimate == pytest.approx(np.mean(first), abs=0.1)
    assert abs(regression - np.mean(first)) > 0.5


@st.composite
def one_start(draw: st.DrawFn) -> Panel:
    start = draw(st.integers(1, 5))
    months = MONTHS[: start + draw(st.integers(1, 4))]
    units = [(f"p{n}", MONTHS[start]) for n in range(draw(st.integers(1, 4)))]
    others: list[tuple[str, date | None]] = [(f"c{n}", None) for n in range(draw(st.integers(1, 4)))]
    value = st.integers(-100, 100)
    return [UnitMonth(unit, month, draw(value), begins) for unit, begins in [*units, *others] for month in months]


def as_two_groups(panel: Panel) -> Iterator[Observed]:
    start = next(row.starts_on for row in panel if row.starts_on)
    for row in panel:
        group = Group.PILOT if row.starts_on else Group.CONTROL
        yield Observed(row.unit, group, Period.AFTER if row.month >= start else Period.BEFORE, row.value)


@given(one_start())
def test_with_one_start_it_is_plain_difference_in_differences(panel: Panel) -> None:
    theirs, ours = difference_in_differences(list(as_two_groups(panel))), waves_effect(panel).effect
    assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-9)
    for mine, other in ((ours.standard_error, theirs.standard_error), (ours.lower, theirs.lower), (ours.upper, theirs.upper)):
        assert (mine is None) == (other is None)
        assert mine is None or mine == pytest.approx(other, abs=1e-6)


@given(one_start(), st.integers(-50, 50))
def test_what_befalls_everybody_in_a_month_is_no_effect(panel: Panel, shift: int) -> None:
    last = max(row.month for row in panel)
    moved = [replace(row, value=row.value + shift * (row.month == last)) for row in panel]
    assert waves_effect(moved).effect.estimate == pytest.approx(waves_effect(panel).effect.estimate, abs=1e-9)


def of(unit: str, start: date | None, *values: float) -> Panel:
    return [UnitMonth(unit, month, value, start) for month, value in zip(MONTHS, values, strict=False)]


def test_waves_count_by_their_starters_and_only_those_not_yet_started_stand_against_them() -> None:
    panel = of("a", MONTHS[1], 10, 14, 99) + of("b", MONTHS[1], 20, 24, 99) + of("c", MONTHS[2], 30, 31, 37)
    found = waves_effect([*panel, *of("d", None, 40, 41, 42)])
    first, second = found.waves
    assert (first.starters, first.months, first.fewest) == (2, 2, 1)
    assert first.estimate == pytest.approx(((14 - 10 - 1) + (89 + 79) / 2 - 2) / 2)
    assert second.estimate == pytest.approx((37 - 30.5) - (42 - 40.5))
    assert found.effect == Effect(pytest.approx((2 * (first.estimate or 0) + (second.estimate or 0)) / 3))  # type: ignore[arg-type]
    assert (found.n, found.units) == (12, 4)


def test_without_anybody_not_yet_started_there_is_no_number() -> None:
    found = waves_effect(of("a", MONTHS[1], 10, 14) + of("b", MONTHS[1], 20, 24))
    assert found.effect == Effect()
    assert [(wave.starters, wave.estimate) for wave in found.waves] == [(2, None)]


def test_without_a_month_before_there_is_no_number() -> None:
    assert waves_effect(of("a", MONTHS[0], 10, 14) + of("b", None, 20, 24)).effect == Effect()
    assert waves_effect([]).effect == Effect()


def test_the_last_wave_has_nobody_left_to_stand_against_it_and_is_left_out() -> None:
    panel = of("a", MONTHS[1], 10, 14, 15) + of("b", MONTHS[2], 20, 21, 30)
    first, last = waves_effect(panel).waves
    assert first.estimate == pytest.approx(3)
    assert last.estimate is None
