"""An indicator over time: values with their marks, process limits, targets, and the phases behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import altair as alt

from results.comparison.charts.style import BLUE, COLOURS, GREY, KEPT, SHAPES, Spec, domain, finished, marks, moment, tooltip
from results.comparison.process_limits import Kind
from results.comparison.rules import Band, Line, rounded, targets_of
from results.comparison.sentences import mark_words, message, value_words
from tracker.core.words import day, language, number, say
from tracker.targets.rules import Unit

HEIGHT = 360  # marks, phase names above, axis and its title below
LEGEND_LINE = 22
PHASE_ROWS = (-28, -14)  # above the marks, where no value can be
YEAR_TOO = "month(datum.value) == 0 || datum.index == 0"
MONTHS = {  # of the axis' own value: Vega writes months in English, whatever the page speaks
    "en": f"[timeFormat(datum.value, '%b'), {YEAR_TOO} ? timeFormat(datum.value, '%Y') : '']",
    "zh_CN": f"[timeFormat(datum.value, '%-m月'), {YEAR_TOO} ? timeFormat(datum.value, '%Y年') : '']",
}


def line_chart(line: Line, bands: Sequence[Band], first: date, last: date) -> Spec:
    """`bands` are the programme's phases, `first` and `last` its own days."""
    return _line(line, tuple(bands), first, last, language())


@lru_cache(maxsize=KEPT)
def _line(line: Line, bands: tuple[Band, ...], first: date, last: date, code: str) -> Spec:
    ends = [first, last, *(point.on for point in line.points)]
    axes = Axes((min(ends), max(ends)), domain(_line_values(line)), line.indicator.unit, code)
    layers = [*_bands(bands, axes), *_limits(line, axes), *_targets(line, axes), *_values(line, axes)]
    return finished(layers, message(line), HEIGHT + LEGEND_LINE * len(_kinds(line)))


@dataclass(frozen=True)
class Axes:
    days: tuple[date, date]
    values: list[float]
    unit: Unit
    code: str

    def x(self, field: str = "on:T") -> alt.X:
        scale = alt.Scale(domain=[moment(end) for end in self.days])
        axis = alt.Axis(
            title=say("comparison.axis.month"),
            labelExpr=MONTHS[self.code],
            labelAngle=0,
            labelOverlap=True,
            tickCount="month",
            grid=False,
        )
        return alt.X(field, scale=scale, axis=axis)

    def y(self) -> alt.Y:
        """The unit stands level above the axis, where a narrow page has room for it."""
        axis = alt.Axis(
            title=say(f"comparison.axis.{self.unit.value}"),
            titleAngle=0,
            titleAlign="left",
            titleBaseline="bottom",
            titleX=0,
            titleY=PHASE_ROWS[0] - 4,
            tickCount=5,
            grid=False,
        )
        return alt.Y("value:Q", scale=alt.Scale(domain=self.values, nice=True, zero=False), axis=axis)


def _line_values(line: Line) -> list[float]:
    indicator = line.indicator
    values: list[float | None] = [indicator.baseline, indicator.level, indicator.level_high]
    values += [point.value for point in line.points]
    values += [step.value for step in targets_of(indicator)]
    for segment in line.chart.segments if line.chart else ():
        values += [segment.limits.lower, segment.limits.upper]
    return [value for value in values if value is not None]


def _bands(bands: Sequence[Band], axes: Axes) -> list[alt.Chart]:
    """Phases behind everything. Names stand in two rows, and the last ends at the edge, so that none is cut on a phone."""
    rows = [
        {"on": moment(band.starts_on), "to": moment(band.ends_on), "name": band.name, "odd": at % 2, "top": PHASE_ROWS[at % 2]}
        for at, band in enumerate(bands)
    ]
    if not rows:
        return []
    shade = alt.condition("datum.odd == 1", alt.value(0.14), alt.value(0.05))
    top = alt.Y("top:Q", scale=None, axis=None)
    layers = [marks(rows).mark_rect(color=GREY).encode(axes.x(), x2="to:T", opacity=shade)]
    if rows[:-1]:
        names = marks(rows[:-1]).mark_text(align="left", dx=3, baseline="top", color=GREY, fontSize=11, limit=140)
        layers.append(names.encode(axes.x(), y=top, text="name:N"))
    name = marks(rows[-1:]).mark_text(align="right", dx=-3, baseline="top", color=GREY, fontSize=11, limit=140)
    return [*layers, name.encode(axes.x("to:T"), y=top, text="name:N")]


