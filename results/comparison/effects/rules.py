"""What changed, and how far chance alone explains it: before against after, and pilot against control. Source: docs/method.md,
"Effects"."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from statistics import mean, variance

from results.readings.rules.means import t_reach, welch_freedom

PARAMETERS = 4  # of the least squares: constant, pilot, after, both
SMALLEST_UNITS = 2  # a group of one unit tells nothing of how units differ


class Design(StrEnum):
    BEFORE_AFTER = "before_after"
    DID = "did"
    ITS = "its"


class Attribution(StrEnum):
    """What a benefit is put down to."""

    OBSERVED = "observed"  # before and after alone: nothing else is ruled out
    CONTROL = "control"  # pilot against control
    WAVES = "waves"  # those that started against those not yet started
    TIME_SERIES = "time_series"


ATTRIBUTIONS = {
    Design.BEFORE_AFTER: Attribution.OBSERVED,
    Design.DID: Attribution.CONTROL,
    Design.ITS: Attribution.TIME_SERIES,
}
ASSUMED = {  # names of sentences: what each takes for granted
    Attribution.OBSERVED: ("nothing_else", "nothing_moving"),
    Attribution.CONTROL: ("parallel", "nothing_else_pilot", "no_spill", "units_apart"),
    Attribution.WAVES: ("parallel_waves", "nothing_else_waves", "no_spill_waves", "not_before", "units_apart"),
    Attribution.TIME_SERIES: ("trend_goes_on", "nothing_else", "even_readings", "readings_apart"),
}


class Group(StrEnum):
    PILOT = "pilot"
    CONTROL = "control"


class Period(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Effect:
    """A difference in the unit of the values (or a ratio, with its standard error on the log scale); None where it cannot be
    had. The interval is one of 95%."""

    estimate: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Observed:
    """A value of a unit (a store, a team) before or after, in the pilot or outside it."""

    unit: str
    group: Group
    period: Period
    value: float


class CellEmpty(ValueError):
    def __init__(self, group: Group, period: Period) -> None:
        super().__init__(f"nothing of {group} {period}")
        self.group, self.period = group, period


def within(estimate: float, standard_error: float, freedom: float) -> Effect:
    reach = t_reach(freedom) * standard_error
    return Effect(estimate, standard_error, estimate - reach, estimate + reach)


def before_after(before: Sequence[float], after: Sequence[float]) -> Effect:
    """Mean after - mean before, with Welch's standard error and degrees of freedom (Welch 1947)."""
    if not before or not after:
        return Effect()
    estimate = mean(after) - mean(before)
    if len(before) < 2 or len(after) < 2:
        return Effect(estimate)
    errors = [math.sqrt(variance(values) / len(values)) for values in (before, after)]
    freedom = welch_freedom(errors[0], len(before), errors[1], len(after))
    if freedom is None:
        return Effect(estimate, 0.0)
    return within(estimate, math.hypot(*errors), freedom)


def balanced(observed: Sequence[Observed]) -> list[Observed]:
    """Of the units seen in both periods only."""
    seen: dict[str, set[Period]] = defaultdict(set)
    for each in observed:
        seen[each.unit].add(each.period)
    return [each for each in observed if len(seen[each.unit]) == len(Period)]


def in_both_groups(observed: Sequence[Observed]) -> list[str]:
    """Units that stand in the pilot and outside it: two of the same name, or one that changed sides, which nobody can tell."""
    groups: dict[str, set[Group]] = defaultdict(set)
    for each in observed:
        groups[each.unit].add(each.group)
    return [unit for unit, seen in groups.items() if len(seen) == len(Group)]


def difference_in_differences(observed: Sequence[Observed]) -> Effect:
    """Change in the pilot - change outside it: least squares of a constant, pilot, after and both, where the last is the effect.

    The four fit the means of the four cells, so the effect is a weighted sum of the values and its variance clustered by unit the
    sum over units of (sum of weight x residual)^2, times G / (G - 1) x (n - 1) / (n - 4); t with G - 1 degrees of freedom.
    No interval where a group has one unit. Raises CellEmpty. Sources: Card and Krueger 1994; Liang and Zeger 1986.
    """
    values: dict[tuple[Group, Period], list[float]] = {cell: [] for cell in product(Group, Period)}
    for each in observed:
        values[each.group, each.period].append(each.value)
    for (group, period), found in values.items():
        if not found:
            raise CellEmpty(group, period)
    means = {cell: mean(found) for cell, found in values.items()}
    estimate = math.fsum(_sign(*cell) * level for cell, level in means.items())
    units = {group: {each.unit for each in observed if each.group is group} for group in Group}
    n, clusters = len(observed), sum(map(len, units.values()))
    if n <= PARAMETERS or min(map(len, units.values())) < SMALLEST_UNITS:
        return Effect(estimate)
    scores: dict[str, list[float]] = defaultdict(list)
    for each in observed:
        cell = each.group, each.period
        scores[each.unit].append(_sign(*cell) * (each.value - means[cell]) / len(values[cell]))
    spread = math.fsum(math.fsum(of_unit) ** 2 for of_unit in scores.values())
    small_sample = clusters / (clusters - 1) * (n - 1) / (n - PARAMETERS)
    return within(estimate, math.sqrt(spread * small_sample), clusters - 1)


def _sign(group: Group, period: Period) -> int:
    return 1 if (group is Group.PILOT) == (period is Period.AFTER) else -1
