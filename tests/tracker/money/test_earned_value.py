"""Earned value and earned schedule: published figures, properties, and the command."""

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands import Run, on_json
from tracker.__main__ import main
from tracker.money.rules.earned_value import earned_schedule, earned_time, earned_value

NAMES = [
    *("sv", "cv", "spi", "cpi", "eac_cpi", "eac_budget_rate", "eac_composite", "etc", "vac", "tcpi_bac", "tcpi_eac"),
    *("es", "sv_t", "spi_t", "ieac_t", "tspi"),
]
amounts = st.integers(0, 10**6).map(lambda cents: Fraction(cents, 100))
rising = st.lists(st.integers(0, 500), min_size=1, max_size=14).map(lambda steps: [Fraction(sum_) for sum_ in accumulate(steps)])


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return on_json(main, "earned-value", tmp_path, capsys, parse_float=Decimal)


PROJECT = {"bac": 4000, "pv": 3000, "ev": 2500, "ac": 2800}


def test_the_example_of_the_method_in_full_precision(run: Any) -> None:
    code, found, said = run(PROJECT)
    assert (code, said, list(found)) == (0, "", NAMES)
    assert {name: value for name, value in found.items() if isinstance(value, int)} == {
        **{"sv": -500, "cv": -300, "eac_cpi": 4480, "eac_budget_rate": 4300, "eac_composite": 4816, "etc": 1680, "vac": -480}
    }
    assert (str(found["spi"]), str(found["tcpi_bac"])) == ("0.8333333333333333333333333333", "1.25")
    assert [found[name] for name in NAMES[11:]] == [None] * 5


def test_halfway_through_a_year(run: Any) -> None:
    """A course example: budget 100,000, planned 55,000, spent 45,000; here with 50,000 earned."""
    found = run({"bac": 100_000, "pv": 55_000, "ev": 50_000, "ac": 45_000})[1]
    assert (found["sv"], found["cv"], found["eac_cpi"], found["vac"]) == (-5000, 5000, 90_000, 10_000)
    assert round(found["spi"], 3) == Decimal("0.909")
    assert round(found["cpi"], 3) == Decimal("1.111")


def test_amounts_show_no_noise_of_binary_numbers(run: Any) -> None:
    found = run({"bac": 1, "pv": 0.1, "ev": 0.3, "ac": 0.2})[1]
    assert (found["sv"], found["cv"], found["cpi"]) == (Decimal("0.2"), Decimal("0.1"), Decimal("1.5"))


def test_all_of_may_and_half_of_june_is_five_and_a_half_months(run: Any) -> None:
    """Lipke's figure: EV reaches beyond the planned value of May; it is the end of July."""
    series = [10, 30, 60, 100, 150, 210, 270, 320, 360, 390, 400]
    found = run({"bac": 400, "pv": 270, "ev": 180, "ac": 200, "pv_series": series, "period": 7})[1]
    assert (found["es"], found["sv_t"]) == (Decimal("5.5"), Decimal("-1.5"))
    assert (found["ieac_t"], found["tspi"]) == (14, Decimal("1.375"))
    assert round(found["spi_t"], 4) == Decimal("0.7857")


@pytest.mark.parametrize(
    ("ev", "es"),
    [(0, 0), (5, Fraction(1, 2)), (10, 1), (15, Fraction(3, 2)), (20, 3), (25, Fraction(7, 2)), (30, 4), (99, 4)],
)
def test_the_earned_time_is_after_a_period_in_which_nothing_was_planned(ev: int, es: Fraction) -> None:
    assert earned_time([Fraction(one) for one in (10, 20, 20, 30)], Fraction(ev)) == es


def test_nothing_earned_where_nothing_was_planned_at_first() -> None:
    assert earned_time([Fraction(0), Fraction(0), Fraction(8)], Fraction(0)) == 2


def test_the_series_of_earned_values_gets_its_own_times(run: Any) -> None:
    given_values = PROJECT | {"pv_series": [1000, 2000, 3000, 4000], "ev_series": [500, 1500, 2500, 4000, 4000], "period": 3}
    found = run(given_values)[1]
    assert list(found) == [*NAMES, "es_series"]
    assert found["es_series"] == [Decimal("0.5"), Decimal("1.5"), Decimal("2.5"), 4, 4]
    assert run(PROJECT | {"ev_series": [1]})[1]["es_series"] == [None]


