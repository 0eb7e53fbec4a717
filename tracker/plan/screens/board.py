"""The tasks by their status: side by side on a desktop, one status at a time on a phone."""

from collections.abc import Sequence

import streamlit as st

from tracker.core.screens import empty_state, plain
from tracker.core.words import day, say
from tracker.people.rules import Actor
from tracker.plan.rules import PlanRows, ProgrammeStatus, TaskRow, TaskStatus
from tracker.plan.screens.items import may_edit
from tracker.plan.screens.progress import COLOURS, say_status

PAGE = 8  # cards of a column at once
PHONE = 640  # pixels; where Streamlit puts columns below one another
STYLE = (
    "<style>@media (max-width: {narrow}px) {{ {hidden} {{ display: none; }} }}"
    "@media (min-width: {wide}px) {{ .st-key-board_status {{ display: none; }} }}</style>"
)


def show_board(plan: PlanRows, actor: Actor) -> None:
    """Summary tasks are left out: where they stand follows from what is below them."""
    above = {task.parent_id for task in plan.tasks} | {stone.parent_id for stone in plan.milestones}
    tasks = [task for task in plan.tasks if task.id not in above]
    if not tasks:
        empty_state("plan.no_task")
        return
    if st.toggle(say("desk.only_mine"), key="board_mine"):
        tasks = [task for task in tasks if task.owner_id == actor.person_id]
    columns = {status: _in_order([task for task in tasks if task.status is status]) for status in TaskStatus}
    _show_one_on_a_phone(columns)
    for place, (status, rows) in zip(st.columns(len(columns)), columns.items(), strict=True):
        with place, st.container(key=f"board_{status.value}"):
            _column(status, rows, plan, actor)


def _in_order(rows: Sequence[TaskRow]) -> list[TaskRow]:
    """Due first; of what is done the latest first."""
    if rows and rows[0].status is TaskStatus.DONE:
        return sorted(rows, key=lambda task: (task.done_on or task.due_on, task.code), reverse=True)
    return sorted(rows, key=lambda task: (task.due_on, task.code))


def _show_one_on_a_phone(columns: dict[TaskStatus, list[TaskRow]]) -> None:
    chosen = st.segmented_control(
        say("desk.board"),
        list(columns),
        default=TaskStatus.IN_PROGRESS,
        required=True,
        format_func=lambda status: _titled(status, len(columns[status])),
        key="board_status",
        label_visibility="collapsed",
    )
    others = [status for status in columns if status != chosen]
    hidden = ", ".join(f'[data-testid="stColumn"]:has(.st-key-board_{status.value})' for status in others)
    st.html(STYLE.format(narrow=PHONE, wide=PHONE + 1, hidden=hidden))


def _titled(status: TaskStatus, count: int) -> str:
    return say("desk.counted", what=say(f"plan.status.{status.value}"), n=count)


def _column(status: TaskStatus, rows: Sequence[TaskRow], plan: PlanRows, actor: Actor) -> None:
    st.badge(_titled(status, len(rows)), color=COLOURS[status])
    if not rows:
        st.caption(say("desk.none_of_these"))
    key = f"board_page_{status.value}_{len(rows)}"
    at = st.pagination(-(-len(rows) // PAGE), max_visible_pages=3, key=key) if len(rows) > PAGE else 1
    editing, active = may_edit(plan, actor), plan.programme.status is ProgrammeStatus.ACTIVE
    for task in rows[(at - 1) * PAGE : at * PAGE]:
        _card(task, moves=editing or (active and task.owner_id == actor.person_id))


def _card(task: TaskRow, *, moves: bool) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(task.name)}**")
        when = task.done_on or task.due_on
        said = "desk.done_on" if task.done_on else "desk.due_late" if task.late else "desk.due"
        st.caption(plain(say("desk.card", who=task.owner or task.owner_role, when=say(said, day=day(when)))))
        if task.blocked_reason:
            st.text(say("desk.blocked_by", reason=task.blocked_reason))
        if moves:
            _move(task)


def _move(task: TaskRow) -> None:
    chosen = st.menu_button(
        say("desk.move"),
        [status for status in TaskStatus if status is not task.status],
        format_func=lambda status: say(f"plan.status.{status.value}"),
        key=f"move_{task.id}_{task.version}",
        icon=":material/swap_horiz:",
    )
    if chosen:
        say_status(task, chosen)
