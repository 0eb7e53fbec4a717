"""How far a wave is: wanted, planned, done and approved visits, counted by the database."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from audits.visits.models import SCORED_STATES, Assignment, Wave, WaveTarget
from audits.visits.queries.waves import counts_in_wave, is_done
from audits.visits.rules.waves import monday_of
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Store
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class Covered:
    """`planned` are visits that somebody has, `done` of them handed in, `approved` of these. `missing` have nobody."""

    wanted: int
    planned: int
    done: int
    approved: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.planned)


@dataclass(frozen=True)
class StoreCovered:
    store: Label
    store_code: str
    channel: Label
    covered: Covered


@dataclass(frozen=True)
class ChannelCovered:
    channel: Label
    covered: Covered


@dataclass(frozen=True)
class WeekCovered:
    """Visits by the week they are planned in, or due; `monday` begins it. A week wants nothing of its own."""

    monday: date
    covered: Covered


@dataclass(frozen=True)
class Coverage:
    """Of the stores within reach. `overdue` are visits not handed in on their last day."""

    whole: Covered
    channels: tuple[ChannelCovered, ...]
    weeks: tuple[WeekCovered, ...]
    overdue: int
    places: int  # rows of store and channel


def coverage(session: Session, *, wave_id: UUID, today: date, by: Actor) -> Coverage:
    _demand_wave(session, wave_id, by)
    wanted = session.execute(
        select(Channel.code, Channel.name, func.sum(WaveTarget.wanted).label("n"), func.count().label("places"))
        .join(Channel, Channel.code == WaveTarget.channel_code)
        .join(Store, Store.id == WaveTarget.store_id)
        .where(WaveTarget.wave_id == wave_id, store_condition(by))
        .group_by(Channel.code, Channel.name)
        .order_by(Channel.code)
    ).all()
    day = func.coalesce(Assignment.planned_on, Assignment.due_on)
    made = session.execute(
        select(Assignment.channel_code, day.label("day"), *_counts(), _sum(_is_late(today)).label("overdue"))
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.wave_id == wave_id, counts_in_wave(), store_condition(by))
        .group_by(Assignment.channel_code, day)
    ).all()
    by_channel: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    by_week: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in made:
        for group in (by_channel[row.channel_code], by_week[monday_of(row.day)]):
            for at, n in enumerate((row.planned, row.done, row.approved)):
                group[at] += n
    channels = tuple(ChannelCovered(row.name, Covered(int(row.n), *by_channel[row.code])) for row in wanted)
    weeks = tuple(WeekCovered(monday, Covered(0, *by_week[monday])) for monday in sorted(by_week))
    sums = [sum(counts[at] for counts in by_channel.values()) for at in range(3)]
    whole = Covered(sum(one.covered.wanted for one in channels), *sums)
    return Coverage(whole, channels, weeks, sum(row.overdue for row in made), sum(row.places for row in wanted))


def covered_stores(session: Session, *, wave_id: UUID, by: Actor, limit: int, offset: int = 0) -> list[StoreCovered]:
    """By store and channel, what is missing most first."""
    _demand_wave(session, wave_id, by)
    made = (
        select(Assignment.store_id, Assignment.channel_code, *_counts())
        .where(Assignment.wave_id == wave_id, counts_in_wave())
        .group_by(Assignment.store_id, Assignment.channel_code)
        .subquery()
    )
    planned = func.coalesce(made.c.planned, 0)
    rows = session.execute(
        select(
            Store.name, Store.code, Channel.name.label("channel"), WaveTarget.wanted, made.c.planned, made.c.done, made.c.approved
        )
        .select_from(WaveTarget)
        .join(Store, Store.id == WaveTarget.store_id)
        .join(Channel, Channel.code == WaveTarget.channel_code)
        .outerjoin(made, (made.c.store_id == WaveTarget.store_id) & (made.c.channel_code == WaveTarget.channel_code))
        .where(WaveTarget.wave_id == wave_id, store_condition(by))
        .order_by((WaveTarget.wanted - planned).desc(), func.coalesce(made.c.done, 0), Store.code, WaveTarget.channel_code)
        .limit(limit)
        .offset(offset)
    )
    return [
        StoreCovered(row.name, row.code, row.channel, Covered(row.wanted, row.planned or 0, row.done or 0, row.approved or 0))
        for row in rows
    ]


def _demand_wave(session: Session, wave_id: UUID, by: Actor) -> None:
    demand(by, Action.ASSIGN_VISIT)
    mine = select(Wave.id).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))
    if session.scalar(mine) is None:
        raise NotFound("waves.not_found")


def _counts() -> tuple[Any, ...]:
    approved = Assignment.state.in_(SCORED_STATES)
    return func.count().label("planned"), _sum(is_done()).label("done"), _sum(approved).label("approved")


def _is_late(today: date) -> ColumnElement[bool]:
    return ~is_done() & (Assignment.due_on < today)


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
