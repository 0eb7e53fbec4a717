"""Stores that started in waves: what changed in those that had started, against those that had not yet, over the same months.
Source: docs/method.md, "Effects"."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import mean

from results.comparison.effects.rules import PARAMETERS, SMALLEST_UNITS, Effect, within


@dataclass(frozen=True)
class UnitMonth:
    """A unit's value in a month (its first day). `starts_on` is the first day of the month in which it starts; None: never."""

    unit: str
    month: date
    value: float
    starts_on: date | None


@dataclass(frozen=True)
class Wave:
    """Those that started together. `months` are those since then in which somebody had not yet started; without one (or without
    a starter seen before and after) there is nothing to compare with, and no estimate. `fewest` others stood against them."""

    starts_on: date
    starters: int
    fewest: int = 0
    months: int = 0
    estimate: float | None = None


@dataclass(frozen=True)
class Waved:
    effect: Effect
    waves: tuple[Wave, ...]
    n: int = 0  # values used
    units: int = 0  # units they are of


@dataclass
class _Compared:
    """One wave as it is summed: the share that each unit has in its estimate, around the mean of its own side."""

    wave: Wave
    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    used: set[tuple[str, date]] = field(default_factory=set)


def waves_effect(panel: Sequence[UnitMonth]) -> Waved:
    """The change since the start, against units not yet started, averaged over waves by their number of starters.

    A unit's change in a month is its value less the mean of its months before the wave's start. In each month since then that
    has both, the mean change of the starters less that of the units not yet started in that month is the effect; a wave's is
    the mean over these months. Clustered by unit as `difference_in_differences`, with four means a wave; t with units - 1
    degrees of freedom. No interval where a month rests on one starter or on one other unit.
    Sources: Callaway and Sant'Anna 2021; Goodman-Bacon 2021.
    """
    values: dict[str, dict[date, float]] = defaultdict(dict)
    starts: dict[str, date | None] = {}
    for row in panel:
        values[row.unit][row.month], starts[row.unit] = row.value, row.starts_on
    compared = [_compare(start, values, starts) for start in sorted({start for start in starts.values() if start})]
    found = [each for each in compared if each.wave.estimate is not None]
    waves = tuple(each.wave for each in compared)
    if not found:
        return Waved(Effect(), waves)
    everybody = sum(each.wave.starters for each in found)
    estimate = math.fsum((each.wave.estimate or 0.0) * each.wave.starters / everybody for each in found)
    used = set().union(*(each.used for each in found))
    units = {unit for unit, _ in used}
    n, parameters = len(used), PARAMETERS * len(found)
    if n <= parameters or any(min(each.wave.starters, each.wave.fewest) < SMALLEST_UNITS for each in found):
        return Waved(Effect(estimate), waves, n, len(units))
    shares: dict[str, list[float]] = defaultdict(list)
    for each in found:
        for unit, score in each.scores.items():
            shares[unit].append(score * each.wave.starters / everybody)
    spread = math.fsum(math.fsum(of_unit) ** 2 for of_unit in shares.values())
    small_sample = len(units) / (len(units) - 1) * (n - 1) / (n - parameters)
    return Waved(within(estimate, math.sqrt(spread * small_sample), len(units) - 1), waves, n, len(units))


def _compare(start: date, values: Mapping[str, Mapping[date, float]], starts: Mapping[str, date | None]) -> _Compared:
    before = {unit: _before(months, start) for unit, months in values.items()}
    seen = {unit: level for unit, level in before.items() if level is not None}
    starters = [unit for unit in seen if starts[unit] == start]
    others = [unit for unit in seen if _after(starts[unit], start)]
    months = sorted({month for unit in starters for month in values[unit] if month >= start})
    sides = {month: (_in(month, starters, values), _in(month, _waiting(month, others, starts), values)) for month in months}
    counted = {month: both for month, both in sides.items() if all(both)}
    taking_part = {unit for first, _ in counted.values() for unit in first}
    if not counted:
        return _Compared(Wave(start, sum(1 for each in starts.values() if each == start)))
    effects, found = [], _Compared(Wave(start, len(taking_part)))
    for month, both in counted.items():
        changes = [{unit: values[unit][month] - seen[unit] for unit in side} for side in both]
        means = [mean(side.values()) for side in changes]
        effects.append(means[0] - means[1])
        for sign, side, level in zip((1, -1), changes, means, strict=True):
            for unit, change in side.items():
                found.scores[unit] += sign * (change - level) / len(side) / len(counted)
                found.used.add((unit, month))
    found.used |= {(unit, month) for unit in {unit for unit, _ in found.used} for month in values[unit] if month < start}
    fewest = min(min(len(first), len(second)) for first, second in counted.values())
    found.wave = Wave(start, len(taking_part), fewest, len(counted), mean(effects))
    return found


def _before(months: Mapping[date, float], start: date) -> float | None:
    levels = [value for month, value in months.items() if month < start]
    return mean(levels) if levels else None


def _after(own: date | None, start: date) -> bool:
    return own is None or own > start


def _waiting(month: date, others: Iterable[str], starts: Mapping[str, date | None]) -> list[str]:
    return [unit for unit in others if _after(starts[unit], month)]


def _in(month: date, units: Iterable[str], values: Mapping[str, Mapping[date, float]]) -> list[str]:
    return [unit for unit in units if month in values[unit]]
