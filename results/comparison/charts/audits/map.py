"""Stores by section. Too wide for a phone, where the page lists what stands apart instead."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import altair as alt

from results.comparison.audit_sentences import map_finding, mean_words, score_words, section_words, store_words
from results.comparison.charts.audits.rows import INK
from results.comparison.charts.style import BLUE, GREY, KEPT, ORANGE, Row, Spec, filled, marks, template
from results.comparison.queries.audits import Cell, SectionMap
from results.comparison.rules.audits import Side
from tracker.core.words import language, say

ROW, NAMES = 36, 62  # pixels; names of sections take up to four lines
NAME_LINE = 13
FAINT, CLEAR = 0.06, 0.32
SIDES = {Side.BELOW: ORANGE, Side.ABOVE: BLUE, Side.LEVEL: GREY}
ARROWS = {Side.BELOW: "▼ ", Side.ABOVE: "▲ ", Side.LEVEL: ""}


def map_chart(found: SectionMap) -> Spec:
    """A cell has colour only where its mean stands apart by more than chance; an arrow says the same."""
    names = _unlike(section_words(section) for section in found.sections)
    stores = _unlike(store_words(store) for store in found.stores)
    cells = [
        _cell(cell) | {"section": names[at], "store": stores[row]}
        for row, store in enumerate(found.stores)
        for at, section in enumerate(found.sections)
        if (cell := store.cells.get(section.code)) is not None
    ]
    return filled(_template(language()), map_finding(found), ROW * len(stores) + NAMES, {"cells": cells})


def _cell(cell: Cell) -> Row:
    return {
        "value": "–" if cell.mean.value is None else ARROWS[cell.side] + score_words(cell.mean.value),
        "n": say("auditresults.n", n=cell.mean.n),
        "colour": SIDES[cell.side],
        "strength": FAINT if cell.side is Side.LEVEL else CLEAR,
        "shown": mean_words(cell.mean),
    }


@lru_cache(maxsize=KEPT)
def _template(_language: str) -> Spec:
    bare: dict[str, Any] = {"title": None, "ticks": False, "domain": False}
    lines: dict[str, Any] = {"labelExpr": "split(datum.label, ' ')", "labelBaseline": "top", "labelLineHeight": NAME_LINE}
    above = alt.Axis(orient="top", labelAngle=0, labelLimit=0, labelPadding=NAMES - 8, **lines, **bare)
    beside = alt.Axis(labelLimit=150, **bare)
    x, y = alt.X("section:N", sort=None, axis=above), alt.Y("store:N", sort=None, axis=beside)
    tips = [
        alt.Tooltip("store:N", title=say("comparison.place.store")),
        alt.Tooltip("section:N", title=say("auditresults.section")),
        alt.Tooltip("shown:N", title=say("auditresults.score")),
        alt.Tooltip("n:N", title=say("auditresults.audits")),
    ]
    fill = {"color": alt.Color("colour:N", scale=None), "opacity": alt.Opacity("strength:Q", scale=None, legend=None)}
    return template(
        [
            marks("cells").mark_rect().encode(x, y, tooltip=tips, **fill),
            marks("cells").mark_text(dy=-5, fontSize=12, color=INK).encode(x, y, text="value:N", tooltip=tips),
            marks("cells").mark_text(dy=9, fontSize=9, color=INK).encode(x, y, text="n:N", tooltip=tips),
        ]
    )


def _unlike(names: Iterable[str]) -> list[str]:
    """Two of the same name would fall into one row."""
    found: list[str] = []
    for name in names:
        found.append(name if name not in found else f"{name} ({len(found) + 1})")
    return found
