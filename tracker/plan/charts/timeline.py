"""The plan on a time axis: phases as bands, tasks as bars, milestones as diamonds, today as a line.

A name stands above its bar and not beside the axis, so that on a phone it takes no width from the bars. What is critical has
an outline and a sign; what a baseline had lies as a thin bar below.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt

from tracker.core.words import language, say, speaking
from tracker.plan.charts.drawing import (
    BAR,
    BELOW,
    COLOURS,
    CRITICAL,
    CRITICAL_SIGN,
    TEXT,
    Spec,
    at_end,
    finished,
    marks,
    moment,
    names,
    row_axis,
    time_axis,
    today_line,
)
from tracker.plan.charts.rows import NAME_ROWS, WHOLE, Row, View, rows, span
from tracker.plan.rules import PhaseRow, PlanRows, progress

KEPT = 64  # specs
MOST_LINKS = 30  # lines; more of them cover the names
CLICKED = ("bars", "stones")  # layers, and the selections in them: one selection in two layers does not compile


def finding(plan: PlanRows) -> str:
    """What the timeline shows, in one sentence: its title, and its words for who cannot see it."""
    found = progress(plan)
    late = {0: "none_late", 1: "one_late"}.get(found.late, "some_late")
    return say(f"plan.finding.{late}", done=found.done, all=found.tasks, late=found.late)


def timeline(plan: PlanRows, code: str | None = None, view: View = WHOLE) -> Spec:
    """The Vega-Lite spec, made once for the same rows, language and view."""
    return _timeline(plan, code or language(), view)


@lru_cache(maxsize=KEPT)
def _timeline(plan: PlanRows, code: str, view: View) -> Spec:
    with speaking(code):
        return _drawn(plan, code, view)


def _drawn(plan: PlanRows, code: str, view: View) -> Spec:
    drawn = rows(plan, view)
    first, last = span(plan, view)
    height = max([NAME_ROWS - 1, *(row["at"] for row in drawn)]) + 2
    x, y, tooltip = time_axis("from:T", first, last, code), row_axis(height), _tooltip(view)
    layers = [
        *_bands(plan.phases, first, last, x, y),
        *today_line(plan.today, first, last, height - 1, x, y),
        *_ghosts([row for row in drawn if "was_from" in row], x, y),
        *_links(view, drawn, x, y),
        *_bars([row for row in drawn if not row["stone"]], x, y, tooltip),
        *_diamonds([row for row in drawn if row["stone"]], x, y, tooltip),
        *names([row for row in drawn if row["label"]], x, y, tooltip),
    ]
    spec = finished(layers, finding(plan), height, _notes(view, drawn))
    point = {"type": "point", "fields": ["id"], "toggle": False}
    return spec | {"params": [{"name": f"click_{name}", "select": point, "views": [name]} for name in CLICKED]}


def _notes(view: View, drawn: Sequence[Row]) -> list[str]:
    notes = [say("plan.note.critical", sign=CRITICAL_SIGN.strip())] if any(row["critical"] for row in drawn) else []
    return notes + ([say("plan.note.baseline", name=view.baseline)] if any("was_from" in row for row in drawn) else [])


def _bars(drawn: list[Row], x: alt.X, y: alt.Y, tooltip: list[alt.Tooltip]) -> list[alt.Chart]:
    """A summary task is thinner than what it sums up."""
    width = alt.Size("thick:Q", scale=None, legend=None)  # of a rule, its stroke
    critical = [row for row in drawn if row["critical"]]
    return [
        marks(critical).mark_rule(strokeWidth=13, yOffset=BAR, color=CRITICAL).encode(x, x2="to:T", y=y),
        marks(drawn)
        .mark_rule(yOffset=BAR)
        .encode(x, x2="to:T", y=y, color=_colour(), size=width, tooltip=tooltip)
        .properties(name="bars"),
    ]


def _diamonds(drawn: list[Row], x: alt.X, y: alt.Y, tooltip: list[alt.Tooltip]) -> list[alt.Chart]:
    shape: dict[str, Any] = {"shape": "diamond", "filled": True, "opacity": 1, "yOffset": BAR}
    edge: dict[str, Any] = {"stroke": "white", "strokeWidth": 0.8}  # else it is lost on the bar of a folded phase
    critical = [row for row in drawn if row["critical"]]
    return [
        marks(critical).mark_point(size=290, color=CRITICAL, **shape).encode(x, y=y),
        marks(drawn)
        .mark_point(size=130, **edge, **shape)
        .encode(x, y=y, color=_colour(), tooltip=tooltip)
        .properties(name="stones"),
    ]


def _ghosts(drawn: list[Row], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Where the baseline had it: a thin bar, a small hollow diamond."""
    was = x.copy()
    was.shorthand = "was_from:T"
    bars, stones = [row for row in drawn if not row["stone"]], [row for row in drawn if row["stone"]]
    return [
        marks(bars).mark_rule(strokeWidth=3, yOffset=BELOW, color=TEXT, opacity=0.75).encode(was, x2="was_to:T", y=y),
        marks(stones).mark_point(shape="diamond", size=80, yOffset=BAR, color=TEXT, opacity=1).encode(was, y=y),
    ]


