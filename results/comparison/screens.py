"""The targets page in pieces: numbers, bullets, one indicator over time, and the way down to a store.

What was chosen stands in the address.
"""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from results.comparison.charts import bullet_chart, line_chart
from results.comparison.queries import Board, PlaceRow, latest_stretch, regions_seen, stores_seen
from results.comparison.rules import Line, Standing, rounded
from results.comparison.sentences import assurance_words, limits_words, mark_words, message, value_words
from results.readings.queries import Area, PlaceValue, by_channel, by_region, by_store
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, show_chart, table
from tracker.core.words import day, number, percent, say
from tracker.people.rules import Action, Actor, can

BADGES: dict[Standing, Literal["blue", "orange"]] = {  # the others are no news, so they have no colour
    Standing.MET: "blue",
    Standing.BEHIND: "orange",
}
NEWS_FIRST = (Standing.BEHIND, Standing.ON_THE_WAY, Standing.MET, Standing.NO_DATA, Standing.NO_TARGET)
WHOLE = ""


def chosen_area(actor: Actor) -> Area:
    """Region and store of the address; a choice is offered where there is one."""
    with reading() as session:
        regions = regions_seen(session, by=actor)
    with st.container(horizontal=True):
        region = _choice("region", regions, "comparison.everywhere")
        if region is None and len(regions) > 1:
            _keep("store", WHOLE)
            return Area()
        with reading() as session:
            stores = stores_seen(session, region_id=region.id if region else None, by=actor)
        store = _choice("store", stores, "comparison.every_store")
    return Area(region_id=region.id if region else None, store_id=store.id if store else None)


def _choice(name: str, places: list[PlaceRow], everywhere_key: str) -> PlaceRow | None:
    """One of the places or all. The address is read first and written after, so that a link opens what it was copied from."""
    if len(places) < 2:
        _keep(name, WHOLE)
        return None
    by_code = {place.code: place for place in places}
    names = {WHOLE: say(everywhere_key)} | {place.code: f"{place.code} · {place.name}" for place in places}
    wanted = st.query_params.get(name, WHOLE)
    index = list(names).index(wanted) if wanted in names else 0
    code = st.selectbox(
        say(f"comparison.place.{name}"), list(names), index=index, format_func=names.__getitem__, key=f"chosen_{name}"
    )
    _keep(name, code)
    return by_code.get(code)


def _keep(name: str, value: str) -> None:
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]


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
                _standing_badge(line)
                show_chart(bullet_chart(line), key=f"bullet_{code}", alt=message(line))
                st.button(say("comparison.open"), key=f"open_{code}", on_click=_keep, args=("indicator", code))
        for line in board.lines:
            if not line.actual:
                with st.container(border=True):
                    code = line.indicator.code
                    _standing_badge(line)
                    st.text(message(line))
                    st.button(say("comparison.open_unmeasured"), key=f"open_{code}", on_click=_keep, args=("indicator", code))


def _standing_badge(line: Line) -> None:
    st.badge(say(f"comparison.standing.{line.standing.value}"), color=BADGES.get(line.standing, "gray"))


def show_line(board: Board, line: Line) -> None:
    """One indicator: its numbers, its course with what chance explains, and the table behind the chart."""
    st.button(say("comparison.back"), key="back", on_click=_keep, args=("indicator", ""), icon=":material/arrow_back:")
    st.subheader(plain(line.indicator.name))
    _standing_badge(line)
    _show_numbers(line)
    if line.indicator.note:
        st.caption(plain(line.indicator.note))
    if line.chart is None:
        st.text(message(line))
        return
    show_chart(line_chart(line, board.bands, board.starts_on, board.ends_on), key="over_time", alt=message(line))
    st.caption(say("comparison.legend_line"))
    st.text("\n".join([limits_words(line), *assurance_words(line)]))
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
            "why": say(f"comparison.rule.{mark.rule.value}") if mark and mark.rule else "",
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
