"""Process limits for scripts: a CSV file in, a JSON document out. Standard library only, so that it starts at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from results.comparison.process_limits import (
    PROFILES,
    Better,
    DatedTarget,
    Observation,
    Point,
    ProcessChart,
    Rebase,
    xmr,
)
from results.comparison.proportion_limits import ChartKind, Rate, rate_chart
from tracker.core.tables import read_table

XMR = "xmr"
CHARTS = (XMR, *ChartKind)


@dataclass(frozen=True)
class Asked:
    """What the options say."""

    better: Better
    chart: str = XMR
    target: float | None = None
    trajectory: tuple[DatedTarget, ...] = ()
    profile: str = "nhsr"
    first: int | None = None
    rebases: tuple[Rebase, ...] = ()


def limits_document(text: str, asked: Asked) -> dict[str, Any]:
    """The document that `python -m results limits` prints. Raises Refusal, which quotes a row and its text, or LimitsRefused."""
    options: dict[str, Any] = {
        "better": asked.better,
        "target": asked.target,
        "trajectory": asked.trajectory,
        "profile": PROFILES[asked.profile],
        "first": asked.first,
        "rebases": asked.rebases,
    }
    if asked.chart == XMR:
        rows = read_rows(text, ("value",))
        return _document(xmr([Observation(on, value) for on, (value,) in rows], **options), own_limits=False)
    rates = [Rate(on, *pair) for on, pair in read_rows(text, ("numerator", "denominator"))]
    return _document(rate_chart(rates, ChartKind(asked.chart), **options), own_limits=True)


def read_rows(text: str, columns: Sequence[str]) -> list[tuple[date, list[float]]]:
    """Date and numbers of each row, in the file's order, each date once; other columns do not matter, nor do blank lines."""
    table = read_table(text)
    day, *places = (table.place(name) for name in ("date", *columns))
    named = list(zip(places, columns, strict=True))
    return [(on, [row.value(place, name) for place, name in named]) for on, row in table.by_day(day)]


def _document(chart: ProcessChart, *, own_limits: bool) -> dict[str, Any]:
    return {
        "segments": [
            {
                "from": segment.starts_on.isoformat(),
                "n": segment.n,
                "centre": segment.limits.centre,
                "lower": segment.limits.lower,
                "upper": segment.limits.upper,
                "trial": segment.trial,
            }
            for segment in chart.segments
        ],
        "points": [_point(point, own_limits) for point in chart.points],
        "variation": chart.variation,
        "assurance": chart.assurance,
        "trajectory": [
            {"date": dated.on.isoformat(), "target": dated.value, "assurance": dated.assurance} for dated in chart.trajectory
        ],
    }


def _point(point: Point, own_limits: bool) -> dict[str, Any]:
    written = {"date": point.on.isoformat(), "value": point.value, "rule": point.rule, "kind": point.kind}
    return written | {"lower": point.limits.lower, "upper": point.limits.upper} if own_limits else written
