"""An indicator's course on the width of a finger: values, limits, target and phases, without axes."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import altair as alt

from results.comparison.charts.style import BLUE, COLOURS, GREY, KEPT, SHAPES, Row, Spec, domain, marks, moment, template
from results.comparison.process_limits import Kind
from results.comparison.rules import Band, Line
from results.comparison.sentences import mark_words, value_words
from tracker.core.words import language, month, say

HEIGHT = 74
LATEST = 24  # values: more would be dust


def spark_chart(line: Line, bands: Sequence[Band]) -> Spec:
    """Without a title: it stands below the same finding. A target is drawn where values come near it."""
    return _spark(line, tuple(bands), language())


@lru_cache(maxsize=KEPT)
def _spark(line: Line, bands: tuple[Band, ...], code: str) -> Spec:
    points = line.chart.points[-LATEST:] if line.chart else ()
    first, last = (points[0].on, points[-1].on) if points else (date.min, date.max)
    limited = [point for point in points if point.limits.defined]
    reach = [level for point in limited for level in (point.limits.lower, point.limits.upper) if level is not None]
    low, high = domain([*reach, *(point.value for point in points)])
    near = [level for level in (line.indicator.level, line.indicator.level_high) if level is not None and low <= level <= high]
    rows: dict[str, list[Row]] = {
        "frame": [{"on": moment(on), "value": value} for on, value in zip((first, last), (low, high), strict=True)]
        if points
        else [],
        "bands": _bands(bands, first, last),
        "reach": [{"on": moment(point.on), "value": point.limits.lower, "top": point.limits.upper} for point in limited],
        "mean": [{"on": moment(point.on), "value": point.limits.centre} for point in points],
        "target": [{"on": moment(first), "to": moment(last), "value": level} for level in near] if points else [],
        "values": [
            {
                "on": moment(point.on),
                "value": point.value,
                "colour": COLOURS[point.kind],
                "shape": SHAPES[point.kind],
                "size": 46 if point.on == last else 26 if point.kind is not Kind.COMMON else 0,
                "when": month(point.on),
                "shown": value_words(line.indicator.unit, point.value, line.indicator.level),
                "mark": mark_words(point.kind),
            }
            for point in points
        ],
    }
    return _template(code) | {"height": HEIGHT, "datasets": rows}


def _bands(bands: Sequence[Band], first: date, last: date) -> list[Row]:
    """The phases as far as values reach, every second one shaded."""
    return [
        {"on": moment(max(band.starts_on, first)), "to": moment(min(band.ends_on, last)), "odd": at % 2, "name": band.name}
        for at, band in enumerate(bands)
        if band.starts_on <= last and band.ends_on >= first
    ]


@lru_cache(maxsize=2)
def _template(_language: str) -> Spec:
    x = alt.X("on:T", scale=alt.Scale(nice=False), axis=None)
    y = alt.Y("value:Q", scale=alt.Scale(nice=False, zero=False), axis=None)
    shade = alt.condition("datum.odd == 1", alt.value(0.22), alt.value(0.1))
    tips = [
        alt.Tooltip("when:N", title=say("comparison.chart.date")),
        alt.Tooltip("shown:N", title=say("comparison.chart.value")),
        alt.Tooltip("mark:N", title=say("comparison.chart.kind")),
    ]
    colour, shape, size = (
        alt.Color("colour:N", scale=None),
        alt.Shape("shape:N", scale=None),
        alt.Size("size:Q", scale=None),
    )
    return template(
        [
            marks("bands").mark_rect(color=GREY).encode(x, x2="to:T", opacity=shade, tooltip=[alt.Tooltip("name:N", title=" ")]),
            marks("frame").mark_point(opacity=0).encode(x, y),
            marks("reach").mark_area(color=GREY, opacity=0.22, interpolate="step-after").encode(x, y, y2="top:Q"),
            marks("mean").mark_line(color=GREY, opacity=0.8, strokeWidth=1, interpolate="step-after").encode(x, y),
            marks("target").mark_rule(color=BLUE, strokeWidth=1.5).encode(x, y, x2="to:T"),
            marks("values").mark_line(color=GREY, strokeWidth=1.5).encode(x, y),
            marks("values").mark_point(filled=True, opacity=1).encode(x, y, color=colour, shape=shape, size=size, tooltip=tips),
        ]
    )
