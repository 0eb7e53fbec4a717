"""The course of the sides that a design holds against each other, with the day from which on it counts."""

from functools import lru_cache

import altair as alt

from results.comparison.charts.over_time import level_axis, time_axis
from results.comparison.charts.style import BLUE, GREY, KEPT, VIOLET, Row, Spec, domain, filled, marks, moment, template
from results.comparison.effects.designs import NEVER, WHOLE, CoursePoint
from results.comparison.effects.rules import SMALLEST_UNITS, Group
from results.comparison.effects.telling import basis_words, finding, side_words
from results.comparison.queries.effects import EffectRow
from results.comparison.rules import rounded
from results.comparison.sentences import value_words
from tracker.core.words import language, month, number, say
from tracker.targets.rules import Unit

HEIGHT = 300
LEGEND_LINE = 22
STANDING = {Group.PILOT.value: BLUE, Group.CONTROL.value: GREY, NEVER: GREY, WHOLE: GREY}
STARTED = (BLUE, VIOLET, "#2F7D5B", "#A3527D", "#56789A")  # of waves, in the order of their start; then from the first again
SHAPES = ("circle", "triangle-up", "square", "diamond", "triangle-down", "cross")


def course_of(row: EffectRow) -> list[CoursePoint]:
    """Without means of so few stores that a single one could be read from them."""
    course = row.found.course if row.found else ()
    return [point for point in course if point.side == WHOLE or point.stores >= SMALLEST_UNITS]


def effect_chart(row: EffectRow) -> Spec | None:
    """None where nothing was found."""
    points = tuple(course_of(row))
    if row.found is None or not points:
        return None
    since = moment(row.found.since) if row.found.since else None
    return _filled(finding(row.name, row.unit, row.better, row.found), points, since, row.unit, language())


@lru_cache(maxsize=KEPT)
def _filled(title: str, points: tuple[CoursePoint, ...], since: str | None, unit: Unit, code: str) -> Spec:
    sides = tuple(dict.fromkeys(point.side for point in points))
    days = [point.month for point in points]
    ends = zip((min(days), max(days)), domain([point.value for point in points]), strict=True)
    rows: dict[str, list[Row]] = {
        "frame": [{"on": moment(on), "value": value} for on, value in ends],
        "since": [{"on": since, "label": say("effects.chart.since")}] if since else [],
        "values": [_value(point, unit) for point in points],
    }
    return filled(_template(unit, sides, code), title, HEIGHT + LEGEND_LINE * (len(sides) if len(sides) > 1 else 0), rows)


def _value(point: CoursePoint, unit: Unit) -> Row:
    return {
        "on": moment(point.month),
        "value": point.value,
        "side": side_words(point.side),
        "when": month(point.month),
        "shown": value_words(unit, rounded(point.value, 1)),
        "stores": number(point.stores) if point.stores else "",
    }


@lru_cache(maxsize=KEPT)
def _template(unit: Unit, sides: tuple[str, ...], code: str) -> Spec:
    x, y = time_axis("on:T", code), level_axis(unit)
    names, started = [side_words(side) for side in sides], [side for side in sides if side not in STANDING]
    colours = [STANDING.get(side) or STARTED[started.index(side) % len(STARTED)] for side in sides]
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=300, symbolSize=90) if len(sides) > 1 else None
    colour = alt.Color("side:N", scale=alt.Scale(domain=names, range=colours), legend=legend)
    marked = [SHAPES[place % len(SHAPES)] for place in range(len(sides))]
    shape = alt.Shape("side:N", scale=alt.Scale(domain=names, range=marked), legend=legend)
    tips = [alt.Tooltip(f"{name}:N", title=say(f"effects.chart.{name}")) for name in ("side", "when", "shown", "stores")]
    return template(
        [
            marks("frame").mark_point(opacity=0).encode(x, y),
            marks("since").mark_rule(color=GREY, strokeDash=[4, 4]).encode(x),
            marks("since")
            .mark_text(align="left", baseline="top", dx=4, color=GREY, fontSize=11)
            .encode(x, y=alt.value(2), text="label:N"),
            marks("values").mark_line(strokeWidth=1.5).encode(x, y, color=colour),
            marks("values").mark_point(filled=True, size=60, opacity=1).encode(x, y, color=colour, shape=shape, tooltip=tips),
        ]
    )


def alt_of(row: EffectRow) -> str:
    """What the chart shows, for who cannot see it."""
    if row.found is None:
        return ""
    return f"{finding(row.name, row.unit, row.better, row.found)} {basis_words(row.found)}"
