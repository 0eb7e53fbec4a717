"""The same change for many rows: what it will do is shown before it is done, and it is done for all of them or for none."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import MOST_ROWS, attempt, done
from tracker.core.words import field_name, say, show
from tracker.people.rules import Actor
from tracker.plan.actions import update_tasks
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import PlanRows, TaskRow, TaskStatus
from tracker.plan.rules.choosing import NOBODY, Bulk, bulk_changes

MOST_SHIFT = 250  # working days: a year
Names = Mapping[str, str]


def change_many(plan: PlanRows, tasks: Sequence[TaskRow], owners: Names, areas: Names, actor: Actor, key: str) -> bool:
    """Whether it was done."""
    with st.container(border=True):
        st.markdown(f"**{say('desk.bulk', n=len(tasks))}**")
        wanted = _ask(owners, areas, key)
        with reading() as session:
            days = working_days(session, programme_id=plan.programme.id, start=plan.programme.starts_on)
        found = bulk_changes(tasks, wanted, days)
        _preview(tasks, found, {**owners, **areas})
        label = say("desk.bulk_do", n=len(found))
        if not st.button(label, type="primary", disabled=not found, key=f"{key}_do"):
            return False
        seen = {task.id: task.version for task in tasks}
        outcome = attempt(
            update_tasks, changes=[(task_id, seen[task_id], changed) for task_id, changed in found.items()], by=actor
        )
    if outcome:
        done("plan.saved")
    return bool(outcome)


def _ask(owners: Names, areas: Names, key: str) -> Bulk:
    with st.grid(min_column_width=150):
        status = _one_of("status", {status.value: say(f"plan.status.{status.value}") for status in TaskStatus}, key)
        owner = _one_of("owner_id", {NOBODY: say("plan.nobody"), **owners}, key)
        area = _one_of("area_id", {NOBODY: say("desk.no_area"), **areas}, key) if areas else None
        shift = st.number_input(say("desk.shift"), -MOST_SHIFT, MOST_SHIFT, 0, key=f"{key}_shift")
    return Bulk(TaskStatus(status) if status else None, owner, area, int(shift))


def _one_of(field: str, names: Names, key: str) -> str | None:
    return st.selectbox(
        field_name(field),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        placeholder=say("desk.unchanged"),
        key=f"{key}_{field}",
    )


def _preview(tasks: Sequence[TaskRow], found: Mapping[UUID, Mapping[str, Any]], names: Names) -> None:
    lines = []
    for task in tasks:
        for field, value in found.get(task.id, {}).items():
            told = {"before": _shown(field, getattr(task, field), names), "after": _shown(field, value, names)}
            lines.append(say("desk.bulk_line", name=task.name, field=field_name(field), **told))
    st.text("\n".join(lines[:MOST_ROWS]) or say("desk.bulk_nothing"))
    if len(lines) > MOST_ROWS:
        st.caption(say("desk.bulk_more", n=len(lines) - MOST_ROWS))


def _shown(field: str, value: Any, names: Names) -> str:
    if field == "status":
        return say(f"plan.status.{value.value}")
    if field in ("owner_id", "area_id"):
        nothing = say("plan.nobody" if field == "owner_id" else "desk.no_area")
        return names.get(str(value), say("plan.somebody")) if value else nothing
    return show(value)
