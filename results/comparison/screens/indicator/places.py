"""The way down: regions, their stores, a store's audits; and the same values by team, channel, phase, pilot and control."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from results.comparison.queries import latest_stretch
from results.comparison.queries.indicator import IndicatorView
from results.comparison.rules import Line, better_of, interval, ranked
from results.comparison.screens.area import keep, look_at
from results.comparison.screens.indicator.audits import show_audits
from results.comparison.sentences import interval_words, ranking_words, value_words
from results.readings.queries import (
    Area,
    PlaceValue,
    Stretch,
    by_channel,
    by_group,
    by_phase,
    by_region,
    by_store,
    by_team,
)
from results.readings.rules.derived import is_live
from tracker.core.db import reading
from tracker.core.screens import empty_state, table, without_empty
from tracker.core.words import number, say
from tracker.people.rules import Actor

BY: Mapping[str, Callable[..., list[PlaceValue]]] = {
    "region": by_region,
    "store": by_store,
    "team": by_team,
    "channel": by_channel,
    "phase": by_phase,
    "group": by_group,
}
IN_TIME = frozenset({"phase"})  # not ranked: they follow one another
WAY_DOWN = ("region", "store")


@dataclass(frozen=True)
class Split:
    """By what the indicator's value is split, and what each part is."""

    by: str
    within: Stretch
    places: Sequence[PlaceValue]


def show_places(seen: IndicatorView, area: Area, actor: Actor) -> None:
    line = seen.line
    if len(actor.stores) == 1 and not actor.regions:
        area = replace(area, store_id=next(iter(actor.stores)))  # there is no choice, so none was offered
    split = _chosen(line, area, actor)
    if split is not None:
        _show(line, split)
    if area.store_id is not None:
        show_audits(line, seen.found.programme_id, area.store_id, actor)


def _chosen(line: Line, area: Area, actor: Actor) -> Split | None:
    latest = latest_stretch(line)
    if latest is None:
        empty_state("comparison.places_none")
        return None
    kinds = [kind for kind in BY if _makes_sense(kind, area) and not (kind == "team" and is_live(line.indicator.derived))]
    wanted = st.query_params.get("by", kinds[0])
    default = wanted if wanted in kinds else kinds[0]
    by = st.segmented_control(
        say("comparison.split_by"),
        kinds,
        default=default,
        required=True,
        format_func=lambda kind: say(f"comparison.place.{kind}"),
        key=f"split_{'_'.join(kinds)}",
    )
    by = by or default
    keep("by", "" if by == kinds[0] else by)
    within = Stretch(line.points[0].on, latest.last) if by in IN_TIME else latest
    with reading() as session:
        places = BY[by](session, indicator_id=line.indicator.id, within=within, area=area, by=actor)
    return Split(by, within, places)


def _makes_sense(kind: str, area: Area) -> bool:
    """A store has no regions, stores and groups below it; a region no regions. (Audits know no teams.)"""
    if area.store_id is not None:
        return kind not in ("region", "store", "group")
    if kind == "region":
        return area.region_id is None
    return not (kind == "group" and area.group) and not (kind == "phase" and area.phase_id)


def _show(line: Line, split: Split) -> None:
    st.caption(say("comparison.places_caption", first=split.within.first, last=split.within.last))
    if not split.places:
        st.text(say("comparison.places_none"))
        return
    shown = [place for place in split.places if place.value is not None]
    groups = [shown] if split.by in IN_TIME else ranked(shown, better_of(line.indicator.direction))
    if split.by not in IN_TIME and len(shown) > 1:
        st.markdown(f"**{ranking_words(groups, better_of(line.indicator.direction))}**")
    numbers = {place: at for at, group in enumerate(groups, 1) for place in group}
    several = sum(1 for group in groups if interval(group[0])) > 1
    ordered = [place for group in groups for place in group] + [place for place in split.places if place.value is None]
    rows = [_row(line, split.by, place, numbers.get(place) if several else None, several) for place in ordered]
    table(without_empty(rows), key="places")
    if split.by in WAY_DOWN and len(split.places) > 1:
        _look_closer(split)


def _row(line: Line, kind: str, place: PlaceValue, group: int | None, several: bool) -> Mapping[str, object]:
    unit = line.indicator.unit
    row: dict[str, object] = {}
    if several:
        row[say("comparison.place.rank")] = "" if group is None or interval(place) is None else number(group)
    row[say(f"comparison.place.{kind}")] = place.name if kind in ("phase", "group") else f"{place.code} · {place.name}"
    row[say("comparison.chart.value")] = say("comparison.too_few") if place.value is None else value_words(unit, place.value)
    row[say("comparison.chart.interval")] = interval_words(unit, interval(place))
    row[say("comparison.chart.n")] = "" if place.n is None else number(place.n)
    if kind not in ("store", "team"):
        row[say("comparison.stores")] = number(place.stores)
    return row


def _look_closer(split: Split) -> None:
    names = {place.code: f"{place.code} · {place.name}" for place in split.places}
    key = f"look_{split.by}_{st.session_state.setdefault('looked', 0)}"

    def look() -> None:
        if st.session_state[key]:
            look_at(split.by, st.session_state[key])
            st.session_state["looked"] += 1

    st.selectbox(
        say(f"comparison.look_closer.{split.by}"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=say("comparison.look_closer.choose"),
        key=key,
        on_change=look,
    )
