"""Interrupted time series: what was put in comes out, and the textbook's equations say the same."""

import math
import warnings
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from results.comparison.effects.interrupted import Family, Interrupted, Reading, interrupted
from results.comparison.effects.rules import Effect

SINCE = date(2025, 1, 1)

counts = st.lists(st.integers(1, 1000), min_size=12, max_size=40)


@pytest.fixture(autouse=True)
def _warnings_are_errors() -> Iterator[None]:
    """Standard error is for sentences."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def monthly(values: list[float], exposures: list[float] | None = None, first: int = 2023) -> list[Reading]:
    days = [date(first + place // 12, place % 12 + 1, 1) for place in range(len(values))]
    return [
        Reading(day, value, exposure) for day, value, exposure in zip(days, values, exposures or [1.0] * len(values), strict=True)
    ]


def made(level: Callable[[int], float], n: int = 48) -> list[Reading]:
    return monthly([level(place) for place in range(n)])


def wobbling(n: int = 48) -> list[float]:
    """Counts about 100 that no line fits, with a season, made without chance."""
    return [round(100 + 10 * math.sin(place * 0.52) + (place * 37 % 11) - 8 * (place >= 24)) for place in range(n)]


def near(effect: Effect | None, estimate: float) -> bool:
    return effect is not None and effect.estimate == pytest.approx(estimate, abs=1e-6)


def test_a_step_on_a_trend_is_found() -> None:
    found = interrupted(made(lambda place: 50 + 0.5 * place + 7 * (place >= 24)), SINCE)
    assert near(found.step, 7)
    assert found.slope is None
    assert found.dispersion is None


@given(st.floats(1e-3, 1e6), st.integers(12, 60))
def test_a_series_that_never_moves_has_no_step_not_even_by_rounding(level: float, n: int) -> None:
    found = interrupted(made(lambda _place: level, n), date(2023, 7, 1), slope=True)
    assert found.step == Effect(0.0, 0.0, 0.0, 0.0)
    assert found.slope == Effect(0.0, 0.0, 0.0, 0.0)


def test_a_change_of_slope_counts_from_the_last_reading_before() -> None:
    found = interrupted(made(lambda place: 50 + 0.5 * place + (7 + 2 * (place - 23)) * (place >= 24)), SINCE, slope=True)
    assert near(found.step, 7)
    assert near(found.slope, 2)


@pytest.mark.parametrize("pairs", [1, 2, 6])
def test_a_season_is_told_from_a_step(pairs: int) -> None:
    def level(place: int) -> float:
        angle = 2 * math.pi * pairs * (place % 12 + 1) / 12
        return 50 + 5 * math.cos(angle) + 3 * math.sin(angle) - 4 * (place >= 24)

    assert near(interrupted(made(level), SINCE, season=pairs).step, -4)


def test_counts_of_a_rate_that_fell_by_a_tenth_have_the_ratio_0_9() -> None:
    exposures = [1000.0 + 7 * place for place in range(48)]
    values = [exposure * math.exp(-2 + 0.01 * place) * (0.9 if place >= 24 else 1) for place, exposure in enumerate(exposures)]
    found = interrupted(monthly(values, exposures), SINCE, family=Family.POISSON, slope=True)
    assert near(found.step, 0.9)
    assert near(found.slope, 1.0)


def columns(readings: list[Reading], slope: bool) -> tuple[np.ndarray, np.ndarray]:
    """Written out as the paper does: level, trend from 1, step, bend, two pairs of the season."""
    time = np.arange(1.0, len(readings) + 1)
    before = sum(reading.on < SINCE for reading in readings)
    step = (time > before).astype(float)
    angle = 2 * np.pi * np.array([reading.on.month for reading in readings]) / 12
    season = [wave(pair * angle) for pair in (1, 2) for wave in (np.sin, np.cos)]
    bend = [(time - before) * step] if slope else []
    return np.array([reading.value for reading in readings]), np.column_stack([step, *bend, np.ones_like(time), time, *season])


@pytest.mark.parametrize("slope", [False, True])
def test_least_squares_are_those_of_the_textbook(slope: bool) -> None:
    """By the normal equations, and Student's t of scipy."""
    readings = monthly(wobbling())
    values, design = columns(readings, slope)
    inverse = np.linalg.inv(design.T @ design)
    parameters = inverse @ design.T @ values
    freedom = len(values) - design.shape[1]
    errors = np.sqrt(np.diag(inverse) * ((values - design @ parameters) ** 2).sum() / freedom)
    found = interrupted(readings, SINCE, season=2, slope=slope)
    for place, effect in enumerate([found.step, found.slope] if slope else [found.step]):
        assert effect is not None
        assert effect.estimate == pytest.approx(parameters[place])
        assert effect.standard_error == pytest.approx(errors[place])
        assert effect.upper == pytest.approx(parameters[place] + t.ppf(0.975, freedom) * errors[place])


