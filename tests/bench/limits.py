"""Limits, rules and assurance of very many series, in one process and so on one core; and the whole line that a page shows."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from time import process_time
from typing import Any

from results.comparison.process_limits import Better, DatedTarget, Observation, xmr
from results.comparison.rules import Measured, line_of
from tests.bench.figures import Figure
from tests.results.comparison.lines import indicator

SERIES, POINTS = 10_000, 36
START, TODAY, END = date(2023, 1, 31), date(2026, 1, 31), date(2026, 12, 31)


def limits(*, quick: bool = False) -> list[Figure]:
    series = _series(100 if quick else SERIES)
    steps = [DatedTarget(END - timedelta(days=180), 83.0), DatedTarget(END, 85.0)]
    alone = _seconds(lambda each: xmr(each, better=Better.HIGHER, target=85.0, trajectory=steps), series)
    asked = indicator(level=85.0, target=85.0)
    lines = [[Measured(point.on, point.value, 100) for point in each] for each in series]
    whole = _seconds(lambda each: line_of(asked, each, starts_on=START, today=TODAY), lines)
    made_of = {"series": len(series), "points": POINTS, "with standing and share": round(whole, 2)}
    return [Figure("limits, rules, assurance", round(alone, 3), "s of processor", "at most 5 s", made_of)]


def _series(many: int) -> list[list[Observation]]:
    """The same each time: noise around a level, in every third a trend."""
    chosen = random.Random(5)  # noqa: S311 - values, no secret
    return [
        [Observation(START + timedelta(days=30 * at), chosen.gauss(80 + (number % 3 == 0) * at / 4, 5)) for at in range(POINTS)]
        for number in range(many)
    ]


def _seconds(measured: Callable[[Any], object], each: list[Any]) -> float:
    """Of processor, so that what else the machine does counts less."""
    began = process_time()
    for one in each:
        measured(one)
    return process_time() - began
