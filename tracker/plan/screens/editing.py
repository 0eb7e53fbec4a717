"""Editing a task in a dialog. Who saves after somebody else is asked whose change counts, in words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import attempt, done, plain
from tracker.core.words import field_name, say, show
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.actions import update_task
from tracker.plan.queries import owners, task
from tracker.plan.rules import EDITABLE, TaskRow, TaskStatus, differences

DAY = "YYYY-MM-DD"


def edit_task(saw: TaskRow) -> None:
    """The body of a dialog about the task as this person saw it. What was typed stays in the dialog while a choice is open."""
    actor = present()
    with reading() as session:
        names = {row.id: row.name for row in owners(session, by=actor)}
    mine = _typed(saw, names)
    conflict = f"conflict_{saw.id}_{saw.version}"
    place = st.empty()
    if conflict not in st.session_state and place.button(say("plan.save"), type="primary", key=f"save_{saw.id}_{saw.version}"):
        _save(saw, saw.version, mine, actor, conflict)
    if stored := st.session_state.get(conflict):
        place.empty()
        _choose(saw, stored, mine, names, actor, conflict)


def _typed(saw: TaskRow, names: dict[UUID, str]) -> dict[str, Any]:
    """Only what this person changed."""
    key = f"{saw.id}_{saw.version}"
    kinds = list(TaskStatus)
    people = [None, *names]
    if saw.owner_id not in people:
        people.append(saw.owner_id)
    st.caption(plain(say("plan.by", who=saw.owner_role, what=saw.deliverable)))
    typed = {
        "name": st.text_input(say("plan.task_name"), saw.name, max_chars=200, key=f"name_{key}"),
        "status": st.selectbox(
            field_name("status"),
            kinds,
            index=kinds.index(saw.status),
            format_func=lambda kind: say(f"plan.status.{kind.value}"),
            key=f"status_{key}",
        ),
        "owner_id": st.selectbox(
            field_name("owner_id"),
            people,
            index=people.index(saw.owner_id),
            format_func=lambda person: _value("owner_id", person, names),
            key=f"owner_{key}",
        ),
        "starts_on": st.date_input(field_name("starts_on"), saw.starts_on, format=DAY, key=f"starts_{key}"),
        "due_on": st.date_input(field_name("due_on"), saw.due_on, format=DAY, key=f"due_{key}"),
    }
    return {field: typed[field] for field in EDITABLE if typed[field] != getattr(saw, field)}


def _save(saw: TaskRow, seen: int, mine: dict[str, Any], actor: Actor, conflict: str) -> None:
    outcome = attempt(update_task, task_id=saw.id, seen=seen, by=actor, **mine)
    if outcome:
        st.session_state.pop(conflict, None)
        done("plan.saved")
        st.rerun()
    if isinstance(outcome.refusal, Stale):
        with reading() as session:
            st.session_state[conflict] = task(session, task_id=saw.id, by=actor)


def _choose(saw: TaskRow, stored: TaskRow, mine: dict[str, Any], names: dict[UUID, str], actor: Actor, conflict: str) -> None:
    st.warning(say("plan.conflict"), icon=":material/group:")
    show_differences(saw, stored, mine, names)
    with st.container(horizontal=True):
        if st.button(say("plan.keep_theirs"), key=f"theirs_{conflict}"):
            st.session_state.pop(conflict, None)
            st.rerun()
        if st.button(say("plan.save_mine"), type="primary", key=f"mine_{conflict}"):
            _save(saw, stored.version, mine, actor, conflict)


def show_differences(saw: TaskRow, stored: TaskRow, mine: Mapping[str, Any], names: Mapping[UUID, str]) -> None:
    """Field by field: what this person saw, what somebody else stored, what this person wants."""
    for found in differences(saw, stored, mine):
        facts = {name: _value(found.field, getattr(found, name), names) for name in ("saw", "theirs", "mine")}
        label = say("plan.task_name") if found.field == "name" else field_name(found.field)
        st.text(say("plan.difference", field=label, **facts))


def _value(field: str, value: Any, names: Mapping[UUID, str]) -> str:
    if field == "owner_id":
        return say("plan.nobody") if value is None else names.get(value, say("plan.somebody"))
    return say(f"plan.status.{value.value}") if field == "status" else show(value)
