"""A programme's gates with their criteria, and what those come to today."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import NEEDS_SCOPE, Action, Actor, Place, Role, can
from tracker.plan.models import Criterion, CriterionMark, CriterionWaiver, Gate, GateDecision, Phase, Programme, Task
from tracker.plan.queries.plans import OWNER_ROLES
from tracker.plan.rules import Confidence, CriterionKind, GateOutcome, TaskStatus, is_late
from tracker.plan.rules.gates import BY_HAND, PASSING, CriterionState, Finding, Named, Tally, state_of, tally

RIGHTS = {
    CriterionKind.INDICATOR_AT_TARGET: Action.SEE_RESULTS,
    CriterionKind.AUDIT_SCORE: Action.SEE_RESULTS,
    CriterionKind.BUDGET_WITHIN: Action.SEE_MONEY,
    CriterionKind.NO_OPEN_HIGH_RISK: Action.SEE_RISKS,
}
OF_STORES = frozenset({CriterionKind.INDICATOR_AT_TARGET, CriterionKind.AUDIT_SCORE})  # added up from every store


@dataclass(frozen=True)
class CriterionRow:
    """`label` and `task` in both languages, for the evidence of a decision; `text` in the language of this run. `due_on` is the
    day of the gate."""

    id: UUID
    version: int
    gate_id: UUID
    programme_id: UUID
    code: str
    position: int
    kind: CriterionKind
    text: str
    label: Label
    mandatory: bool
    task_id: UUID | None
    task: Label | None
    indicator_code: str | None
    rubric_code: str | None
    threshold: float | None
    due_on: date
    owner_role: str
    owner_id: UUID | None
    owner: str


@dataclass(frozen=True)
class GateRow:
    """`outcome`, `confidence` and `decided_on` are those of the latest decision. `before_phase` is empty where the gate closes
    the programme."""

    id: UUID
    version: int
    programme_id: UUID
    code: str
    name: str
    label: Label
    position: int
    due_on: date
    after_phase_id: UUID
    after_phase: str
    before_phase_id: UUID | None
    before_phase: str
    owner_role: str
    owner_id: UUID | None
    owner: str
    outcome: GateOutcome | None
    confidence: Confidence | None
    decided_on: date | None
    late: bool
    criteria: tuple[CriterionRow, ...]

    @property
    def passed(self) -> bool:
        return self.outcome in PASSING


@dataclass(frozen=True)
class MarkRow:
    id: UUID
    met: bool
    note: str
    file_hash: str | None
    who: str
    at: datetime


@dataclass(frozen=True)
class WaiverRow:
    id: UUID
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class EvaluatedRow:
    """`told` is false where the reader may know only whether the criterion is met: its finding has no facts then. `mark` and
    `waiver` are the latest ones in force."""

    criterion: CriterionRow
    finding: Finding
    state: CriterionState
    mark: MarkRow | None
    waiver: WaiverRow | None
    told: bool


@dataclass(frozen=True)
class Evaluation:
    gate: GateRow
    lines: tuple[EvaluatedRow, ...]

    @property
    def tally(self) -> Tally:
        return tally([(line.criterion.mandatory, line.state) for line in self.lines])


Evaluator = Callable[[Session, CriterionRow, Actor], Finding]
Evaluators = Mapping[CriterionKind, Evaluator]


def gates(session: Session, *, programme_id: UUID, by: Actor) -> list[GateRow]:
    """In the order of the path."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    return _gates(session, Gate.programme_id == programme_id, by)


def next_gate(session: Session, *, programme_id: UUID, by: Actor) -> GateRow | None:
    """The first gate that nobody has let pass; None when there is none, or none left."""
    return next((row for row in gates(session, programme_id=programme_id, by=by) if not row.passed), None)


def gate(session: Session, *, gate_id: UUID, by: Actor) -> GateRow:
    demand(by, Action.SEE_PLAN)
    rows = _gates(session, Gate.id == gate_id, by)
    if not rows:
        raise NotFound("core.not_found")
    demand(by, Action.SEE_PLAN, Place(programme_id=rows[0].programme_id))
    return rows[0]


