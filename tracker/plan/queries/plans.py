"""Programmes and plans, as rows in the language of this run."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor, Place, Role
from tracker.plan.models import Phase, Programme, Task
from tracker.plan.rules import (
    MilestoneRow,
    MilestoneStatus,
    PhaseRow,
    PlanRows,
    ProgrammeRow,
    TaskKind,
    TaskRow,
    TaskStatus,
    is_late,
)
from tracker.plan.rules.hierarchy import summed

OWNER_ROLES = frozenset(Role) - {Role.MYSTERY_SHOPPER}  # stores read the plan, and must not learn who a shopper is


def programmes(session: Session, *, by: Actor) -> list[ProgrammeRow]:
    """Active ones first, then the latest start."""
    demand(by, Action.SEE_PLAN)
    rows = session.scalars(
        select(Programme)
        .where(programme_condition(by, Programme.id))
        .order_by(Programme.status, Programme.starts_on.desc(), Programme.code)
    )
    return [_programme(row) for row in rows]


def seen_programme(session: Session, programme_id: UUID, by: Actor, right: Action = Action.SEE_PLAN) -> Programme:
    """The programme, if it is this person's to see, or to do what `right` says."""
    demand(by, right, Place(programme_id=programme_id))
    programme = session.scalars(
        select(Programme).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    return programme


def reached_programme(session: Session, column: InstrumentedAttribute[UUID], key: UUID, by: Actor) -> UUID:
    """The programme of a row of this person's reach; `column`: where the row's table names it. Asks for no right."""
    kind = column.class_
    found = session.scalars(select(column).where(kind.id == key, programme_condition(by, column))).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found


def plan(session: Session, *, programme_id: UUID, by: Actor) -> PlanRows:
    programme = seen_programme(session, programme_id, by)
    phases = session.scalars(select(Phase).where(Phase.programme_id == programme_id).order_by(Phase.position)).all()
    today = clock.today(by.time_zone or "UTC")
    stones = _milestones(session, programme_id, by)
    return PlanRows(
        programme=_programme(programme),
        today=today,
        phases=tuple(PhaseRow(row.id, row.code, str(row.name), row.starts_on, row.ends_on) for row in phases),
        tasks=tuple(summed(_tasks(session, programme_id, by), stones, today)),
        milestones=tuple(stones),
    )


def task(session: Session, *, task_id: UUID, by: Actor) -> TaskRow:
    """One task as it is stored now."""
    demand(by, Action.SEE_PLAN)
    programme_id = session.scalars(
        select(Task.programme_id).where(
            Task.id == task_id, Task.kind == TaskKind.TASK, programme_condition(by, Task.programme_id)
        )
    ).one_or_none()
    if programme_id is None:
        raise NotFound("core.not_found")
    return next(row for row in plan(session, programme_id=programme_id, by=by).tasks if row.id == task_id)


@dataclass(frozen=True)
class OwnerRow:
    id: UUID
    name: str


def owners(session: Session, *, by: Actor, right: Action = Action.EDIT_PLAN) -> list[OwnerRow]:
    """Who can own a task."""
    demand(by, right)
    rows = session.execute(
        select(Person.id, Identity.display_name)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.active, Person.role.in_(OWNER_ROLES))
        .order_by(Identity.display_name)
    )
    return [OwnerRow(row.id, row.display_name) for row in rows]


def _programme(row: Programme) -> ProgrammeRow:
    return ProgrammeRow(
        id=row.id,
        version=row.version,
        code=row.code,
        name=str(row.name),
        goal=str(row.goal),
        template=row.template,
        source=row.source,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        status=row.status,
    )


def _tasks(session: Session, programme_id: UUID, by: Actor) -> list[TaskRow]:
    today = clock.today(by.time_zone or "UTC")
    rows = session.execute(
        select(Task, Identity.display_name)
        .join(Phase, Phase.id == Task.phase_id)
        .outerjoin(Person, (Person.id == Task.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(Task.programme_id == programme_id, Task.kind == TaskKind.TASK)
        .order_by(Phase.position, Task.position, Task.id)
    )
    return [
        TaskRow(
            id=task.id,
            version=task.version,
            phase_id=task.phase_id,
            code=task.code,
            name=str(task.name),
            deliverable=str(task.deliverable),
            owner_role=str(task.owner_role),
            owner_id=task.owner_id,
            owner=owner or "",
            starts_on=task.starts_on,
            due_on=task.due_on,
            status=task.status,
            done_on=task.done_on,
            late=is_late(task.due_on, task.status is TaskStatus.DONE, today),
            acceptance=str(task.acceptance),
            parent_id=task.parent_id,
            area_id=task.area_id,
            recurrence_id=task.recurrence_id,
            duration_days=task.duration_days,
            effort_days=task.effort_days,
            not_before=task.not_before,
            finish_by=task.finish_by,
            percent_rule=task.percent_rule,
            percent=task.percent,
            started_on=task.started_on,
            blocked_reason=task.blocked_reason,
        )
        for task, owner in rows
    ]


def _milestones(session: Session, programme_id: UUID, by: Actor) -> list[MilestoneRow]:
    today = clock.today(by.time_zone or "UTC")
    rows = session.scalars(
        select(Task)
        .where(Task.programme_id == programme_id, Task.kind == TaskKind.MILESTONE)
        .order_by(Task.due_on, Task.position, Task.id)
    )
    return [
        MilestoneRow(
            id=row.id,
            version=row.version,
            phase_id=row.phase_id,
            code=row.code,
            name=str(row.name),
            due_on=row.due_on,
            status=MilestoneStatus.MET if row.status is TaskStatus.DONE else MilestoneStatus.OPEN,
            met_on=row.done_on,
            late=is_late(row.due_on, row.status is TaskStatus.DONE, today),
            parent_id=row.parent_id,
            area_id=row.area_id,
            not_before=row.not_before,
            finish_by=row.finish_by,
        )
        for row in rows
    ]
