"""Who answers first for which kind of problem."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.actions import add_responsibility, change_responsibility, remove_responsibility
from tracker.plan.queries import owners
from tracker.plan.queries.minutes import ResponsibilityRow
from tracker.plan.screens.fields import choose, short_text


def show_responsibilities(rows: Sequence[ResponsibilityRow], programme_id: UUID, *, editing: bool) -> None:
    if editing and st.button(say("minutes.add_responsibility"), key="add_responsibility", icon=":material/add:"):
        st.dialog(say("minutes.add_responsibility"))(_edit)(None, programme_id)
    if not rows:
        empty_state("minutes.no_responsibility")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.markdown(f"**{plain(row.problem)}**")
                st.text(row.department if not row.person else say("minutes.answers", department=row.department, who=row.person))
            if editing and st.button(say("minutes.edit"), key=f"edit_{row.id}", icon=":material/edit:"):
                st.dialog(say("minutes.edit"))(_edit)(row, programme_id)


def _edit(saw: ResponsibilityRow | None, programme_id: UUID) -> None:
    actor, key = present(), f"{saw.id}_{saw.version}" if saw else "new_responsibility"
    given = _typed(saw, key, actor)
    with st.container(horizontal=True):
        save = st.button(say("minutes.save"), type="primary", key=f"save_{key}")
        remove = saw is not None and st.button(say("minutes.remove"), key=f"remove_{key}", icon=":material/delete:")
    if save and saw is None:
        outcome = attempt(add_responsibility, programme_id=programme_id, by=actor, **given)
    elif saw is not None and (save or remove):
        action, said = (change_responsibility, given) if save else (remove_responsibility, {})
        outcome = attempt(action, responsibility_id=saw.id, seen=saw.version, by=actor, **said)
    else:
        return
    if outcome:
        done("minutes.saved")
        st.rerun()


def _typed(saw: ResponsibilityRow | None, key: str, actor: Actor) -> dict[str, Any]:
    given: dict[str, Any] = short_text("problem", saw.problem if saw else "", key)
    given |= short_text("department", saw.department if saw else "", key)
    with reading() as session:
        names = {row.id: row.name for row in owners(session, by=actor)}
    given["person_id"] = choose("person_id", names, saw.person_id if saw else None, key, gone=saw.person if saw else "")
    return given
