"""The heat map: how many risks stand at each probability and impact. The title says what follows from it.

The three colours differ in lightness too, the numbers read on each of them, and the table behind says the same in words.
"""

from functools import lru_cache
from typing import Any

import altair as alt

from tracker.core.chart_titles import heading
from tracker.core.words import language, say, speaking
from tracker.risks.rules import SCALE, Band, Register, RiskRow, band, score

Spec = dict[str, Any]
COLOURS = {Band.LOW: "#5E93AD", Band.MEDIUM: "#B26A00", Band.HIGH: "#8E1B2C"}
EMPTY, FULL = 0.22, 1.0  # how strongly a field without and with risks is drawn
HEIGHT = 330  # of everything but the title
KEPT = 64  # specs


def finding(found: Register) -> str:
    """What the map shows, in one sentence: its title, and its words for who cannot see it."""
    live, high = found.live, found.high
    if not live:
        return say("risks.finding.none")
    worst = live[0]
    facts = {"n": len(live), "code": worst.code, "title": worst.title, "score": worst.score}
    if not high:
        return say("risks.finding.none_high", **facts)
    return say("risks.finding.one_high" if len(high) == 1 else "risks.finding.some_high", high=len(high), **facts)


def heat_map(found: Register) -> Spec:
    """The Vega-Lite spec, made once for the same risks and language."""
    return _heat_map(found, language())


@lru_cache(maxsize=KEPT)
def _heat_map(found: Register, code: str) -> Spec:
    with speaking(code):
        return _drawn(found)


def _drawn(found: Register) -> Spec:
    fields = [_field(found.live, probability, impact) for probability in SCALE for impact in SCALE]
    steps = list(SCALE)
    places: dict[str, Any] = {
        "x": alt.X("probability:O", sort=steps, title=say("risks.chart.probability"), axis=alt.Axis(labelAngle=0)),
        "y": alt.Y("impact:O", sort=steps[::-1], title=say("risks.chart.impact")),
        "tooltip": [alt.Tooltip(f"{name}:N", title=say(f"risks.chart.{name}")) for name in ("risks", "score", "band")],
    }
    words = [say(f"risks.band.{each.value}") for each in Band]
    colour = alt.Color(
        "band:N",
        scale=alt.Scale(domain=words, range=[COLOURS[each] for each in Band]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square"),
    )
    base = alt.Chart(alt.InlineData(values=fields))
    count = base.transform_filter("datum.n > 0").mark_text(fontSize=18, fontWeight=600, color="white")
    chart = alt.layer(
        base.mark_rect(cornerRadius=3).encode(
            color=colour,
            opacity=alt.Opacity("strength:Q", scale=None, legend=None),
            **places,
        ),
        count.encode(text="n:Q", **places),
    )
    title, taken = heading(finding(found))
    sized = chart.properties(width="container", height=HEIGHT + taken).configure(background="transparent")
    spec: Spec = sized.configure_view(stroke=None).configure_scale(bandPaddingInner=0.06).to_dict()
    return spec | {"title": title}


def _field(risks: tuple[RiskRow, ...], probability: int, impact: int) -> dict[str, Any]:
    here = [risk.code for risk in risks if (risk.probability, risk.impact) == (probability, impact)]
    points = score(probability, impact)
    return {
        "probability": probability,
        "impact": impact,
        "n": len(here),
        "risks": say("files.list_separator").join(here) or "–",
        "score": points,
        "band": say(f"risks.band.{band(points).value}"),
        "strength": FULL if here else EMPTY,
    }
