"""The timeline on a page: what of it is shown, how near, against which baseline; and what a click on a bar opens."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import empty_state, with_rows
from tracker.core.words import month, say
from tracker.people.rules import Actor
from tracker.plan.charts import CLICKED, View, finding, lanes, lanes_finding, timeline
from tracker.plan.charts.rows import height_of, span
from tracker.plan.queries import BaselineRow, baselines
from tracker.plan.queries.network import Network
from tracker.plan.rules import PlanRows, ProgrammeRow
from tracker.plan.rules.windows import Zoom, window_of, windows
from tracker.plan.screens.items import open_item

MOST = 60  # rows; with more, the phases are shown first
Ghost = Mapping[UUID, tuple[date, date]]
Spec = Mapping[str, object]
PHASES, CRITICAL, LATE, AREAS = "phases", "critical", "late", "areas"


def chosen_baseline(programme: ProgrammeRow, actor: Actor) -> BaselineRow | None:
    """Against which baseline the timeline is drawn: the latest, or another, or none."""
    with reading() as session:
        found = baselines(session, programme_id=programme.id, by=actor)
    if not found:
        return None
    names = {row.id: say("baselines.named", name=row.name, day=row.taken_on) for row in found}
    chosen = st.selectbox(
        say("baselines.against"),
        [row.id for row in found],
        format_func=names.__getitem__,
        index=0,
        placeholder=say("baselines.against_none"),
        key=f"baseline_{programme.id}",
    )
    return next((row for row in found if row.id == chosen), None)


def show_timeline(
    plan: PlanRows, network: Network, ghost: Ghost | None = None, *, baseline: str = "", actor: Actor | None = None
) -> None:
    """A click on a bar or a diamond opens it."""
    which = _which(plan, network)
    keep = _kept(plan, network, which)
    if keep is not None and not keep:
        empty_state("plan.nothing_of_these")
        return
    if keep and len(keep) > MOST:
        keep = _page(keep, f"{plan.programme.id}_{which}")
    window = _window(plan)
    if which == AREAS:
        _draw(lanes(plan, network.areas, window=window), plan, "lanes", lanes_finding(network.areas, plan.today))
    elif which == PHASES:
        _draw(timeline(plan, view=View(window=window, folded=True)), plan, "timeline", finding(plan), clicks=CLICKED)
    else:
        view = View(
            critical=frozenset(node.id for node in network.nodes if node.critical),
            links=_driving(network),
            summaries=frozenset(node.id for node in network.nodes if node.summary),
            ghost=frozenset((key, *both) for key, both in (ghost or {}).items() if keep is None or key in keep),
            baseline=baseline,
            window=window,
            keep=frozenset(keep) if keep is not None else None,
        )
        _draw(timeline(plan, view=view), plan, "timeline", finding(plan), clicks=CLICKED)
    if chosen := st.session_state.pop(_clicked(plan), None):
        open_item(plan, network, UUID(chosen), actor)


def _draw(spec: Spec, plan: PlanRows, name: str, alt: str, clicks: tuple[str, ...] = ()) -> None:
    """After a click the chart gets a new key: its selection is empty again, so that the same bar can be clicked once more."""
    rows = spec.get("datasets", {})
    whole = {part: with_rows(inner, rows) for part, inner in spec.items() if part != "datasets"}  # type: ignore[arg-type]
    if not clicks:
        st.vega_lite_chart(whole, key=name, width="stretch", alt=alt)
        return
    key = f"{name}_{st.session_state.get('timeline_turn', 0)}"

    def clicked() -> None:
        found = [each for layer in clicks for each in st.session_state[key].selection[f"click_{layer}"]]
        if found and found[0].get("id"):
            st.session_state[_clicked(plan)] = found[0]["id"]
            st.session_state["timeline_turn"] = st.session_state.get("timeline_turn", 0) + 1

    st.vega_lite_chart(whole, key=key, width="stretch", alt=alt, on_select=clicked)


def _clicked(plan: PlanRows) -> str:
    return f"timeline_clicked_{plan.programme.id}"


def _which(plan: PlanRows, network: Network) -> str:
    """What is drawn: everything, unless it is too much to read or there is something else to choose."""
    many = height_of(plan) > MOST
    choices = {PHASES if many else "": say("plan.shown.phases" if many else "plan.shown.all")}
    choices |= {AREAS: say("plan.shown.areas")} if any(area.phases for area in network.areas) else {}
    choices |= {f"phase {phase.code}": phase.name for phase in plan.phases} if many else {}
    choices |= {f"area {area.code}": say("plan.shown.area", name=area.name) for area in network.areas}
    choices |= {CRITICAL: say("plan.shown.critical")} if any(node.critical for node in network.nodes) else {}
    choices |= {LATE: say("plan.shown.late")} if any(task.late for task in plan.tasks) else {}
    if len(choices) == 1:
        return next(iter(choices))
    chosen = st.selectbox(say("plan.shown"), list(choices), format_func=choices.__getitem__, key=f"shown_{plan.programme.id}")
    return str(chosen)


def _kept(plan: PlanRows, network: Network, which: str) -> list[UUID] | None:
    """In the order of the plan; None for everything."""
    if which in ("", PHASES, AREAS):
        return None
    if which == LATE:
        return [task.id for task in plan.tasks if task.late] + [stone.id for stone in plan.milestones if stone.late]
    kind, _, code = which.partition(" ")
    phases = {phase.code: phase.id for phase in plan.phases}
    areas = {area.code: area.id for area in network.areas}
    return [
        node.id
        for node in network.nodes
        if (which == CRITICAL and node.critical)
        or (kind == "phase" and node.phase_id == phases.get(code))
        or (kind == "area" and node.area_id is not None and node.area_id == areas.get(code))
    ]


def _page(keep: list[UUID], name: str) -> list[UUID]:
    at = st.pagination(-(-len(keep) // MOST), key=f"timeline_page_{name}_{len(keep)}")
    return keep[(at - 1) * MOST : at * MOST]


def _window(plan: PlanRows) -> tuple[date, date] | None:
    """Year, quarter or month; the nearer ones are paged, and begin with the one of today."""
    first, last = span(plan)
    zoom = st.segmented_control(
        say("plan.zoom"),
        list(Zoom),
        default=Zoom.YEAR,
        required=True,
        format_func=lambda each: say(f"plan.zoom.{each.value}"),
        key="zoom",
        label_visibility="collapsed",
    )
    among = windows(zoom or Zoom.YEAR, first, last)
    if not among:
        return None
    key = f"window_{plan.programme.id}_{zoom}"
    at: int = min(st.session_state.get(key, window_of(plan.today, among)), len(among) - 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        _turn("plan.earlier", "chevron_left", key, at - 1, len(among))
        _turn("plan.later", "chevron_right", key, at + 1, len(among))
        begins, ends = among[at]
        st.text(month(begins) if zoom is Zoom.MONTH else say("plan.from_to", start=begins, due=ends))
    return among[at]


def _turn(label: str, icon: str, key: str, to: int, count: int) -> None:
    def turn() -> None:
        st.session_state[key] = to

    st.button(say(label), icon=f":material/{icon}:", on_click=turn, disabled=not 0 <= to < count, key=f"{label} {key}")


def _driving(network: Network) -> tuple[tuple[UUID, UUID], ...]:
    """What waits for what on the critical path."""
    critical = {node.id for node in network.nodes if node.critical}
    return tuple((before, node.id) for node in network.nodes if node.critical for before in node.drivers if before in critical)
