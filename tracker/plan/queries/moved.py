"""What moved between two points of a plan's history: baselines as they were taken; days and meetings from the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.models import Event
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Minute, Phase, Programme, Task
from tracker.plan.queries.baselines import baselines, kept
from tracker.plan.queries.calendars import working_days
from tracker.plan.queries.plans import OWNER_ROLES, seen_programme
from tracker.plan.rules import MinuteKind, TaskKind, TaskStatus
from tracker.plan.rules.rewinding import FIELDS, NEW, Entry, rewound
from tracker.plan.rules.slipping import SlipRow, Standing, slips, stood

ABOUT = ("task", "milestone")  # what entries about tasks are about
MOST_MEETINGS = 50


class PointKind(StrEnum):
    NOW = "now"
    BASELINE = "baseline"
    MEETING = "meeting"
    DAY = "day"


@dataclass(frozen=True)
class Point:
    """`at` is the moment for which the plan stands: of a day and of a meeting, the end of that day. `on` is its day where the
    person is."""

    kind: PointKind
    at: datetime
    on: date
    name: str = ""
    key: UUID | None = None  # of the baseline or meeting


@dataclass(frozen=True)
class Moved:
    """Every task of either side; `who` names those who changed days or status between the two points, by task."""

    since: Point
    until: Point
    rows: tuple[SlipRow, ...]
    who: dict[UUID, tuple[str, ...]]

    def slipped(self, *, milestones: bool) -> list[SlipRow]:
        """What ends on another working day, the latest first."""
        found = [row for row in self.rows if row.milestone is milestones and row.days_late]
        return sorted(found, key=lambda row: (-row.days_late, row.code))


def end_of(on: date, by: Actor) -> datetime:
    """The moment with which the day ends where this person is."""
    zone = ZoneInfo(by.time_zone or "UTC")
    return datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(microseconds=1)


def a_day(on: date, by: Actor) -> Point:
    return Point(PointKind.DAY, end_of(on, by), on)


def points(session: Session, *, programme_id: UUID, by: Actor) -> list[Point]:
    """Now, then baselines and meetings so far, the newest first."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    today = clock.today(by.time_zone or "UTC")
    meetings = session.execute(
        select(Minute.id, Minute.on, Minute.title)
        .where(
            Minute.programme_id == programme_id,
            Minute.kind == MinuteKind.MEETING,
            Minute.on <= today,
            programme_condition(by, Minute.programme_id),
        )
        .order_by(Minute.on.desc(), Minute.id.desc())
        .limit(MOST_MEETINGS)
    )
    named = [Point(PointKind.MEETING, end_of(row.on, by), row.on, row.title, row.id) for row in meetings]
    named += [
        Point(PointKind.BASELINE, row.taken_at, row.taken_on, row.name, row.id)
        for row in baselines(session, programme_id=programme_id, by=by)
    ]
    named.sort(key=lambda point: point.at, reverse=True)
    return [Point(PointKind.NOW, clock.now(), today), *named]


def moved(session: Session, *, programme_id: UUID, since: Point, until: Point, by: Actor) -> Moved:
    """From the earlier of the two points to the later one, whichever is named first."""
    programme = seen_programme(session, programme_id, by)
    since, until = sorted((since, until), key=lambda point: point.at)
    tasks = session.execute(
        select(
            Task.id,
            Task.code,
            Task.name,
            Task.kind,
            Task.created_at,
            *(getattr(Task, field) for field in FIELDS),
        )
        .join(Phase, Phase.id == Task.phase_id)
        .where(Task.programme_id == programme_id)
        .order_by(Phase.position, Task.position, Task.id)
    ).all()
    entries = _entries(session, programme_id, since.at)
    was = _standing(session, programme, since, tasks, entries)
    now = _standing(session, programme, until, tasks, entries)
    days = working_days(session, programme_id=programme_id, start=programme.starts_on)
    between = [entry for entry in entries if entry.at <= until.at]
    return Moved(since, until, tuple(slips(was, now, days)), _who(session, between))


def _entries(session: Session, programme_id: UUID, since: datetime) -> Sequence[Any]:
    """About this programme's tasks, later than that, oldest first."""
    ours = select(Task.id).where(Task.programme_id == programme_id)
    wanted = (Event.subject_kind.in_(ABOUT), Event.subject_id.in_(ours), Event.at > since)
    return session.execute(
        select(Event.at, Event.by, Event.verb, Event.subject_id, Event.change).where(*wanted).order_by(Event.position)
    ).all()


def _standing(
    session: Session,
    programme: Programme,
    point: Point,
    tasks: Sequence[Any],
    entries: Sequence[Any],
) -> dict[UUID, Standing]:
    """The days from the baseline where the point is one, else taken back by the log. Status is always the log's."""
    if point.at < programme.created_at:
        return {}
    later: dict[UUID, list[Entry]] = {}
    for entry in entries:
        if entry.at > point.at:
            later.setdefault(entry.subject_id, []).append(Entry(entry.verb, entry.change))
    found: dict[UUID, Standing] = {}
    for task in tasks:
        state = None if task.created_at > point.at else rewound(task._mapping, later.get(task.id, ()))
        if state is not None:
            days = stood(state["starts_on"], state["due_on"], state["done_on"])
            done = state["status"] == TaskStatus.DONE
            found[task.id] = Standing(task.code, str(task.name), task.kind is TaskKind.MILESTONE, *days, done)
    if point.kind is not PointKind.BASELINE or point.key is None:
        return found
    return {
        key: Standing(row.code, row.name, row.milestone, row.start, row.due, key in found and found[key].done, row.cost_minor)
        for key, row in kept(session, point.key, programme.id).items()
    }


def _who(session: Session, entries: Sequence[Any]) -> dict[UUID, tuple[str, ...]]:
    """By task, in the order in which they came; a mystery shopper has no name here."""
    names: dict[UUID, str] = {}
    people = {entry.by for entry in entries if entry.by}
    if people:
        rows = select(Identity.person_id, Identity.display_name).join(Person, Person.id == Identity.person_id)
        known = session.execute(rows.where(Identity.person_id.in_(people), Person.role.in_(OWNER_ROLES)))
        names = {row.person_id: row.display_name for row in known}
    found: dict[UUID, dict[str, None]] = {}
    for entry in entries:
        if entry.by in names and (entry.verb.endswith(NEW) or not set(FIELDS).isdisjoint(entry.change)):
            found.setdefault(entry.subject_id, {})[names[entry.by]] = None
    return {key: tuple(people) for key, people in found.items()}
