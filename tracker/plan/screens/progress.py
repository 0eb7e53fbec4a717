"""Saying where a task stands: one tap where one is enough, a dialog where a reason, a percentage or steps are asked for."""

from typing import Literal, Protocol
from uuid import UUID

import streamlit as st

from tracker.core.screens import attempt, done, plain
from tracker.core.words import day, field_name, number, say
from tracker.people.screens import present
from tracker.plan.actions.progress import report_progress, tick_step
from tracker.plan.forms.progress import REASON
from tracker.plan.rules import PercentRule, TaskStatus
from tracker.plan.rules.desk import OwnTask, StepRow

STEP = 5  # percent
TAPS = {  # what can be said of a task by a tap, the likeliest first
    TaskStatus.NOT_STARTED: (TaskStatus.IN_PROGRESS, TaskStatus.DONE, TaskStatus.BLOCKED),
    TaskStatus.IN_PROGRESS: (TaskStatus.DONE, TaskStatus.BLOCKED),
    TaskStatus.BLOCKED: (TaskStatus.IN_PROGRESS, TaskStatus.DONE),
    TaskStatus.DONE: (TaskStatus.IN_PROGRESS,),
}
ICONS = {
    TaskStatus.NOT_STARTED: ":material/undo:",
    TaskStatus.IN_PROGRESS: ":material/play_arrow:",
    TaskStatus.BLOCKED: ":material/pause:",
    TaskStatus.DONE: ":material/check:",
}
Colour = Literal["gray", "blue", "violet", "green"]
COLOURS: dict[TaskStatus, Colour] = {
    TaskStatus.NOT_STARTED: "gray",
    TaskStatus.IN_PROGRESS: "blue",
    TaskStatus.BLOCKED: "violet",
    TaskStatus.DONE: "green",
}


class Standing(Protocol):
    """What saying a status needs to know of a task: OwnTask and TaskRow are such."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def name(self) -> str: ...


def say_status(task: Standing, status: TaskStatus) -> None:
    """Store it, or ask why first."""
    if status is TaskStatus.BLOCKED:
        st.dialog(say("desk.why_blocked"))(ask_reason)(task)
    elif attempt(report_progress, task_id=task.id, seen=task.version, status=status, by=present()):
        done("desk.reported", name=task.name, status=say(f"plan.status.{status.value}"))
        st.rerun()


def verb_of(now: TaskStatus, status: TaskStatus) -> str:
    """Begin, go on and open again lead to the same status."""
    if status is not TaskStatus.IN_PROGRESS:
        return status.value
    return {TaskStatus.NOT_STARTED: "start", TaskStatus.BLOCKED: "go_on"}.get(now, "reopen")


def ask_reason(task: Standing) -> None:
    """The body of a dialog."""
    st.text(task.name)
    why = st.text_area(field_name("blocked_reason"), max_chars=REASON, key=f"why_{task.id}_{task.version}")
    if st.button(say("plan.save"), type="primary", key=f"save_why_{task.id}"):
        found = attempt(report_progress, task_id=task.id, seen=task.version, status=TaskStatus.BLOCKED, note=why, by=present())
        if found:
            done("plan.saved")
            st.rerun()


def ask_progress(task: OwnTask) -> None:
    """The body of a dialog: the percentage, or the steps, as the task's rule asks."""
    st.text(task.name)
    if task.percent_rule is PercentRule.PERCENT:
        _ask_percent(task)
    for step in task.steps:
        _ask_step(step)


def asks_progress(task: OwnTask) -> bool:
    """Whether something lies between begun and done."""
    counted = task.percent_rule is PercentRule.PERCENT or (task.percent_rule is PercentRule.STEPS and bool(task.steps))
    return counted and task.status is not TaskStatus.DONE


def _ask_percent(task: OwnTask) -> None:
    percent = st.slider(field_name("percent"), 0, 100, task.percent, STEP, format="%d%%", key=f"percent_{task.id}_{task.version}")
    if st.button(say("plan.save"), type="primary", key=f"save_percent_{task.id}"):
        status = task.status if task.status is TaskStatus.BLOCKED else TaskStatus.IN_PROGRESS
        said = {"status": status, "percent": percent, "note": task.blocked_reason}
        if attempt(report_progress, task_id=task.id, seen=task.version, by=present(), **said):
            done("plan.saved")
            st.rerun()


def _ask_step(step: StepRow) -> None:
    label = say("desk.step", name=step.name, weight=number(step.weight))
    if step.done_on:
        label = say("desk.step_done", step=label, day=day(step.done_on))
    ticked = st.checkbox(plain(label), value=step.done_on is not None, key=f"step_{step.id}_{step.version}")
    if ticked != (step.done_on is not None) and attempt(tick_step, step_id=step.id, seen=step.version, done=ticked, by=present()):
        done("plan.saved")
        st.rerun()
