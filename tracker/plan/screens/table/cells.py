"""A row of the table for each task, and what somebody typed into it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from tracker.core.screens import DAY
from tracker.core.words import field_name, say
from tracker.plan.rules import EDITABLE, TaskRow, TaskStatus

NOBODY = ""
CHOSEN = "chosen"
FIELDS = (*EDITABLE, "percent", "effort_days", "not_before", "area_id")
MOST_EFFORT = 100_000.0
Names = Mapping[str, str]


def cells(task: TaskRow) -> dict[str, Any]:
    return {
        CHOSEN: False,
        "name": task.name,
        "status": task.status.value,
        "owner_id": str(task.owner_id) if task.owner_id else NOBODY,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
        "percent": task.percent,
        "effort_days": task.effort_days,
        "not_before": task.not_before,
        "area_id": str(task.area_id) if task.area_id else NOBODY,
    }


def table_of(tasks: Sequence[TaskRow]) -> pd.DataFrame:
    """With the columns' types also where every cell of one is empty."""
    found = pd.DataFrame([cells(task) for task in tasks])
    return found.astype({"effort_days": "float64", "not_before": "object"})


def columns(owners: Names, areas: Names) -> dict[str, Any]:
    column = st.column_config

    def one_of(label: str, names: Names, empty: str) -> Any:
        return column.SelectboxColumn(label, options=[NOBODY, *names], format_func=lambda key: names.get(str(key)) or say(empty))

    return {
        CHOSEN: column.CheckboxColumn(say("desk.chosen"), width="small", pinned=True),
        "name": column.TextColumn(say("plan.task_name"), required=True, max_chars=200, width="medium"),
        "status": column.SelectboxColumn(
            field_name("status"),
            options=[status.value for status in TaskStatus],
            required=True,
            format_func=lambda code: say(f"plan.status.{code}"),
        ),
        "owner_id": one_of(field_name("owner_id"), owners, "plan.nobody"),
        "starts_on": column.DateColumn(field_name("starts_on"), format=DAY, required=True),
        "due_on": column.DateColumn(field_name("due_on"), format=DAY, required=True),
        "percent": column.NumberColumn(field_name("percent"), min_value=0, max_value=100, step=1, required=True),
        "effort_days": column.NumberColumn(field_name("effort_days"), min_value=0.0, max_value=MOST_EFFORT),
        "not_before": column.DateColumn(field_name("not_before"), format=DAY),
        "area_id": one_of(field_name("area_id"), areas, "desk.no_area"),
    }


def changes(saw: Sequence[TaskRow], typed: Sequence[Mapping[Any, Any]]) -> dict[UUID, dict[str, Any]]:
    """What this person typed, by task: only the fields that differ from what they saw."""
    found: dict[UUID, dict[str, Any]] = {}
    for task, row in zip(saw, typed, strict=True):
        values = {
            **{field: None if pd.isna(value) else value for field, value in row.items()},
            "status": TaskStatus(row["status"]),
            "owner_id": UUID(row["owner_id"]) if row["owner_id"] else None,
            "area_id": UUID(row["area_id"]) if row["area_id"] else None,
        }
        changed = {field: values[field] for field in FIELDS if values[field] != getattr(task, field)}
        if "percent" in changed:
            changed["percent"] = int(changed["percent"] or 0)
        if changed:
            found[task.id] = changed
    return found


def chosen_rows(saw: Sequence[TaskRow], typed: Sequence[Mapping[Any, Any]]) -> list[TaskRow]:
    return [task for task, row in zip(saw, typed, strict=True) if row[CHOSEN]]
