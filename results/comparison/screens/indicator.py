"""One indicator: its numbers, its course, and the way down to regions, stores and channels."""

from collections.abc import Mapping

import streamlit as st

from results.comparison.charts import line_chart
from results.comparison.process_limits import PROFILES
from results.comparison.queries import Board, latest_stretch
from results.comparison.rules import Line, rounded
from results.comparison.screens.area import keep
from results.comparison.screens.badges import standing_badge
from results.comparison.sentences import assurance_words, limits_notes, limits_words, mark_words, message, rule_words, value_words
from results.readings.queries import Area, PlaceValue, by_channel, by_region, by_store
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, show_chart, table
from tracker.core.words import day, number, percent, say
from tracker.people.rules import Actor


def show_line(board: Board, line: Line) -> None:
    """One indicator: its numbers, its course with what chance explains, and the table behind the chart."""
    st.button(say("comparison.back"), key="back", on_click=keep, args=("indicator", ""), icon=":material/arrow_back:")
    st.subheader(plain(line.indicator.name))
    standing_badge(line)
    _show_numbers(line)
    if line.indicator.note:
        st.caption(plain(line.indicator.note))
    if line.chart is None:
        st.text(message(line))
        return
    show_chart(line_chart(line, board.bands, board.starts_on, board.ends_on), key="over_time", alt=message(line))
    st.caption(say("comparison.legend_line"))
    st.text("\n".join([limits_words(line), *limits_notes(line), *assurance_words(line)]))
    st.caption(say("comparison.note_weighted"))
    with st.expander(say("comparison.table_heading")):
        table(_rows_of(line))


def _show_numbers(line: Line) -> None:
    indicator, unknown = line.indicator, say("comparison.numbers.unknown")

    def words(value: float | None) -> str:
        return unknown if value is None else value_words(indicator.unit, value, indicator.level)

    target = words(indicator.level)
    if indicator.level_high is not None:
        target = say("comparison.numbers.range", low=target, high=words(indicator.level_high))
    shown = {
        "value": words(line.actual.value if line.actual else None),
        "n": unknown if line.actual is None or line.actual.n is None else number(line.actual.n),
        "baseline": words(indicator.baseline),
        "expected": words(None if line.expected is None else rounded(line.expected, 1)),
        "target": target,
        "share": unknown if line.share is None else percent(line.share, 0),
    }
    with st.grid(min_column_width=120):
        for name, value in shown.items():
            st.metric(say(f"comparison.numbers.{name}"), value)


def _rows_of(line: Line) -> list[Mapping[str, object]]:
    """The latest first. A value that is held back says so, with its n."""
    unit = line.indicator.unit
    marked = {point.on: point for point in line.chart.points} if line.chart else {}
    rows: list[Mapping[str, object]] = []
    for point in reversed(line.points):
        mark = marked.get(point.on)
        cells = {
            "date": day(point.on),
            "value": say("comparison.too_few") if point.value is None else value_words(unit, point.value, line.indicator.level),
            "n": "" if point.n is None else number(point.n),
            "kind": mark_words(mark.kind) if mark else "",
            "why": rule_words(mark.rule, PROFILES[line.indicator.contract.profile].run) if mark and mark.rule else "",
        }
        rows.append({say(f"comparison.chart.{name}"): cell for name, cell in cells.items()})
    return rows


def show_places(actor: Actor, line: Line, area: Area) -> None:
    """The same indicator by region, then by store of the chosen region; the audit score by channel too. In the order of codes."""
    within = latest_stretch(line)
    if within is None or area.store_id is not None:
        return
    with reading() as session:
        places = (
            by_region(session, indicator_id=line.indicator.id, within=within, by=actor)
            if area.region_id is None
            else by_store(session, indicator_id=line.indicator.id, within=within, area=area, by=actor)
        )
        channels = by_channel(session, indicator_id=line.indicator.id, within=within, area=area, by=actor)
    st.subheader(say("comparison.places_heading"))
    if not places:
        empty_state("comparison.places_none")
        return
    st.caption(say("comparison.places_caption", first=within.first, last=within.last))
    if area.region_id is None:
        st.caption(say("comparison.places_hint"))
    table(_place_rows(line, places, "region" if area.region_id is None else "store"))
    if channels:
        st.subheader(say("comparison.channels_heading"))
        table(_place_rows(line, channels, "channel"))


def _place_rows(line: Line, places: list[PlaceValue], kind: str) -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = []
    for place in places:
        value = say("comparison.too_few") if place.value is None else value_words(line.indicator.unit, place.value)
        row = {
            say(f"comparison.place.{kind}"): f"{place.code} · {place.name}",
            say("comparison.chart.value"): value,
            say("comparison.chart.n"): "" if place.n is None else number(place.n),
        }
        rows.append(row if kind == "store" else row | {say("comparison.stores"): number(place.stores)})
    return rows
