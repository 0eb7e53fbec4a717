"""What moved between two points: choosing them, what was found, and keeping the plan as it stands under a name."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import streamlit as st

from tracker.core import clock
from tracker.core.screens import DAY, attempt, done, empty_state, show_chart, table
from tracker.core.words import day, field_name, moment, money, number, say
from tracker.people.rules import Actor
from tracker.plan.actions import take_baseline
from tracker.plan.charts import moved_finding, moving
from tracker.plan.queries import BaselineRow
from tracker.plan.queries.moved import Moved, Point, PointKind, a_day
from tracker.plan.rules import ProgrammeRow
from tracker.plan.rules.slipping import SlipRow

A_MONTH = timedelta(days=30)


def chosen_points(found: Sequence[Point], programme: ProgrammeRow, actor: Actor) -> tuple[Point, Point]:
    """From the latest baseline or meeting, else from a month ago; until now."""
    left, right = st.columns(2)
    with left:
        since = _point("since", found, min(1, len(found)), programme, actor)
    with right:
        until = _point("until", found, 0, programme, actor)
    st.caption(say("baselines.how_known"))
    return since, until


def _point(name: str, found: Sequence[Point], first: int, programme: ProgrammeRow, actor: Actor) -> Point:
    key = f"{name}_{programme.id}"
    chosen = st.selectbox(
        say(f"baselines.end.{name}"),
        range(len(found) + 1),
        index=first,
        format_func=lambda at: _named(found[at]) if at < len(found) else say("baselines.a_day"),
        key=key,
    )
    if chosen < len(found):
        return found[chosen]
    today = clock.today(actor.time_zone or "UTC")
    on = st.date_input(say("baselines.which_day"), today - A_MONTH, max_value=today, format=DAY, key=f"{key}_day")
    return a_day(on, actor)


def _named(point: Point) -> str:
    if point.kind is PointKind.NOW:
        return say("baselines.point.now")
    return say(f"baselines.point.{point.kind.value}", name=point.name, day=point.on)


def show_moved(found: Moved) -> None:
    """The finding as a chart, counts, and who moved what."""
    lists = {
        "milestones": found.slipped(milestones=True),
        "tasks": found.slipped(milestones=False),
        "added": [row for row in found.rows if row.added],
        "removed": [row for row in found.rows if row.removed],
        "finished": [row for row in found.rows if row.finished],
    }
    with st.grid(5, min_column_width=110):
        for name, rows in lists.items():
            st.metric(say(f"baselines.count.{name}"), number(len(rows)), border=True)
    spec = moving(found.rows)
    if spec:
        show_chart(spec, key="moving", alt=moved_finding(found.rows))
    else:
        empty_state("baselines.nothing_moved")
    for name, rows in lists.items():
        if rows:
            with st.expander(say(f"baselines.list.{name}", n=len(rows)), expanded=name == "milestones"):
                table([_cells(row, found) for row in rows], key=f"moved_{name}")


def _cells(row: SlipRow, found: Moved) -> dict[str, object]:
    return {
        say("baselines.column.name"): row.name,
        say("baselines.column.days"): f"{row.days_late:+}" if row.was_due and row.now_due else "",
        say("baselines.column.was"): day(row.was_due) if row.was_due else "",
        say("baselines.column.now"): day(row.now_due) if row.now_due else "",
        say("baselines.column.who"): say("files.list_separator").join(found.who.get(row.task_id, ())),
        say("baselines.column.code"): row.code,
    }


def keep_plan(programme_id: UUID, costs: Mapping[UUID, int], actor: Actor) -> None:
    """Take a baseline, with what each task is planned to cost."""
    turn = st.session_state.setdefault("baseline_turn", 0)
    with st.expander(say("baselines.take"), icon=":material/bookmark_add:"):
        st.caption(say("baselines.take.why"))
        name = st.text_input(field_name("name"), max_chars=120, key=f"baseline_name_{turn}")
        note = st.text_area(field_name("note"), max_chars=2000, key=f"baseline_note_{turn}")
        said = st.button(say("baselines.take.now"), type="primary", key="take_baseline")
        if said and attempt(take_baseline, programme_id=programme_id, name=name, note=note, costs=costs, by=actor):
            st.session_state["baseline_turn"] = turn + 1
            done("baselines.taken", name=name)
            st.rerun()


def show_baselines(found: Sequence[BaselineRow], currency: str | None) -> None:
    """`currency` None: who looks may not see money."""
    if not found:
        empty_state("baselines.none_yet")
        return
    with st.expander(say("baselines.all", n=len(found))):
        table([_baseline(row, currency) for row in found], key="baselines")


def _baseline(row: BaselineRow, currency: str | None) -> dict[str, object]:
    cells: dict[str, object] = {
        field_name("name"): row.name,
        say("baselines.column.taken_at"): moment(row.taken_at),
        say("baselines.column.taken_by"): row.taken_by,
        say("baselines.column.tasks"): row.tasks,
        field_name("note"): row.note,
    }
    if currency and row.cost_minor is not None:
        cells[say("baselines.column.cost")] = money(row.cost_minor, currency)
    return cells
