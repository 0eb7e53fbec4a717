"""The state of an indicator as badges, each an icon with its words: what is no news has no colour, and no colour stands alone.

After the marks of NHS England's "Making data count": what varies (common cause, improvement, concern) and what may be expected of
the target (pass, hit or miss, fail).
"""

from typing import Literal

import streamlit as st

from results.comparison.process_limits import Assurance, Kind
from results.comparison.rules import Line, Standing
from results.comparison.sentences import mark_words
from tracker.core.words import say

Colour = Literal["blue", "orange", "violet", "gray"]
BADGES: dict[Standing, Literal["blue", "orange"]] = {Standing.MET: "blue", Standing.BEHIND: "orange"}
VARIATION: dict[Kind, tuple[str, Colour]] = {
    Kind.COMMON: (":material/airwave:", "gray"),
    Kind.IMPROVEMENT: (":material/thumb_up:", "blue"),
    Kind.CONCERN: (":material/warning:", "orange"),
    Kind.HIGH: (":material/arrow_upward:", "violet"),
    Kind.LOW: (":material/arrow_downward:", "violet"),
}
ASSURANCE: dict[Assurance, tuple[str, Colour]] = {
    Assurance.PASS: (":material/check_circle:", "blue"),
    Assurance.HIT_OR_MISS: (":material/shuffle:", "gray"),
    Assurance.FAIL: (":material/cancel:", "orange"),
}


def standing_badge(line: Line) -> None:
    meant = say(f"comparison.standing_help.{line.standing.value}")
    st.badge(say(f"comparison.standing.{line.standing.value}"), color=BADGES.get(line.standing, "gray"), help=meant)


def variation_badge(line: Line) -> None:
    """Nothing where a single value, or values that do not vary, cannot tell."""
    if line.limits is None or not line.limits.defined or line.chart is None:
        return
    icon, colour = VARIATION[line.chart.variation]
    st.badge(mark_words(line.chart.variation), icon=icon, color=colour)


def assurance_badge(line: Line) -> None:
    """Nothing after a change beyond chance: the limits then mix what was with what is, and foretell nothing."""
    if line.chart is None or line.chart.assurance is None or line.chart.variation is not Kind.COMMON:
        return
    icon, colour = ASSURANCE[line.chart.assurance]
    st.badge(say(f"board.assurance.{line.chart.assurance.value}"), icon=icon, color=colour)
