"""Gates and their criteria: defined, changed, removed while nothing hangs on them."""

from collections.abc import Collection
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, attributes

from tracker.core import db, events
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.tasks import demand_owner, open_for_edit
from tracker.plan.forms.gates import CriterionForm, CriterionValues, GateForm, GateValues, NewCode, stored_criterion, stored_gate
from tracker.plan.models import Criterion, CriterionMark, CriterionWaiver, Gate, GateDecision, Minute, Phase, Programme, Task
from tracker.plan.rules import CriterionKind, TaskKind, is_sensible


def define_gate(session: Session, *, programme_id: UUID, by: Actor, code: str | None = None, **given: Unpack[GateValues]) -> UUID:
    """A gate at the end of the path. Without a code it gets the next free one."""
    programme = open_programme(session, programme_id, by)
    form = GateForm.read(**given)
    _demand_fitting(session, programme, form)
    taken = session.scalars(select(Gate.code).where(Gate.programme_id == programme_id)).all()
    last = session.scalar(select(func.max(Gate.position)).where(Gate.programme_id == programme_id)) or 0
    gate = Gate(programme_id=programme_id, code=free_code("G", code, taken), position=last + 1, **form.values())
    session.add(gate)
    session.flush()
    change = {"code": [None, gate.code], "name": [None, gate.name], "due_on": [None, gate.due_on]}
    events.record(session, by=by.person_id, verb="gate.defined", on="gate", key=gate.id, change=change)
    return gate.id


def change_gate(session: Session, *, gate_id: UUID, seen: int, by: Actor, **changes: Unpack[GateValues]) -> None:
    """Change what is given. A stale edit is refused."""
    gate, programme = open_for_edit(session, Gate, gate_id, belongs_to=Gate.programme_id, seen=seen, by=by)
    form = GateForm.read(**{**stored_gate(gate), **changes})
    _demand_fitting(session, programme, form, gate)
    changed = db.change(gate, **form.values())
    if changed:
        events.record(session, by=by.person_id, verb="gate.changed", on="gate", key=gate.id, change=changed)


def remove_gate(session: Session, *, gate_id: UUID, seen: int, by: Actor) -> None:
    """With its criteria; refused once anything was decided, marked or waived there, or a meeting spoke of it."""
    gate, _ = open_for_edit(session, Gate, gate_id, belongs_to=Gate.programme_id, seen=seen, by=by)
    said = exists().where(GateDecision.gate_id == gate_id) | exists().where(Minute.gate_id == gate_id)
    used = said | _judged(Criterion.gate_id, gate_id)
    db.refuse_unless(not session.scalar(select(used)), "gates.gate_in_use")
    for criterion in session.scalars(select(Criterion).where(Criterion.gate_id == gate_id)):
        session.delete(criterion)
    session.flush()
    session.delete(gate)
    change = {"code": [gate.code, None], "name": [gate.name, None]}
    events.record(session, by=by.person_id, verb="gate.removed", on="gate", key=gate_id, change=change)


def add_criterion(session: Session, *, gate_id: UUID, seen: int, by: Actor, **given: Unpack[CriterionValues]) -> UUID:
    """`seen` is the gate's version: whoever decides has seen all that the gate asks for."""
    gate, programme = open_for_edit(session, Gate, gate_id, belongs_to=Gate.programme_id, seen=seen, by=by)
    form = CriterionForm.read(**given)
    _demand_references(session, programme, form)
    rows = session.execute(select(Criterion.code, Criterion.position).where(Criterion.gate_id == gate_id)).all()
    position = max((row.position for row in rows), default=0) + 1
    code = free_code(f"{gate.code}.", None, [row.code for row in rows])
    criterion = Criterion(gate_id=gate_id, code=code, position=position, **form.values())
    session.add(criterion)
    session.flush()
    touch(gate)
    change = {"code": [None, code], "text": [None, criterion.text], "kind": [None, criterion.kind]}
    events.record(session, by=by.person_id, verb="criterion.added", on="criterion", key=criterion.id, change=change)
    return criterion.id


