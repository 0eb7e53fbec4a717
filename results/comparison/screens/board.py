"""The executive board in pieces: the programme in a strip, and a card for each indicator."""

from collections.abc import Mapping

import streamlit as st

from results.comparison.charts import bullet_chart, spark_chart
from results.comparison.headlines import against_rest_words, headline, news_first
from results.comparison.queries import Board, Coverage, ProgrammeStanding
from results.comparison.rules import Line, Measured, aim_of
from results.comparison.screens.badges import assurance_badge, standing_badge, variation_badge
from results.comparison.sentences import mark_words, message, value_words
from tracker.core.screens import empty_state, plain, show_chart, table
from tracker.core.words import day, number, say
from tracker.people.rules import Action, Actor, can
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


def nothing_measured(actor: Actor) -> None:
    if can(actor, Action.IMPORT_READINGS):
        empty_state("comparison.no_reading")
        st.page_link("results/readings.py", label=say("comparison.to_readings"))
    else:
        empty_state("comparison.no_reading_reader")


def _card(board: Board, line: Line) -> None:
    code = line.indicator.code
    with st.container(horizontal=True, gap="small"):
        standing_badge(line)
        variation_badge(line)
        assurance_badge(line)
    st.markdown(f"**{plain(message(line))}**")
    if line.actual is not None:
        show_chart(bullet_chart(line), key=f"bullet_{code}", alt=message(line))
        show_chart(spark_chart(line, board.bands), key=f"spark_{code}", alt=say("board.spark_alt", name=line.indicator.name))
        if found := board.against_rest.get(line.indicator.id):
            st.caption(plain(against_rest_words(line.indicator.unit, found)))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if line.actual is not None:
            st.caption(plain(_rests_on(line.actual)), width="content")
        _link(line)


def _rests_on(actual: Measured) -> str:
    return day(actual.on) if actual.n is None else say("board.rests_on", day=actual.on, n=actual.n)


def _link(line: Line) -> None:
    kept = {name: st.query_params[name] for name in ("programme", "region", "store", "group", "phase") if name in st.query_params}
    st.page_link(
        "results/indicator.py",
        label=say("board.open"),
        icon=":material/arrow_forward:",
        width="content",
        query_params=kept | {"indicator": line.indicator.code},
    )


def show_numbers(board: Board) -> None:
    """The table behind the cards."""
    with st.expander(say("board.numbers"), icon=":material/table:"):
        table([_numbers_of(line) for line in news_first(board.lines)])


def _numbers_of(line: Line) -> Mapping[str, object]:
    unit, actual, chart = line.indicator.unit, line.actual, line.chart
    levels = {"baseline": line.indicator.baseline, "target": aim_of(line.indicator, actual.value if actual else None)}
    cells = {"value": actual.value if actual else None, **levels}
    words = {name: "" if value is None else value_words(unit, value, line.indicator.level) for name, value in cells.items()}
    return {
        say("board.indicator"): line.indicator.name,
        **{say(f"comparison.numbers.{name}"): text for name, text in words.items()},
        say("comparison.numbers.n"): "" if actual is None or actual.n is None else number(actual.n),
        say("board.standing"): say(f"comparison.standing.{line.standing.value}"),
        say("comparison.chart.kind"): mark_words(chart.variation) if chart else "",
        say("board.expected"): say(f"board.assurance.{chart.assurance.value}") if chart and chart.assurance else "",
    }