def evaluate(session: Session, *, gate_id: UUID, evaluators: Evaluators, by: Actor) -> Evaluation:
    """The gate's criteria as they stand today: the same for everybody, though not everybody is told the facts."""
    row = gate(session, gate_id=gate_id, by=by)
    keys = [one.id for one in row.criteria]
    marks, waivers = _marks(session, keys), _waivers(session, keys)
    office = in_office(by, row.programme_id)
    lines = []
    for one in row.criteria:
        mark, waiver, told = marks.get(one.id), waivers.get(one.id), may_be_told(one.kind, row.programme_id, by)
        finding = _finding(session, one, mark, evaluators, office)
        lines.append(
            EvaluatedRow(
                criterion=one,
                finding=finding if told else withheld(finding),
                state=state_of(finding.met, waiver is not None),
                mark=mark if tells_notes(by) else None,
                waiver=waiver if told and tells_notes(by) else None,
                told=told,
            )
        )
    return Evaluation(row, tuple(lines))


def in_office(by: Actor, programme_id: UUID) -> Actor:
    """Who sees all of this programme: a gate stands or falls with the whole, not with the stores its reader sees. Whatever is
    found with it goes through `may_be_told` before it is shown."""
    return replace(by, role=Role.PROGRAMME_LEAD, programmes=frozenset({programme_id}), regions=frozenset(), stores=frozenset())


def may_be_told(kind: CriterionKind, programme_id: UUID, by: Actor) -> bool:
    """Whether this person may know the facts behind a criterion, not only whether it is met."""
    right = RIGHTS.get(kind)
    if right is None:
        return True
    whole = not (by.regions or by.stores or by.role in NEEDS_SCOPE)
    return can(by, right, Place(programme_id=programme_id)) and (whole or kind not in OF_STORES)


def tells_notes(by: Actor) -> bool:
    """What people wrote at a gate may be about anything, so it is not for stores."""
    return by.role not in NEEDS_SCOPE


def withheld(finding: Finding) -> Finding:
    return Finding(finding.met, "gates.finding.withheld")


def _finding(session: Session, one: CriterionRow, mark: MarkRow | None, evaluators: Evaluators, office: Actor) -> Finding:
    if one.kind in BY_HAND:
        return Finding(None, "gates.finding.not_marked") if mark is None else _marked(mark, office)
    if one.task_id is not None:
        return _of_task(session, one)
    if one.kind not in evaluators:
        return Finding(None, "gates.finding.elsewhere")
    return evaluators[one.kind](session, one, office)


def _marked(mark: MarkRow, by: Actor) -> Finding:
    day = day_of(mark.at, by)
    return Finding(mark.met, "gates.finding.marked_met" if mark.met else "gates.finding.marked_not_met", (("at", day),))


def day_of(moment: datetime, by: Actor) -> date:
    return moment.astimezone(ZoneInfo(by.time_zone or "UTC")).date()


def _of_task(session: Session, one: CriterionRow) -> Finding:
    task = session.execute(select(Task.name, Task.status, Task.due_on, Task.done_on).where(Task.id == one.task_id)).one()
    name = ("name", Named(task.name.en, task.name.zh_CN))
    if task.status is TaskStatus.DONE:
        return Finding(True, f"gates.finding.{one.kind.value}.met", (name, ("on", task.done_on)))
    return Finding(False, f"gates.finding.{one.kind.value}.not_met", (name, ("due", task.due_on)))


def _marks(session: Session, keys: Sequence[UUID]) -> dict[UUID, MarkRow]:
    """The latest of each criterion."""
    rows = session.execute(
        select(CriterionMark, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == CriterionMark.marked_by)
        .where(CriterionMark.criterion_id.in_(keys))
        .order_by(CriterionMark.marked_at, CriterionMark.id)
    )
    return {row.criterion_id: MarkRow(row.id, row.met, row.note, row.file_hash, who or "", row.marked_at) for row, who in rows}


