"""Where a person looks: region and store, kept in the address, so that a link opens what it was copied from."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import streamlit as st

from results.comparison.queries import PlaceRow, phases_seen, regions_seen, stores_seen
from results.readings.queries import Area
from results.readings.rules import Group
from tracker.core.db import reading
from tracker.core.words import say
from tracker.people.rules import Actor

WHOLE = ""


def chosen_area(actor: Actor) -> Area:
    """Region and store of the address; a choice is offered where there is one."""
    with reading() as session:
        regions = regions_seen(session, by=actor)
    with st.container(horizontal=True):
        region = _choice("region", regions, "comparison.everywhere")
        if region is None and len(regions) > 1:
            keep("store", WHOLE)
            return Area()
        with reading() as session:
            stores = stores_seen(session, region_id=region.id if region else None, by=actor)
        store = _choice("store", stores, "comparison.every_store")
    return Area(region_id=region.id if region else None, store_id=store.id if store else None)


def chosen_part(actor: Actor, programme_id: UUID, area: Area) -> Area:
    """The same area with the group of stores and the phase of the address. One store is in one group."""
    with reading() as session:
        phases = phases_seen(session, programme_id=programme_id, by=actor)
    groups = {group.value: say(f"derived.group.{group.value}") for group in Group}
    if area.store_id:
        keep("group", WHOLE)
    with st.container(horizontal=True):
        group = WHOLE if area.store_id else _one_of("group", groups, "board.both_groups")
        phase = _one_of("phase", {row.code: row.name for row in phases}, "board.whole_time")
    phase_id = next((row.id for row in phases if row.code == phase), None)
    return replace(area, group=Group(group) if group else None, phase_id=phase_id)


def _choice(name: str, places: list[PlaceRow], everywhere_key: str) -> PlaceRow | None:
    """One of the places or all; no choice where there is none."""
    if len(places) < 2:
        keep(name, WHOLE)
        return None
    code = _one_of(name, {place.code: f"{place.code} · {place.name}" for place in places}, everywhere_key)
    return {place.code: place for place in places}.get(code)


def _one_of(name: str, options: Mapping[str, str], all_key: str) -> str:
    """The address is read first and written after, so that a link opens what it was copied from."""
    names = {WHOLE: say(all_key), **options}
    wanted = st.query_params.get(name, WHOLE)
    index = list(names).index(wanted) if wanted in names else 0
    code = st.selectbox(
        say(f"comparison.place.{name}"), list(names), index=index, format_func=names.__getitem__, key=f"chosen_{name}"
    )
    keep(name, code)
    return code


def look_at(name: str, code: str) -> None:
    """Choose a region or a store from elsewhere on the page. For a callback: what a field shows is settled once it is drawn."""
    st.session_state[f"chosen_{name}"] = code
    keep(name, code)


def keep(name: str, value: str) -> None:
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]
