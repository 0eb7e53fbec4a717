"""Meetings, decisions and actions of a programme, one's own actions, and who answers for what."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from tracker.core import clock
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Gate, Minute, Phase, Programme, Responsibility, Task
from tracker.plan.queries.plans import OWNER_ROLES
from tracker.plan.rules import MinuteKind, ProgrammeStatus, is_late


@dataclass(frozen=True)
class MinuteRow:
    """`meeting`, `phase`, `task`, `gate`: the names of what it comes from and is about; empty where it is about nothing."""

    id: UUID
    version: int
    programme_id: UUID
    programme: str
    kind: MinuteKind
    on: date
    title: str
    text: str
    present: str
    meeting_id: UUID | None
    meeting: str
    phase_id: UUID | None
    phase: str
    task_id: UUID | None
    task: str
    gate_id: UUID | None
    gate: str
    owner_id: UUID | None
    owner: str
    due_on: date | None
    done_on: date | None
    late: bool


@dataclass(frozen=True)
class ResponsibilityRow:
    id: UUID
    version: int
    programme_id: UUID
    code: str
    problem: str
    department: str
    person_id: UUID | None
    person: str


def minutes(session: Session, *, programme_id: UUID, by: Actor) -> list[MinuteRow]:
    """The latest day first."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    return _rows(session, (Minute.programme_id == programme_id,), by)


def own_minutes(session: Session, *, by: Actor) -> list[MinuteRow]:
    """One's own actions that are not done, of programmes that go on; the one due first comes first."""
    demand(by, Action.SEE_PLAN)
    mine = (
        Minute.owner_id == by.person_id,
        Minute.kind == MinuteKind.ACTION,
        Minute.done_on.is_(None),
        Programme.status == ProgrammeStatus.ACTIVE,
    )
    return sorted(_rows(session, mine, by), key=lambda row: (row.due_on or row.on, row.id))


def responsibilities(session: Session, *, programme_id: UUID, by: Actor) -> list[ResponsibilityRow]:
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    rows = session.execute(
        select(Responsibility, Identity.display_name)
        .outerjoin(Person, (Person.id == Responsibility.person_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(Responsibility.programme_id == programme_id, programme_condition(by, Responsibility.programme_id))
        .order_by(Responsibility.position, Responsibility.id)
    )
    return [
        ResponsibilityRow(
            id=row.id,
            version=row.version,
            programme_id=row.programme_id,
            code=row.code,
            problem=str(row.problem),
            department=str(row.department),
            person_id=row.person_id,
            person=person or "",
        )
        for row, person in rows
    ]


def _rows(session: Session, wanted: tuple[ColumnElement[bool], ...], by: Actor) -> list[MinuteRow]:
    meeting = aliased(Minute)
    names = {"programme": Programme.name, "phase": Phase.name, "task": Task.name, "gate": Gate.name}
    rows = session.execute(
        select(Minute, meeting.title.label("meeting"), Identity.display_name.label("owner"))
        .add_columns(*(column.label(name) for name, column in names.items()))
        .join(Programme, Programme.id == Minute.programme_id)
        .outerjoin(meeting, meeting.id == Minute.meeting_id)
        .outerjoin(Phase, Phase.id == Minute.phase_id)
        .outerjoin(Task, Task.id == Minute.task_id)
        .outerjoin(Gate, Gate.id == Minute.gate_id)
        .outerjoin(Person, (Person.id == Minute.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(*wanted, programme_condition(by, Minute.programme_id))
        .order_by(Minute.on.desc(), Minute.id.desc())
    )
    return [_row(found.Minute, found, by) for found in rows]


def _row(row: Minute, found: Any, by: Actor) -> MinuteRow:
    done = row.done_on is not None or row.due_on is None
    return MinuteRow(
        id=row.id,
        version=row.version,
        programme_id=row.programme_id,
        programme=str(found.programme),
        kind=row.kind,
        on=row.on,
        title=row.title,
        text=row.text,
        present=row.present,
        meeting_id=row.meeting_id,
        meeting=found.meeting or "",
        phase_id=row.phase_id,
        phase=str(found.phase or ""),
        task_id=row.task_id,
        task=str(found.task or ""),
        gate_id=row.gate_id,
        gate=str(found.gate or ""),
        owner_id=row.owner_id,
        owner=found.owner or "",
        due_on=row.due_on,
        done_on=row.done_on,
        late=is_late(row.due_on or row.on, done, clock.today(by.time_zone or "UTC")),
    )