def _waivers(session: Session, keys: Sequence[UUID]) -> dict[UUID, WaiverRow]:
    """The latest of each criterion, where it waives."""
    rows = session.execute(
        select(CriterionWaiver, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == CriterionWaiver.waived_by)
        .where(CriterionWaiver.criterion_id.in_(keys))
        .order_by(CriterionWaiver.waived_at, CriterionWaiver.id)
    ).all()
    last = {row.criterion_id: (row, who) for row, who in rows}
    return {key: WaiverRow(row.id, row.reason, who or "", row.waived_at) for key, (row, who) in last.items() if row.waived}


def waiver_in_force(session: Session, criterion_id: UUID) -> bool:
    return criterion_id in _waivers(session, [criterion_id])


def _gates(session: Session, wanted: ColumnElement[bool], by: Actor) -> list[GateRow]:
    after, before = aliased(Phase), aliased(Phase)
    rows = session.execute(
        select(Gate, after.name.label("after"), before.name.label("before"), Identity.display_name)
        .join(Programme, Programme.id == Gate.programme_id)
        .join(after, after.id == Gate.after_phase_id)
        .outerjoin(before, before.id == Gate.before_phase_id)
        .outerjoin(Person, (Person.id == Gate.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(wanted, programme_condition(by, Gate.programme_id))
        .order_by(Gate.position, Gate.due_on, Gate.id)
    ).all()
    criteria, decided = _criteria(session, wanted), _decided(session, wanted)
    return [_row(row, phase, then, owner, tuple(criteria[row.id]), decided.get(row.id), by) for row, phase, then, owner in rows]


def _row(
    row: Gate,
    after: Label,
    before: Label | None,
    owner: str | None,
    criteria: tuple[CriterionRow, ...],
    last: GateDecision | None,
    by: Actor,
) -> GateRow:
    return GateRow(
        id=row.id,
        version=row.version,
        programme_id=row.programme_id,
        code=row.code,
        name=str(row.name),
        label=row.name,
        position=row.position,
        due_on=row.due_on,
        after_phase_id=row.after_phase_id,
        after_phase=str(after),
        before_phase_id=row.before_phase_id,
        before_phase=str(before) if before else "",
        owner_role=str(row.owner_role),
        owner_id=row.owner_id,
        owner=owner or "",
        outcome=last.outcome if last else None,
        confidence=last.confidence if last else None,
        decided_on=day_of(last.decided_at, by) if last else None,
        late=is_late(row.due_on, last is not None and last.outcome in PASSING, clock.today(by.time_zone or "UTC")),
        criteria=criteria,
    )


def _criteria(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, list[CriterionRow]]:
    rows = session.execute(
        select(Criterion, Gate, Task.name.label("task"), Identity.display_name)
        .join(Gate, Gate.id == Criterion.gate_id)
        .outerjoin(Task, Task.id == Criterion.task_id)
        .outerjoin(Person, (Person.id == Criterion.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(wanted)
        .order_by(Criterion.position, Criterion.id)
    )
    found: dict[UUID, list[CriterionRow]] = defaultdict(list)
    same: tuple[str, ...] = ("id", "version", "gate_id", "code", "position", "kind", "mandatory", "task_id")
    same += ("indicator_code", "rubric_code", "threshold", "owner_id")
    for row, gate, task, owner in rows:
        values: dict[str, Any] = {name: getattr(row, name) for name in same}
        texts: dict[str, Any] = {
            "text": str(row.text),
            "label": row.text,
            "owner_role": str(row.owner_role),
            "owner": owner or "",
        }
        found[row.gate_id].append(CriterionRow(**values, **texts, programme_id=gate.programme_id, due_on=gate.due_on, task=task))
    return found


def _decided(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, GateDecision]:
    rows = session.scalars(
        select(GateDecision)
        .join(Gate, Gate.id == GateDecision.gate_id)
        .where(wanted)
        .order_by(GateDecision.decided_at, GateDecision.id)
    )
    return {row.gate_id: row for row in rows}
