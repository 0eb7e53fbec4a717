"""A plan on a page: numbers, timeline, tasks, milestones."""

from datetime import date

import streamlit as st

from tracker.core.screens import attempt, done, empty_state, plain, show_chart
from tracker.core.words import day, field_name, number, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.people.screens import present
from tracker.plan.actions import meet_milestone, reopen_milestone
from tracker.plan.charts import finding, timeline
from tracker.plan.rules import (
    MilestoneRow,
    MilestoneStatus,
    PlanRows,
    ProgrammeStatus,
    TaskRow,
    current_phase,
    progress,
)
from tracker.plan.screens.editing import edit_task
from tracker.plan.screens.table import edit_table

ALL, LATE = "all", "late"
DAY = "YYYY-MM-DD"


def may_edit(plan: PlanRows, actor: Actor) -> bool:
    active = plan.programme.status is ProgrammeStatus.ACTIVE
    return active and can(actor, Action.EDIT_PLAN, Place(programme_id=plan.programme.id))


def show_numbers(plan: PlanRows) -> None:
    """To be called inside a grid: done, late, next milestone."""
    came = progress(plan)
    st.metric(say("plan.tasks_done"), say("plan.of", done=came.done, all=came.tasks), border=True)
    st.metric(say("plan.tasks_late"), number(came.late), border=True)
    stone = came.next_milestone
    st.metric(
        say("plan.next_milestone"),
        day(stone.due_on) if stone else say("plan.none_left"),
        border=True,
        help=plain(stone.name) if stone else None,
    )


def show_timeline(plan: PlanRows) -> None:
    show_chart(timeline(plan), key="timeline", alt=finding(plan))


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
    for task in shown:
        _task(task, editing)


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
            status = say(f"plan.status.{task.status.value}")
            when = say("plan.from_to", start=task.starts_on, due=task.due_on)
            st.caption(plain(say("plan.status_late" if task.late else "plan.status_when", status=status, when=when)))
            st.caption(plain(say("plan.by", who=task.owner or task.owner_role, what=task.deliverable)))
        if editing and st.button(say("plan.edit"), key=f"edit_{task.id}", icon=":material/edit:"):
            st.dialog(say("plan.edit_task"))(edit_task)(task)


def show_milestones(plan: PlanRows, actor: Actor) -> None:
    st.subheader(say("plan.milestones"))
    editing = may_edit(plan, actor)
    for stone in plan.milestones:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.markdown(f"**{plain(stone.name)}**")
                st.caption(plain(_standing(stone)))
            if editing:
                _milestone_button(stone, plan.today)


def _standing(stone: MilestoneRow) -> str:
    if stone.status is MilestoneStatus.MET:
        return say("plan.met", due=stone.due_on, met=stone.met_on)
    return say("plan.open_late" if stone.late else "plan.open", due=stone.due_on)


def _milestone_button(stone: MilestoneRow, today: date) -> None:
    if stone.status is MilestoneStatus.OPEN:
        if st.button(say("plan.meet"), key=f"meet_{stone.id}", icon=":material/flag:"):
            st.dialog(say("plan.meet_milestone"))(_meet)(stone, today)
    elif st.button(say("plan.reopen"), key=f"reopen_{stone.id}", icon=":material/undo:"):
        actor = present()
        if attempt(reopen_milestone, milestone_id=stone.id, seen=stone.version, by=actor):
            done("plan.saved")
            st.rerun()


def _meet(stone: MilestoneRow, today: date) -> None:
    actor = present()
    st.text(stone.name)
    met_on = st.date_input(field_name("met_on"), today, max_value=today, format=DAY, key=f"met_on_{stone.id}")
    said = st.button(say("plan.save"), type="primary", key=f"save_met_{stone.id}")
    if said and attempt(meet_milestone, milestone_id=stone.id, seen=stone.version, met_on=met_on, by=actor):
        done("plan.saved")
        st.rerun()
