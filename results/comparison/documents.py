"""Process limits for scripts: a CSV file in, a JSON document out. Standard library only, so that it starts at once."""

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
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
from results.comparison.proportion_limits import ChartKind, Rate, rate_chart

XMR = "xmr"
CHARTS = (XMR, *ChartKind)
LARGEST = 1e15  # what the product stores; and far from where sums of floats overflow
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


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
    """The document that `python -m results limits` prints. Raises LimitsRefused, which quotes the row and its text."""
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
    """Date and numbers of each row, in the file's order; other columns do not matter, and neither do blank lines."""
    lines = _lines(text)
    number, header = next(lines, (0, None))
    if header is None:
        raise LimitsRefused("comparison.file_empty")
    names = [name.strip().casefold() for name in header]
    for name in ("date", *columns):
        if names.count(name) != 1:
            raise LimitsRefused("comparison.column_missing", column=name, n=number, text=_quoted(header))
    rows: list[tuple[date, list[float]]] = []
    seen: dict[date, int] = {}
    for number, cells in lines:
        if len(cells) < len(names):
            raise LimitsRefused("comparison.row_short", n=number, text=_quoted(cells))
        found = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        on = read_day(found["date"])
        if on is None:
            raise LimitsRefused("comparison.row_date", n=number, text=_quoted(cells))
        if on in seen:
            raise LimitsRefused("comparison.row_twice", n=number, text=_quoted(cells), first=seen[on])
        values = [read_number(found[name]) for name in columns]
        if None in values:
            raise LimitsRefused("comparison.row_number", n=number, text=_quoted(cells), column=columns[values.index(None)])
        seen[on] = number
        rows.append((on, [value for value in values if value is not None]))
    if not rows:
        raise LimitsRefused("comparison.file_empty")
    return rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with its number in the file."""
    reader = csv.reader(StringIO(text, newline=""))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise LimitsRefused("comparison.row_unreadable", n=reader.line_num) from error


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_number(text: str) -> float | None:
    """A plain number, or None: no words, no thousands, nothing that is not finite."""
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def _quoted(cells: Sequence[str]) -> str:
    return ",".join(cells)[:200]


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
