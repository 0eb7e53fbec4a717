"""A gate and a criterion as somebody defines them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.actions import add_criterion, change_criterion, change_gate, define_gate, remove_criterion, remove_gate
from tracker.plan.forms.gates import HIGHEST_PERCENT
from tracker.plan.queries import owners
from tracker.plan.queries.gates import CriterionRow, GateRow
from tracker.plan.rules import CriterionKind, PlanRows
from tracker.plan.rules.gates import WITH_THRESHOLD
from tracker.plan.screens.fields import choose, short_text


@dataclass(frozen=True)
class Choices:
    """What gates and criteria of this programme can refer to. Indicators and rubrics: names by code."""

    plan: PlanRows
    indicators: Mapping[str, str]
    rubrics: Mapping[str, str]


def add_gate(choices: Choices) -> None:
    turn = st.session_state.setdefault("new_gate", 0)
    given = _gate(None, choices, f"new_{turn}", present())
    said = st.button(say("gates.define"), type="primary", key=f"define_{turn}")
    if said and attempt(define_gate, programme_id=choices.plan.programme.id, by=present(), **given):
        st.session_state["new_gate"] = turn + 1
        done("gates.saved")
        st.rerun()


def edit_gate(saw: GateRow, choices: Choices) -> None:
    actor, key = present(), f"{saw.id}_{saw.version}"
    given = _gate(saw, choices, key, actor)
    with st.container(horizontal=True):
        if st.button(say("gates.save"), type="primary", key=f"save_gate_{key}"):
            _store(change_gate, gate_id=saw.id, seen=saw.version, by=actor, **given)
        if st.button(say("gates.remove_gate"), key=f"remove_gate_{key}", icon=":material/delete:"):
            _store(remove_gate, gate_id=saw.id, seen=saw.version, by=actor)


def edit_criterion(gate: GateRow, saw: CriterionRow | None, choices: Choices) -> None:
    actor = present()
    key = f"{saw.id}_{saw.version}" if saw else f"{gate.id}_{gate.version}"
    given = _criterion(saw, choices, key, actor)
    with st.container(horizontal=True):
        if st.button(say("gates.save"), type="primary", key=f"save_criterion_{key}"):
            if saw:
                _store(change_criterion, criterion_id=saw.id, seen=saw.version, by=actor, **given)
            else:
                _store(add_criterion, gate_id=gate.id, seen=gate.version, by=actor, **given)
        if saw and st.button(say("gates.remove_criterion"), key=f"remove_criterion_{key}", icon=":material/delete:"):
            _store(remove_criterion, criterion_id=saw.id, seen=saw.version, by=actor)


def _store(action: Callable[..., Any], **given: Any) -> None:
    if attempt(action, **given):
        done("gates.saved")
        st.rerun()


def _gate(saw: GateRow | None, choices: Choices, key: str, actor: Actor) -> dict[str, Any]:
    phases = {phase.id: phase.name for phase in choices.plan.phases}
    given: dict[str, Any] = short_text("name", saw.name if saw else "", key)
    given["after_phase_id"] = choose("after_phase_id", phases, saw.after_phase_id if saw else None, key, needed=True)
    closing: dict[Any, str] = {None: say("gates.end_of_programme"), **phases}
    given["before_phase_id"] = choose("before_phase_id", closing, saw.before_phase_id if saw else None, key)
    starts = saw.due_on if saw else choices.plan.today
    given["due_on"] = st.date_input(field_name("due_on"), starts, format=DAY, key=f"gate_due_{key}")
    return given | _owner(saw, key, actor)


def _criterion(saw: CriterionRow | None, choices: Choices, key: str, actor: Actor) -> dict[str, Any]:
    kinds = list(CriterionKind)
    kind = st.selectbox(
        field_name("kind"),
        kinds,
        index=kinds.index(saw.kind) if saw else 0,
        format_func=lambda each: say(f"gates.kind.{each.value}"),
        key=f"kind_{key}",
    )
    st.caption(say(f"gates.kind_means.{kind.value}"))
    given = {"kind": kind, **short_text("text", saw.text if saw else "", key), **_reference(kind, saw, choices, key)}
    given["mandatory"] = st.toggle(field_name("mandatory"), saw.mandatory if saw else True, key=f"mandatory_{key}")
    return given | _owner(saw, key, actor)


def _reference(kind: CriterionKind, saw: CriterionRow | None, choices: Choices, key: str) -> dict[str, Any]:
    """What a criterion of this kind looks at."""
    place, found = f"{kind.value}_{key}", dict[str, Any]()
    if kind in (CriterionKind.MILESTONE_MET, CriterionKind.TASK_DONE):
        rows = choices.plan.milestones if kind is CriterionKind.MILESTONE_MET else choices.plan.tasks
        names = {row.id: row.name for row in rows}
        found["task_id"] = choose("task_id", names, saw.task_id if saw else None, place, needed=True)
    if kind is CriterionKind.INDICATOR_AT_TARGET:
        found["indicator_code"] = choose(
            "indicator_code", choices.indicators, saw.indicator_code if saw else None, place, needed=True
        )
    if kind is CriterionKind.AUDIT_SCORE:
        every: dict[Any, str] = {None: say("gates.every_rubric"), **choices.rubrics}
        found["rubric_code"] = choose("rubric_code", every, saw.rubric_code if saw else None, place)
    if kind in WITH_THRESHOLD:
        wanted = saw.threshold if saw and saw.threshold is not None else 100.0 if kind is CriterionKind.BUDGET_WITHIN else 80.0
        found["threshold"] = st.number_input(field_name("threshold"), 0.0, HIGHEST_PERCENT, wanted, 1.0, key=f"limit_{place}")
    return found


def _owner(saw: GateRow | CriterionRow | None, key: str, actor: Actor) -> dict[str, Any]:
    with reading() as session:
        names = {row.id: row.name for row in owners(session, by=actor)}
    given = {"owner_id": choose("owner_id", names, saw.owner_id if saw else None, key, gone=saw.owner if saw else "")}
    return given | short_text("owner_role", saw.owner_role if saw else "", key)
