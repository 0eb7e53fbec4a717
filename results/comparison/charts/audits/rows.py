"""Rows under each other, each with its words above its marks: an axis of names would leave a phone no room for marks.

Heights are in pixels, so that words of one line and of three stand equally close to their marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from results.comparison.charts.style import Row, marks
from tracker.core.chart_titles import wrapped

AXIS = 68  # of the axis below, its title and the room that a page leaves around them
LINE, ABOVE = 16, 10  # a line of words, and the room above the first
INK = "#6E7C87"  # readable on a white and on a dark page


@dataclass(frozen=True)
class Stack:
    """`names` are the words; the marks of each row begin at `tops`."""

    names: tuple[Row, ...]
    tops: tuple[float, ...]
    height: float

    def frame(self, low: float, high: float) -> list[Row]:
        """What spans both axes."""
        return [{"x": low, "y": 0}, {"x": high, "y": self.height}]


def stacked(rows: Sequence[tuple[str, str]], height: float) -> Stack:
    """Of each row what it is called and what is said of it; its marks are so tall."""
    names: list[Row] = []
    tops: list[float] = []
    y = 0.0
    for called, said in rows:
        lines = [*wrapped(called), *([said] if said else [])]
        names.append({"y": y + ABOVE, "text": lines})
        y += ABOVE + LINE * len(lines)
        tops.append(y)
        y += height
    return Stack(tuple(names), tuple(tops), y)


def down() -> alt.Y:
    """Counted downward from 0."""
    return alt.Y("y:Q", axis=None, scale=alt.Scale(reverse=True, nice=False, zero=False))


def along(title: str, **axis: Any) -> alt.X:
    return alt.X("x:Q", axis=alt.Axis(title=title, tickCount=5, grid=False, **axis), scale=alt.Scale(zero=False, nice=False))


def words_above(y: alt.Y) -> alt.Chart:
    look: dict[str, Any] = {"align": "left", "baseline": "top", "fontSize": 12, "lineHeight": LINE, "color": INK}
    words: alt.Chart = marks("names").mark_text(**look).encode(y=y, x=alt.value(0), text="text:N")
    return words
