"""Visits done of those planned, wave under wave or month under month."""

from collections.abc import Sequence
from functools import lru_cache

import altair as alt

from results.comparison.audit_sentences import coverage_finding, visits_words
from results.comparison.charts.audits.rows import AXIS, along, down, stacked, words_above
from results.comparison.charts.style import BLUE, GREY, KEPT, Spec, filled, marks, template
from results.comparison.queries.audits import Visits
from tracker.core.words import language, say

HEIGHT, BAR = 24, 16


def coverage_chart(part: Sequence[Visits]) -> Spec:
    """Latest on top."""
    rows = list(reversed(part))
    said = [say("auditresults.visits_row", what=visits_words(each), done=each.done, planned=each.planned) for each in rows]
    stack = stacked([(each, "") for each in said], HEIGHT)
    drawn = [
        {"x": 0, "planned": each.planned, "done": each.done, "y": top + 2, "y2": top + 2 + BAR, "words": visits_words(each)}
        for each, top in zip(rows, stack.tops, strict=True)
    ]
    most = max((each.planned for each in rows), default=1)
    data = {"frame": stack.frame(0, most), "visits": drawn, "names": list(stack.names)}
    return filled(_template(language()), coverage_finding(part), round(stack.height) + AXIS, data)


@lru_cache(maxsize=KEPT)
def _template(_language: str) -> Spec:
    x, y = along(say("auditresults.visits"), format="d", tickMinStep=1), down()
    tips = [
        alt.Tooltip("words:N", title=" "),
        alt.Tooltip("done:Q", title=say("waves.column.done")),
        alt.Tooltip("planned:Q", title=say("waves.column.planned")),
    ]
    return template(
        [
            marks("frame").mark_point(opacity=0).encode(x, y),
            marks("visits").mark_rect(color=GREY, opacity=0.3).encode(x, y, x2="planned:Q", y2="y2:Q", tooltip=tips),
            marks("visits").mark_rect(color=BLUE).encode(x, y, x2="done:Q", y2="y2:Q", tooltip=tips),
            words_above(y),
        ]
    )
