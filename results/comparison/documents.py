"""Process limits for scripts: a CSV file in, a JSON document out. Standard library only, so that it starts at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from results.comparison.process_limits import (
    PROFILES,
    Better,
    DatedTarget,
    LimitsRefused,
    Observation,
    Point,
    ProcessChart,
    Rebase,
    xmr,
)
from results.comparison.proportion_limits import ChartKind, Rate, rate_chart, refuse_impossible
from tracker.core.commands import sentence
from tracker.core.tables import Row, read_table

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
        observations = [Observation(on, value) for on, (value,), _ in _rows(text, ("value",))]
        return _document(xmr(observations, **options), own_limits=False)
    kind = ChartKind(asked.chart)
    rates = [_rate(on, numbers, row, kind) for on, numbers, row in _rows(text, ("numerator", "denominator"))]
    return _document(rate_chart(rates, kind, **options), own_limits=True)


def _rows(text: str, columns: Sequence[str]) -> Iterator[tuple[date, list[float], Row]]:
    """Date and numbers of each row, in the file's order, each date once; other columns do not matter, nor do blank lines."""
    table = read_table(text)
    day, *places = (table.place(name) for name in ("date", *columns))
    named = list(zip(places, columns, strict=True))
    for on, row in table.by_day(day):
        yield on, [row.value(place, name) for place, name in named], row


def _rate(on: date, numbers: Sequence[float], row: Row, kind: ChartKind) -> Rate:
    """Refused where its row stands, so that the row and its text are named."""
    numerator, denominator = numbers
    rate = Rate(on, numerator, denominator)
    try:
        refuse_impossible(rate, kind)
    except LimitsRefused as refused:
        raise row.refused("comparison.in_row", what=sentence(refused.key, **refused.facts)) from refused
    return rate


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
