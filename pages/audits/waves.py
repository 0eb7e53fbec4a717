"""Waves: which visits does each want, and who makes them? ?wave=<id> opens one."""

from uuid import UUID

import streamlit as st

from audits.visits.queries.waves import wave_detail, waves
from audits.visits.screens.policy import edit_capacity, edit_familiarity, edit_policy
from audits.visits.screens.traps import traps
from audits.visits.screens.wave_form import plan_new
from audits.visits.screens.waves import act_on_wave, show_wave, wave_list
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import empty_state, show_refusal
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

PARTS = ("list", "plan", "policy", "capacity", "familiarity")

actor = open_page("waves.title", Action.ASSIGN_VISIT)

if asked := st.query_params.get("wave"):
    if st.button(say("waves.back"), icon=":material/arrow_back:", key="back"):
        st.query_params.pop("wave")
        st.rerun()
    try:
        with reading() as session:
            detail = wave_detail(session, wave_id=UUID(asked), by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else Refusal("waves.not_found"))
        st.stop()
    show_wave(detail)
    act_on_wave(actor, detail)
    if can(actor, Action.MANAGE_FIELD):
        traps(actor, detail.row.id)
    st.stop()

programme = chosen_programme(actor)
part = "list"
if can(actor, Action.MANAGE_FIELD):
    part = st.segmented_control(
        say("waves.part_label"),
        PARTS,
        default="list",
        format_func=lambda one: say(f"waves.page.{one}"),
        required=True,
        label_visibility="collapsed",
        key="waves_part",
    )
opened = None
if part == "list":
    with reading() as session:
        rows = waves(session, programme_id=programme.id, by=actor)
    if not rows:
        empty_state("waves.none_yet")
    opened = (row := wave_list(rows)) and row.id
elif part == "plan":
    opened = plan_new(actor, programme.id)
elif part == "policy":
    edit_policy(actor, programme.id)
elif part == "capacity":
    edit_capacity(actor)
else:
    edit_familiarity(actor)
if opened:
    st.query_params["wave"] = str(opened)
    st.rerun()