def _limits(line: Line, axes: Axes) -> list[alt.Chart]:
    if line.chart is None:
        return []
    starts = [segment.starts_on for segment in line.chart.segments]
    rows = [
        {
            "on": moment(segment.starts_on),
            "to": moment(end),
            "value": level,
            "what": say(f"comparison.chart.{name}"),
            "shown": value_words(line.indicator.unit, rounded(level, 1)),
            "firm": name == "mean",
        }
        for segment, end in zip(line.chart.segments, [*starts[1:], axes.days[1]], strict=True)
        for name, level in (("mean", segment.limits.centre), ("limits", segment.limits.lower), ("limits", segment.limits.upper))
        if level is not None
    ]
    dash = alt.condition("datum.firm", alt.value([1, 0]), alt.value([5, 4]))
    return [
        marks(rows).mark_rule(color=GREY, opacity=0.85).encode(axes.x(), axes.y(), x2="to:T", strokeDash=dash, tooltip=tooltip())
    ]


def _targets(line: Line, axes: Axes) -> list[alt.Chart]:
    """The target as a line with its value, and the dated targets as diamonds."""
    indicator = line.indicator
    lines = [
        {
            "on": moment(axes.days[0]),
            "to": moment(indicator.target_on),
            "value": level,
            "label": say("comparison.chart.target", value=value_words(indicator.unit, level)),
        }
        for level in (indicator.level, indicator.level_high)
        if level is not None
    ]
    if not lines:
        return []
    dated = [
        {"on": moment(step.on), "value": step.value, "what": day(step.on), "shown": value_words(indicator.unit, step.value)}
        for step in targets_of(indicator)
    ]
    label = marks(lines).mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=BLUE, fontSize=12, fontWeight=600)
    diamonds = marks(dated).mark_point(shape="diamond", filled=True, color=BLUE, size=110, opacity=1)
    return [
        marks(lines).mark_rule(color=BLUE, strokeWidth=2).encode(axes.x(), axes.y(), x2="to:T"),
        label.encode(axes.x(), axes.y(), text="label:N"),
        diamonds.encode(axes.x(), axes.y(), tooltip=tooltip()),
    ]


def _values(line: Line, axes: Axes) -> list[alt.Chart]:
    if line.chart is None:
        return []
    counts = {point.on: point.n for point in line.points}
    rows = [
        {
            "on": moment(point.on),
            "value": point.value,
            "kind": mark_words(point.kind),
            "shown": value_words(line.indicator.unit, point.value, line.indicator.level),
            "n": "" if counts[point.on] is None else number(counts[point.on] or 0, 0),
            "date": day(point.on),
            "why": say(f"comparison.rule.{point.rule.value}") if point.rule else mark_words(point.kind),
        }
        for point in line.chart.points
    ]
    kinds = _kinds(line)
    names = [mark_words(kind) for kind in kinds]
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=300, symbolSize=90)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=names, range=[COLOURS[kind] for kind in kinds]), legend=legend)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=names, range=[SHAPES[kind] for kind in kinds]), legend=legend)
    told = [("date", "date"), ("shown", "value"), ("n", "n"), ("why", "why")]
    tips = [alt.Tooltip(f"{field}:N", title=say(f"comparison.chart.{name}")) for field, name in told]
    points = marks(rows).mark_point(filled=True, size=70, opacity=1)
    return [
        marks(rows).mark_line(color=GREY, strokeWidth=1.5).encode(axes.x(), axes.y()),
        points.encode(axes.x(), axes.y(), color=colour, shape=shape, tooltip=tips),
    ]


def _kinds(line: Line) -> list[Kind]:
    seen = {point.kind for point in line.chart.points} if line.chart else set()
    return [kind for kind in Kind if kind in seen]