def test_an_index_of_0_is_0_and_what_is_divided_by_it_is_unavailable(run: Any) -> None:
    found = run(PROJECT | {"ev": 0, "pv_series": [1000, 4000], "period": 1})[1]
    assert (found["cpi"], found["spi"], found["es"], found["spi_t"]) == (0, 0, 0, 0)
    assert [found[name] for name in ("eac_cpi", "eac_composite", "etc", "vac", "tcpi_eac", "ieac_t")] == [None] * 6
    assert (found["eac_budget_rate"], found["tcpi_bac"], found["tspi"]) == (6800, Decimal("3.333333333333333333333333333"), 2)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"ac": 0}, ["cpi", "eac_cpi", "eac_composite", "etc", "vac", "tcpi_eac"]),
        ({"pv": 0}, ["spi", "eac_composite"]),
        ({"ac": 4000}, ["tcpi_bac"]),
        ({"ev": 4000}, ["tcpi_eac"]),
        ({"pv_series": [4000], "period": 0}, ["spi_t", "ieac_t"]),
        ({"pv_series": [4000], "period": 1}, ["tspi"]),
        ({"pv_series": [4000]}, ["sv_t", "spi_t", "ieac_t", "tspi"]),
        ({"pv_series": [], "period": 1}, ["es", "sv_t", "spi_t", "ieac_t", "tspi"]),
    ],
)
def test_a_division_by_nothing_is_unavailable_and_nothing_else_is(run: Any, change: dict[str, Any], missing: list[str]) -> None:
    whole = {} if "pv_series" in change else {"pv_series": [1000, 2000, 4000], "period": 2}
    found = run(PROJECT | whole | change)[1]
    assert [name for name in NAMES if found[name] is None] == missing


@pytest.mark.parametrize(
    ("change", "word"),
    [
        *(({name: None}, name) for name in PROJECT),
        *(({name: -1}, name) for name in PROJECT),
        *(({name: "7"}, name) for name in PROJECT),
        ({"ev": True}, "ev"),
        ({"ev": [1]}, "ev"),
        ({"period": -1}, "period"),
        ({"period": "now"}, "period"),
        ({"pv_series": 7}, "pv_series"),
        ({"pv_series": [1, None]}, "pv_series[1]"),
        ({"pv_series": [1, -2]}, "pv_series[1]"),
        ({"pv_series": [1, 2, 1.5]}, "pv_series[2]"),
        ({"ev_series": [1, "2"]}, "ev_series[1]"),
        ({"ev_series": [-1]}, "ev_series[0]"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(run: Any, change: dict[str, Any], word: str) -> None:
    code, found, said = run(PROJECT | change)
    assert (code, found) == (1, {})
    assert word in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", PROJECT)
def test_a_missing_value_is_named(run: Any, name: str) -> None:
    code, _, said = run({key: value for key, value in PROJECT.items() if key != name})
    assert code == 1
    assert f"'{name}'" in said


def test_a_value_that_is_no_number_is_named(run: Any) -> None:
    code, _, said = run('{"bac": 1, "pv": 1, "ev": NaN, "ac": 1}')
    assert code == 1
    assert "ev" in said
    assert "NaN" in said


def test_earned_values_may_fall_when_work_is_found_wanting(run: Any) -> None:
    assert run(PROJECT | {"pv_series": [1000, 4000], "ev_series": [500, 400]})[0] == 0


# Properties


@given(amounts, amounts, amounts, amounts)
def test_the_forecasts_hang_together(bac: Fraction, pv: Fraction, ev: Fraction, ac: Fraction) -> None:
    found = earned_value(bac=bac, pv=pv, ev=ev, ac=ac)
    assert found.eac_budget_rate - ac == bac - ev
    if found.eac_cpi is not None:
        assert found.cpi is not None
        assert found.eac_cpi * found.cpi == bac
        assert found.etc is not None
        assert found.vac is not None
        assert found.etc + ac == bac - found.vac == found.eac_cpi
        assert found.tcpi_eac is None or found.tcpi_eac == found.cpi


@given(rising, amounts)
def test_what_was_planned_at_the_earned_time_is_what_was_earned(planned: list[Fraction], ev: Fraction) -> None:
    es = earned_time(planned, ev)
    assert es is not None
    done = int(es)
    before, after = [Fraction(0), *planned][done], [*planned, planned[-1]][done]
    assert before + (es - done) * (after - before) == min(ev, planned[-1])


@given(rising, amounts, amounts)
def test_who_earned_more_is_not_earlier(planned: list[Fraction], one: Fraction, other: Fraction) -> None:
    first, second = (earned_time(planned, value) for value in sorted((one, other)))
    assert first is not None
    assert second is not None
    assert first <= second


@given(rising, st.integers(1, 20))
def test_who_earns_as_planned_is_in_time(planned: list[Fraction], period: int) -> None:
    here = min(period, len(planned))
    found = earned_schedule(planned, planned[here - 1], Fraction(here))
    assert found.sv_t is not None
    assert found.sv_t >= 0
    if found.sv_t == 0:
        assert (found.spi_t, found.ieac_t) == (1, len(planned))
