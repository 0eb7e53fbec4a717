"""Areas: which regions and stores they are, and when they go through each phase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state, plain
from tracker.core.words import field_name, say
from tracker.people.queries.organisation import regions, stores
from tracker.people.rules import Actor
from tracker.plan.actions import add_area, change_area, remove_area
from tracker.plan.queries import plan
from tracker.plan.queries.areas import AreaRow
from tracker.plan.queries.network import network
from tracker.plan.rules import PhaseRow, ProgrammeRow

MOST_STORES = 1000  # to choose among: more of them go by region, and each area on the page sends the list to the browser


@dataclass(frozen=True)
class Offered:
    phases: tuple[PhaseRow, ...]
    regions: dict[UUID, str]
    stores: dict[UUID, str]


def set_areas(programme: ProgrammeRow, actor: Actor) -> None:
    with reading() as session:
        areas = network(session, programme_id=programme.id, by=actor).areas
        phases = plan(session, programme_id=programme.id, by=actor).phases
        places = {row.id: str(row.name) for row in regions(session, by=actor)}
        shops = {row.id: str(row.name) for row in stores(session, by=actor, limit=MOST_STORES)}
    offered = Offered(phases, places, shops)
    st.text(say("network.areas_help"))
    if not areas:
        empty_state("network.no_area_yet")
    for area in areas:
        with st.expander(plain(_headline(area, offered)), icon=":material/location_on:"):
            _edit(area, offered, actor)
    with st.expander(say("network.add_area"), icon=":material/add:"):
        _add(programme, areas, offered, actor)


def _headline(area: AreaRow, offered: Offered) -> str:
    if not area.phases:
        return say("network.area_without_days", name=area.name)
    first, last = min(span.starts_on for span in area.phases), max(span.ends_on for span in area.phases)
    return say("network.area_from_to", name=area.name, n=len(area.phases), first=first, last=last)


def _edit(area: AreaRow, offered: Offered, actor: Actor) -> None:
    key = f"{area.id}_{area.version}"
    typed = _asked(key, offered, area)
    with st.container(horizontal=True):
        saved = st.button(say("plan.save"), type="primary", key=f"save_area_{key}")
        removed = st.button(say("network.remove"), icon=":material/delete:", key=f"remove_area_{key}")
    if saved and attempt(change_area, area_id=area.id, seen=area.version, by=actor, **typed):
        done("plan.saved")
        st.rerun()
    if removed and attempt(remove_area, area_id=area.id, seen=area.version, by=actor):
        done("network.removed")
        st.rerun()


def _add(programme: ProgrammeRow, areas: Sequence[AreaRow], offered: Offered, actor: Actor) -> None:
    key = f"new_{len(areas)}"
    code = st.text_input(field_name("code"), max_chars=40, help=say("network.code_help"), key=f"area_code_{key}")
    typed = _asked(key, offered)
    saved = st.button(say("network.add_area"), key=f"add_area_{key}")
    if saved and attempt(add_area, programme_id=programme.id, code=code, by=actor, **typed):
        done("plan.saved")
        st.rerun()


def _asked(key: str, offered: Offered, area: AreaRow | None = None) -> dict[str, Any]:
    name = st.text_input(field_name("name"), area.name if area else "", max_chars=200, key=f"area_name_{key}")
    chosen = {
        "regions": _places("regions", offered.regions, area.regions if area else (), key),
        "stores": _places("stores", offered.stores, area.stores if area else (), key),
    }
    spans = {span.phase_id: (span.starts_on, span.ends_on) for span in area.phases} if area else {}
    st.caption(say("network.phase_days_help"))
    phases = {phase.id: _days(phase, spans.get(phase.id), key) for phase in offered.phases}
    return {"name": name, **chosen, "phases": {phase: days for phase, days in phases.items() if days}}


def _places(field: str, names: Mapping[UUID, str], chosen: Sequence[UUID], key: str) -> frozenset[UUID]:
    return frozenset(
        st.multiselect(
            field_name(field),
            list(dict.fromkeys([*names, *chosen])),
            list(chosen),
            format_func=lambda place: names.get(place, say("network.hidden_place")),
            placeholder=say("network.choose"),
            key=f"{field}_{key}",
        )
    )


def _days(phase: PhaseRow, span: tuple[date, date] | None, key: str) -> tuple[date, date] | None:
    """None while it does not go through this phase; of a span that is half chosen its first day."""
    typed = st.date_input(
        plain(phase.name),
        list(span or ()),
        min_value=date(phase.starts_on.year - 2, 1, 1),
        max_value=date(phase.ends_on.year + 2, 12, 31),
        format=DAY,
        key=f"span_{phase.id}_{key}",
    )
    return (typed[0], typed[-1]) if typed else None
