"""An indicator over time: values with their marks, process limits, the plan, the phases behind them, and what happened."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import altair as alt

from results.comparison.charts.style import (
    BLUE,
    COLOURS,
    GREY,
    KEPT,
    SHAPES,
    VIOLET,
    Row,
    Spec,
    domain,
    filled,
    marks,
    moment,
    template,
    tooltip,
)
from results.comparison.process_limits import PROFILES, DatedTarget, Kind, Limits
from results.comparison.rules import Band, Line, rounded, targets_of
from results.comparison.rules.happened import Happened, numbered
from results.comparison.sentences import happened_words, mark_words, message, rule_words, value_words
from tracker.core.words import day, language, number, say
from tracker.targets.rules import Path, Unit

HEIGHT = 360  # marks, phase names above, axis and its title below
LEGEND_LINE = 22
PHASE_ROWS = (-28, -14)  # above the marks, where no value can be
NUMBERS_ROW = 9  # pixels above the axis, where what happened stands by its number
YEAR_TOO = "month(datum.value) == 0 || datum.index == 0"
MONTHS = {  # of the axis' own value: Vega writes months in English, whatever the page speaks
    "en": f"[timeFormat(datum.value, '%b'), {YEAR_TOO} ? timeFormat(datum.value, '%Y') : '']",
    "zh_CN": f"[timeFormat(datum.value, '%-m月'), {YEAR_TOO} ? timeFormat(datum.value, '%Y年') : '']",
}


def line_chart(line: Line, bands: Sequence[Band], first: date, last: date, happened: Sequence[Happened] = ()) -> Spec:
    """`bands` are the phases of the programme, `first` and `last` its days; `happened` stands below the values, by number."""
    return _line(line, tuple(bands), first, last, tuple(happened), language())


@lru_cache(maxsize=KEPT)
def _line(line: Line, bands: tuple[Band, ...], first: date, last: date, happened: tuple[Happened, ...], code: str) -> Spec:
    days = [first, last, *(point.on for point in line.points)]
    ends, levels = (min(days), max(days)), domain(_levels_of(line))
    rows = {
        "frame": [{"on": moment(day), "value": level} for day, level in zip(ends, levels, strict=True)],
        **_bands(bands),
        "limits": _limits(line, ends[1]),
        "rebases": _rebases(line),
        "target": _targets(line, ends[0]),
        "plan": _plan(line, first),
        "dated": _dated(line),
        "happened": _happened(happened, ends),
        "values": _values(line),
    }
    kinds = tuple(kind for kind in Kind if line.chart and kind in {point.kind for point in line.chart.points})
    made = _template(line.indicator.unit, kinds, line.indicator.contract.path, code)
    return filled(made, message(line), HEIGHT + LEGEND_LINE * len(kinds), rows)


def _levels_of(line: Line) -> list[float]:
    indicator = line.indicator
    levels = [indicator.baseline, indicator.level, indicator.level_high, *(step.value for step in targets_of(indicator))]
    for segment in line.chart.segments if line.chart else ():
        levels += [segment.limits.lower, segment.limits.upper]
    return [level for level in [*levels, *(point.value for point in line.points)] if level is not None]


def _bands(bands: Sequence[Band]) -> dict[str, list[Row]]:
    """Phases. Their names stand above the values in two rows, and the last ends at the edge, so that none is cut on a phone."""
    rows = [
        {"on": moment(band.starts_on), "to": moment(band.ends_on), "name": band.name, "odd": at % 2, "top": PHASE_ROWS[at % 2]}
        for at, band in enumerate(bands)
    ]
    return {"bands": rows, "names": rows[:-1], "last_name": rows[-1:]}


def _limits(line: Line, last: date) -> list[Row]:
    """Mean and limits as far as they hold: for a segment, or where each value has its own until the next value."""
    if line.chart is None:
        return []
    steps: list[tuple[date, Limits]] = []
    begins = {segment.starts_on for segment in line.chart.segments}
    for point in line.chart.points:
        if not steps or point.on in begins or point.limits != steps[-1][1]:
            steps.append((point.on, point.limits))
    ends = [*(on for on, _ in steps[1:]), last]
    return [
        {
            "on": moment(on),
            "to": moment(end),
            "value": level,
            "what": say(f"comparison.chart.{name}"),
            "shown": value_words(line.indicator.unit, rounded(level, 1)),
            "firm": name == "mean",
        }
        for (on, limits), end in zip(steps, ends, strict=True)
        for name, level in (("mean", limits.centre), ("limits", limits.lower), ("limits", limits.upper))
        if level is not None
    ]


def _rebases(line: Line) -> list[Row]:
    segments = line.chart.segments if line.chart else ()
    return [
        {"on": moment(segment.starts_on), "what": say("comparison.chart.rebase"), "shown": segment.reason}
        for segment in segments
        if segment.reason
    ]


def _plan(line: Line, first: date) -> list[Row]:
    """From the baseline through the dated targets, on a line or by steps."""
    indicator = line.indicator
    start = [] if indicator.baseline is None else [DatedTarget(first, indicator.baseline)]
    return [{"on": moment(mark.on), "value": mark.value} for mark in [*start, *targets_of(indicator)]]


def _happened(happened: Sequence[Happened], ends: tuple[date, date]) -> list[Row]:
    """What happened within the chart, numbered as in the list below it; months of corrective actions are in that list alone."""
    return [
        {
            "on": moment(each.on),
            "number": str(at),
            "what": say(f"comparison.happened.{each.kind.value}"),
            "shown": happened_words(each),
        }
        for at, each in enumerate(numbered(happened), 1)
        if ends[0] <= each.on <= ends[1]
    ]


def _targets(line: Line, first: date) -> list[Row]:
    indicator = line.indicator
    return [
        {
            "on": moment(first),
            "to": moment(indicator.target_on),
            "value": level,
            "label": say("comparison.chart.target", value=value_words(indicator.unit, level)),
        }
        for level in (indicator.level, indicator.level_high)
        if level is not None
    ]


def _dated(line: Line) -> list[Row]:
    unit = line.indicator.unit
    return [
        {"on": moment(step.on), "value": step.value, "what": day(step.on), "shown": value_words(unit, step.value)}
        for step in targets_of(line.indicator)
    ]


def _values(line: Line) -> list[Row]:
    counts, run = {point.on: point.n for point in line.points}, PROFILES[line.indicator.contract.profile].run
    return [
        {
            "on": moment(point.on),
            "value": point.value,
            "kind": mark_words(point.kind),
            "shown": value_words(line.indicator.unit, point.value, line.indicator.level),
            "n": "" if counts[point.on] is None else number(counts[point.on] or 0, 0),
            "date": day(point.on),
            "why": rule_words(point.rule, run) if point.rule else mark_words(point.kind),
        }
        for point in (line.chart.points if line.chart else ())
    ]


@lru_cache(maxsize=KEPT)
def _template(unit: Unit, kinds: tuple[Kind, ...], path: Path, code: str) -> Spec:
    x, y, tips = time_axis("on:T", code), level_axis(unit), tooltip()
    top, shade = alt.Y("top:Q", scale=None, axis=None), alt.condition("datum.odd == 1", alt.value(0.14), alt.value(0.05))
    dash = alt.condition("datum.firm", alt.value([1, 0]), alt.value([5, 4]))
    name: dict[str, Any] = {"baseline": "top", "color": GREY, "fontSize": 11, "limit": 140}
    label: dict[str, Any] = {"baseline": "bottom", "dx": 4, "dy": -3, "color": BLUE, "fontSize": 12, "fontWeight": 600}
    names = [mark_words(kind) for kind in kinds]
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=300, symbolSize=90)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=names, range=[COLOURS[kind] for kind in kinds]), legend=legend)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=names, range=[SHAPES[kind] for kind in kinds]), legend=legend)
    shape_of_plan: Literal["step-after", "linear"] = "step-after" if path is Path.STEPS else "linear"
    low = alt.YDatum({"expr": f"height - {NUMBERS_ROW}"}, scale=None)
    told = [("date", "date"), ("shown", "value"), ("n", "n"), ("why", "why")]
    of_value = [alt.Tooltip(f"{field}:N", title=say(f"comparison.chart.{key}")) for field, key in told]
    return template(
        [
            marks("bands").mark_rect(color=GREY).encode(x, x2="to:T", opacity=shade),
            marks("frame").mark_point(opacity=0).encode(x, y),
            marks("names").mark_text(align="left", dx=3, **name).encode(x, y=top, text="name:N"),
            marks("last_name").mark_text(align="right", dx=-3, **name).encode(time_axis("to:T", code), y=top, text="name:N"),
            marks("rebases").mark_rule(color=VIOLET, strokeDash=[2, 3], strokeWidth=1.5).encode(x, tooltip=tips),
            marks("limits").mark_rule(color=GREY, opacity=0.85).encode(x, y, x2="to:T", strokeDash=dash, tooltip=tips),
            marks("target").mark_rule(color=BLUE, strokeWidth=2).encode(x, y, x2="to:T"),
            marks("target").mark_text(align="left", **label).encode(x, y, text="label:N"),
            marks("plan")
            .mark_line(color=BLUE, strokeDash=[6, 4], strokeWidth=1, opacity=0.7, interpolate=shape_of_plan)
            .encode(x, y),
            marks("dated").mark_point(shape="diamond", filled=True, color=BLUE, size=110, opacity=1).encode(x, y, tooltip=tips),
            marks("happened")
            .mark_point(shape="circle", filled=True, size=190, color=GREY, opacity=1)
            .encode(x, y=low, tooltip=tips),
            marks("happened")
            .mark_text(color="white", fontSize=10, fontWeight=600)
            .encode(x, y=low, text="number:N", tooltip=tips),
            marks("values").mark_line(color=GREY, strokeWidth=1.5).encode(x, y),
            marks("values").mark_point(filled=True, size=70, opacity=1).encode(x, y, color=colour, shape=shape, tooltip=of_value),
        ]
    )


def time_axis(field: str, code: str) -> alt.X:
    axis = alt.Axis(
        title=say("comparison.axis.month"), labelExpr=MONTHS[code], labelAngle=0, labelOverlap=True, tickCount="month", grid=False
    )
    return alt.X(field, scale=alt.Scale(nice=False), axis=axis)


def level_axis(unit: Unit) -> alt.Y:
    """The unit stands level above the axis, where a narrow page has room for it."""
    axis = alt.Axis(
        title=say(f"comparison.axis.{unit.value}"),
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=0,
        titleY=PHASE_ROWS[0] - 4,
        tickCount=5,
        grid=False,
    )
    return alt.Y("value:Q", scale=alt.Scale(nice=True, zero=False), axis=axis)
