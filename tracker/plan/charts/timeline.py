"""The plan on a time axis: phases as bands, tasks as bars, milestones as diamonds, today as a line.

A name stands above its bar and not beside the axis, so that on a phone it takes no width from the bars. Colours hold on a white
and on a dark page and for colour-blind readers; a sign before the name says the same as the colour.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt

from tracker.core.words import day, language, say, speaking
from tracker.plan.rules import MilestoneRow, MilestoneStatus, PhaseRow, PlanRows, TaskRow, progress

Spec = dict[str, Any]
COLOURS = {"not_started": "#7A8791", "in_progress": "#3FA7D6", "blocked": "#8C6BB1", "done": "#0F6E99", "late": "#CC6A14"}
SIGNS = {"not_started": "", "in_progress": "", "blocked": "‖ ", "done": "✓ ", "late": "! "}
TEXT = "#6F7C86"  # 4 to 1 on the white and on the dark page
ROW = 27  # pixels: a name and its bar
NAME_ROWS = 2  # phases' names take turns in two rows, so that short neighbours do not meet on a phone
AROUND = 112  # pixels of title, axis and legend
KEPT = 64  # specs
LIMIT = alt.ExprRef("width * 0.55")
YEAR_TOO = "month(datum.value) == 0 || datum.index == 0"
MONTHS = {  # Vega writes months in English, whatever the page speaks
    "en": f"[timeFormat(datum.value, '%b'), {YEAR_TOO} ? timeFormat(datum.value, '%Y') : '']",
    "zh_CN": f"[timeFormat(datum.value, '%-m月'), {YEAR_TOO} ? timeFormat(datum.value, '%Y年') : '']",
}


def finding(plan: PlanRows) -> str:
    """What the timeline shows, in one sentence: its title, and its words for who cannot see it."""
    found = progress(plan)
    late = {0: "none_late", 1: "one_late"}.get(found.late, "some_late")
    return say(f"plan.finding.{late}", done=found.done, all=found.tasks, late=found.late)


def timeline(plan: PlanRows, code: str | None = None) -> Spec:
    """The Vega-Lite spec, made once for the same rows and language."""
    return _timeline(plan, code or language())


@lru_cache(maxsize=KEPT)
def _timeline(plan: PlanRows, code: str) -> Spec:
    with speaking(code):
        return _drawn(plan, code)


def _drawn(plan: PlanRows, code: str) -> Spec:
    rows = list(_rows(plan))
    first, last = _span(plan)
    height = NAME_ROWS + len(rows) + 1
    x = _x("from:T", first, last, code)
    layers = [
        *_bands(plan.phases, height, x),
        *_today(plan, first, last, height, x),
        _marks([row for row in rows if not row["stone"]])
        .mark_rule(strokeWidth=8, yOffset=7)
        .encode(x, x2="to:T", y=_y(height), color=_colour(), tooltip=_tooltip()),
        _marks([row for row in rows if row["stone"]])
        .mark_point(shape="diamond", filled=True, size=130, opacity=1, yOffset=7)
        .encode(x, y=_y(height), color=_colour(), tooltip=_tooltip()),
        *_names(rows, height, x),
    ]
    title = alt.TitleParams(text=finding(plan), anchor="start", frame="bounds", fontSize=14, fontWeight=600, offset=8)
    chart = alt.layer(*layers).properties(title=title, width="container", height=height * ROW + AROUND)
    spec: Spec = chart.configure(background="transparent").configure_view(stroke=None).to_dict()
    return spec


def _rows(plan: PlanRows) -> Iterator[dict[str, Any]]:
    """One row a task and a milestone, phase by phase."""
    first, last = _span(plan)
    middle = first + (last - first) / 2
    at = NAME_ROWS
    for phase in plan.phases:
        own: list[TaskRow | MilestoneRow] = [task for task in plan.tasks if task.phase_id == phase.id]
        own += [stone for stone in plan.milestones if stone.phase_id == phase.id]
        for item in own:
            yield _row(item, at, middle)
            at += 1


def _row(item: TaskRow | MilestoneRow, at: int, middle: date) -> dict[str, Any]:
    stone = isinstance(item, MilestoneRow)
    begins = item.due_on if isinstance(item, MilestoneRow) else item.starts_on
    state = _state(item)
    return {
        "at": at,
        "stone": stone,
        "from": _moment(begins),
        "to": _moment(item.due_on if stone else item.due_on + timedelta(days=1)),
        "name": item.name,
        "label": SIGNS[state] + item.name,
        "state": say(f"plan.state.{state}"),
        "when": day(item.due_on) if isinstance(item, MilestoneRow) else say("plan.from_to", start=begins, due=item.due_on),
        "who": "" if isinstance(item, MilestoneRow) else item.owner or item.owner_role,
        "early": begins <= middle,
    }


def _state(item: TaskRow | MilestoneRow) -> str:
    if item.late:
        return "late"
    if isinstance(item, TaskRow):
        return item.status.value
    return "done" if item.status is MilestoneStatus.MET else "not_started"


def _span(plan: PlanRows) -> tuple[date, date]:
    starts = [plan.programme.starts_on, *(task.starts_on for task in plan.tasks)]
    ends = [plan.programme.ends_on, *(task.due_on for task in plan.tasks), *(stone.due_on for stone in plan.milestones)]
    return min(starts), max(ends) + timedelta(days=1)


def _names(rows: list[dict[str, Any]], height: int, x: alt.X) -> list[alt.Chart]:
    """From the bar's start to the right in the first half of the time, from its end to the left in the second: none leaves."""
    early, late = [row for row in rows if row["early"]], [row for row in rows if not row["early"]]
    common: dict[str, Any] = {"baseline": "middle", "yOffset": -5, "fontSize": 11, "color": TEXT, "limit": LIMIT}
    to_left = x.copy()
    to_left.shorthand = "to:T"
    return [
        _marks(early).mark_text(align="left", **common).encode(x, y=_y(height), text="label:N", tooltip=_tooltip()),
        _marks(late).mark_text(align="right", **common).encode(to_left, y=_y(height), text="label:N", tooltip=_tooltip()),
    ]


