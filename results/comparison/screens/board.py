"""The executive board in pieces: the programme in a strip, and a card for each indicator."""

import streamlit as st

from results.comparison.charts import bullet_chart, spark_chart
from results.comparison.headlines import against_rest_words, headline, news_first
from results.comparison.queries import Board, Coverage, ProgrammeStanding
from results.comparison.rules import Line
from results.comparison.screens.badges import assurance_badge, standing_badge, variation_badge
from results.comparison.sentences import message
from tracker.core.screens import plain, show_chart
from tracker.core.words import day, number, say
from tracker.programmes.screens.portfolio import cell, money_cell

NARROWEST_CARD, NARROWEST_CELL = 320, 150  # pixels: one card beside nothing on a phone, two cells beside each other


def show_headline(board: Board) -> None:
    st.markdown(f"**{plain(headline(board.lines))}**")


def show_programme(found: ProgrammeStanding) -> None:
    """Plan, money, risks and visits: four cells, two beside each other on a phone."""
    with st.container(border=True), st.grid(min_column_width=NARROWEST_CELL):
        late = say("board.status.late", n=found.late) if found.late else say("board.status.none_late")
        cell(say("board.status.plan"), late, say("board.status.done", done=found.done, all=found.tasks))
        if found.gate:
            key = "gate_over" if found.gate.days < 0 else "gate_left"
            due = say(f"board.status.{key}", day=found.gate.due_on, n=abs(found.gate.days))
            cell(say("board.status.gate"), found.gate.name, due)
        if found.money:
            money_cell(found.money)
        if found.high_risks is not None:
            cell(say("board.status.risks"), number(found.high_risks), say("board.status.risks_note"))
        if found.coverage:
            _coverage_cell(found.coverage)


def _coverage_cell(found: Coverage) -> None:
    made = say("board.status.visits_of", done=found.done, wanted=found.wanted)
    cell(say("board.status.visits"), made, say("board.status.until", day=found.ends_on))


def show_cards(board: Board) -> None:
    """One card an indicator, the news first; those without a value last."""
    with st.grid(min_column_width=NARROWEST_CARD):
        for line in news_first(board.lines):
            with st.container(border=True):
                _card(board, line)


def _card(board: Board, line: Line) -> None:
    code = line.indicator.code
    with st.container(horizontal=True, gap="small"):
        standing_badge(line)
        variation_badge(line)
        assurance_badge(line)
    if line.actual is None:
        st.text(message(line))
    else:
        show_chart(bullet_chart(line), key=f"bullet_{code}", alt=message(line))
        show_chart(spark_chart(line, board.bands), key=f"spark_{code}", alt=say("board.spark_alt", name=line.indicator.name))
        n = "" if line.actual.n is None else say("board.n", n=line.actual.n)
        st.caption(plain(say("board.last_value", day=day(line.actual.on), n=n)))
        if found := board.against_rest.get(line.indicator.id):
            st.caption(plain(against_rest_words(line.indicator.unit, found)))
    _link(line)


def _link(line: Line) -> None:
    kept = {name: st.query_params[name] for name in ("programme", "region", "store", "group", "phase") if name in st.query_params}
    st.page_link(
        "results/indicator.py",
        label=say("board.open"),
        icon=":material/arrow_forward:",
        query_params=kept | {"indicator": line.indicator.code},
    )
