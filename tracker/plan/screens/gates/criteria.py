"""The criteria of a gate, what needs attention first, and what a person does about one: mark, waive, change."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from tracker.core import files
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, empty_state, plain, show_refusal
from tracker.core.words import field_name, moment, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.people.screens import present
from tracker.plan.actions import mark_criterion, waive_criterion, withdraw_waiver
from tracker.plan.queries.gates import EvaluatedRow, Evaluation, GateRow
from tracker.plan.rules.gates import BY_HAND, CriterionState
from tracker.plan.screens.fields import long_text
from tracker.plan.screens.gates.editing import Choices, edit_criterion, edit_gate
from tracker.plan.screens.gates.telling import COLOURS, asked, finding_words

PICTURES = ["jpg", "jpeg", "png", "webp"]
TEXT_WIDTH = 600  # pixels; on a phone it takes the whole width, and the buttons stand below
Act = tuple[str, str, Callable[..., None], tuple[Any, ...]]  # what it is called, its icon, the body of its dialog
ATTENTION = [CriterionState.OPEN, CriterionState.UNKNOWN, CriterionState.WAIVED, CriterionState.MET]


def show_criteria(found: Evaluation, choices: Choices | None, actor: Actor, *, active: bool) -> None:
    """`choices`: what criteria can refer to, for who may edit; else None."""
    if not found.lines:
        empty_state("gates.no_criteria")
    for line in sorted(found.lines, key=lambda each: ATTENTION.index(each.state)):
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            with st.container(gap="xsmall", width=TEXT_WIDTH):
                _criterion(line)
            with st.container(horizontal=True, width="content"):
                for label, icon, body, given in _acts(line, found.gate, choices, actor, active=active):
                    if st.button(say(label), key=f"{label}_{line.criterion.id}", icon=icon):
                        st.dialog(say(label))(body)(*given)
    if choices:
        with st.container(horizontal=True):
            gate = found.gate
            if st.button(say("gates.add_criterion"), key="add_criterion", icon=":material/add:"):
                st.dialog(say("gates.add_criterion"))(edit_criterion)(gate, None, choices)
            if st.button(say("gates.edit_gate"), key="edit_gate", icon=":material/edit:"):
                st.dialog(say("gates.edit_gate"))(edit_gate)(gate, choices)


def _acts(line: EvaluatedRow, gate: GateRow, choices: Choices | None, actor: Actor, *, active: bool) -> list[Act]:
    one = line.criterion
    place = Place(programme_id=one.programme_id)
    acts: list[Act] = []
    may_mark = can(actor, Action.EDIT_PLAN, place) or one.owner_id == actor.person_id
    if active and one.kind in BY_HAND and may_mark:
        acts.append(("gates.mark", ":material/fact_check:", _mark, (line,)))
    if active and can(actor, Action.DECIDE_GATE, place):
        if line.waiver:
            acts.append(("gates.unwaive", ":material/undo:", _waive, (line,)))
        elif line.state is not CriterionState.MET:
            acts.append(("gates.waive", ":material/front_hand:", _waive, (line,)))
    if choices:
        acts.append(("gates.edit_criterion", ":material/edit:", edit_criterion, (gate, one, choices)))
    return acts


def _criterion(line: EvaluatedRow) -> None:
    one = line.criterion
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(say(f"gates.state.{line.state.value}"), color=COLOURS[line.state])
        st.markdown(f"**{plain(one.code)} · {plain(one.text)}**")
    st.text(finding_words(line.finding))
    told = [say(f"gates.kind.{one.kind.value}"), say("gates.mandatory" if one.mandatory else "gates.not_mandatory")]
    if who := asked(one):
        told.append(say("gates.asked", who=who))
    st.caption(plain(" · ".join(told)))
    if line.mark:
        if line.mark.note:
            st.text(line.mark.note)
        if line.mark.file_hash:
            st.image(files.thumbnail(line.mark.file_hash), width=240, alt=say("gates.picture_alt", text=one.text))
        st.caption(plain(say("gates.by", who=line.mark.who, at=moment(line.mark.at))))
    if line.waiver:
        st.text(say("gates.waived_because", reason=line.waiver.reason))
        st.caption(plain(say("gates.by", who=line.waiver.who, at=moment(line.waiver.at))))


def _mark(line: EvaluatedRow) -> None:
    actor, one = present(), line.criterion
    st.text(one.text)
    met = st.segmented_control(
        field_name("state"),
        [True, False],
        default=None if line.mark is None else line.mark.met,
        format_func=lambda yes: say("gates.state.met" if yes else "gates.is_not_met"),
        key=f"met_{one.id}",
    )
    note = long_text("note", f"mark_{one.id}")
    file = st.file_uploader(say("gates.picture"), PICTURES, key=f"mark_file_{one.id}")
    if not st.button(say("gates.save"), type="primary", disabled=met is None, key=f"save_mark_{one.id}"):
        return
    try:
        given = files.prepare_picture(file.getvalue()) if file else None
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if attempt(mark_criterion, criterion_id=one.id, met=bool(met), note=note, data=given, by=actor):
        done("gates.saved")
        st.rerun()


def _waive(line: EvaluatedRow) -> None:
    actor, one = present(), line.criterion
    st.text(one.text)
    st.caption(say("gates.unwaive_means" if line.waiver else "gates.waive_means"))
    reason = long_text("reason", str(one.id))
    action = withdraw_waiver if line.waiver else waive_criterion
    said = st.button(say("gates.save"), type="primary", key=f"save_waiver_{one.id}")
    if said and attempt(action, criterion_id=one.id, reason=reason, by=actor):
        done("gates.saved")
        st.rerun()
