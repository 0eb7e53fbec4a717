"""Before against after, and pilot against control: published examples and what must hold for all values."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.regression.linear_model import OLS

from results.comparison.effects.rules import (
    CellEmpty,
    Effect,
    Group,
    Observed,
    Period,
    balanced,
    before_after,
    difference_in_differences,
    in_both_groups,
)

FIRST_DRUG = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND_DRUG = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
CELLS = [(group, period) for group in Group for period in Period]

samples = st.lists(st.integers(-1000, 1000), min_size=1, max_size=20)
shifts = st.integers(-1000, 1000)


@st.composite
def panels(draw: st.DrawFn) -> list[Observed]:
    """Each cell is seen; units may be seen in one period only, or more than once."""
    units = [(f"p{n}", Group.PILOT) for n in range(draw(st.integers(2, 4)))]
    units += [(f"c{n}", Group.CONTROL) for n in range(draw(st.integers(2, 4)))]
    values = st.integers(-100, 100)
    observed = [Observed(unit, group, period, draw(values)) for unit, group in units[:1] + units[-1:] for period in Period]
    for unit, group in units:
        observed += [Observed(unit, group, draw(st.sampled_from(Period)), draw(values)) for _ in range(draw(st.integers(1, 3)))]
    return observed


def cells(values: Sequence[float]) -> list[Observed]:
    return [Observed(f"{group}", group, period, value) for (group, period), value in zip(CELLS, values, strict=True)]


def approximately(effect: Effect) -> Effect:
    parts = (effect.estimate, effect.standard_error, effect.lower, effect.upper)
    return Effect(*(None if part is None else pytest.approx(part, abs=1e-8) for part in parts))  # type: ignore[arg-type]


def test_sleep_after_two_drugs_differs_as_student_and_r_say() -> None:
    """Student 1908, as R's `t.test(extra ~ group, sleep)` prints it: 0.2054832 and -3.3654832 on 17.776 degrees of freedom."""
    effect = before_after(FIRST_DRUG, SECOND_DRUG)
    assert effect.estimate == pytest.approx(1.58)
    assert effect.standard_error == pytest.approx(0.8490910)
    assert (effect.lower, effect.upper) == (pytest.approx(-0.2054832), pytest.approx(3.3654832))


@given(samples, samples, shifts)
def test_shifting_all_values_leaves_a_change_and_shifting_those_after_moves_it(
    before: list[int], after: list[int], shift: int
) -> None:
    effect = before_after(before, after)
    assert before_after([value + shift for value in before], [value + shift for value in after]) == approximately(effect)
    moved = before_after(before, [value + shift for value in after])
    assert moved.estimate == pytest.approx((effect.estimate or 0) + shift)
    assert moved.standard_error == pytest.approx(effect.standard_error)


@given(samples, samples)
def test_before_and_after_changed_over_negate_a_change(before: list[int], after: list[int]) -> None:
    there, back = before_after(before, after), before_after(after, before)
    assert there.estimate == pytest.approx(-(back.estimate or 0))
    assert (there.lower is None) == (back.upper is None)
    if there.lower is not None and back.upper is not None:
        assert there.lower == pytest.approx(-back.upper, abs=1e-9)


def test_what_cannot_be_had_is_none() -> None:
    assert before_after([], [1.0]) == before_after([1.0], []) == Effect()
    assert before_after([1.0], [2.0, 4.0]) == Effect(2.0)
    assert before_after([0.1, 0.1, 0.1], [0.3, 0.3]) == Effect(pytest.approx(0.2), 0.0)  # type: ignore[arg-type]


def test_the_rounded_cells_of_card_and_krueger_are_2_75() -> None:
    """Card and Krueger 1994, table 3, row 1 and 2; the paper prints 2.76 from what it rounded."""
    effect = difference_in_differences(cells([20.44, 21.03, 23.33, 21.17]))
    assert effect == Effect(pytest.approx(2.75))  # type: ignore[arg-type]


