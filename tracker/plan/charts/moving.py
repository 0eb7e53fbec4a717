"""What moved, as far as it moved: from the day on which it was to end to the day on which it ends now."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from tracker.core.words import day, language, number, say
from tracker.plan.charts.drawing import (
    BAR,
    COLOURS,
    TEXT,
    Spec,
    finished,
    marks,
    moment,
    names,
    row_axis,
    time_axis,
)
from tracker.plan.rules.slipping import SlipRow

MOST = 20  # rows; the table below has them all
LATER, EARLIER = COLOURS["late"], COLOURS["done"]


def moved_finding(rows: Sequence[SlipRow]) -> str:
    """What slipped most, in one sentence: milestones before tasks."""
    late = [row for row in rows if row.days_late > 0]
    for kind, found in (
        ("milestone", [row for row in late if row.milestone]),
        ("task", [row for row in late if not row.milestone]),
    ):
        if found:
            many = "one" if len(found) == 1 else "many"
            return say(f"baselines.finding.{kind}_{many}", n=len(found), worst=worked(max(row.days_late for row in found)))
    early = sum(row.days_late < 0 for row in rows)
    return say("baselines.finding.early", n=early) if early else say("baselines.finding.nothing")


def worked(days: int) -> str:
    return say("baselines.one_day" if abs(days) == 1 else "baselines.days", n=number(days))


def moving(rows: Sequence[SlipRow], code: str | None = None) -> Spec | None:
    """The milestones and tasks that moved furthest, milestones first; None where nothing moved."""
    shown = sorted((row for row in rows if row.days_late), key=lambda row: (not row.milestone, -abs(row.days_late), row.code))[
        :MOST
    ]
    if not shown:
        return None
    ends = [on for row in shown for on in (row.was_due, row.now_due) if on]
    room = max(timedelta(days=7), (max(ends) - min(ends)) / 20)
    first, last = min(ends) - room, max(ends) + room
    drawn = [_row(row, at, first + (last - first) / 2) for at, row in enumerate(shown)]
    x, y = time_axis("from:T", first, last, code or language()), row_axis(len(drawn))
    scale = alt.Scale(domain=[say("baselines.later"), say("baselines.earlier")], range=[LATER, EARLIER])
    legend = alt.Legend(title=None, orient="bottom", symbolType="square")
    colour = alt.Color("state:N", scale=scale, legend=legend)
    tooltip = [alt.Tooltip(f"{name}:N", title=say(f"baselines.column.{name}")) for name in ("name", "was", "now", "days")]
    hollow: dict[str, Any] = {"filled": False, "size": 55, "color": TEXT, "opacity": 1, "yOffset": BAR}
    was, now = x.copy(), x.copy()
    was.shorthand, now.shorthand = "was_on:T", "now_on:T"
    layers = [
        marks(drawn).mark_rule(strokeWidth=3, yOffset=BAR).encode(x, x2="to:T", y=y, color=colour, tooltip=tooltip),
        marks(drawn).mark_point(**hollow).encode(was, y=y, tooltip=tooltip),
        marks(drawn)
        .mark_point(filled=True, size=90, opacity=1, yOffset=BAR, shape="diamond")
        .encode(now, y=y, color=colour, tooltip=tooltip),
        *names(drawn, x, y, tooltip),
    ]
    return finished(layers, moved_finding(rows), len(drawn), [say("baselines.how_to_read")])


def _row(row: SlipRow, at: int, middle: date) -> dict[str, Any]:
    was, now = row.was_due or row.now_due, row.now_due or row.was_due
    if was is None or now is None:
        raise ValueError(row.task_id)
    begins, ends = sorted((was, now))
    days = f"{row.days_late:+}"
    return {
        "at": at,
        "from": moment(begins),
        "to": moment(ends),
        "was_on": moment(was),
        "now_on": moment(now),
        "early": begins <= middle,
        "name": row.name,
        "label": f"{days} {row.name}",
        "was": day(was),
        "now": day(now),
        "days": days,
        "state": say("baselines.later" if row.days_late > 0 else "baselines.earlier"),
    }
