"""What chance leaves open of one value. Sources: docs/method.md, "One indicator"."""

from results.comparison.rules.measured import Measured
from results.comparison.rules.ranking import NORMAL_95
from results.readings.rules import SCALE
from results.readings.rules.adding import Sums, standard_error
from tracker.core.shares import wilson
from tracker.targets.rules import AddsUp, IndicatorRow, Measure, Unit

WHOLE = 100


def interval_of(indicator: IndicatorRow, point: Measured) -> tuple[float, float] | None:
    """95%, in the indicator's unit and cut at the ends of its scale; None where nothing tells how observations differ.

    A share with its denominator: Wilson's. Else value +- 1.96 standard errors, from squares or from the events of a rate.
    """
    if point.value is None:
        return None
    share = _share(indicator, point)
    if share is not None:
        return share
    sums = Sums(
        readings=1,
        values=point.value,
        by_n=point.value * (point.n or 1),
        weight=point.n or 1,
        with_n=int(point.n is not None),
        n=point.n or 0,
        with_denominator=int(point.denominator is not None),
        by_denominator=point.value * (point.denominator or 0),
        numerator=point.numerator or 0.0,
        denominator=point.denominator or 0.0,
        with_squares=int(point.squares is not None),
        squares=point.squares or 0.0,
    )
    error = standard_error(sums, indicator.contract.measure, indicator.unit, AddsUp.WEIGHTED)
    if not error:  # of 0: all observations alike tell nothing of how the next one differs
        return None
    low, high = SCALE[indicator.unit]
    reach = NORMAL_95 * error
    return max(low, point.value - reach), point.value + reach if high is None else min(high, point.value + reach)


def _share(indicator: IndicatorRow, point: Measured) -> tuple[float, float] | None:
    top, bottom = point.numerator, point.denominator
    if indicator.contract.measure is not Measure.SHARE or indicator.unit is not Unit.PERCENT or top is None or not bottom:
        return None
    if not (float(top).is_integer() and float(bottom).is_integer() and 0 <= top <= bottom):
        return None
    found = wilson(int(top), int(bottom))
    return None if found.low is None or found.high is None else (WHOLE * found.low, WHOLE * found.high)
