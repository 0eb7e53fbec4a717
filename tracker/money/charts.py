"""The S-curve: what was to be earned, what was earned and what was spent, with where it ends. The title says what follows.

The lines differ in dash and width too, so that they are told apart without their colours.
"""

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import altair as alt
from babel.numbers import format_compact_currency

from tracker.core.chart_titles import heading, titled
from tracker.core.words import language, number, say, speaking
from tracker.money.rules.performance import Formula, Performance
from tracker.plan.charts.drawing import TICKS, moment

Spec = dict[str, Any]
LINES = {  # colour, dash, width
    "planned": ("#64748B", [2, 3], 2.5),
    "earned": ("#1B7F5C", [1, 0], 5.0),
    "spent": ("#B26A00", [1, 0], 2.0),
    "forecast": ("#8E1B2C", [7, 4], 2.0),
}
TODAY_COLOUR = "#475569"
HEIGHT = 300  # of everything but the title
KEPT = 64  # specs
HUNDRED = 100
COMPACT_FROM = 1000  # units; below that an amount is said in whole units
UNITS = {"en": (("million", 10**6), ("thousand", 10**3)), "zh_CN": (("ten_thousand", 10**4),)}
WHOLE_UNITS_FROM = 2  # of a unit: below that the next smaller one reads better


def compact(minor: Fraction | int, currency: str) -> str:
    """`CN¥25.1M`, `¥2510万`."""
    code = language()
    units = Fraction(minor) / HUNDRED
    return format_compact_currency(float(units), currency, locale=code, fraction_digits=1 if abs(units) >= COMPACT_FROM else 0)


def finding(found: Performance, currency: str, formula: Formula) -> str:
    """`3 weeks behind, 4% over: ends at CN¥25.1M`: the title, and the words for who cannot see the chart."""
    if found.complete:
        return say("money.finding_complete", amount=compact(found.ac, currency), budget=compact(found.bac, currency))
    end = found.at_completion(formula)
    if end is None:
        return say("money.finding_unearned" if found.ac else "money.finding_unspent", time=_time(found))
    return say("money.finding", time=_time(found), cost=_cost(found, formula), amount=compact(end, currency))


def _time(found: Performance) -> str:
    weeks = round(found.weeks_behind or 0)
    if weeks == 0:
        return say("money.time.on_time")
    if abs(weeks) == 1:
        return say("money.time.one_behind" if weeks > 0 else "money.time.one_ahead")
    return say("money.time.behind" if weeks > 0 else "money.time.ahead", n=abs(weeks))


def _cost(found: Performance, formula: Formula) -> str:
    percent = round(found.percent_over(formula) or 0)
    if percent == 0:
        return say("money.cost.on_budget")
    return say("money.cost.over" if percent > 0 else "money.cost.under", percent=number(abs(percent)))


def s_curve(found: Performance, currency: str, formula: Formula) -> Spec:
    """The Vega-Lite spec, made once for the same figures, formula and language."""
    return _s_curve(found, currency, formula, language())


@lru_cache(maxsize=KEPT)
def _s_curve(found: Performance, currency: str, formula: Formula, code: str) -> Spec:
    with speaking(code):
        return _drawn(found, currency, formula, code)


def _drawn(found: Performance, currency: str, formula: Formula, code: str) -> Spec:
    name, size = _unit(found, code)
    rows = _rows(found, currency, formula, size)
    words = {line: say(f"money.curve.{line}") for line in LINES}
    axis = say("money.curve.axis", currency=currency, unit=say(f"money.unit.{name}")) if name else currency
    colours = alt.Scale(domain=list(words.values()), range=[colour for colour, _, _ in LINES.values()])
    dashes = alt.Scale(domain=list(words.values()), range=[dash for _, dash, _ in LINES.values()])
    widths = alt.Scale(type="ordinal", domain=list(words.values()), range=[width for _, _, width in LINES.values()])
    legend = alt.Legend(title=None, orient="bottom", columns=2, symbolType="stroke", symbolStrokeWidth=3)
    months = alt.Axis(labelExpr=TICKS["month"][code], tickCount="month", labelOverlap=True, labelAngle=0, grid=False)
    x = alt.X("on:T", title=None, axis=months)
    y = alt.Y("value:Q", title=axis, axis=alt.Axis(tickCount=5, titleAnchor="end", titleAngle=0, titleAlign="left", titleY=-8))
    tooltip = [
        alt.Tooltip("line:N", title=say("money.curve.line")),
        alt.Tooltip("on:T", title=say("money.curve.on"), format="%Y-%m-%d"),
        alt.Tooltip("amount:N", title=say("money.column.amount")),
    ]
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line()
        .encode(
            x=x,
            y=y,
            color=alt.Color("line:N", scale=colours, legend=legend),
            strokeWidth=alt.StrokeWidth("line:N", scale=widths, legend=None),
            strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=None),
            tooltip=tooltip,
        )
    )
    today = alt.Chart(alt.InlineData(values=[{"on": _moment(found.today), "word": say("money.curve.today")}]))
    rule = today.mark_rule(color=TODAY_COLOUR, strokeDash=[3, 3]).encode(x="on:T")
    word = today.mark_text(align="left", dx=4, baseline="top", color=TODAY_COLOUR).encode(x="on:T", y=alt.value(0), text="word:N")
    title, taken = heading(finding(found, currency, formula))
    chart = alt.layer(rule, word, lines).properties(width="container", height=HEIGHT + taken)
    return titled(chart, title)


def _rows(found: Performance, currency: str, formula: Formula, size: int) -> list[dict[str, Any]]:
    """From the day before the start, when all was nothing; the forecast goes on from what is spent today."""
    rows = []
    for point in found.points:
        values = {"planned": point.planned, "earned": point.earned, "spent": point.spent}
        rows += [_row(line, point.on, value, currency, size) for line, value in values.items() if value is not None]
    end, ends_on = found.at_completion(formula), found.ends_on
    if end is not None and ends_on is not None:
        rows += [_row("forecast", day, value, currency, size) for day, value in ((found.today, found.ac), (ends_on, end))]
    return rows


def _row(line: str, on: date, value: Fraction | int, currency: str, size: int) -> dict[str, Any]:
    amount = compact(value, currency)
    return {
        "line": say(f"money.curve.{line}"),
        "on": _moment(on),
        "value": float(Fraction(value) / HUNDRED / size),
        "amount": amount,
    }


def _moment(day: date) -> str:
    """The end of the day."""
    return moment(day + timedelta(days=1))


def _unit(found: Performance, code: str) -> tuple[str, int]:
    """The words' unit in which the largest amount has few digits; without a name, single units."""
    most = Fraction(max(found.bac, found.ac, *(point.planned for point in found.points))) / HUNDRED
    return next((each for each in UNITS.get(code, ()) if most >= WHOLE_UNITS_FROM * each[1]), ("", 1))