def _bands(phases: Sequence[PhaseRow], height: int, x: alt.X) -> list[alt.Chart]:
    rows = [
        {
            "from": _moment(phase.starts_on),
            "to": _moment(phase.ends_on + timedelta(days=1)),
            "name": phase.name,
            "odd": place % 2,
            "at": place % NAME_ROWS,
        }
        for place, phase in enumerate(phases)
    ]
    shade = alt.condition("datum.odd == 1", alt.value(0.16), alt.value(0.06))
    text: dict[str, Any] = {"baseline": "middle", "fontSize": 12, "fontWeight": 600, "color": TEXT}
    to_left = x.copy()
    to_left.shorthand = "to:T"
    return [
        _marks(rows).mark_rect(color=COLOURS["not_started"]).encode(x, x2="to:T", opacity=shade),
        _marks(rows[:-1]).mark_text(align="left", dx=3, **text).encode(x, y=_y(height), text="name:N"),
        _marks(rows[-1:]).mark_text(align="right", dx=-3, **text).encode(to_left, y=_y(height), text="name:N"),
    ]


def _today(plan: PlanRows, first: date, last: date, height: int, x: alt.X) -> list[alt.Chart]:
    if not first <= plan.today < last:
        return []
    late_half = plan.today > first + (last - first) / 2
    row = [{"from": _moment(plan.today), "at": height - 1, "label": say("plan.today", day=plan.today)}]
    return [
        _marks(row).mark_rule(color=TEXT, strokeWidth=2, strokeDash=[5, 3]).encode(x),
        _marks(row)
        .mark_text(align="right" if late_half else "left", dx=-5 if late_half else 5, fontSize=11, fontWeight=600, color=TEXT)
        .encode(x, y=_y(height), text="label:N"),
    ]


def _x(field: str, first: date, last: date, code: str) -> alt.X:
    axis = alt.Axis(
        title=None, orient="top", labelExpr=MONTHS[code], labelAngle=0, labelOverlap=True, tickCount="month", grid=False
    )
    return alt.X(field, scale=alt.Scale(domain=[_moment(first), _moment(last)]), axis=axis)


def _y(height: int) -> alt.Y:
    return alt.Y("at:Q", scale=alt.Scale(domain=[-0.5, height - 0.5], reverse=True, nice=False, zero=False), axis=None)


def _colour() -> alt.Color:
    scale = alt.Scale(domain=[say(f"plan.state.{state}") for state in COLOURS], range=list(COLOURS.values()))
    legend = alt.Legend(title=None, orient="bottom", columns=3, symbolType="square", labelLimit=120)
    return alt.Color("state:N", scale=scale, legend=legend)


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=say(f"plan.tooltip.{name}")) for name in ("name", "state", "when", "who")]


def _marks(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _moment(on: date) -> str:
    """Midnight without a zone: the browser takes a bare date for one in UTC, and shows the day before west of Greenwich."""
    return f"{on.isoformat()}T00:00:00"
