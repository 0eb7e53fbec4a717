"""What is worth a look: signals as they are found, and alerts as they stand, scoped to the person who asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, aliased

from audits.review.rules import waits_for_release
from results.comparison.models import Alert
from results.comparison.process_limits import SMALLEST_FIRM
from results.comparison.queries.board import comparison
from results.comparison.rules import AlertKind, AlertState, Line
from results.comparison.rules.alerts import (
    BEYOND,
    CLOSED_STATES,
    Signal,
    false_rate,
    few_of,
    of_line,
    of_stores,
    of_teams,
    outside_rate,
)
from results.readings.queries import Stretch, by_store, by_team, panel
from results.readings.queries.areas import sees_every_store
from results.readings.rules.derived import is_live
from tracker.core import clock
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Person, Store, Team
from tracker.people.rules import Action, Actor, Place, Role
from tracker.targets.models import Indicator
from tracker.targets.rules import IndicatorRow, Unit

SERVICE = Actor(UUID(int=0), Role.PROGRAMME_LEAD)  # nobody's eyes: an alert is about the whole, whoever asks for the look
MONTHS_BEFORE = 12  # of a team, which its last month is held against
LATEST_CLOSED = 50


@dataclass(frozen=True)
class AlertRow:
    """`store` and `team` are empty for an alert of the whole programme; `owner` for one that nobody has."""

    id: UUID
    version: int
    kind: AlertKind
    code: str
    indicator: str
    unit: Unit
    store: str
    team: str
    observed_on: date
    facts: Mapping[str, Any]
    state: AlertState
    owner_id: UUID | None
    owner: str
    note: str
    raised_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Expected:
    """How many series are looked at a month, and how many alerts chance alone raises of them."""

    wholes: int
    stores: int
    teams: int
    false_alerts: float


def signals(session: Session, *, programme_id: UUID) -> list[Signal]:
    """Of every indicator of a programme, by what is known now. For the service, which sees all of it; months count once they are
    over, where values are counted while they run."""
    found: list[Signal] = []
    for line in _lines(session, programme_id):
        found += of_line(line)
        found += of_stores(line.indicator, panel(session, indicator_id=line.indicator.id, by=SERVICE), _this_month())
        found += _of_teams(session, line.indicator)
    return found


def expected(session: Session, *, programme_id: UUID, by: Actor) -> Expected:
    """Never too low: a store without the months for limits of its own counts as if it had just enough."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    lines = _lines(session, programme_id)
    stores = teams = 0
    false = 0.0
    for line in lines:
        rate = false_rate(line)
        of_stores_now = len(by_store(session, indicator_id=line.indicator.id, within=_last_month(), by=SERVICE))
        of_teams_now = len(by_team(session, indicator_id=line.indicator.id, within=_last_month(), by=SERVICE))
        false += rate + few_of(of_stores_now, outside_rate(SMALLEST_FIRM)) + few_of(of_teams_now, BEYOND)
        stores, teams = stores + of_stores_now, teams + of_teams_now
    return Expected(sum(line.limits is not None for line in lines), stores, teams, false)


def open_alerts(session: Session, *, programme_id: UUID, by: Actor) -> list[AlertRow]:
    """Open and in hand, the latest first."""
    return list(_rows(session, programme_id, Alert.state.not_in(CLOSED_STATES), by))


def closed_alerts(session: Session, *, programme_id: UUID, by: Actor) -> list[AlertRow]:
    """The latest that were explained or dismissed."""
    return list(_rows(session, programme_id, Alert.state.in_(CLOSED_STATES), by))[:LATEST_CLOSED]


def _lines(session: Session, programme_id: UUID) -> list[Line]:
    """Values that are counted while their month runs are taken as they stood at the end of the last one."""
    now = comparison(session, programme_id=programme_id, by=SERVICE)
    then = comparison(session, programme_id=programme_id, until=_last_month().last, by=SERVICE)
    return [before if is_live(line.indicator.derived) else line for line, before in zip(now.lines, then.lines, strict=True)]


def _of_teams(session: Session, indicator: IndicatorRow) -> list[Signal]:
    month = _last_month()
    now = by_team(session, indicator_id=indicator.id, within=month, by=SERVICE)
    if not now:
        return []
    first = date(month.first.year - 1, month.first.month, 1)
    before = by_team(session, indicator_id=indicator.id, within=Stretch(first, month.first - timedelta(days=1)), by=SERVICE)
    return of_teams(indicator, now, before, month.first)


def _this_month() -> date:
    return clock.today().replace(day=1)


def _last_month() -> Stretch:
    last = _this_month() - timedelta(days=1)
    return Stretch(last.replace(day=1), last)


def reach_of(by: Actor) -> ColumnElement[bool]:
    """Alerts of the stores that a person may see; of the whole for those who see every store. A store learns of audits only what
    was released to it, and an alert rests on all."""
    mine = Alert.store_id.in_(select(Store.id).where(store_condition(by)))
    of_team = Alert.team_id.in_(select(Team.id).join(Store, Store.id == Team.store_id).where(store_condition(by)))
    reach = true() if sees_every_store(by) else or_(mine, of_team)
    return and_(reach, Indicator.derived.is_(None)) if waits_for_release(by) else reach


def _rows(session: Session, programme_id: UUID, wanted: ColumnElement[bool], by: Actor) -> Iterator[AlertRow]:
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    owner = aliased(Identity)
    rows = session.execute(
        select(Alert, Indicator, Store.code, Store.name, Team.name, owner.display_name)
        .join(Indicator, Indicator.id == Alert.indicator_id)
        .outerjoin(Team, Team.id == Alert.team_id)
        .outerjoin(Store, or_(Store.id == Alert.store_id, Store.id == Team.store_id))
        .outerjoin(Person, Person.id == Alert.owner_id)
        .outerjoin(owner, owner.person_id == Person.id)
        .where(Alert.programme_id == programme_id, programme_condition(by, Alert.programme_id), wanted, reach_of(by))
        .order_by(Alert.raised_at.desc(), Alert.observed_on.desc(), Alert.key)
    )
    for alert, indicator, store_code, store, team, name in rows:
        place = f"{store_code} · {store}" if store_code else ""
        yield AlertRow(
            id=alert.id,
            version=alert.version,
            kind=alert.kind,
            code=indicator.code,
            indicator=str(indicator.name),
            unit=indicator.unit,
            store="" if team else place,
            team=f"{place} · {team}" if team else "",  # every store has a sales floor
            observed_on=alert.observed_on,
            facts=alert.facts,
            state=alert.state,
            owner_id=alert.owner_id,
            owner=name or "",
            note=alert.note,
            raised_at=alert.raised_at,
            closed_at=alert.closed_at,
        )
