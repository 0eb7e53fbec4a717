"""The effect of the programme on an indicator: by which design, what it comes to, and what it takes for granted."""

from datetime import date
from typing import Any, Literal

import streamlit as st

from results.comparison.charts.effects import alt_of, course_of, effect_chart
from results.comparison.effects.designs import MOST_SEASON, kind_of
from results.comparison.effects.rules import Attribution
from results.comparison.effects.telling import (
    basis_words,
    before_words,
    change_words,
    finding,
    interval_words,
    kind_words,
    label_words,
    side_words,
    slope_words,
)
from results.comparison.process_limits import Kind
from results.comparison.queries.effects import FROM_PANEL, EffectRow, effect_of
from results.comparison.rules import rounded
from results.comparison.screens.area import keep
from results.comparison.sentences import value_words
from tracker.core.db import reading
from tracker.core.screens import DAY, empty_state, plain, show_chart, table
from tracker.core.tables import read_day
from tracker.core.words import month, number, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow
from tracker.targets.queries import indicators
from tracker.targets.rules import IndicatorRow

COLOURS: dict[Kind, Literal["blue", "orange", "violet", "gray"]] = {
    Kind.IMPROVEMENT: "blue",
    Kind.CONCERN: "orange",
    Kind.HIGH: "violet",
    Kind.LOW: "violet",
    Kind.COMMON: "gray",
}


def chosen_effect(programme: ProgrammeRow, actor: Actor) -> EffectRow | None:
    """Indicator, design and day of the address. None in a programme without an indicator."""
    with reading() as session:
        rows = indicators(session, programme_id=programme.id, by=actor)
    if not rows:
        return None
    indicator = choose_indicator(rows, key="effect_indicator")
    given = ask_design(_design(indicator, actor), programme.starts_on, key=f"effect_{indicator.code}")
    keep("design", given["design"].value)
    keep("since", given["since"].isoformat() if given["since"] else "")
    with reading() as session:
        return effect_of(session, indicator_id=indicator.id, by=actor, **given)


def choose_indicator(rows: list[IndicatorRow], *, key: str, first: IndicatorRow | None = None) -> IndicatorRow:
    """That of the address, else `first`, else the programme's first."""
    codes = {row.code: row for row in rows}
    usual = first or rows[0]
    wanted = st.query_params.get("indicator", "")
    code = st.selectbox(
        say("effects.indicator"),
        list(codes),
        index=list(codes).index(wanted if wanted in codes else usual.code),
        format_func=lambda each: codes[each].name,
        key=key,
    )
    keep("indicator", code)
    return codes[code]


def _design(indicator: IndicatorRow, actor: Actor) -> Attribution:
    """That of the address, else the strongest that the readings allow of those that take no model."""
    wanted = st.query_params.get("design", "")
    if wanted in list(Attribution):
        return Attribution(wanted)
    for design in (Attribution.CONTROL, Attribution.WAVES):
        with reading() as session:
            if effect_of(session, indicator_id=indicator.id, design=design, by=actor).found:
                return design
    return Attribution.OBSERVED


def ask_design(first: Attribution, starts_on: date, *, key: str) -> dict[str, Any]:
    """What `effect_of` takes of a design."""
    design = st.pills(
        say("effects.design"), list(Attribution), default=first, required=True, format_func=design_words, key=f"design_{key}"
    )
    given: dict[str, Any] = {"design": design, "since": None, "season": 0, "slope": False}
    if design in FROM_PANEL:
        return given
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = read_day(st.query_params.get("since", "")) or starts_on
        given["since"] = st.date_input(say("effects.since"), wanted, format=DAY, key=f"since_{key}")
        if design is Attribution.TIME_SERIES:
            given["season"] = st.segmented_control(
                say("effects.season"), range(MOST_SEASON + 1), default=0, required=True, format_func=_season, key=f"season_{key}"
            )
            given["slope"] = st.toggle(say("effects.slope"), help=say("effects.slope_help"), key=f"slope_{key}")
    return given


def _season(pairs: int) -> str:
    return say(f"effects.season.{pairs}")


def design_words(design: Attribution) -> str:
    return say(f"effects.design.{design.value}")


def show_effect(row: EffectRow) -> None:
    if row.found is None:
        st.info(plain(cannot_words(row)), icon=":material/info:")
        st.caption(say("effects.try_another"))
        return
    kind = kind_of(row.found.effect, row.found.scale, row.better)
    with st.container(horizontal=True):
        st.badge(label_words(row.design), color="gray")
        st.badge(kind_words(kind), color=COLOURS[kind])
    _numbers(row)
    if chart := effect_chart(row):
        show_chart(chart, key="effect_chart", alt=alt_of(row))
        with st.expander(say("effects.as_table")):
            table(_course_rows(row), key="effect_rows")
    else:
        st.markdown(plain(finding(row.name, row.unit, row.better, row.found)))
    told = [basis_words(row.found), before_words(row.unit, row.found), slope_words(row.unit, row.found)]
    st.text("\n".join(line for line in [*told, "" if row.whole else say("effects.own_stores")] if line))
    if row.found.waves:
        with st.expander(say("effects.by_wave")):
            table(_wave_rows(row), key="effect_waves")
    st.subheader(say("effects.assumes"))
    st.text("\n".join(say("effects.bullet", text=say(f"effect.assumed.{name}")) for name in row.found.assumed))


def cannot_words(row: EffectRow) -> str:
    return say("effects.refused", name=row.name, why=say(f"effects.cannot.{row.reason}", **row.facts))


def _numbers(row: EffectRow) -> None:
    assert row.found is not None  # noqa: S101 - asked before
    effect = row.found.effect
    change = say("comparison.numbers.unknown")
    if effect.estimate is not None:
        change = change_words(row.unit, effect.estimate, row.found.scale)
    with st.grid(min_column_width=150):
        st.metric(say("effects.number.change"), change)
        st.metric(say("effects.number.interval"), interval_words(row.unit, effect, row.found.scale))


def _course_rows(row: EffectRow) -> list[dict[str, object]]:
    """The latest first."""
    return [
        {
            say("effects.chart.when"): month(point.month),
            say("effects.chart.side"): side_words(point.side),
            say("effects.chart.shown"): value_words(row.unit, rounded(point.value, 1)),
            say("effects.chart.stores"): number(point.stores) if point.stores else "",
        }
        for point in sorted(course_of(row), key=lambda point: point.month, reverse=True)
    ]


def _wave_rows(row: EffectRow) -> list[dict[str, object]]:
    return [
        {
            say("effects.wave.starts_on"): month(wave.starts_on),
            say("effects.wave.starters"): number(wave.starters),
            say("effects.wave.fewest"): number(wave.fewest) if wave.months else "",
            say("effects.wave.months"): number(wave.months),
            say("effects.number.change"): say("effects.wave.nobody")
            if wave.estimate is None
            else change_words(row.unit, wave.estimate),
        }
        for wave in (row.found.waves if row.found else ())
    ]


def nothing_to_compare() -> None:
    empty_state("comparison.no_indicator")
