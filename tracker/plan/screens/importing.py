"""A file of Microsoft Project as tasks of a phase, after a look at what it holds."""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_upload, plain, read_upload
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.actions.importing import take_project_in
from tracker.plan.queries import plan
from tracker.plan.rules import ProgrammeRow
from tracker.plan.rules.projects import Brought
from tracker.plan.screens.items import may_edit
from tracker.plan.workbook.mspdi.bringing import brought
from tracker.plan.workbook.mspdi.reading import read_project


def take_project(programme: ProgrammeRow, actor: Actor) -> None:
    """For who may edit the plan."""
    with reading() as session:
        rows = plan(session, programme_id=programme.id, by=actor)
    if not may_edit(rows, actor) or not rows.phases:
        return
    st.subheader(say("desk.project_in"))
    st.text(say("desk.project_in_what"))
    key = f"project_{programme.id}"

    def read(data: bytes, _: str) -> Brought:
        return brought(read_project(data))

    found: Brought | None = read_upload("desk.project_upload", ["xml"], read, key=key, busy_key="desk.project_reading")
    if found is None:
        return
    st.text(say("desk.project_found", tasks=len(found.tasks), links=len(found.links), left_out=found.left_out))
    phases = {phase.id: phase.name for phase in rows.phases}
    phase = st.selectbox(field_name("phase_id"), list(phases), format_func=lambda one: plain(phases[one]), key=f"{key}_phase")
    said = st.button(say("desk.project_take"), type="primary", key="take_project")
    if said and attempt(take_project_in, programme_id=programme.id, phase_id=phase, project=found, by=actor):
        empty_upload(key)
        done("desk.project_taken", n=len(found.tasks))
        st.rerun()
