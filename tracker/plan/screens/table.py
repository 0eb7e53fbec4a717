"""The tasks as an editable table. What this person saw is kept while they type, so that nobody is overwritten unseen."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import attempt, done, plain
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.actions import update_tasks
from tracker.plan.queries import owners
from tracker.plan.rules import EDITABLE, PlanRows, TaskRow, TaskStatus
from tracker.plan.screens.editing import show_differences

NOBODY = ""
DAY = "YYYY-MM-DD"


def edit_table(plan: PlanRows, actor: Actor) -> None:
    """All tasks of the plan; changes are saved together, or none of them."""
    key = f"table_{plan.programme.id}"
    saw: tuple[TaskRow, ...] = st.session_state.setdefault(key, plan.tasks)
    with reading() as session:
        names = {str(row.id): row.name for row in owners(session, by=actor)}
    names |= {str(task.owner_id): task.owner for task in saw if task.owner_id}
    typed = st.data_editor(
        pd.DataFrame([_cells(task) for task in saw]),
        key=f"{key}_{sum(task.version for task in saw)}",
        column_config=_columns(names),
        hide_index=True,
        width="stretch",
        height=min(600, 35 * (len(saw) + 2)),
    )
    mine = _changes(saw, typed.to_dict("records"))
    if not mine and saw != plan.tasks:
        _look_again(key)  # nothing typed is lost, and somebody else's change is shown
    conflicts: dict[UUID, int] = st.session_state.setdefault(f"{key}_conflicts", {})
    if conflicts:
        _choose(plan, saw, mine, names, actor, key)
    elif st.button(say("plan.save_changes", n=len(mine)), disabled=not mine, type="primary", key=f"{key}_save"):
        _save(saw, mine, {}, plan, actor, key)


def _cells(task: TaskRow) -> dict[str, Any]:
    return {
        "name": task.name,
        "status": task.status.value,
        "owner_id": str(task.owner_id) if task.owner_id else NOBODY,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
    }


def _columns(names: Mapping[str, str]) -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(say("plan.task_name"), required=True, max_chars=200, width="large"),
        "status": column.SelectboxColumn(
            field_name("status"),
            options=[status.value for status in TaskStatus],
            required=True,
            format_func=lambda code: say(f"plan.status.{code}"),
        ),
        "owner_id": column.SelectboxColumn(
            field_name("owner_id"),
            options=[NOBODY, *names],
            format_func=lambda person: names.get(str(person)) or say("plan.nobody"),
        ),
        "starts_on": column.DateColumn(field_name("starts_on"), format=DAY, required=True),
        "due_on": column.DateColumn(field_name("due_on"), format=DAY, required=True),
    }


def _changes(saw: Sequence[TaskRow], typed: Sequence[Mapping[Any, Any]]) -> dict[UUID, dict[str, Any]]:
    """What this person typed, by task: only the fields that differ from what they saw."""
    found: dict[UUID, dict[str, Any]] = {}
    for task, row in zip(saw, typed, strict=True):
        values = {
            **row,
            "status": TaskStatus(row["status"]),
            "owner_id": UUID(row["owner_id"]) if row["owner_id"] else None,
        }
        changed = {field: values[field] for field in EDITABLE if values[field] != getattr(task, field)}
        if changed:
            found[task.id] = changed
    return found


def _save(
    saw: Sequence[TaskRow], mine: Mapping[UUID, Any], instead: Mapping[UUID, int], plan: PlanRows, actor: Actor, key: str
) -> None:
    """`instead` holds the versions that this person has been shown since, in a conflict."""
    seen = {task.id: task.version for task in saw} | dict(instead)
    outcome = attempt(update_tasks, changes=[(task_id, seen[task_id], changed) for task_id, changed in mine.items()], by=actor)
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