def change_criterion(session: Session, *, criterion_id: UUID, seen: int, by: Actor, **changes: Unpack[CriterionValues]) -> None:
    """Change what is given; past decisions keep what they saw. The kind stays once somebody marked or waived."""
    criterion, gate, programme = criterion_for(session, criterion_id, Action.EDIT_PLAN, by)
    db.take(session, Criterion, criterion_id, seen=seen)
    form = CriterionForm.read(**{**stored_criterion(criterion), **changes})
    if form.kind is not criterion.kind:
        db.refuse_unless(not session.scalar(select(_judged(Criterion.id, criterion_id))), "gates.criterion_in_use", field="kind")
    _demand_references(session, programme, form, criterion)
    changed = db.change(criterion, **form.values())
    if changed:
        touch(gate)
        events.record(session, by=by.person_id, verb="criterion.changed", on="criterion", key=criterion.id, change=changed)


def remove_criterion(session: Session, *, criterion_id: UUID, seen: int, by: Actor) -> None:
    """Refused once somebody marked or waived it: it can still be made one that is not mandatory."""
    criterion, gate, _ = criterion_for(session, criterion_id, Action.EDIT_PLAN, by)
    db.take(session, Criterion, criterion_id, seen=seen)
    db.refuse_unless(not session.scalar(select(_judged(Criterion.id, criterion_id))), "gates.criterion_in_use")
    session.delete(criterion)
    touch(gate)
    change = {"code": [criterion.code, None], "text": [criterion.text, None]}
    events.record(session, by=by.person_id, verb="criterion.removed", on="criterion", key=criterion_id, change=change)


def criterion_for(session: Session, criterion_id: UUID, right: Action, by: Actor) -> tuple[Criterion, Gate, Programme]:
    """The criterion, if it is within this person's reach; its gate is held against a decision in the same moment."""
    demand(by, right)
    found = session.execute(
        select(Criterion, Gate)
        .join(Gate, Gate.id == Criterion.gate_id)
        .where(Criterion.id == criterion_id, programme_condition(by, Gate.programme_id))
        .with_for_update(of=Gate)
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found.Criterion, found.Gate, open_programme(session, found.Gate.programme_id, by, right)


def free_code(prefix: str, given: str | None, taken: Collection[str]) -> str:
    code = NewCode.read(code=given or None).code
    if code in taken:
        raise Refusal("gates.code_taken", field="code", code=code)
    number = len(taken) + 1
    while f"{prefix}{number}" in taken:
        number += 1
    return code or f"{prefix}{number}"


def touch(gate: Gate) -> None:
    """What a gate asks for is part of what its decider saw."""
    gate.version += 1
    attributes.flag_modified(gate, "version")


def _judged(column: Any, key: UUID) -> Any:
    of_marks = exists().where(CriterionMark.criterion_id == Criterion.id, column == key)
    return of_marks | exists().where(CriterionWaiver.criterion_id == Criterion.id, column == key)


def _demand_fitting(session: Session, programme: Programme, form: GateForm, before: Gate | None = None) -> None:
    phases = set(session.scalars(select(Phase.id).where(Phase.programme_id == programme.id)))
    for field in ("after_phase_id", "before_phase_id"):
        key = getattr(form, field)
        db.refuse_unless(key is None or key in phases, "gates.unknown_phase", field=field)
    first, last = programme.starts_on, programme.ends_on
    sensible = is_sensible(form.due_on, first, last)
    db.refuse_unless(sensible, "plan.day_out_of_range", field="due_on", day=form.due_on, first=first, last=last)
    if form.owner_id and (before is None or form.owner_id != before.owner_id):
        demand_owner(session, form.owner_id)


def _demand_references(session: Session, programme: Programme, form: CriterionForm, before: Criterion | None = None) -> None:
    if form.owner_id and (before is None or form.owner_id != before.owner_id):
        demand_owner(session, form.owner_id)
    task_id = form.values()["task_id"]
    if task_id:
        wanted = TaskKind.MILESTONE if form.kind is CriterionKind.MILESTONE_MET else TaskKind.TASK
        found = select(Task.id).where(Task.id == task_id, Task.programme_id == programme.id, Task.kind == wanted)
        db.refuse_unless(session.scalar(found) is not None, "gates.unknown_task", field="task_id")
