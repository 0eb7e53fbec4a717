"""What was decided at a gate, on which evidence, and whether that evidence is still what it was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor
from tracker.plan.models import Gate, GateCondition, GateDecision, Task
from tracker.plan.queries.gates import may_be_told, tells_notes, withheld
from tracker.plan.queries.plans import OWNER_ROLES
from tracker.plan.rules import Confidence, CriterionKind, GateOutcome, TaskStatus
from tracker.plan.rules.gates import CriterionState, Finding, Tally, evidence_hash, tally, thawed_finding


@dataclass(frozen=True)
class FrozenRow:
    """A criterion as a decision saw it. `note`: what was marked or why it was waived, where the reader may know."""

    criterion_id: UUID
    code: str
    text: str
    mandatory: bool
    state: CriterionState
    finding: Finding
    note: str
    reason: str
    file_hash: str | None


@dataclass(frozen=True)
class ConditionRow:
    task_id: UUID
    code: str
    name: str
    owner: str
    due_on: date
    status: TaskStatus


@dataclass(frozen=True)
class DecisionRow:
    """`intact`: what is stored is what was decided. `note` is empty for who may not read it."""

    id: UUID
    gate_id: UUID
    outcome: GateOutcome
    confidence: Confidence
    note: str
    who: str
    decided_at: datetime
    evidence_hash: str
    intact: bool
    lines: tuple[FrozenRow, ...]
    conditions: tuple[ConditionRow, ...]

    @property
    def tally(self) -> Tally:
        return tally([(line.mandatory, line.state) for line in self.lines])


def decisions(session: Session, *, gate_id: UUID, by: Actor) -> list[DecisionRow]:
    """The latest first."""
    demand(by, Action.SEE_PLAN)
    rows = _stored(session, GateDecision.gate_id == gate_id, by)
    conditions = _conditions(session, [row.id for row, _, _ in rows])
    return [_row(row, programme_id, who or "", conditions[row.id], by) for row, programme_id, who in rows]


def verify_decision(session: Session, *, decision_id: UUID, by: Actor) -> bool:
    """Whether the evidence still has the hash that was stored with it, and says the same of the decision as its row does."""
    demand(by, Action.SEE_PLAN)
    rows = _stored(session, GateDecision.id == decision_id, by)
    if not rows:
        raise NotFound("core.not_found")
    return _intact(rows[0][0])


def _intact(row: GateDecision) -> bool:
    said = row.evidence.get("decision", {})
    same = {
        "id": str(row.id),
        "outcome": row.outcome.value,
        "confidence": row.confidence.value,
        "note": row.note,
        "decided_by": str(row.decided_by),
        "decided_at": row.decided_at.isoformat(),
    }
    return evidence_hash(row.evidence) == row.evidence_hash and said == same


def _stored(session: Session, wanted: ColumnElement[bool], by: Actor) -> Sequence[Any]:
    return session.execute(
        select(GateDecision, Gate.programme_id, Identity.display_name)
        .join(Gate, Gate.id == GateDecision.gate_id)
        .outerjoin(Identity, Identity.person_id == GateDecision.decided_by)
        .where(wanted, programme_condition(by, Gate.programme_id))
        .order_by(GateDecision.decided_at.desc(), GateDecision.id.desc())
    ).all()


def _row(row: GateDecision, programme_id: UUID, who: str, conditions: Sequence[ConditionRow], by: Actor) -> DecisionRow:
    lines = tuple(_line(line, programme_id, by) for line in row.evidence["criteria"])
    return DecisionRow(
        id=row.id,
        gate_id=row.gate_id,
        outcome=row.outcome,
        confidence=row.confidence,
        note=row.note if tells_notes(by) else "",
        who=who,
        decided_at=row.decided_at,
        evidence_hash=row.evidence_hash,
        intact=_intact(row),
        lines=lines,
        conditions=tuple(conditions),
    )


def _line(line: Mapping[str, Any], programme_id: UUID, by: Actor) -> FrozenRow:
    told, finding = may_be_told(CriterionKind(line["kind"]), programme_id, by), thawed_finding(line["finding"])
    noted = told and tells_notes(by)
    mark, waiver = (line[name] or {} if noted else {} for name in ("mark", "waiver"))
    return FrozenRow(
        criterion_id=UUID(line["id"]),
        code=line["code"],
        text=str(Label(**line["text"])),
        mandatory=line["mandatory"],
        state=CriterionState(line["state"]),
        finding=finding if told else withheld(finding),
        note=mark.get("note", ""),
        reason=waiver.get("reason", ""),
        file_hash=mark.get("file"),
    )


def _conditions(session: Session, keys: Sequence[UUID]) -> dict[UUID, list[ConditionRow]]:
    rows = session.execute(
        select(GateCondition.decision_id, Task, Identity.display_name)
        .join(Task, Task.id == GateCondition.task_id)
        .outerjoin(Person, (Person.id == Task.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(GateCondition.decision_id.in_(keys))
        .order_by(Task.due_on, Task.code)
    )
    found: dict[UUID, list[ConditionRow]] = defaultdict(list)
    for key, task, owner in rows:
        found[key].append(ConditionRow(task.id, task.code, str(task.name), owner or "", task.due_on, task.status))
    return found