@pytest.mark.parametrize("slope", [False, True])
def test_quasi_poisson_solves_its_equations_and_spreads_by_the_dispersion(slope: bool) -> None:
    """Newton's steps on the score, McCullagh and Nelder 1989; Pearson's chi-square over the degrees of freedom."""
    readings = monthly(wobbling(), [2000.0 + 13 * (place % 7) for place in range(48)])
    values, design = columns(readings, slope)
    offset = np.log([reading.exposure for reading in readings])
    parameters = np.linalg.lstsq(design, np.log(values) - offset, rcond=None)[0]
    for _ in range(20):
        fitted = np.exp(design @ parameters + offset)
        information = design.T @ (fitted[:, None] * design)
        parameters = parameters + np.linalg.solve(information, design.T @ (values - fitted))
    dispersion = ((values - fitted) ** 2 / fitted).sum() / (len(values) - design.shape[1])
    errors = np.sqrt(dispersion * np.diag(np.linalg.inv(information)))
    found = interrupted(readings, SINCE, family=Family.POISSON, season=2, slope=slope)
    assert found.dispersion == pytest.approx(dispersion)
    for place, effect in enumerate([found.step, found.slope] if slope else [found.step]):
        assert effect is not None
        assert effect.estimate == pytest.approx(np.exp(parameters[place]))
        assert effect.standard_error == pytest.approx(errors[place])
        assert effect.lower == pytest.approx(np.exp(parameters[place] - 1.959964 * errors[place]))


@settings(max_examples=25)
@given(counts, st.floats(1e-3, 1e6))
def test_scaling_the_exposure_leaves_the_ratio(values: list[int], times: float) -> None:
    exposures = [100.0 + place for place in range(len(values))]
    since = date(2023, 7, 1)
    one = interrupted(monthly(list(values), exposures), since, family=Family.POISSON)
    other = interrupted(monthly(list(values), [times * each for each in exposures]), since, family=Family.POISSON)
    assert one.step.estimate == pytest.approx(other.step.estimate, rel=1e-5)
    assert one.dispersion == pytest.approx(other.dispersion, rel=1e-4)


@settings(max_examples=25)
@given(counts, st.integers(-1000, 1000), st.integers(-50, 50))
def test_a_level_and_a_trend_added_leave_the_step(values: list[int], level: int, trend: int) -> None:
    since = date(2023, 7, 1)
    added = [value + level + trend * place for place, value in enumerate(values)]
    one, other = interrupted(monthly(list(values)), since), interrupted(monthly(list(added)), since)
    assert one.step.estimate == pytest.approx(other.step.estimate, abs=1e-5)
    assert one.step.standard_error == pytest.approx(other.step.standard_error, abs=1e-5)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_readings_does_not_matter(chance: object) -> None:
    readings = monthly(wobbling(24))
    mixed = list(readings)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert interrupted(mixed, date(2024, 1, 1)) == interrupted(readings, date(2024, 1, 1))


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("since", [date(2022, 1, 1), date(2023, 1, 1), date(2030, 1, 1)])
def test_a_change_before_or_after_all_readings_has_no_effect_to_tell(family: Family, since: date) -> None:
    found = interrupted(monthly(wobbling(24)), since, family=family, slope=True)
    assert (found.step, found.slope) == (Effect(), Effect())


@pytest.mark.parametrize("family", Family)
def test_without_a_degree_of_freedom_there_is_no_interval(family: Family) -> None:
    found = interrupted(monthly([1, 2, 5]), date(2023, 3, 1), family=family)
    assert found.step.estimate == pytest.approx(2 if family is Family.NORMAL else 5 / 4)
    assert found == Interrupted(Effect(found.step.estimate), None, None)


@pytest.mark.parametrize("family", Family)
def test_a_single_reading_after_tells_no_slope_and_no_step_beside_it(family: Family) -> None:
    found = interrupted(monthly([5, 4, 5, 6, 9]), date(2023, 5, 1), family=family, slope=True)
    assert (found.step, found.slope) == (Effect(), Effect())
    assert interrupted(monthly([5, 4, 5, 6, 9]), date(2023, 5, 1), family=family).step.lower is not None


def test_a_season_that_the_months_do_not_tell_apart_leaves_the_step() -> None:
    readings = [Reading(date(2015 + place // 2, 6 + place % 2 * 6, 1), 10 + place % 3 + 5 * (place >= 10)) for place in range(20)]
    since = date(2020, 1, 1)
    assert near(interrupted(readings, since, season=6).step, interrupted(readings, since, season=1).step.estimate or 0)


def test_a_constant_series_has_no_step() -> None:
    found = interrupted(made(lambda _: 5.0), SINCE)
    assert near(found.step, 0)
    assert found.step.upper == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("values", [[0.0] * 24, [0.0] * 12 + [3.0, 5.0] * 6, [4.0, 6.0] * 6 + [0.0] * 12])
def test_a_ratio_to_nothing_cannot_be_had(values: list[float]) -> None:
    found = interrupted(monthly(values), date(2024, 1, 1), family=Family.POISSON)
    assert found == Interrupted(Effect(), None, None)


def test_some_counts_of_nothing_are_no_obstacle() -> None:
    found = interrupted(monthly([0.0, 3.0, 1.0, 0.0] * 6), date(2024, 1, 1), family=Family.POISSON)
    assert found.step.lower is not None
    assert found.step.upper is not None


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([0.0, 1.0, 1.0, 2.0, 1e-9, 1e15]), min_size=1, max_size=14),
    st.integers(0, 14),
    st.sampled_from(Family),
    st.integers(0, 6),
    st.booleans(),
)
def test_every_number_is_finite_or_none(values: list[float], before: int, family: Family, season: int, slope: bool) -> None:
    readings = monthly(values)
    since = readings[before].on if before < len(readings) else date(2030, 1, 1)
    found = interrupted(readings, since, family=family, season=season, slope=slope)
    for effect in (found.step, found.slope or Effect(), Effect(found.dispersion)):
        for part in (effect.estimate, effect.standard_error, effect.lower, effect.upper):
            assert part is None or math.isfinite(part)
