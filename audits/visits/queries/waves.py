"""Waves as the lead plans them: the list, one wave, what is to be proposed, what was drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import (
    OPEN_STATES,
    Assignment,
    AuditState,
    Purpose,
    Sample,
    Wave,
    WaveKind,
    WaveState,
    WaveTarget,
)
from audits.visits.queries import field_rules
from audits.visits.queries.booked import booked, rules_of_wave, visitors
from audits.visits.rules.proposals import Task, openings
from audits.visits.rules.waves import Counted, WaveRules, quota_counts
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Person, Region, Store
from tracker.people.rules import FIELD_ROLES, Action, Actor, Role

NOT_STANDING = (AuditState.CANCELLED, AuditState.EXCLUDED)


@dataclass(frozen=True)
class WaveRow:
    """`wanted`, `planned` and `done` are visits in the stores within reach."""

    id: UUID
    version: int
    code: str
    name: Label
    kind: WaveKind
    state: WaveState
    starts_on: date
    ends_on: date
    self_service: bool
    wanted: int
    planned: int
    done: int


@dataclass(frozen=True)
class WaveDetail:
    """`is_mine`: every store of it is within reach, so that it may be changed. `channels` are visits a store by channel."""

    row: WaveRow
    programme_id: UUID
    rubric_version_id: UUID
    rubric: Label
    rubric_number: int
    rules: WaveRules
    quotas: tuple[Counted, ...]
    stores: frozenset[UUID]
    channels: Mapping[str, int]
    fee_minor: int
    most_cost_minor: int
    is_mine: bool


@dataclass(frozen=True)
class WaveStore:
    id: UUID
    code: str
    name: Label
    region_id: UUID
    region: Label


@dataclass(frozen=True)
class Goer:
    """Somebody who can be sent."""

    id: UUID
    name: str
    role: Role


@dataclass(frozen=True)
class SampleRow:
    seed: str
    chosen_by: Mapping[str, Any]
    population_hash: str
    population: int
    drawn: int
    drawn_at: datetime
    drawn_by: str


def counts_in_wave() -> ColumnElement[bool]:
    """Assignments that fill a place of their wave."""
    return Assignment.state.not_in(NOT_STANDING) & (Assignment.purpose == Purpose.COUNTED)


def is_done() -> ColumnElement[bool]:
    """Handed in at least once: a returned audit was made, too."""
    return Assignment.state.not_in(OPEN_STATES) | (Assignment.state == AuditState.RETURNED)


def waves(session: Session, *, programme_id: UUID, by: Actor) -> list[WaveRow]:
    """Latest first."""
    demand(by, Action.ASSIGN_VISIT)
    mine = select(Wave).where(Wave.programme_id == programme_id, programme_condition(by, Wave.programme_id))
    return _rows(session, mine.order_by(Wave.starts_on.desc(), Wave.code), by)


def wave_detail(session: Session, *, wave_id: UUID, by: Actor) -> WaveDetail:
    demand(by, Action.ASSIGN_VISIT)
    found = _rows(session, select(Wave).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id)), by)
    if not found:
        raise NotFound("waves.not_found")
    wave = session.get_one(Wave, wave_id)
    rules = rules_of_wave(session, wave)
    rubric = session.execute(
        select(Rubric.name, RubricVersion.number)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(RubricVersion.id == wave.rubric_version_id)
    ).one()
    elsewhere = select(WaveTarget.id).join(Store, Store.id == WaveTarget.store_id).where(WaveTarget.wave_id == wave_id)
    return WaveDetail(
        row=found[0],
        programme_id=wave.programme_id,
        rubric_version_id=wave.rubric_version_id,
        rubric=rubric.name,
        rubric_number=rubric.number,
        rules=rules,
        quotas=quota_counts(rules, booked(session, wave_id=wave_id, since=wave.starts_on, rules=None)),
        stores=frozenset(store for store, _ in rules.wanted),
        channels={channel: max(n for (_, one), n in rules.wanted.items() if one == channel) for _, channel in rules.wanted},
        fee_minor=wave.fee_minor,
        most_cost_minor=wave.most_cost_minor,
        is_mine=session.scalar(elsewhere.where(~store_condition(by)).limit(1)) is None,
    )


def wave_stores(session: Session, *, by: Actor) -> list[WaveStore]:
    """Active stores within reach, by region."""
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(
        select(Store.id, Store.code, Store.name, Store.region_id, Region.name.label("region"))
        .join(Region, Region.id == Store.region_id)
        .where(Store.active, store_condition(by))
        .order_by(Region.code, Store.code)
    )
    return [WaveStore(*row) for row in rows]


def goers(session: Session, *, by: Actor) -> list[Goer]:
    """Active shoppers and supervisors, in an order of their own."""
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(
        select(Person.id, Identity.display_name, Person.role)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.active, Person.role.in_(FIELD_ROLES))
        .order_by(Person.role, Identity.user_name)
    )
    return [Goer(*row) for row in rows]


def proposal_task(session: Session, *, wave_id: UUID, people: Iterable[UUID], since: date, by: Actor) -> Task:
    """What is to be planned in the stores within reach, from this day on. The order is that of codes and user names."""
    demand(by, Action.ASSIGN_VISIT)
    wave = session.scalars(select(Wave).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))).one_or_none()
    if wave is None:
        raise NotFound("waves.not_found")
    rules, gaps = rules_of_wave(session, wave), field_rules(session, programme_id=wave.programme_id)
    found, asked = visitors(session, people), set(people)
    ordered = [found[one.id] for one in goers(session, by=by) if one.id in asked & found.keys()]
    stores = select(WaveTarget.store_id).where(WaveTarget.wave_id == wave_id)
    stands = booked(session, stores=stores, people=found, wave_id=wave_id, since=max(since, wave.starts_on), rules=gaps)
    wanted = session.execute(
        select(Store.id, Store.region_id, WaveTarget.channel_code, WaveTarget.wanted)
        .join(Store, Store.id == WaveTarget.store_id)
        .where(WaveTarget.wave_id == wave_id, Store.active, store_condition(by))
        .order_by(Store.code, WaveTarget.channel_code)
    )
    left = tuple(openings([(row[0], row[1], row[2], row[3]) for row in wanted], rules, stands))
    return Task(rules, gaps, left, tuple(ordered), tuple(stands.visits), since)


def samples(session: Session, *, wave_id: UUID, by: Actor) -> list[SampleRow]:
    """Latest first."""
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(
        select(Sample, Identity.display_name)
        .join(Wave, Wave.id == Sample.wave_id)
        .join(Identity, Identity.person_id == Sample.drawn_by)
        .where(Sample.wave_id == wave_id, programme_condition(by, Wave.programme_id))
        .order_by(Sample.drawn_at.desc())
        .limit(50)
    )
    return [
        SampleRow(one.seed, one.chosen_by, one.population_hash, one.population, one.drawn, one.drawn_at, name)
        for one, name in rows
    ]


def _rows(session: Session, which: Select[Wave], by: Actor) -> list[WaveRow]:
    found = list(session.scalars(which))
    keys = [wave.id for wave in found]
    wanted = session.execute(
        select(WaveTarget.wave_id, func.sum(WaveTarget.wanted).label("n"))
        .join(Store, Store.id == WaveTarget.store_id)
        .where(WaveTarget.wave_id.in_(keys), store_condition(by))
        .group_by(WaveTarget.wave_id)
    )
    made = session.execute(
        select(Assignment.wave_id, func.count().label("n"), func.sum(case((is_done(), 1), else_=0)).label("done"))
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.wave_id.in_(keys), counts_in_wave(), store_condition(by))
        .group_by(Assignment.wave_id)
    )
    wants, makes = {row.wave_id: int(row.n) for row in wanted}, {row.wave_id: (row.n, int(row.done)) for row in made}
    return [
        WaveRow(
            wave.id,
            wave.version,
            wave.code,
            wave.name,
            wave.kind,
            wave.state,
            wave.starts_on,
            wave.ends_on,
            wave.self_service,
            wants.get(wave.id, 0),
            *makes.get(wave.id, (0, 0)),
        )
        for wave in found
    ]
