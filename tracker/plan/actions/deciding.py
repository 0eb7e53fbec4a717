"""A gate decided: the evidence is frozen with the decision, and the conditions of a conditional go become tasks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.ids import new_id
from tracker.core.words import Label
from tracker.people.rules import Action, Actor
from tracker.plan.actions.gates import free_code, touch
from tracker.plan.actions.tasks import demand_owner, open_for_edit
from tracker.plan.forms.gates import ConditionForm, DecisionForm
from tracker.plan.models import Gate, GateCondition, GateDecision, Phase, Programme, Task
from tracker.plan.queries.gates import EvaluatedRow, Evaluation, Evaluators, evaluate, in_office
from tracker.plan.rules import Confidence, GateOutcome, duration_of, is_sensible
from tracker.plan.rules.gates import against, evidence_hash, frozen_finding


def decide_gate(
    session: Session,
    *,
    gate_id: UUID,
    seen: int,
    outcome: GateOutcome,
    confidence: Confidence,
    note: str = "",
    conditions: Sequence[ConditionForm] = (),
    evaluators: Evaluators,
    by: Actor,
) -> UUID:
    """The decision stands for good; a later one stands beside it. `seen` is the gate's version, which each decision counts up, so
    that of two people who decide at once the second is told."""
    gate, programme = open_for_edit(
        session, Gate, gate_id, belongs_to=Gate.programme_id, seen=seen, by=by, right=Action.DECIDE_GATE
    )
    form = DecisionForm.read(outcome=outcome, confidence=confidence, note=note)
    office = in_office(by, programme.id)  # the evidence is whole, whatever its decider may see
    found = evaluate(session, gate_id=gate_id, evaluators=evaluators, by=office)
    key = against(form.outcome, found.tally, len(conditions), form.note)
    db.refuse_unless(key is None, key or "", field="note" if key == "gates.note_missing" else None, n=found.tally.missing)
    phase = session.get_one(Phase, gate.before_phase_id or gate.after_phase_id)
    tasks = [_task(session, programme, phase, gate, one, by) for one in conditions]
    decided: dict[str, Any] = {"id": new_id(), "decided_at": clock.now(), "decided_by": by.person_id, **form.model_dump()}
    evidence = _evidence(found, decided, tasks)
    decision = GateDecision(gate_id=gate_id, evidence=evidence, evidence_hash=evidence_hash(evidence), **decided)
    session.add(decision)
    session.flush()
    session.add_all(GateCondition(decision_id=decision.id, task_id=task.id) for task in tasks)
    touch(gate)
    change = {
        "outcome": [None, form.outcome],
        "confidence": [None, form.confidence],
        "decision": [None, decision.id],
        "evidence": [None, decision.evidence_hash],
        "conditions": [None, [task.id for task in tasks]],
    }
    events.record(session, by=by.person_id, verb="gate.decided", on="gate", key=gate_id, change=change)
    return decision.id


def _task(session: Session, programme: Programme, phase: Phase, gate: Gate, form: ConditionForm, by: Actor) -> Task:
    """A condition is a task of the next phase (of the last one, where the gate closes the programme)."""
    today, first, last = clock.today(by.time_zone or "UTC"), programme.starts_on, programme.ends_on
    sensible = is_sensible(form.due_on, first, last)
    db.refuse_unless(sensible, "plan.day_out_of_range", field="due_on", day=form.due_on, first=first, last=last)
    db.refuse_unless(form.due_on >= today, "gates.due_past", field="due_on", day=form.due_on)
    demand_owner(session, form.owner_id)
    codes = session.scalars(select(Task.code).where(Task.programme_id == programme.id)).all()
    place = session.scalar(select(func.max(Task.position)).where(Task.phase_id == phase.id)) or 0
    starts_on = min(form.due_on, max(today, phase.starts_on))
    prefix = f"{gate.code[:MOST_OF_CODE]}.c"
    task = Task(
        programme_id=programme.id,
        phase_id=phase.id,
        code=free_code(prefix, None, [code for code in codes if code.startswith(prefix)]),
        name=Label("").with_text(form.what),
        deliverable=Label("", ""),
        owner_role=Label("", ""),
        owner_id=form.owner_id,
        position=place + 1,
        starts_on=starts_on,
        due_on=form.due_on,
        duration_days=duration_of(starts_on, form.due_on),
        not_before=starts_on,
    )
    session.add(task)
    session.flush()
    change = {"code": [None, task.code], "name": [None, task.name], "due_on": [None, task.due_on], "gate": [None, gate.code]}
    events.record(session, by=by.person_id, verb="task.added", on="task", key=task.id, change=change)
    return task


MOST_OF_CODE = 30  # characters of a gate's code in its tasks' codes, which have at most 40


def _evidence(found: Evaluation, decided: dict[str, Any], tasks: Sequence[Task]) -> dict[str, Any]:
    """All that the decision rests on, with the decision itself, so that its hash covers both."""
    gate = found.gate
    document: dict[str, Any] = events.plain(
        {
            "gate": {"id": gate.id, "code": gate.code, "name": gate.label, "due_on": gate.due_on, "version": gate.version},
            "decision": decided,
            "conditions": [{"task": task.id, "what": task.name, "owner": task.owner_id, "due_on": task.due_on} for task in tasks],
        }
    )
    return document | {"criteria": [_line(line) for line in found.lines]}


def _line(line: EvaluatedRow) -> dict[str, Any]:
    one, mark, waiver = line.criterion, line.mark, line.waiver
    document: dict[str, Any] = events.plain(
        {
            "id": one.id,
            "code": one.code,
            "kind": one.kind,
            "text": one.label,
            "mandatory": one.mandatory,
            "threshold": one.threshold,
            "state": line.state,
            "mark": mark and {"id": mark.id, "met": mark.met, "note": mark.note, "file": mark.file_hash, "at": mark.at},
            "waiver": waiver and {"id": waiver.id, "reason": waiver.reason, "at": waiver.at},
        }
    )
    return document | {"finding": frozen_finding(line.finding)}
