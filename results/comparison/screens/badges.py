"""The state of an indicator as a badge: what is no news has no colour."""

from typing import Literal

import streamlit as st

from results.comparison.rules import Line, Standing
from tracker.core.words import say

BADGES: dict[Standing, Literal["blue", "orange"]] = {Standing.MET: "blue", Standing.BEHIND: "orange"}


def standing_badge(line: Line) -> None:
    st.badge(say(f"comparison.standing.{line.standing.value}"), color=BADGES.get(line.standing, "gray"))