def _links(view: View, drawn: Sequence[Row], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Along the end of what comes before and down to the start of what waits for it. None where there are too many to read."""
    places = {row["id"]: row for row in drawn}
    both = [(places.get(str(before)), places.get(str(after))) for before, after in view.links]
    known = [(before, after) for before, after in both if before and after and before["to"] <= after["from"]]
    if not known or len(known) > MOST_LINKS:
        return []
    points = [
        {"link": number, "step": step, "from": moment_of, "at": row["at"]}
        for number, (before, after) in enumerate(known)
        for step, (moment_of, row) in enumerate([(before["to"], before), (after["from"], before), (after["from"], after)])
    ]
    line = marks(points).mark_line(strokeWidth=1.5, yOffset=BAR, color=CRITICAL, opacity=0.6)
    return [line.encode(x, y=y, detail="link:N", order="step:Q")]


def _bands(phases: Sequence[PhaseRow], first: date, last: date, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    shown = [phase for phase in phases if phase.starts_on < last and phase.ends_on >= first]
    bands = [
        {
            "from": moment(max(phase.starts_on, first)),
            "to": moment(min(phase.ends_on + timedelta(days=1), last)),
            "name": phase.name,
            "odd": phases.index(phase) % 2,
            "at": place % NAME_ROWS,
        }
        for place, phase in enumerate(shown)
    ]
    shade = alt.condition("datum.odd == 1", alt.value(0.16), alt.value(0.06))
    text: dict[str, Any] = {"baseline": "middle", "fontSize": 12, "fontWeight": 600, "color": TEXT}
    to_the_left = bands[-1:] if len(bands) > 1 else []  # the last name has no room to its right
    to_the_right = bands[: len(bands) - len(to_the_left)]
    return [
        marks(bands).mark_rect(color=COLOURS["not_started"]).encode(x, x2="to:T", opacity=shade),
        marks(to_the_right).mark_text(align="left", dx=3, **text).encode(x, y=y, text="name:N"),
        marks(to_the_left).mark_text(align="right", dx=-3, **text).encode(at_end(x), y=y, text="name:N"),
    ]


def _colour() -> alt.Color:
    scale = alt.Scale(domain=[say(f"plan.state.{state}") for state in COLOURS], range=list(COLOURS.values()))
    legend = alt.Legend(title=None, orient="bottom", columns=3, symbolType="square", labelLimit=120)
    return alt.Color("state:N", scale=scale, legend=legend)


def _tooltip(view: View) -> list[alt.Tooltip]:
    told = ["name", "state", "when", "who", *(["was"] if view.ghost else [])]
    return [alt.Tooltip(f"{name}:N", title=say(f"plan.tooltip.{name}")) for name in told]
