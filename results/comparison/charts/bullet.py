"""An indicator as a bullet: where it began, where it is, where it was promised to be."""

from functools import lru_cache

import altair as alt

from results.comparison.charts.style import (
    COLOURS,
    GREY,
    KEPT,
    SHAPES,
    Spec,
    domain,
    marks,
    stretch,
    template,
    tooltip,
)
from results.comparison.process_limits import Kind
from results.comparison.rules import Line, aim_of
from tracker.core.words import language

HEIGHT = 62  # marks and axis


def bullet_chart(line: Line) -> Spec:
    """Without a title: its finding stands above it as text, in which the values have their unit."""
    return _bullet(line, language())


@lru_cache(maxsize=KEPT)
def _bullet(line: Line, code: str) -> Spec:
    indicator = line.indicator
    actual = line.actual.value if line.actual else None
    kind = line.chart.variation if line.chart else Kind.COMMON
    start = indicator.baseline if indicator.baseline is not None else actual
    aim = aim_of(indicator, actual)
    look = {"colour": COLOURS[kind], "shape": SHAPES[kind]}
    levels = [level for level in (indicator.level, indicator.level_high) if level is not None]
    steps = [step.level for step in indicator.interim if step.level is not None]
    values = [value for value in (indicator.baseline, actual) if value is not None]
    rows = {
        "frame": [{"value": end} for end in domain([*values, *levels, *steps])],
        "track": [stretch(line, start, aim, "target")] if start is not None and aim is not None else [],
        "way": [stretch(line, start, actual, "value") | look] if start is not None and actual is not None else [],
        "baseline": [] if indicator.baseline is None else [stretch(line, indicator.baseline, indicator.baseline, "baseline")],
        "target": [stretch(line, level, level, "target") for level in levels],
        "interim": [stretch(line, step, step, "interim") for step in steps],
        "actual": [] if actual is None else [stretch(line, actual, actual, "value") | look],
    }
    return _template(code) | {"height": HEIGHT, "datasets": rows}


@lru_cache(maxsize=2)
def _template(_language: str) -> Spec:
    axis = alt.Axis(title=None, tickCount=4, grid=False, labelFlush=True)
    x = alt.X("value:Q", scale=alt.Scale(nice=False, zero=False), axis=axis)
    colour, shape = alt.Color("colour:N", scale=None), alt.Shape("shape:N", scale=None)
    tips = tooltip()
    return template(
        [
            marks("frame").mark_point(opacity=0).encode(x),
            marks("track").mark_bar(color=GREY, opacity=0.25, size=22).encode(x, x2="to:Q"),
            marks("way").mark_bar(size=10).encode(x, x2="to:Q", color=colour, tooltip=tips),
            marks("baseline").mark_tick(color=GREY, thickness=2, size=14).encode(x, tooltip=tips),
            marks("target").mark_tick(color=GREY, thickness=4, size=28).encode(x, tooltip=tips),
            marks("interim").mark_point(shape="diamond", filled=True, color=GREY, size=70, opacity=1).encode(x, tooltip=tips),
            marks("actual").mark_point(filled=True, size=90, opacity=1).encode(x, color=colour, shape=shape, tooltip=tips),
        ]
    )
