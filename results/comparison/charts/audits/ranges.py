"""Values with their intervals: channels, items that changed, the sections of one store."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import altair as alt

from results.comparison.audit_sentences import (
    change_kind,
    changed_words,
    channel_words,
    channels_finding,
    items_finding,
    mean_words,
    points_words,
    section_words,
    store_finding,
)
from results.comparison.charts.audits.rows import AXIS, along, down, stacked, words_above
from results.comparison.charts.style import COLOURS, GREY, KEPT, SHAPES, Row, Spec, domain, filled, marks, template
from results.comparison.process_limits import Kind
from results.comparison.queries.audits import ChannelGap, ChannelScore, Items, SectionMap, StoreSections
from results.comparison.rules.audits import Side
from results.readings.rules.survey import Score
from tracker.core.words import language, say

HEIGHT, HALF = 28, 8  # of a row's marks; of the line at zero, to both sides
KINDS = {Side.BELOW: Kind.CONCERN, Side.ABOVE: Kind.IMPROVEMENT, Side.LEVEL: Kind.COMMON}


@dataclass(frozen=True)
class Range:
    """`x` with its interval, in the colour of what it says."""

    called: str
    said: str
    shown: str
    ends: Row
    kind: Kind = Kind.COMMON


def interval(mean: Score) -> Row:
    """Of one audit it is the value alone."""
    low, high = (mean.value if end is None else end for end in (mean.lower, mean.upper))
    return {"x": mean.value, "low": low, "high": high}


def changed_chart(found: Items) -> Spec | None:
    """None where no item changed beyond chance."""
    rows = [
        Range(
            str(each.item.name),
            changed_words(each),
            points_words(gap),
            {"x": 100 * gap.value, "low": 100 * gap.low, "high": 100 * gap.high},
            change_kind(each.change),
        )
        for each in found.changed
        if (gap := each.change.difference).value is not None and gap.low is not None and gap.high is not None
    ]
    return ranges_chart(rows, items_finding(found), say("auditresults.points"), from_zero=True) if rows else None


def channels_chart(scores: Sequence[ChannelScore], gaps: Sequence[ChannelGap]) -> Spec | None:
    """None where too few audits were made through any channel."""
    rows = [_of_mean(channel_words(each), each.mean) for each in scores if each.mean.value is not None]
    return ranges_chart(rows, channels_finding(scores, gaps), say("auditresults.score")) if rows else None


def sections_chart(found: SectionMap, store: StoreSections) -> Spec | None:
    """Of one store; None where it has too few audits in every section."""
    rows = [
        _of_mean(section_words(section), cell.mean, KINDS[cell.side])
        for section in found.sections
        if (cell := store.cells.get(section.code)) is not None and cell.mean.value is not None
    ]
    return ranges_chart(rows, store_finding(found, store), say("auditresults.score")) if rows else None


def _of_mean(called: str, mean: Score, kind: Kind = Kind.COMMON) -> Range:
    said = say("auditresults.mean_row", n=mean.n, mean=mean_words(mean))
    return Range(called, said, mean_words(mean), interval(mean), kind)


def ranges_chart(rows: Sequence[Range], title: str, axis: str, *, from_zero: bool = False) -> Spec:
    stack = stacked([(row.called, row.said) for row in rows], HEIGHT)
    middles = [top + HEIGHT / 2 - 3 for top in stack.tops]
    ends = domain([*(row.ends[end] for row in rows for end in ("low", "high")), *([0.0] if from_zero else [])])
    drawn = [
        row.ends | {"y": y, "colour": COLOURS[row.kind], "shape": SHAPES[row.kind], "called": row.called, "shown": row.shown}
        for row, y in zip(rows, middles, strict=True)
    ]
    zero = [{"x": 0, "y": y - HALF, "y2": y + HALF} for y in middles] if from_zero else []
    data = {"frame": stack.frame(ends[0], ends[1]), "zero": zero, "ranges": drawn, "names": list(stack.names)}
    return filled(_template(axis, language()), title, round(stack.height) + AXIS, data)


@lru_cache(maxsize=KEPT)
def _template(axis: str, _language: str) -> Spec:
    x, y, colour, shape = along(axis), down(), alt.Color("colour:N", scale=None), alt.Shape("shape:N", scale=None)
    tips = [alt.Tooltip("called:N", title=" "), alt.Tooltip("shown:N", title=axis)]
    spans = marks("ranges").mark_rule(strokeWidth=3, opacity=0.7)
    points = marks("ranges").mark_point(filled=True, size=90, opacity=1)
    return template(
        [
            marks("frame").mark_point(opacity=0).encode(x, y),
            marks("zero").mark_rule(color=GREY, strokeWidth=2).encode(x, y, y2="y2:Q"),
            spans.encode(alt.X("low:Q"), y, x2="high:Q", color=colour, tooltip=tips),
            points.encode(x, y, color=colour, shape=shape, tooltip=tips),
            words_above(y),
        ]
    )
