"""A wave's visits by week as stacked bars; the title says how far it is."""

from collections.abc import Iterator
from typing import Any

import altair as alt

from audits.visits.queries.coverage import Coverage
from tracker.core.chart_titles import heading, titled
from tracker.core.words import day, say

Spec = dict[str, Any]
STAGES = {"approved": "#0F6E99", "done": "#5BA3C6", "planned": "#C9D3D9"}  # told apart by lightness too
HEIGHT = 260  # of everything but the title


def finding(found: Coverage) -> str:
    """How far the wave is, in one sentence."""
    whole = found.whole
    if not whole.planned:
        return say("waves.finding.nothing", wanted=whole.wanted)
    if whole.approved >= whole.wanted:
        return say("waves.finding.complete", wanted=whole.wanted)
    facts = {"approved": whole.approved, "wanted": whole.wanted}
    if whole.missing:
        return say("waves.finding.missing", n=whole.missing, **facts)
    if found.overdue:
        return say("waves.finding.overdue", n=found.overdue, **facts)
    return say("waves.finding.under_way", n=whole.wanted - whole.approved, **facts)


def by_week(found: Coverage) -> Spec:
    rows, names = list(_rows(found)), [say(f"waves.stage.{stage}") for stage in STAGES]
    title, taken = heading(finding(found))
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X(
                "week:N",
                sort=[row["week"] for row in rows],
                title=say("waves.column.week"),
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("n:Q", title=say("waves.chart_visits"), axis=alt.Axis(format="d", tickMinStep=1)),
            color=alt.Color(
                "stage:N",
                sort=names,
                scale=alt.Scale(domain=names, range=list(STAGES.values())),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("at:Q"),
            tooltip=[
                alt.Tooltip("week:N", title=say("waves.column.week")),
                alt.Tooltip("stage:N", title=say("waves.column.stage")),
                alt.Tooltip("n:Q", title=say("waves.chart_visits")),
            ],
        )
        .properties(width="container", height=HEIGHT + taken)
    )
    return titled(chart, title)


def _rows(found: Coverage) -> Iterator[dict[str, Any]]:
    """Each visit once: at the furthest stage it has reached."""
    for week in found.weeks:
        covered = week.covered
        counts = (covered.approved, covered.done - covered.approved, covered.planned - covered.done)
        for at, (stage, n) in enumerate(zip(STAGES, counts, strict=True)):
            yield {"week": day(week.monday), "stage": say(f"waves.stage.{stage}"), "n": n, "at": at}
