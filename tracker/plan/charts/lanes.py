"""Areas going through the phases, each on dates of its own: a lane an area, and a row below where phases overlap."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt

from tracker.core.words import language, say, speaking
from tracker.plan.charts.drawing import (
    BAR,
    COLOURS,
    OWN_WIDTH,
    TEXT,
    Spec,
    finished,
    marks,
    moment,
    names,
    row_axis,
    time_axis,
    today_line,
)
from tracker.plan.charts.timeline import KEPT
from tracker.plan.queries.areas import AreaRow, PhaseSpan
from tracker.plan.rules import PlanRows

Row = dict[str, Any]
STATES = {"over": COLOURS["done"], "running": COLOURS["in_progress"], "to_come": COLOURS["not_started"]}
DAY = timedelta(days=1)


def lanes_finding(areas: Sequence[AreaRow], today: date) -> str:
    """How many areas are in several phases at once, today and at some time."""
    drawn = [area for area in areas if area.phases]
    now = sum(sum(_state(span, today) == "running" for span in area.phases) > 1 for area in drawn)
    ever = sum(len(stacked(area.phases)) > 1 for area in drawn)
    return say("plan.lanes.finding", areas=len(drawn), now=now, ever=ever)


def lanes(plan: PlanRows, areas: tuple[AreaRow, ...], code: str | None = None, window: tuple[date, date] | None = None) -> Spec:
    """The Vega-Lite spec, made once for the same rows, language and window (first and last day; None: all)."""
    return _lanes(plan, areas, code or language(), window)


@lru_cache(maxsize=KEPT)
def _lanes(plan: PlanRows, areas: tuple[AreaRow, ...], code: str, window: tuple[date, date] | None) -> Spec:
    with speaking(code):
        return _drawn(plan, areas, code, window)


def _drawn(plan: PlanRows, areas: tuple[AreaRow, ...], code: str, window: tuple[date, date] | None) -> Spec:
    first, last = _span(plan, areas, window)
    heads, bars, at = [], [], 0
    for number, area in enumerate(area for area in areas if area.phases):
        tracks = stacked(area.phases)
        head = {"from": moment(first), "to": moment(last), "name": area.name, "odd": number % 2, "at": at}
        heads.append(head | {"top": at - 0.5, "bottom": at + len(tracks) + 0.5})
        for depth, track in enumerate(tracks, start=1):
            bars += [
                _bar(plan, area, span, at + depth, first, last)
                for span in track
                if span.starts_on < last and span.ends_on >= first
            ]
        at += len(tracks) + 1
    x, y, height = time_axis("from:T", first, last, code), row_axis(at + 1), at + 1
    tooltip = [alt.Tooltip(f"{name}:N", title=say(f"plan.tooltip.{name}")) for name in ("area", "name", "state", "when")]
    colours = alt.Scale(domain=[say(f"plan.lanes.{state}") for state in STATES], range=list(STATES.values()))
    stroke: dict[str, Any] = {"symbolType": "stroke", "symbolStrokeWidth": 9, "symbolSize": 120}
    legend = alt.Legend(title=None, orient="bottom", columns=3, labelLimit=120, **stroke)
    shade = alt.condition("datum.odd == 1", alt.value(0.16), alt.value(0.06))
    layers = [
        marks(heads).mark_rect(color=COLOURS["not_started"]).encode(x, x2="to:T", y=_top(y), y2="bottom:Q", opacity=shade),
        marks(heads)
        .mark_text(align="left", dx=3, baseline="middle", fontSize=12, fontWeight=600, color=TEXT)
        .encode(x, y=y, text="name:N"),
        *today_line(plan.today, first, last, at, x, y),
        marks(bars)
        .mark_rule(strokeWidth=9, yOffset=BAR)
        .encode(x, x2="to:T", y=y, color=alt.Color("state:N", scale=colours, legend=legend), tooltip=tooltip),
        *names(bars, x, y, tooltip, OWN_WIDTH),
    ]
    return finished(layers, lanes_finding(areas, plan.today), height)


def _top(y: alt.Y) -> alt.Y:
    found = y.copy()
    found.shorthand = "top:Q"
    return found


def stacked(spans: Sequence[PhaseSpan]) -> list[list[PhaseSpan]]:
    """Rows without an overlap: each phase in the first row that is free by then."""
    tracks: list[list[PhaseSpan]] = []
    for span in sorted(spans, key=lambda span: (span.starts_on, span.ends_on)):
        free = next((track for track in tracks if track[-1].ends_on < span.starts_on), None)
        if free is None:
            tracks.append([span])
        else:
            free.append(span)
    return tracks


def _bar(plan: PlanRows, area: AreaRow, span: PhaseSpan, at: int, first: date, last: date) -> Row:
    name = next((phase.name for phase in plan.phases if phase.id == span.phase_id), "")
    starts = max(span.starts_on, first)
    state = _state(span, plan.today)
    return {
        "at": at,
        "from": moment(starts),
        "to": moment(min(span.ends_on + DAY, last)),
        "early": starts <= first + (last - first) / 2,
        "area": area.name,
        "name": name,
        "label": name,
        "state": say(f"plan.lanes.{state}"),
        "when": say("plan.from_to", start=span.starts_on, due=span.ends_on),
    }


def _state(span: PhaseSpan, today: date) -> str:
    if span.ends_on < today:
        return "over"
    return "running" if span.starts_on <= today else "to_come"


def _span(plan: PlanRows, areas: Sequence[AreaRow], window: tuple[date, date] | None) -> tuple[date, date]:
    if window:
        return window[0], window[1] + DAY
    spans = [span for area in areas for span in area.phases]
    starts = [plan.programme.starts_on, *(span.starts_on for span in spans)]
    return min(starts), max([plan.programme.ends_on, *(span.ends_on for span in spans)]) + DAY
