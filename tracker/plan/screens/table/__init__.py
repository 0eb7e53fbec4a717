"""The tasks as an editable table. What this person saw is kept while they type, so that nobody is overwritten unseen."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import MOST_ROWS, attempt, done, empty_state, plain
from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.plan.actions.progress import save_rows
from tracker.plan.queries import owners
from tracker.plan.queries.looking import plan_look
from tracker.plan.rules import PlanRows, TaskRow
from tracker.plan.rules.choosing import Filters, chosen
from tracker.plan.screens.editing import show_differences
from tracker.plan.screens.table.bulk import change_many
from tracker.plan.screens.table.cells import changes, chosen_rows, columns, table_of
from tracker.plan.screens.table.filters import ask_filters

HIGHEST = 600  # pixels; the table scrolls within


def edit_table(plan: PlanRows, actor: Actor) -> None:
    """The tasks that fit the filters, so many at once; changes are saved together, or none of them."""
    key = f"table_{plan.programme.id}"
    saw: tuple[TaskRow, ...] = st.session_state.setdefault(key, plan.tasks)
    with reading() as session:
        names = {str(row.id): row.name for row in owners(session, by=actor)}
        look = plan_look(session, programme_id=plan.programme.id, by=actor)
    names |= {str(task.owner_id): task.owner for task in saw if task.owner_id}
    areas = {str(area.id): area.name for area in look.network.areas}
    filters = ask_filters(plan, names, areas, actor)
    critical = {node.id for node in look.network.nodes if node.critical}
    fitting = {task.id for task in chosen(plan, filters, critical)}
    rows = [task for task in saw if task.id in fitting]
    if not rows:
        empty_state("desk.no_row")
        return
    at = st.pagination(-(-len(rows) // MOST_ROWS), key=f"{key}_page_{len(rows)}") if len(rows) > MOST_ROWS else 1
    shown = rows[(at - 1) * MOST_ROWS : at * MOST_ROWS]
    edited = st.data_editor(
        table_of(shown),
        key=f"{key}_{sum(task.version for task in shown)}{_mark(filters, at)}",
        column_config=columns(names, areas),
        hide_index=True,
        width="stretch",
        height=min(HIGHEST, 35 * (len(shown) + 2)),
    )
    typed = edited.to_dict("records")
    mine = changes(shown, typed)
    if not mine and saw != plan.tasks:
        _look_again(key)  # nothing typed is lost, and somebody else's change is shown
    conflicts: dict[UUID, int] = st.session_state.setdefault(f"{key}_conflicts", {})
    if conflicts:
        _choose(plan, saw, mine, names, actor, key)
    elif st.button(say("plan.save_changes", n=len(mine)), disabled=not mine, type="primary", key=f"{key}_save"):
        _save(saw, mine, {}, plan, actor, key)
    picked = chosen_rows(shown, typed)
    if picked and mine:
        st.caption(say("desk.save_first"))
    elif picked and change_many(plan, picked, names, areas, actor, f"{key}_bulk"):
        _look_again(key)


def _mark(filters: Filters, page: int) -> str:
    """Other rows are another table: what was typed into one is not shown in the other."""
    return "" if filters == Filters() and page == 1 else "_" + sha256(repr((filters, page)).encode()).hexdigest()[:8]


def _save(
    saw: Sequence[TaskRow], mine: Mapping[UUID, Any], instead: Mapping[UUID, int], plan: PlanRows, actor: Actor, key: str
) -> None:
    """`instead` holds the versions that this person has been shown since, in a conflict."""
    seen = {task.id: task.version for task in saw} | dict(instead)
    outcome = attempt(save_rows, changes=[(task_id, seen[task_id], changed) for task_id, changed in mine.items()], by=actor)
    if outcome:
        done("plan.saved")
        _look_again(key)
    if isinstance(outcome.refusal, Stale):
        st.session_state[f"{key}_conflicts"] = {
            task.id: task.version for task in plan.tasks if task.id in mine and task.version != seen[task.id]
        }
        st.rerun()


def _choose(
    plan: PlanRows, saw: Sequence[TaskRow], mine: Mapping[UUID, Any], names: Mapping[str, str], actor: Actor, key: str
) -> None:
    conflicts = st.session_state[f"{key}_conflicts"]
    stored, before = {task.id: task for task in plan.tasks}, {task.id: task for task in saw}
    st.warning(say("plan.conflict"), icon=":material/group:")
    for task_id in conflicts:
        st.markdown(f"**{plain(before[task_id].name)}**")
        show_differences(
            before[task_id], stored[task_id], mine.get(task_id, {}), {UUID(person): name for person, name in names.items()}
        )
    with st.container(horizontal=True):
        if st.button(say("plan.keep_theirs"), key=f"{key}_theirs"):
            _look_again(key)
        if st.button(say("plan.save_mine"), type="primary", key=f"{key}_mine"):
            _save(saw, mine, conflicts, plan, actor, key)


def _look_again(key: str) -> None:
    for name in (key, f"{key}_conflicts"):
        st.session_state.pop(name, None)
    st.rerun()
