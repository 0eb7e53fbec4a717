"""The example's programme, half way through: what became of its tasks, and the readings of its year."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from results.example import diary, rules
from results.example.actions.organisation import Cast
from results.example.places import dice
from results.example.rules import BY_STORE, STORIES, ahead, level, moment, months
from results.readings.models import Reading, ReadingImport
from results.readings.rules import weighted_mean
from tracker.core import clock, db, events
from tracker.core.ids import new_id
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme, Task, TaskStatus, TaskStep
from tracker.plan.rules import PercentRule, TaskKind, month_end, month_start
from tracker.targets.models import Indicator

AT_ONCE = 2_000


def bring_plan_forward(session: Session, cast: Cast, *, programme_id: UUID, today: date, by: Actor) -> None:
    """Tasks and milestones as they stand today: most done, a few late, one blocked, each with an owner."""
    random, people = dice("plan"), owners(cast)
    found = session.scalars(select(Task).where(Task.programme_id == programme_id).order_by(Task.due_on, Task.code)).all()
    tasks, stones = ([row for row in found if row.kind is kind] for kind in (TaskKind.TASK, TaskKind.MILESTONE))
    steps = steps_of(session, programme_id)
    for number, task in enumerate(tasks):
        due = task.due_on if task.recurrence_id else rules.finished_on(task.due_on, rules.DONE_LATE.get(task.code, 0), random)
        status, done_on = _status(task, today, due)
        begun = status in (TaskStatus.IN_PROGRESS, TaskStatus.DONE)
        percent = diary.PERCENT.get(task.code, 0) if begun and task.percent_rule is PercentRule.PERCENT else 0
        db.change(
            task,
            owner_id=people[number % len(people)],
            status=status,
            done_on=done_on,
            started_on=task.starts_on if begun else None,
            percent=100 if done_on and task.percent_rule is PercentRule.PERCENT else percent,
        )
        for step in steps.get(task.id, ()):
            step.done_on = done_on
    met = [stone for stone in stones if stone.due_on < today and stone.code not in rules.NOT_MET]
    for stone in met:
        met_on = min(stone.due_on + timedelta(days=rules.MET_LATE.get(stone.code, 0)), today)
        db.change(stone, status=TaskStatus.DONE, done_on=met_on)
    done = sum(task.status is TaskStatus.DONE for task in tasks)
    said = {"tasks": len(tasks), "done": done, "milestones_met": len(met)}
    events.record(session, by=by.person_id, verb="example.plan_filled", on="programme", key=programme_id, change=said)


def steps_of(session: Session, programme_id: UUID) -> dict[UUID, list[TaskStep]]:
    found: dict[UUID, list[TaskStep]] = {}
    for step in session.scalars(
        select(TaskStep).join(Task, Task.id == TaskStep.task_id).where(Task.programme_id == programme_id)
    ):
        found.setdefault(step.task_id, []).append(step)
    return found


def owners(cast: Cast) -> list[UUID]:
    """Whose tasks and risks the example's are, in turn."""
    return [*cast.with_role(Role.PROGRAMME_LEAD), *cast.with_role(Role.SUPERVISOR)[:2], *cast.with_role(Role.REVIEWER)[:1]]


def _status(task: Task, today: date, finished_on: date) -> tuple[TaskStatus, date | None]:
    if task.code == rules.BLOCKED:
        return TaskStatus.BLOCKED, None
    if task.code in rules.STILL_OPEN:
        return TaskStatus(rules.STILL_OPEN[task.code]), None
    if task.due_on < today:
        return TaskStatus.DONE, min(max(finished_on, task.starts_on), today)
    return (TaskStatus.IN_PROGRESS if task.starts_on <= today else TaskStatus.NOT_STARTED), None


def fill_readings(
    session: Session, cast: Cast, *, programme_id: UUID, by: Actor, until: Callable[[date], object] = lambda day: None
) -> None:
    """One import a month; each indicator for the whole programme, those of BY_STORE for each store too. `until` is told each day
    before it is measured: what happens by then rests on what was measured before."""
    starts_on = session.get_one(Programme, programme_id).starts_on
    keys = {
        code: key
        for code, key in session.execute(select(Indicator.code, Indicator.id).where(Indicator.programme_id == programme_id))
        if code in STORIES
    }
    count = 0
    for month in months(rules.MEASURED_BEFORE):
        observed_on = month_end(starts_on, month)
        import_id = new_id()
        recorded = min(moment(observed_on + timedelta(days=3), 9, 30), clock.now())
        until(observed_on + timedelta(days=3))
        common = {"programme_id": programme_id, "import_id": import_id, "observed_on": observed_on, "recorded_at": recorded}
        who = cast.lead.person_id
        rows = [
            common | {"id": new_id(), "recorded_by": who, "indicator_id": keys[code], "store_id": store, "value": value, "n": n}
            for code, store, value, n in _month(cast, month)
        ]
        name = f"readings-{month_start(starts_on, month):%Y-%m}.xlsx"
        file = {"file_hash": hashlib.sha256(f"example {name}".encode()).hexdigest(), "file_name": name, "rows": len(rows)}
        made: dict[str, Any] = {"programme_id": programme_id, "id": import_id, "imported_at": recorded, "imported_by": who}
        session.execute(insert(ReadingImport), [made | file])
        for start in range(0, len(rows), AT_ONCE):
            session.execute(insert(Reading), rows[start : start + AT_ONCE])
        count += len(rows)
    said = {"readings": count, "indicators": len(keys)}
    events.record(session, by=by.person_id, verb="example.readings_filled", on="programme", key=programme_id, change=said)


def _month(cast: Cast, month: int) -> Iterator[tuple[str, UUID | None, float, int | None]]:
    """Code of the indicator, store (none: the whole programme), value and n of one month."""
    for code, story in STORIES.items():
        random = dice(f"{code} {month}")
        value = level(story, month) + random.gauss(0, story.noise)
        if code not in BY_STORE:
            if story.steps and month < 1:
                continue  # nothing to count before the programme
            yield code, None, _rounded(code, value), story.n
            continue
        of_stores = list(_stores(cast, code, month, value, dice(f"{code} {month} stores")))
        total, weight = sum(one * n for _, one, n in of_stores), sum(n for _, _, n in of_stores)
        for store, one, n in of_stores:
            yield code, store, one, n
        yield code, None, round(weighted_mean(total, weight) or value, 2), weight


def _stores(cast: Cast, code: str, month: int, value: float, random: Random) -> Iterator[tuple[UUID, float, int]]:
    reach, noise, (fewest, most) = BY_STORE[code]
    for key, text in cast.stores.values():
        here = value + 10 * reach * text.quality + ahead(code, text.area, month)
        yield key, _rounded(code, here + random.gauss(0, noise)), random.randint(fewest, most)


def _rounded(code: str, value: float) -> float:
    low, high = rules.scale_of(code)
    return round(min(max(value, low), high), 2 if STORIES[code].noise < 1 else 1)
