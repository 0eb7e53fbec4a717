"""A plan on a page: numbers, tasks, milestones."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from tracker.core.screens import empty_state, plain
from tracker.core.words import day, number, say
from tracker.people.rules import Actor
from tracker.plan.queries.looking import PlanLook
from tracker.plan.rules import (
    MilestoneRow,
    MilestoneStatus,
    PlanRows,
    TaskRow,
    current_phase,
    progress,
)
from tracker.plan.screens.board import show_board
from tracker.plan.screens.editing import edit_task
from tracker.plan.screens.items import decide, may_edit, reopen, standing, told
from tracker.plan.screens.table import edit_table

Row = TypeVar("Row")
ALL, LATE = "all", "late"
WHOLE, PAGE = 12, 8  # a list of so many is shown whole; of a longer one so many at once, for each costs a rerun


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
    """A phase at a time as a list that reads the same on a phone and on a desktop; on a board; for who may edit, in a table."""
    st.subheader(say("plan.tasks"))
    editing = may_edit(plan, actor)
    view = _view(editing)
    if view == "table":
        edit_table(plan, actor)
    elif view == "board":
        show_board(plan, actor)
    else:
        _list(plan, editing)


def _list(plan: PlanRows, editing: bool) -> None:
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


def _page(rows: Sequence[Row], name: str) -> Sequence[Row]:
    if len(rows) <= WHOLE:
        return rows
    at = st.pagination(-(-len(rows) // PAGE), key=f"{name}_{len(rows)}")
    return rows[(at - 1) * PAGE : at * PAGE]


def _view(editing: bool) -> str:
    """A list reads well on a phone; a table edits fast on a desktop. The address keeps the choice."""
    views = {"list": say("plan.as_list")} | ({"table": say("plan.as_table")} if editing else {}) | {"board": say("plan.as_board")}
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
    return str(chosen)


def _written(name: str, *lines: str) -> None:
    """A name with what is said about it, as one element: each costs a rerun 0.3 ms."""
    small = "".join(f"  \n:small[:gray[{plain(line)}]]" for line in lines)
    st.markdown(f"**{plain(name)}**{small}")


def _task(task: TaskRow, editing: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        _written(task.name, *told(task))
        if editing and st.button(say("plan.edit"), key=f"edit_{task.id}", icon=":material/edit:"):
            st.dialog(say("plan.edit_task"), width="large")(edit_task)(task)


def show_milestones(plan: PlanRows, actor: Actor) -> None:
    st.subheader(say("plan.milestones"))
    editing = may_edit(plan, actor)
    for stone in _page(plan.milestones, f"milestones_{plan.programme.id}"):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _written(stone.name, standing(stone))
            if editing:
                _milestone_button(stone, plan, actor)


def _milestone_button(stone: MilestoneRow, plan: PlanRows, actor: Actor) -> None:
    if stone.status is not MilestoneStatus.OPEN:
        reopen(stone, actor, key=f"reopen_{stone.id}")
    elif st.button(say("plan.meet"), key=f"meet_{stone.id}", icon=":material/flag:"):
        st.dialog(say("plan.about_milestone"), width="large")(decide)(stone, plan.today)
