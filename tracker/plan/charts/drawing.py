"""What the charts of a plan share: colours, the time axis, rows.

Colours hold on a white and on a dark page and for colour-blind readers; a sign before a name says the same as the colour.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import altair as alt

from tracker.core.chart_titles import TITLE_LINE, wrapped
from tracker.core.words import say

Spec = dict[str, Any]
COLOURS = {"not_started": "#7A8791", "in_progress": "#3FA7D6", "blocked": "#8C6BB1", "done": "#0F6E99", "late": "#CC6A14"}
SIGNS = {"not_started": "", "in_progress": "", "blocked": "‖ ", "done": "✓ ", "late": "! "}
CRITICAL, CRITICAL_SIGN = "#D64550", "» "
TEXT = "#6F7C86"  # 4 to 1 on the white and on the dark page
ROW = 27  # pixels: a name and its bar
BAR, BELOW = 7, 14  # pixels under the middle of the row: where the bar is, and where the baseline's
AROUND = 150  # pixels of title, axis and legend
LIMIT = alt.ExprRef("width * 0.55")
OWN_WIDTH = alt.ExprRef("max(12, scale('x', toDate(datum.to)) - scale('x', toDate(datum.from)) - 3)")
DAYS_BY_WEEK, DAYS_BY_DAY = 140, 45  # a window up to so many days has ticks of that kind
YEAR_TOO = "month(datum.value) == 0 || datum.index == 0"
MONTH_TOO = "date(datum.value) <= 7 || datum.index == 0"
FIRST_TOO = "date(datum.value) == 1 || datum.index == 0"
TICKS = {  # Vega writes months in English, whatever the page speaks
    "month": {
        "en": f"[timeFormat(datum.value, '%b'), {YEAR_TOO} ? timeFormat(datum.value, '%Y') : '']",
        "zh_CN": f"[timeFormat(datum.value, '%-m月'), {YEAR_TOO} ? timeFormat(datum.value, '%Y年') : '']",
    },
    "week": {
        "en": f"[timeFormat(datum.value, '%-d'), {MONTH_TOO} ? timeFormat(datum.value, '%b') : '']",
        "zh_CN": f"[timeFormat(datum.value, '%-d日'), {MONTH_TOO} ? timeFormat(datum.value, '%-m月') : '']",
    },
    "day": {
        "en": f"[timeFormat(datum.value, '%-d'), {FIRST_TOO} ? timeFormat(datum.value, '%b') : '']",
        "zh_CN": f"[timeFormat(datum.value, '%-d'), {FIRST_TOO} ? timeFormat(datum.value, '%-m月') : '']",
    },
}


def marks(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def moment(on: date) -> str:
    """Midnight without a zone: the browser takes a bare date for one in UTC, and shows the day before west of Greenwich."""
    return f"{on.isoformat()}T00:00:00"


def time_axis(field: str, first: date, last: date, code: str) -> alt.X:
    days = (last - first).days
    every: Literal["day", "week", "month"] = "day" if days <= DAYS_BY_DAY else "week" if days <= DAYS_BY_WEEK else "month"
    axis = alt.Axis(
        title=None,
        orient="top",
        labelExpr=TICKS[every][code],
        labelAngle=0,
        labelOverlap=True,
        tickCount=every,
        grid=False,
        labelPadding=16,
    )
    return alt.X(field, scale=alt.Scale(domain=[moment(first), moment(last)]), axis=axis)


def at_end(x: alt.X) -> alt.X:
    """The same axis for what hangs on the end of a bar."""
    found = x.copy()
    found.shorthand = "to:T"
    return found


def row_axis(height: int) -> alt.Y:
    return alt.Y("at:Q", scale=alt.Scale(domain=[-0.5, height - 0.5], reverse=True, nice=False, zero=False), axis=None)


def names(
    rows: Sequence[dict[str, Any]], x: alt.X, y: alt.Y, tooltip: list[alt.Tooltip], limit: alt.ExprRef = LIMIT
) -> list[alt.Chart]:
    """From the bar's start to the right in the first half of the time, from its end to the left in the second: none leaves."""
    early, late = [row for row in rows if row["early"]], [row for row in rows if not row["early"]]
    common: dict[str, Any] = {"baseline": "middle", "yOffset": -5, "fontSize": 11, "color": TEXT, "limit": limit}
    return [
        marks(early).mark_text(align="left", **common).encode(x, y=y, text="label:N", tooltip=tooltip),
        marks(late).mark_text(align="right", **common).encode(at_end(x), y=y, text="label:N", tooltip=tooltip),
    ]


def today_line(today: date, first: date, last: date, at: int, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Nothing where today is not on the axis; `last` is no longer on it."""
    if not first <= today < last:
        return []
    late_half = today > first + (last - first) / 2
    row = [{"from": moment(today), "at": at, "label": say("plan.today", day=today)}]
    place: dict[str, Any] = {"align": "right" if late_half else "left", "dx": -5 if late_half else 5}
    return [
        marks(row).mark_rule(color=TEXT, strokeWidth=2, strokeDash=[5, 3]).encode(x),
        marks(row).mark_text(fontSize=11, fontWeight=600, color=TEXT, **place).encode(x, y=y, text="label:N"),
    ]


def finished(layers: Sequence[alt.Chart], text: str, rows: int, notes: Sequence[str] = ()) -> Spec:
    """Under its finding and notes, in as many lines as a phone needs."""
    lines, small = wrapped(text), [line for note in notes for line in wrapped(note)]
    more: dict[str, Any] = {"subtitle": small, "subtitleFontSize": 11, "subtitleColor": TEXT} if small else {}
    title = alt.TitleParams(
        text=lines[0] if len(lines) == 1 else lines, anchor="start", frame="bounds", fontSize=14, fontWeight=600, offset=8, **more
    )
    height = rows * ROW + AROUND + TITLE_LINE * (len(lines) - 1 + len(small))
    chart = alt.layer(*layers).properties(title=title, width="container", height=height)
    spec: Spec = chart.configure(background="transparent").configure_view(stroke=None).to_dict()
    return spec
