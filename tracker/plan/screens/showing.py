"""A plan on a page: numbers, tasks, milestones."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from tracker.core.screens import empty_state, plain
from tracker.core.words import day, number, say
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.queries.looking import PlanLook
from tracker.plan.rules import (
    MilestoneRow,
    MilestoneStatus,
    PlanRows,
    TaskRow,
    current_phase,
    progress,
)
from tracker.plan.screens.editing import edit_task
from tracker.plan.screens.items import may_edit, meet, reopen, standing, told
from tracker.plan.screens.table import edit_table

ALL, LATE = "all", "late"
PAGE = 12  # entries of a list at once: each costs the page 0.4 ms


def show_numbers(look: PlanLook) -> None:
    """To be called inside a grid: done, late, next milestone, when it all ends."""
    came = progress(look.plan)
    st.metric(say("plan.tasks_done"), say("plan.of", done=came.done, all=came.tasks), border=True)
    st.metric(say("plan.tasks_late"), number(came.late), border=True)
    stone = came.next_milestone
    st.metric(
        say("plan.next_milestone"),
        day(stone.due_on) if stone else say("plan.none_left"),
        border=True,
        help=plain(stone.name) if stone else None,
    )
    if look.ends_on:
        st.metric(say("plan.ends_on"), day(look.ends_on), border=True, help=say("plan.ends_on.help"))


def show_tasks(plan: PlanRows, actor: Actor) -> None:
    """A phase at a time as a list that reads the same on a phone and on a desktop; or, for who may edit, all in a table."""
    st.subheader(say("plan.tasks"))
    editing = may_edit(plan, actor)
    if editing and _as_table():
        edit_table(plan, actor)
        return
    now = current_phase(plan)
    names = {ALL: say("plan.all"), LATE: say("plan.late")} | {phase.code: phase.name for phase in plan.phases}
    wanted = st.pills(
        say("plan.which_tasks"),
        [*(phase.code for phase in plan.phases), LATE, ALL],
        default=now.code if now else ALL,
        required=True,
        format_func=lambda code: plain(names[code]),
        key=f"which_tasks_{plan.programme.id}",
    )
    phase = {phase.code: phase.id for phase in plan.phases}.get(str(wanted))
    shown = [task for task in plan.tasks if wanted == ALL or (wanted == LATE and task.late) or task.phase_id == phase]
    if not shown:
        empty_state("plan.no_task_late" if wanted == LATE else "plan.no_task")
    for task in _page(shown, f"tasks_{plan.programme.id}_{wanted}"):
        _task(task, editing)


def _page(rows: Sequence[Any], name: str) -> Sequence[Any]:
    at = st.pagination(-(-len(rows) // PAGE), key=f"{name}_{len(rows)}") if len(rows) > PAGE else 1
    return rows[(at - 1) * PAGE : at * PAGE]


def _as_table() -> bool:
    """A list reads well on a phone; a table edits fast on a desktop. The address keeps the choice."""
    views = {"list": say("plan.as_list"), "table": say("plan.as_table")}
    chosen = st.segmented_control(
        say("plan.view"),
        list(views),
        default="list",
        required=True,
        format_func=views.__getitem__,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen == "table"


def _task(task: TaskRow, editing: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(f"**{plain(task.name)}**")
            for line in told(task):
                st.caption(plain(line))
        if editing and st.button(say("plan.edit"), key=f"edit_{task.id}", icon=":material/edit:"):
            st.dialog(say("plan.edit_task"), width="large")(edit_task)(task)


def show_milestones(plan: PlanRows, actor: Actor) -> None:
    st.subheader(say("plan.milestones"))
    editing = may_edit(plan, actor)
    for stone in _page(plan.milestones, f"milestones_{plan.programme.id}"):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.markdown(f"**{plain(stone.name)}**")
                st.caption(plain(standing(stone)))
            if editing:
                _milestone_button(stone, plan)


def _milestone_button(stone: MilestoneRow, plan: PlanRows) -> None:
    if stone.status is not MilestoneStatus.OPEN:
        reopen(stone, present(), key=f"reopen_{stone.id}")
    elif st.button(say("plan.meet"), key=f"meet_{stone.id}", icon=":material/flag:"):
        st.dialog(say("plan.meet_milestone"))(_meet)(stone, plan)


def _meet(stone: MilestoneRow, plan: PlanRows) -> None:
    st.text(stone.name)
    meet(stone, plan.today)
