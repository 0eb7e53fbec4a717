"""The stores of the pilot against the others, in the last period that both have a value for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot

from results.comparison.rules.measured import Measured
from results.comparison.rules.ranking import NORMAL_95
from results.readings.rules.adding import Sums, standard_error
from results.readings.rules.survey import Difference
from tracker.targets.rules import IndicatorRow


@dataclass(frozen=True)
class AgainstRest:
    """`difference`: pilot minus rest, with its 95% interval where the values tell how single observations differ. It says that
    the groups differ, not why."""

    on: date
    pilot: float
    rest: float
    n_pilot: int | None
    n_rest: int | None
    difference: Difference


def against_rest(indicator: IndicatorRow, pilot: Sequence[Measured], rest: Sequence[Measured]) -> AgainstRest | None:
    others = {(point.on.year, point.on.month): point for point in rest if point.value is not None}
    for point in reversed(pilot):
        other = others.get((point.on.year, point.on.month))
        if point.value is not None and other is not None and other.value is not None:
            difference = _difference(_error(indicator, point), _error(indicator, other), point.value - other.value)
            return AgainstRest(max(point.on, other.on), point.value, other.value, point.n, other.n, difference)
    return None


def _difference(first: float | None, second: float | None, value: float) -> Difference:
    if first is None or second is None:
        return Difference(value)
    error = hypot(first, second)
    return Difference(value, error, value - NORMAL_95 * error, value + NORMAL_95 * error)


def _error(indicator: IndicatorRow, point: Measured) -> float | None:
    value, n, denominator = point.value or 0.0, point.n or 0, point.denominator or 0.0
    sums = Sums(
        readings=1,
        values=value,
        by_n=value * n,
        weight=n,
        with_n=int(point.n is not None),
        n=n,
        with_denominator=int(point.denominator is not None),
        by_denominator=value * denominator,
        numerator=point.numerator or 0.0,
        denominator=denominator,
        with_squares=int(point.squares is not None),
        squares=point.squares or 0.0,
    )
    return standard_error(sums, indicator.contract.measure, indicator.unit, indicator.contract.adds_up)
