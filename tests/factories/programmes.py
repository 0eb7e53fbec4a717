"""A programme with what a visit needs, stored and ready to be used by a test."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import Assignment
from tests.factories.people import new_store
from tracker.core.words import Label
from tracker.people.models import Store
from tracker.plan.models import Phase, Programme, Task, TaskKind

STARTS_ON = date(2026, 1, 1)
_numbers = count(1)


def new_programme(session: Session, code: str = "", *, starts_on: date = STARTS_ON, ends_on: date | None = None) -> Programme:
    code = code or f"P{next(_numbers)}"
    programme = Programme(
        code=code,
        name=Label(f"Programme {code}", f"{code}项目"),
        goal=Label("Serve better", "提升服务"),
        starts_on=starts_on,
        ends_on=ends_on or starts_on.replace(year=starts_on.year + 1) - timedelta(days=1),
    )
    session.add(programme)
    session.flush()
    return programme


def new_phase(session: Session, programme: Programme, code: str = "P1", *, position: int = 1) -> Phase:
    phase = Phase(
        programme_id=programme.id,
        code=code,
        name=Label(f"Phase {code}", f"{code}阶段"),
        position=position,
        starts_on=programme.starts_on,
        ends_on=programme.starts_on + timedelta(days=89),
    )
    session.add(phase)
    session.flush()
    return phase


def new_task(session: Session, phase: Phase, code: str = "T1", *, owner_id: UUID | None = None) -> Task:
    task = Task(
        programme_id=phase.programme_id,
        phase_id=phase.id,
        code=code,
        name=Label(f"Task {code}", f"{code}任务"),
        deliverable=Label("A document", "一份文件"),
        owner_role=Label("Programme lead", "项目负责人"),
        owner_id=owner_id,
        position=1,
        starts_on=phase.starts_on,
        due_on=phase.starts_on + timedelta(days=13),
        duration_days=10,
    )
    session.add(task)
    session.flush()
    return task


def new_milestone(session: Session, phase: Phase, code: str = "M1") -> Task:
    milestone = Task(
        kind=TaskKind.MILESTONE,
        programme_id=phase.programme_id,
        phase_id=phase.id,
        code=code,
        name=Label(f"Milestone {code}", f"{code}里程碑"),
        deliverable=Label("", ""),
        owner_role=Label("", ""),
        position=1,
        starts_on=phase.ends_on,
        due_on=phase.ends_on,
        duration_days=0,
    )
    session.add(milestone)
    session.flush()
    return milestone


def new_rubric_version(session: Session, snapshot: dict[str, Any] | None = None, *, channel_code: str = "store") -> RubricVersion:
    """The snapshot is stored as given; a test that fills in or scores gives a real one."""
    rubric = Rubric(code=f"rubric{next(_numbers)}", name=Label("Store visit", "门店探访"), channel_code=channel_code)
    session.add(rubric)
    session.flush()
    version = RubricVersion(rubric_id=rubric.id, number=1, snapshot=snapshot or {}, snapshot_hash="0" * 64)
    session.add(version)
    session.flush()
    return version


def new_assignment(
    session: Session,
    *,
    programme: Programme,
    assignee_id: UUID,
    version: RubricVersion | None = None,
    store: Store | None = None,
    visit_from: date | None = None,
) -> Assignment:
    visit_from = visit_from or programme.starts_on
    assignment = Assignment(
        programme_id=programme.id,
        rubric_version_id=(version or new_rubric_version(session)).id,
        store_id=(store or new_store(session)).id,
        channel_code="store",
        assignee_id=assignee_id,
        visit_from=visit_from,
        due_on=visit_from + timedelta(days=13),
    )
    session.add(assignment)
    session.flush()
    return assignment
