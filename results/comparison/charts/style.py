"""What the charts share: colours, titles, domains and moments.

Colours hold on a white and on a dark page and for colour-blind readers; a mark's shape says the same as its colour.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from results.comparison.process_limits import Kind
from results.comparison.rules import Line
from results.comparison.sentences import value_words
from tracker.core.chart_titles import heading
from tracker.core.words import say

GREY, BLUE, ORANGE, VIOLET = "#7A8791", "#1E88B4", "#CC6A14", "#8C6BB1"
COLOURS = {Kind.COMMON: GREY, Kind.IMPROVEMENT: BLUE, Kind.CONCERN: ORANGE, Kind.HIGH: VIOLET, Kind.LOW: VIOLET}
SHAPES = {
    Kind.COMMON: "circle",
    Kind.IMPROVEMENT: "triangle-up",
    Kind.CONCERN: "square",
    Kind.HIGH: "triangle-up",
    Kind.LOW: "triangle-down",
}
PADDING = {"left": 2, "top": 4, "right": 6, "bottom": 2}
KEPT = 512  # specs
Spec = dict[str, Any]
Row = dict[str, Any]


def stretch(line: Line, start: float, end: float, name: str) -> Row:
    return {"value": start, "to": end, "what": say(f"comparison.bullet.{name}"), "shown": value_words(line.indicator.unit, end)}


def tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("what:N", title=" "), alt.Tooltip("shown:N", title=say("comparison.chart.value"))]


def marks(name: str) -> alt.Chart:
    """A layer of the rows that `filled` gives under this name; without rows it shows nothing."""
    return alt.Chart(alt.NamedData(name=name))


def template(layers: Sequence[alt.Chart]) -> Spec:
    """Altair takes a tenth of a second for a chart, so one is made for each language and unit, and filled for each indicator."""
    chart = alt.layer(*layers).properties(width="container", padding=PADDING)
    spec: Spec = chart.configure(background="transparent").configure_view(stroke=None).to_dict(validate=False)
    return spec


def filled(made: Spec, title: str, height: int, rows: dict[str, list[Row]]) -> Spec:
    """`height` is that of everything but the title: Streamlit fits title, axes and legend into the whole, and would squeeze the
    marks if it were theirs alone."""
    above, taken = heading(title)
    return made | {"title": above, "height": height + taken, "datasets": rows}


def domain(values: Sequence[float]) -> list[float]:
    """From the lowest to the highest with a little room; around nothing, 0 to 1."""
    if not values:
        return [0, 1]
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.05 or 1
    return [low - room, high + room]


def moment(on: date) -> str:
    """Midnight without a zone: the browser takes a bare date for one in UTC, and shows the day before west of Greenwich."""
    return f"{on.isoformat()}T00:00:00"
