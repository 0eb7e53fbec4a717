"""All indicators of a programme: how many targets are met, and a bullet for each."""

import streamlit as st

from results.comparison.charts import bullet_chart
from results.comparison.queries import Board
from results.comparison.rules import Line, Standing
from results.comparison.screens.area import keep
from results.comparison.screens.badges import standing_badge
from results.comparison.sentences import message
from tracker.core.screens import empty_state, show_chart
from tracker.core.words import number, say
from tracker.people.rules import Action, Actor, can

NEWS_FIRST = (Standing.BEHIND, Standing.ON_THE_WAY, Standing.MET, Standing.NO_DATA, Standing.NO_TARGET)


def show_standings(board: Board) -> None:
    """How many targets are met, on the way, behind: before any chart."""
    with st.grid(min_column_width=120):
        for standing in Standing:
            if standing is not Standing.NO_TARGET or board.count(standing):
                key = standing.value
                help_words = say(f"comparison.standing_help.{key}")
                st.metric(say(f"comparison.standing.{key}"), number(board.count(standing)), border=True, help=help_words)


def nothing_measured(actor: Actor) -> None:
    if can(actor, Action.IMPORT_READINGS):
        empty_state("comparison.no_reading")
        st.page_link("results/readings.py", label=say("comparison.to_readings"))
    else:
        empty_state("comparison.no_reading_reader")


def chosen_line(board: Board) -> Line | None:
    """The indicator of the address, if the programme has it."""
    wanted = st.query_params.get("indicator")
    return next((line for line in board.lines if line.indicator.code == wanted), None)


def show_bullets(board: Board) -> None:
    """One small chart an indicator, for their units differ; those without a value are named at the end."""
    shown = sorted((line for line in board.lines if line.actual), key=lambda line: NEWS_FIRST.index(line.standing))
    if shown:
        st.caption(say("comparison.legend_bullet"))
    with st.grid(min_column_width=320):
        for line in shown:
            with st.container(border=True):
                code = line.indicator.code
                standing_badge(line)
                show_chart(bullet_chart(line), key=f"bullet_{code}", alt=message(line))
                st.button(say("comparison.open"), key=f"open_{code}", on_click=keep, args=("indicator", code))
        for line in board.lines:
            if not line.actual:
                with st.container(border=True):
                    code = line.indicator.code
                    standing_badge(line)
                    st.text(message(line))
                    st.button(say("comparison.open_unmeasured"), key=f"open_{code}", on_click=keep, args=("indicator", code))
