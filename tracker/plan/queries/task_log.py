"""Who changed what of a task, for whoever sees the plan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.models import Event
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.models import Area, Phase, Task
from tracker.plan.queries.plans import OWNER_ROLES

ABOUT = ("task", "milestone")
MONEY = frozenset({"task.cost_set"})  # verbs of entries that tell amounts
LATEST = 50
NOTHING: Mapping[UUID, str] = MappingProxyType({})


@dataclass(frozen=True)
class Changed:
    """Both sides as they were stored, people and things by their names; None where there was nothing."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class LogRow:
    at: datetime
    who: str
    verb: str
    changes: tuple[Changed, ...]


def task_log(session: Session, *, task_id: UUID, by: Actor) -> list[LogRow]:
    """The latest entries, newest first. Amounts only for who may see money; a mystery shopper has no name here."""
    demand(by, Action.SEE_PLAN)
    programme_id = session.scalar(select(Task.programme_id).where(Task.id == task_id, programme_condition(by, Task.programme_id)))
    if programme_id is None:
        raise NotFound("core.not_found")
    sees_money = can(by, Action.SEE_MONEY, Place(programme_id=programme_id))
    return entries_about(session, task_id, kinds=ABOUT, hidden=() if sees_money else MONEY)


def entries_about(
    session: Session, key: UUID, *, kinds: Collection[str], hidden: Collection[str] = (), known: Mapping[UUID, str] = NOTHING
) -> list[LogRow]:
    """The latest entries about one object without those of `hidden` verbs; `known` are names of things that plans do not know.
    Whoever calls has checked the right."""
    wanted = (Event.subject_kind.in_(kinds), Event.subject_id == key, Event.verb.not_in(hidden))
    entries = session.execute(
        select(Event.at, Event.by, Event.verb, Event.change).where(*wanted).order_by(Event.position.desc()).limit(LATEST)
    ).all()
    keys = {key for entry in entries for key in (entry.by, *_keys(entry.change)) if key}
    names = {**_names(session, keys), **known}
    return [LogRow(row.at, names.get(row.by, ""), row.verb, tuple(_changes(row.change, names))) for row in entries]


def _changes(change: dict[str, Any], names: dict[UUID, str]) -> Iterable[Changed]:
    for field, both in change.items():
        before, after = both if isinstance(both, list) and len(both) == 2 else (None, both)
        yield Changed(field, *(_named(field, value, names) for value in (before, after)))


def _named(field: str, value: Any, names: dict[UUID, str]) -> Any:
    if isinstance(value, dict) and set(value) == {"en", "zh_CN"}:
        return str(Label(value["en"], value["zh_CN"]))
    return names.get(UUID(value), "") if field.endswith("_id") and isinstance(value, str) else value


def _keys(change: dict[str, Any]) -> set[UUID]:
    sides = [(field, both if isinstance(both, list) else [both]) for field, both in change.items()]
    return {UUID(value) for field, both in sides for value in both if field.endswith("_id") and isinstance(value, str)}


def _names(session: Session, keys: set[UUID]) -> dict[UUID, str]:
    """Of people who can own tasks, phases, areas and tasks, in the language of this run."""
    if not keys:
        return {}
    people = select(Identity.person_id, Identity.display_name).join(Person, Person.id == Identity.person_id)
    rows = session.execute(people.where(Identity.person_id.in_(keys), Person.role.in_(OWNER_ROLES)))
    found = {row.person_id: row.display_name for row in rows}
    for kind in (Phase, Area, Task):
        found |= {key: str(name) for key, name in session.execute(select(kind.id, kind.name).where(kind.id.in_(keys)))}
    return found
