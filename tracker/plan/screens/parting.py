"""Who does a task and answers for it, and the steps of which it consists, to be changed in its dialog."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from tracker.core.screens import attempt, done
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.actions import set_roles, set_steps
from tracker.plan.queries.details import Details
from tracker.plan.rules import Raci


def edit_roles(about: Details, names: Mapping[UUID, str], actor: Actor) -> None:
    """People are chosen, and roles are typed where nobody is named yet."""
    key = f"{about.node.id}_{about.node.version}"
    st.caption(say("network.roles_help"))
    chosen: dict[Raci, list[UUID | str]] = {}
    for raci in Raci:
        here = [row.person_id or row.role for row in about.roles if row.raci is raci]
        chosen[raci] = st.multiselect(
            say(f"network.raci.{raci.value}"),
            list(dict.fromkeys([*names, *here])),
            here,
            format_func=lambda who: names.get(who, say("plan.somebody")) if isinstance(who, UUID) else who,
            max_selections=1 if raci is Raci.ACCOUNTABLE else None,
            accept_new_options=True,
            placeholder=say("network.nobody_there"),
            key=f"raci_{raci.value}_{key}",
        )
    wanted = _roles(about, chosen)
    before = {(row.raci, row.person_id, row.role) for row in about.roles}
    changed = {(one["raci"], one["person_id"], one["role"]) for one in wanted} != before
    saved = st.button(say("network.save_roles"), disabled=not changed, type="primary", key=f"save_roles_{key}")
    if saved and attempt(set_roles, task_id=about.node.id, seen=about.node.version, roles=wanted, by=actor):
        done("plan.saved")
        st.rerun()


def _roles(about: Details, chosen: Mapping[Raci, list[UUID | str]]) -> list[dict[str, Any]]:
    """A role that was there before keeps its row, and with it its name in the other language."""
    left = {(row.role or row.person_id): row.id for row in about.roles}
    found = []
    for raci, people in chosen.items():
        for who in people:
            person = who if isinstance(who, UUID) else None
            role = "" if person else str(who)
            found.append({"id": left.pop(who, None), "raci": raci, "person_id": person, "role": role})
    return found


def edit_steps(about: Details, actor: Actor) -> None:
    key = f"{about.node.id}_{about.node.version}"
    st.caption(say("network.steps_help"))
    rows = [{"id": str(row.id), "name": row.name, "weight": row.weight, "done": bool(row.done_on)} for row in about.steps]
    column = st.column_config
    typed = st.data_editor(
        pd.DataFrame(rows, columns=["id", "name", "weight", "done"]).astype({"name": object, "weight": float, "done": bool}),
        column_config={
            "id": None,
            "name": column.TextColumn(say("network.step"), required=True, max_chars=200, width="large"),
            "weight": column.NumberColumn(field_name("weight"), required=True, default=1.0, min_value=0.01),
            "done": column.CheckboxColumn(say("plan.status.done"), disabled=True, default=False),
        },
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=f"steps_{key}",
    )
    wanted = [_step(row) for row in typed.to_dict("records") if row["name"]]
    before = [{"id": row.id, "name": row.name, "weight": row.weight} for row in about.steps]
    saved = st.button(say("network.save_steps"), disabled=wanted == before, type="primary", key=f"save_steps_{key}")
    if saved and attempt(set_steps, task_id=about.node.id, seen=about.node.version, steps=wanted, by=actor):
        done("plan.saved")
        st.rerun()


def _step(row: Mapping[Any, Any]) -> dict[str, Any]:
    key = row["id"]
    return {"id": UUID(key) if isinstance(key, str) and key else None, "name": row["name"], "weight": float(row["weight"])}
