"""One task or milestone in a dialog: to edit for who may, to read for everybody else."""

from datetime import date
from uuid import UUID

import streamlit as st

from tracker.core.screens import DAY, attempt, done, plain
from tracker.core.words import field_name, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.people.screens import present
from tracker.plan.actions import meet_milestone, reopen_milestone
from tracker.plan.queries.network import Network
from tracker.plan.rules import MilestoneRow, MilestoneStatus, PlanRows, ProgrammeStatus, TaskRow
from tracker.plan.screens.editing import edit_milestone, edit_task
from tracker.plan.screens.log import show_task_log


def may_edit(plan: PlanRows, actor: Actor) -> bool:
    active = plan.programme.status is ProgrammeStatus.ACTIVE
    return active and can(actor, Action.EDIT_PLAN, Place(programme_id=plan.programme.id))


def open_item(plan: PlanRows, network: Network, key: UUID, actor: Actor | None = None) -> None:
    """Nothing for what is no longer in the plan."""
    editing = may_edit(plan, actor or present())
    task = next((task for task in plan.tasks if task.id == key), None)
    stone = next((stone for stone in plan.milestones if stone.id == key), None)
    if task and editing:
        st.dialog(say("plan.edit_task"), width="large")(edit_task)(task)
    elif task:
        st.dialog(say("plan.about_task"), width="large")(_about)(task, network)
    elif stone and editing:
        st.dialog(say("plan.about_milestone"), width="large")(decide)(stone, plan.today)
    elif stone:
        st.dialog(say("plan.about_milestone"), width="large")(_about)(stone, network)


def _about(item: TaskRow | MilestoneRow, network: Network) -> None:
    actor = present()
    st.markdown(f"**{plain(item.name)}**")
    lines = [standing(item)] if isinstance(item, MilestoneRow) else list(told(item))
    node = next((node for node in network.nodes if node.id == item.id), None)
    if node and node.critical:
        lines.append(say("plan.is_critical"))
    elif node:
        lines.append(say("plan.has_float", days=node.total_float))
    st.text("\n".join(lines))
    show_task_log(item.id, actor)


def told(task: TaskRow) -> tuple[str, str]:
    """Status with days; who does what."""
    status = say(f"plan.status.{task.status.value}")
    when = say("plan.from_to", start=task.starts_on, due=task.due_on)
    stands = say("plan.status_late" if task.late else "plan.status_when", status=status, when=when)
    return stands, say("plan.by", who=task.owner or task.owner_role, what=task.deliverable)


def standing(stone: MilestoneRow) -> str:
    if stone.status is MilestoneStatus.MET:
        return say("plan.met", due=stone.due_on, met=stone.met_on)
    return say("plan.open_late" if stone.late else "plan.open", due=stone.due_on)


def decide(stone: MilestoneRow, today: date) -> None:
    actor = present()
    st.markdown(f"**{plain(stone.name)}**")
    st.text(standing(stone))
    if stone.status is MilestoneStatus.OPEN:
        st.caption(say("plan.meet_milestone"))
        meet(stone, today)
        edit_milestone(stone)
    else:
        reopen(stone, actor, key=f"reopen_opened_{stone.id}")
    show_task_log(stone.id, actor)


def meet(stone: MilestoneRow, today: date) -> None:
    actor = present()
    met_on = st.date_input(field_name("met_on"), today, max_value=today, format=DAY, key=f"met_on_{stone.id}")
    said = st.button(say("plan.save"), type="primary", key=f"save_met_{stone.id}")
    if said and attempt(meet_milestone, milestone_id=stone.id, seen=stone.version, met_on=met_on, by=actor):
        done("plan.saved")
        st.rerun()


def reopen(stone: MilestoneRow, actor: Actor, *, key: str) -> None:
    said = st.button(say("plan.reopen"), key=key, icon=":material/undo:")
    if said and attempt(reopen_milestone, milestone_id=stone.id, seen=stone.version, by=actor):
        done("plan.saved")
        st.rerun()
