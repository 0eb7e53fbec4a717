"""Scores by class before and after, as pairs of bars; the title says what would change."""

from collections.abc import Iterator
from typing import Any

import altair as alt

from audits.review.rules import CLASS_WIDTH, CLASSES, WhatIf
from tracker.core.chart_titles import heading, titled
from tracker.core.words import number, percent, say

Spec = dict[str, Any]
COLOURS = ("#8FA3AD", "#0F6E99")  # before, after: told apart by lightness too
HEIGHT = 300  # of everything but the title


def finding(found: WhatIf) -> str:
    """What would change, in one sentence."""
    if not found.before.n:
        return say("review.finding.nothing")
    if not found.changed_percent and not found.changed_band and not found.now_pass and not found.now_fail:
        return say("review.finding.same", n=found.before.n)
    facts = {"before": _mean(found.before.mean), "after": _mean(found.after.mean)}
    if found.now_pass or found.now_fail:
        return say("review.finding.result", won=found.now_pass, lost=found.now_fail, **facts)
    return say("review.finding.percent", n=found.changed_percent, all=found.before.n, **facts)


def distributions(found: WhatIf) -> Spec:
    before, after = say("review.what_if.before"), say("review.what_if.after")
    rows = list(_rows(found, before, after))
    title, taken = heading(finding(found))
    order = list(dict.fromkeys(row["class"] for row in rows))
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("class:N", sort=order, title=say("review.what_if.classes"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            xOffset=alt.XOffset("when:N", sort=[before, after]),
            y=alt.Y("n:Q", title=say("review.what_if.audits"), axis=alt.Axis(format="d", tickMinStep=1)),
            color=alt.Color(
                "when:N",
                sort=[before, after],
                scale=alt.Scale(domain=[before, after], range=list(COLOURS)),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("when:N", title=say("review.what_if.rule")),
                alt.Tooltip("class:N", title=say("review.what_if.classes")),
                alt.Tooltip("n:Q", title=say("review.what_if.audits")),
            ],
        )
        .properties(width="container", height=HEIGHT + taken)
    )
    return titled(chart, title)


def class_name(start: int) -> str:
    """80–89; the last of the usual ten is 90–100."""
    last = start + CLASS_WIDTH if start == CLASSES[-1] else start + CLASS_WIDTH - 1
    return say("review.what_if.class", start=start, end=last)


def _rows(found: WhatIf, before: str, after: str) -> Iterator[dict[str, Any]]:
    starts = sorted({*found.before.classes, *found.after.classes})
    for start in starts:
        for when, part in ((before, found.before), (after, found.after)):
            yield {"class": class_name(start), "when": when, "n": part.classes.get(start, 0)}


def _mean(mean: float | None) -> str:
    return number(0) if mean is None else percent(mean)
