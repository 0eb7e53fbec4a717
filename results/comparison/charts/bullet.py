"""An indicator as a bullet: where it began, where it is, where it was promised to be."""

from functools import lru_cache

import altair as alt

from results.comparison.charts.style import COLOURS, GREY, KEPT, SHAPES, Spec, domain, finished, marks, stretch, tooltip
from results.comparison.process_limits import Kind
from results.comparison.rules import Line, aim_of
from results.comparison.sentences import message
from tracker.core.words import language, say

HEIGHT = 92  # marks, axis and its title


def bullet_chart(line: Line) -> Spec:
    return _bullet(line, language())


@lru_cache(maxsize=KEPT)
def _bullet(line: Line, _language: str) -> Spec:
    indicator = line.indicator
    actual = line.actual.value if line.actual else None
    kind = line.chart.variation if line.chart else Kind.COMMON
    start = indicator.baseline if indicator.baseline is not None else actual
    aim = aim_of(indicator, actual)
    scale = alt.Scale(domain=domain(_bullet_values(line)), nice=False, zero=False)
    axis = alt.Axis(title=say(f"comparison.axis.{indicator.unit.value}"), tickCount=4, grid=False, labelFlush=True)
    x = alt.X("value:Q", scale=scale, axis=axis)
    layers: list[alt.Chart] = []
    if start is not None and aim is not None:
        layers.append(
            marks([stretch(line, start, aim, "target")]).mark_bar(color=GREY, opacity=0.25, size=22).encode(x, x2="to:Q")
        )
    if start is not None and actual is not None:
        bar = marks([stretch(line, start, actual, "value")]).mark_bar(color=COLOURS[kind], size=10)
        layers.append(bar.encode(x, x2="to:Q", tooltip=tooltip()))
    ticks = [("baseline", indicator.baseline), ("target", indicator.level), ("target", indicator.level_high)]
    layers += [
        marks([stretch(line, value, value, name)])
        .mark_tick(color=GREY, thickness=2 if name == "baseline" else 4, size=14 if name == "baseline" else 28)
        .encode(x, tooltip=tooltip())
        for name, value in ticks
        if value is not None
    ]
    steps = [stretch(line, step.level, step.level, "interim") for step in indicator.interim if step.level is not None]
    if steps:
        layers.append(
            marks(steps).mark_point(shape="diamond", filled=True, color=GREY, size=70, opacity=1).encode(x, tooltip=tooltip())
        )
    if actual is not None:
        dot = marks([stretch(line, actual, actual, "value")]).mark_point(
            shape=SHAPES[kind], filled=True, color=COLOURS[kind], size=90, opacity=1
        )
        layers.append(dot.encode(x, tooltip=tooltip()))
    return finished(layers, message(line), HEIGHT)


def _bullet_values(line: Line) -> list[float]:
    indicator = line.indicator
    values = [indicator.baseline, indicator.level, indicator.level_high, line.actual.value if line.actual else None]
    return [value for value in [*values, *(step.level for step in indicator.interim)] if value is not None]
