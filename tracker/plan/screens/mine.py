"""One's own tasks over all programmes, made for a phone: what is due first stands first, and one tap says where it stands."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import percent, say
from tracker.people.rules import Actor
from tracker.plan.actions.minutes import finish_minute
from tracker.plan.queries.minutes import MinuteRow
from tracker.plan.rules import MilestoneStatus, PercentRule, TaskKind, TaskStatus
from tracker.plan.rules.desk import OwnTask, Turn, in_turn
from tracker.plan.screens.progress import COLOURS, ICONS, TAPS, ask_progress, asks_progress, say_status, verb_of

PAGE = 30


def show_own_tasks(tasks: Sequence[OwnTask]) -> None:
    late = sum(task.late for task in tasks)
    if late:
        st.warning(say("desk.late_one" if late == 1 else "desk.late", n=late), icon=":material/schedule:")
    counts = {turn: sum(task.turn is turn for task in tasks) for turn in Turn}
    turn = st.segmented_control(
        say("desk.which"),
        list(Turn),
        default=Turn.THIS_WEEK,
        required=True,
        format_func=lambda each: say("desk.counted", what=say(f"desk.turn.{each.value}"), n=counts[each]),
        key="turn",
        width="stretch",
        label_visibility="collapsed",
    )
    shown = in_turn(tasks, Turn(turn))
    if not shown:
        empty_state(f"desk.none.{Turn(turn).value}" if tasks else "desk.none_at_all")
    at = st.pagination(-(-len(shown) // PAGE), key=f"page_{turn}_{len(shown)}") if len(shown) > PAGE else 1
    for task in shown[(at - 1) * PAGE : at * PAGE]:
        _card(task)


def show_own_actions(rows: Sequence[MinuteRow], actor: Actor) -> None:
    """What was agreed in meetings and is still to be done; nothing where there is none."""
    if not rows:
        return
    st.subheader(say("desk.actions"))
    for row in rows:
        with st.container(border=True):
            st.markdown(f"**{plain(row.title)}**")
            if row.due_on:
                st.badge(_due_said(row.due_on, late=row.late), color="orange" if row.late else "gray")
            st.caption(plain(say("desk.of", programme=row.programme, what=row.meeting) if row.meeting else row.programme))
            said = st.button(say("desk.verb.done"), key=f"action_{row.id}", icon=ICONS[TaskStatus.DONE], type="primary")
            if said and attempt(finish_minute, minute_id=row.id, seen=row.version, by=actor):
                done("plan.saved")
                st.rerun()


def _due_said(due_on: date, *, late: bool) -> str:
    return say("desk.due_late" if late else "desk.due", day=due_on)


def _card(task: OwnTask) -> None:
    with st.container(border=True, key=f"own_{task.id}"):
        st.markdown(f"**{plain(task.name)}**")
        with st.container(horizontal=True, gap="small"):
            _badge(task)
            st.text(say("desk.done_on", day=task.done_on) if task.done_on else say("desk.due", day=task.due_on))
        st.caption(plain(say("desk.of", programme=task.programme, what=task.deliverable) if task.deliverable else task.programme))
        if task.blocked_reason:
            st.text(say("desk.blocked_by", reason=task.blocked_reason))
        with st.container(horizontal=True):
            _buttons(task)


def _badge(task: OwnTask) -> None:
    """How far it is, where that is reported; the colour says no more than the words."""
    met = MilestoneStatus.MET if task.status is TaskStatus.DONE else MilestoneStatus.OPEN
    milestone = task.kind is TaskKind.MILESTONE
    word = say(f"plan.milestone_status.{met.value}" if milestone else f"plan.status.{task.status.value}")
    if task.percent_rule is PercentRule.PERCENT and task.status in (TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED):
        word = say("desk.so_far", status=word, percent=percent(task.percent, 0))
    st.badge(say("desk.badge_late", status=word) if task.late else word, color="orange" if task.late else COLOURS[task.status])


def _buttons(task: OwnTask) -> None:
    if task.kind is TaskKind.MILESTONE:
        met = task.status is TaskStatus.DONE
        if st.button(say("plan.reopen" if met else "plan.meet"), key=f"met_{task.id}", icon=":material/flag:"):
            say_status(task, TaskStatus.NOT_STARTED if met else TaskStatus.DONE)
        return
    for status in TAPS[task.status]:
        likeliest = status is TAPS[task.status][0] and task.status is not TaskStatus.DONE
        label = say(f"desk.verb.{verb_of(task.status, status)}")
        if st.button(label, key=f"{status.value}_{task.id}", icon=ICONS[status], type="primary" if likeliest else "secondary"):
            say_status(task, status)
    if asks_progress(task) and st.button(say("desk.progress"), key=f"progress_{task.id}", icon=":material/percent:"):
        st.dialog(say("desk.progress"))(ask_progress)(task)
