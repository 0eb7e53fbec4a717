"""How scores fall, wave under wave."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import altair as alt

from results.comparison.audit_sentences import mean_words, spread_finding, wave_words
from results.comparison.charts.audits.ranges import interval
from results.comparison.charts.audits.rows import AXIS, INK, along, down, stacked, words_above
from results.comparison.charts.style import BLUE, KEPT, Row, Spec, filled, marks, template
from results.comparison.queries.audits import WaveScores
from results.comparison.rules.audits import step_bounds
from tracker.core.words import language, percent, say

BARS, TALLEST = 58, 46
GAP = 0.4  # percent points between two bars


def spread_chart(waves: Sequence[WaveScores]) -> Spec:
    """Latest on top. Bars are shares of their wave's audits, and equally tall for equal shares."""
    rows = list(reversed(waves))
    said = [(wave_words(wave), say("auditresults.wave_row", n=wave.n, mean=mean_words(wave.mean))) for wave in rows]
    stack = stacked(said, BARS)
    shown = [(wave, top + BARS - 8) for wave, top in zip(rows, stack.tops, strict=True) if wave.mean.value is not None]
    most = max((count / wave.n for wave, _ in shown for count in wave.steps.values()), default=1.0)
    bars = [bar for wave, base in shown for bar in _bars(wave, base, most)]
    means = [interval(wave.mean) | {"y": base + 4} for wave, base in shown]
    edges = [edge for bar in bars for edge in (bar["x"], bar["x2"])] or [0, 100]
    data = {"frame": stack.frame(min(edges), max(edges)), "bars": bars, "means": means, "names": list(stack.names)}
    return filled(_template(language()), spread_finding(waves), round(stack.height) + AXIS, data)


def _bars(wave: WaveScores, base: float, most: float) -> Iterator[Row]:
    for step, count in wave.steps.items():
        (start, end), share = step_bounds(step), count / wave.n
        yield {
            "x": start,
            "x2": end - GAP,
            "y": base,
            "y2": base - TALLEST * share / most,
            "what": say("auditresults.step", low=start, high=end),
            "shown": percent(100 * share),
            "n": count,
            "of": wave.n,
        }


@lru_cache(maxsize=KEPT)
def _template(_language: str) -> Spec:
    x, y = along(say("auditresults.score")), down()
    tips = [
        alt.Tooltip("what:N", title=say("auditresults.score")),
        alt.Tooltip("shown:N", title=say("auditresults.share")),
        alt.Tooltip("n:Q", title=say("auditresults.audits")),
        alt.Tooltip("of:Q", title=say("auditresults.of")),
    ]
    return template(
        [
            marks("frame").mark_point(opacity=0).encode(x, y),
            marks("bars").mark_rect(color=BLUE, opacity=0.55).encode(x, y, x2="x2:Q", y2="y2:Q", tooltip=tips),
            marks("means").mark_rule(color=INK, strokeWidth=3).encode(alt.X("low:Q"), y, x2="high:Q"),
            marks("means").mark_point(filled=True, color=INK, size=60, opacity=1, shape="diamond").encode(x, y),
            words_above(y),
        ]
    )
