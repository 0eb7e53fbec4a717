"""Stored values with all that they once were: what counts now, what it replaced, who said so and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from results.readings.intake import within_reach
from results.readings.models import Reading, ReadingRequest, SurveyAnswer
from results.readings.rules import ReadingSource
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Store, Team
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator
from tracker.targets.rules import Unit

LATEST_CORRECTIONS = 200
LATEST_REQUESTS = 50
MOST_VALUES = 500


@dataclass(frozen=True)
class ValueRow:
    """One revision of a value. `store`, `team` and `channel` are codes, empty where it speaks of all."""

    id: UUID
    revision: int
    indicator: str
    unit: Unit
    observed_on: date
    store: str
    team: str
    channel: str
    value: float
    n: int | None
    numerator: float | None
    denominator: float | None
    source: ReadingSource
    note: str
    recorded_at: datetime
    recorded_by: str


def _values() -> Select[*tuple[Any, ...]]:
    return (
        select(Reading, Indicator.name, Indicator.unit, Store.code, Team.code, Identity.display_name)
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .outerjoin(Store, Store.id == Reading.store_id)
        .outerjoin(Team, Team.id == Reading.team_id)
        .outerjoin(Identity, Identity.person_id == Reading.recorded_by)
    )


def _row(row: Reading, indicator: object, unit: Unit, store: str | None, team: str | None, who: str | None) -> ValueRow:
    return ValueRow(
        id=row.id,
        revision=row.revision,
        indicator=str(indicator),
        unit=unit,
        observed_on=row.observed_on,
        store=store or "",
        team=team or "",
        channel=row.channel_code,
        value=row.value,
        n=row.n,
        numerator=row.numerator,
        denominator=row.denominator,
        source=row.source,
        note=row.note,
        recorded_at=row.recorded_at,
        recorded_by=who or "",
    )


def _same_place(one: Any, other: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (
        (one.indicator_id == other.indicator_id)
        & (one.observed_on == other.observed_on)
        & (one.channel_code == other.channel_code)
        & ((one.store_id == other.store_id) | (one.store_id.is_(None) & other.store_id.is_(None)))
        & ((one.team_id == other.team_id) | (one.team_id.is_(None) & other.team_id.is_(None)))
    )
    return condition


def stored_values(
    session: Session, *, programme_id: UUID, indicator_code: str, store_code: str = "", by: Actor
) -> list[ValueRow]:
    """What counts now of one indicator, for the whole programme (no store code) or one store with its teams: the latest first."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    later = aliased(Reading)
    rows = session.execute(
        _values()
        .where(
            Reading.programme_id == programme_id,
            programme_condition(by, Reading.programme_id),
            Indicator.code == indicator_code,
            Indicator.derived.is_(None),
            Store.code == store_code if store_code else Reading.store_id.is_(None),
            within_reach(by),
            ~exists().where(_same_place(later, Reading), later.revision > Reading.revision),
        )
        .order_by(Reading.observed_on.desc(), Team.code, Reading.channel_code)
        .limit(MOST_VALUES)
    )
    return [_row(*row) for row in rows]


def revisions(session: Session, *, reading_id: UUID, by: Actor) -> list[ValueRow]:
    """Everything this value ever was, the latest first."""
    demand(by, Action.IMPORT_READINGS)
    one = aliased(Reading)
    rows = session.execute(
        _values()
        .join(one, _same_place(one, Reading))
        .where(one.id == reading_id, programme_condition(by, Reading.programme_id), within_reach(by))
        .order_by(Reading.revision.desc())
    )
    found = [_row(*row) for row in rows]
    if not found:
        raise NotFound("core.not_found")
    return found


@dataclass(frozen=True)
class CorrectionRow:
    """What counts now beside what it replaced."""

    after: ValueRow
    before: float
    n_before: int | None


def corrections(session: Session, *, programme_id: UUID, by: Actor) -> list[CorrectionRow]:
    """The latest first: what each correction replaced. A reading of a store only for those who may see the store."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    before = aliased(Reading)
    rows = session.execute(
        _values()
        .add_columns(before.value, before.n)
        .join(before, _same_place(before, Reading) & (before.revision == Reading.revision - 1))
        .where(
            Reading.programme_id == programme_id,
            programme_condition(by, Reading.programme_id),
            Reading.revision > 1,
            within_reach(by),
        )
        .order_by(Reading.recorded_at.desc(), Reading.id.desc())
        .limit(LATEST_CORRECTIONS)
    )
    return [CorrectionRow(_row(*row[:-2]), row[-2], row[-1]) for row in rows]


@dataclass(frozen=True)
class RequestRow:
    """What a machine sent, and what of it was new or corrected."""

    received_at: datetime
    received_by: str
    rows: int
    new: int
    corrected: int


def requests(session: Session, *, programme_id: UUID, by: Actor) -> list[RequestRow]:
    """The latest first."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    rows = session.execute(
        select(ReadingRequest.received_at, ReadingRequest.answer, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == ReadingRequest.received_by)
        .where(ReadingRequest.programme_id == programme_id, programme_condition(by, ReadingRequest.programme_id))
        .order_by(ReadingRequest.received_at.desc(), ReadingRequest.id.desc())
        .limit(LATEST_REQUESTS)
    )
    return [RequestRow(at, name or "", said["rows"], said["new"], said["corrected"]) for at, said, name in rows]


def answers_by_month(session: Session, *, indicator_id: UUID, first: date, last: date) -> dict[date, int]:
    """How many answers are stored already, by the first of their month; for callers that have asked who reads."""
    rows = session.execute(
        select(SurveyAnswer.answered_on, func.count())
        .where(SurveyAnswer.indicator_id == indicator_id, SurveyAnswer.answered_on.between(first, last))
        .group_by(SurveyAnswer.answered_on)
    )
    found: dict[date, int] = {}
    for day, n in rows:
        month = day.replace(day=1)
        found[month] = found.get(month, 0) + n
    return found