@given(panels())
def test_least_squares_and_errors_clustered_by_unit_are_those_of_statsmodels(observed: list[Observed]) -> None:
    effect = difference_in_differences(observed)
    pilot = np.array([each.group is Group.PILOT for each in observed], dtype=float)
    after = np.array([each.period is Period.AFTER for each in observed], dtype=float)
    design = np.column_stack([np.ones(len(observed)), pilot, after, pilot * after])
    units = np.unique([each.unit for each in observed], return_inverse=True)[1]
    theirs = OLS([each.value for each in observed], design).fit(cov_type="cluster", cov_kwds={"groups": units})
    error = math.sqrt(max(theirs.cov_params()[3, 3], 0.0))  # a variance of 0 may come out just below
    reach = t.ppf(0.975, units.max()) * error
    assert effect.estimate == pytest.approx(theirs.params[3], abs=1e-8)
    assert effect.standard_error == pytest.approx(error, abs=1e-4)
    assert (effect.lower, effect.upper) == (
        pytest.approx(theirs.params[3] - reach, abs=1e-3),
        pytest.approx(theirs.params[3] + reach, abs=1e-3),
    )


@given(panels())
def test_pilot_and_control_changed_over_negate_the_effect(observed: list[Observed]) -> None:
    other = {Group.PILOT: Group.CONTROL, Group.CONTROL: Group.PILOT}
    there = difference_in_differences(observed)
    back = difference_in_differences([replace(each, group=other[each.group]) for each in observed])
    assert there.estimate == pytest.approx(-(back.estimate or 0), abs=1e-9)
    assert there.standard_error == pytest.approx(back.standard_error, abs=1e-9)


@given(panels(), shifts)
def test_what_befalls_both_groups_is_no_effect(observed: list[Observed], shift: int) -> None:
    moved = [replace(each, value=each.value + shift * (each.period is Period.AFTER)) for each in observed]
    assert difference_in_differences(moved) == approximately(difference_in_differences(observed))


def test_units_that_all_change_alike_leave_no_error() -> None:
    observed = [
        Observed(unit, group, period, level + change * (period is Period.AFTER))
        for unit, group, level, change in (
            ("a", Group.PILOT, 10, 5),
            ("b", Group.PILOT, 20, 5),
            ("c", Group.CONTROL, 7, 1),
            ("d", Group.CONTROL, 9, 1),
        )
        for period in Period
    ]
    assert difference_in_differences(observed) == Effect(4.0, 0.0, 4.0, 4.0)


def test_with_one_unit_in_a_group_there_is_no_interval() -> None:
    observed = cells([1, 5, 2, 3]) + [Observed("third", Group.CONTROL, period, 4) for period in Period]
    effect = difference_in_differences(observed)
    assert effect.estimate == 3.5
    assert (effect.standard_error, effect.lower, effect.upper) == (None, None, None)


def test_without_a_degree_of_freedom_there_is_no_interval() -> None:
    observed = [Observed(f"{place}", *cell, value) for place, (cell, value) in enumerate(zip(CELLS, [1, 5, 2, 3], strict=True))]
    assert difference_in_differences(observed) == Effect(3.0)


@pytest.mark.parametrize("missing", CELLS)
def test_a_cell_without_a_value_is_refused(missing: tuple[Group, Period]) -> None:
    with pytest.raises(CellEmpty) as refused:
        difference_in_differences([each for each in cells([1, 2, 3, 4]) if (each.group, each.period) != missing])
    assert (refused.value.group, refused.value.period) == missing


@given(panels())
def test_balanced_keeps_units_seen_in_both_periods_with_all_their_values(observed: list[Observed]) -> None:
    kept = balanced(observed)
    assert balanced(kept) == kept
    for unit in {each.unit for each in observed}:
        seen = {each.period for each in observed if each.unit == unit}
        assert (unit in {each.unit for each in kept}) == (len(seen) == 2)
    assert math.fsum(each.value for each in kept) == math.fsum(
        each.value for each in observed if each.unit in {each.unit for each in kept}
    )


def test_a_unit_on_both_sides_is_named() -> None:
    observed = cells([1, 2, 3, 4])
    assert in_both_groups(observed) == []
    assert in_both_groups([*observed, Observed("pilot", Group.CONTROL, Period.AFTER, 1)]) == ["pilot"]
