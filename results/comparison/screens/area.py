"""Where a person looks: region and store, kept in the address, so that a link opens what it was copied from."""

import streamlit as st

from results.comparison.queries import PlaceRow, regions_seen, stores_seen
from results.readings.queries import Area
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


def _choice(name: str, places: list[PlaceRow], everywhere_key: str) -> PlaceRow | None:
    """One of the places or all. The address is read first and written after, so that a link opens what it was copied from."""
    if len(places) < 2:
        keep(name, WHOLE)
        return None
    by_code = {place.code: place for place in places}
    names = {WHOLE: say(everywhere_key)} | {place.code: f"{place.code} · {place.name}" for place in places}
    wanted = st.query_params.get(name, WHOLE)
    index = list(names).index(wanted) if wanted in names else 0
    code = st.selectbox(
        say(f"comparison.place.{name}"), list(names), index=index, format_func=names.__getitem__, key=f"chosen_{name}"
    )
    keep(name, code)
    return by_code.get(code)


def keep(name: str, value: str) -> None:
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]
