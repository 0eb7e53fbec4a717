"""A plan of 1,000 tasks, stored: what its page costs is a figure of `pages`."""

import random
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tests.factories.programmes import new_programme
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.actions import take_baseline
from tracker.plan.models import Phase, Task, TaskKind, TaskLink, TaskStatus

LARGE = "LARGE"
TASKS, PHASES, LINKS = 1000, 5, 1500
STARTS_ON = date(2020, 1, 1)  # before the example's, which stays the first programme


def new_large_plan(session: Session, *, by: Actor, tasks: int = TASKS) -> UUID:
    """Five phases over a year, one task in twenty a milestone, links forward, a baseline; the same each time."""
    chosen = random.Random(5)  # noqa: S311 - a plan, no secret
    programme = new_programme(session, LARGE, starts_on=STARTS_ON)
    phases = [_phase(session, programme.id, number) for number in range(PHASES)]
    made = [_task(phases[number * PHASES // tasks], number, chosen) for number in range(tasks)]
    session.add_all(made)
    session.flush()
    pairs = {tuple(sorted(chosen.sample(range(tasks), 2))) for _ in range(LINKS)}
    session.add_all(
        TaskLink(programme_id=programme.id, before_id=made[before].id, after_id=made[after].id)
        for before, after in sorted(pairs)
        if before // 40 < after // 40
    )
    session.flush()
    take_baseline(session, programme_id=programme.id, name="Board", by=by)
    return programme.id


def _phase(session: Session, programme_id: UUID, number: int) -> Phase:
    phase = Phase(
        programme_id=programme_id,
        code=f"P{number}",
        name=Label(f"Phase {number + 1}", f"阶段{number + 1}"),
        position=number,
        starts_on=STARTS_ON + timedelta(days=73 * number),
        ends_on=STARTS_ON + timedelta(days=73 * number + 72),
    )
    session.add(phase)
    session.flush()
    return phase


def _task(phase: Phase, number: int, chosen: random.Random) -> Task:
    starts_on = phase.starts_on + timedelta(days=chosen.randrange(50))
    stone, length = number % 20 == 19, chosen.randint(1, 15)
    done = phase.position < 2
    due_on = starts_on if stone else starts_on + timedelta(days=length)
    return Task(
        programme_id=phase.programme_id,
        phase_id=phase.id,
        kind=TaskKind.MILESTONE if stone else TaskKind.TASK,
        code=f"T{number}",
        name=Label(f"Task {number} of the large plan", f"大型计划的任务{number}"),
        deliverable=Label("A document", "一份文件"),
        owner_role=Label("Programme lead", "项目负责人"),
        position=number,
        starts_on=starts_on,
        due_on=due_on,
        duration_days=0 if stone else length,
        not_before=starts_on,
        status=TaskStatus.DONE if done else TaskStatus.NOT_STARTED,
        done_on=due_on if done else None,
    )
