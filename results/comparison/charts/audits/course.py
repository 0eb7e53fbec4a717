"""The share of audits in which an item was kept, month by month, with the limits of each month."""

from functools import lru_cache
from typing import Any

import altair as alt

from results.comparison.audit_sentences import trend_finding
from results.comparison.charts.over_time import MONTHS
from results.comparison.charts.style import COLOURS, GREY, KEPT, SHAPES, Spec, filled, marks, moment, template
from results.comparison.queries.audits import ItemTrend
from results.comparison.rules import rounded
from results.comparison.sentences import mark_words
from tracker.core.words import language, month, percent, say

HEIGHT = 300


def trend_chart(found: ItemTrend) -> Spec | None:
    """None where no month has enough audits."""
    if found.chart is None:
        return None
    asked = {each.month: each.asked for each in found.months}
    rows = [
        {
            "on": moment(point.on),
            "value": 100 * point.value,
            "lower": 100 * (point.limits.lower or 0.0),
            "upper": 100 * (1.0 if point.limits.upper is None else point.limits.upper),
            "centre": 100 * point.limits.centre,
            "month": month(point.on),
            "shown": percent(rounded(100 * point.value, 1)),
            "n": asked[point.on],
            "kind": mark_words(point.kind),
            "colour": COLOURS[point.kind],
            "shape": SHAPES[point.kind],
        }
        for point in found.chart.points
    ]
    return filled(_template(language()), trend_finding(found), HEIGHT, {"points": rows})


@lru_cache(maxsize=KEPT)
def _template(code: str) -> Spec:
    words: dict[str, Any] = {"labelExpr": MONTHS[code], "labelAngle": 0, "labelOverlap": True, "tickCount": "month"}
    when = alt.Axis(title=say("comparison.axis.month"), grid=False, **words)
    level: dict[str, Any] = {"titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom", "titleX": 0, "titleY": -8}
    share = alt.Axis(title=say("auditresults.kept_percent"), grid=False, **level)
    x = alt.X("on:T", axis=when, scale=alt.Scale(nice=False))
    y = alt.Y("value:Q", axis=share, scale=alt.Scale(zero=False, nice=True))
    tips = [
        alt.Tooltip("month:N", title=say("comparison.axis.month")),
        alt.Tooltip("shown:N", title=say("comparison.chart.value")),
        alt.Tooltip("n:Q", title=say("auditresults.audits")),
        alt.Tooltip("kind:N", title=say("comparison.chart.why")),
    ]
    look = {"color": alt.Color("colour:N", scale=None), "shape": alt.Shape("shape:N", scale=None)}
    limits = [
        marks("points").mark_line(interpolate="step", color=GREY, strokeDash=dash, strokeWidth=1).encode(x, alt.Y(f"{field}:Q"))
        for field, dash in (("lower", [5, 4]), ("upper", [5, 4]), ("centre", [1, 0]))
    ]
    return template(
        [
            marks("points").mark_line(color=GREY, strokeWidth=1.5).encode(x, y),
            *limits,
            marks("points").mark_point(filled=True, size=70, opacity=1).encode(x, y, tooltip=tips, **look),
        ]
    )
