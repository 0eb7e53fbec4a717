"""What a file of readings would change: each row held against the programme's codes, its scale and what is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.forms import ReadingsFile, ReadingText
from results.readings.models import Reading
from results.readings.rules import SCALE, is_on_scale, needs_n
from tracker.core import clock
from tracker.core.models import FLOAT_RANGE, INTEGER_RANGE
from tracker.core.refusals import NotFound, Problem, Problems, Refusal
from tracker.core.words import Label, say
from tracker.people.access import programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import NEEDS_SCOPE, Actor
from tracker.plan.models import Programme
from tracker.plan.rules import SLACK, ProgrammeStatus
from tracker.targets.models import Indicator
from tracker.targets.rules import Unit

Place = tuple[UUID, UUID | None, date]  # indicator, store (None for the whole programme), day


@dataclass(frozen=True)
class KnownIndicator:
    id: UUID
    name: Label
    unit: Unit
    smallest_n: int
    derived: bool


@dataclass(frozen=True)
class Codes:
    """What a row may name, and when: the programme's own codes, as far as this person may see them, and its days with the year
    before, for process limits rest on what was measured before the programme."""

    indicators: dict[str, KnownIndicator]
    stores: dict[str, UUID]
    whole_programme: bool
    first_day: date
    last_day: date
    today: date


@dataclass(frozen=True)
class Stored:
    value: float
    n: int | None
    revision: int


@dataclass(frozen=True)
class Change:
    """A row that would be stored: new where `before` is None, else a correction of it."""

    text: ReadingText
    indicator_id: UUID
    indicator: Label
    store_id: UUID | None
    before: Stored | None


@dataclass(frozen=True)
class Comparison:
    new: tuple[Change, ...]
    corrected: tuple[Change, ...]
    same: int


def compare(session: Session, *, by: Actor, programme_id: UUID, file: ReadingsFile) -> Comparison:
    """Which rows are new, which correct what is stored, how many change nothing. Raises all problems of the file at once."""
    codes, rows = known_codes(session, by=by, programme_id=programme_id), file.rows
    problems = sorted([*file.problems, *problems_of(rows, codes)], key=lambda problem: (problem.sheet, problem.row or 0))
    if problems:
        raise Problems(problems)
    if not rows:
        raise Refusal("readings.file_empty", field="file")
    stored = stored_readings(
        session, {codes.indicators[row.indicator_code].id for row in rows}, [row.observed_on for row in rows]
    )
    new: list[Change] = []
    corrected: list[Change] = []
    for row in rows:
        indicator = codes.indicators[row.indicator_code]
        store_id = codes.stores[row.store_code] if row.store_code else None
        before = stored.get((indicator.id, store_id, row.observed_on))
        if before is None:
            new.append(Change(row, indicator.id, indicator.name, store_id, None))
        elif (before.value, before.n) != (row.value, row.n):
            corrected.append(Change(row, indicator.id, indicator.name, store_id, before))
    return Comparison(tuple(new), tuple(corrected), len(rows) - len(new) - len(corrected))


def known_codes(session: Session, *, by: Actor, programme_id: UUID) -> Codes:
    programme = session.execute(
        select(Programme.starts_on, Programme.ends_on, Programme.status).where(
            Programme.id == programme_id, programme_condition(by, Programme.id)
        )
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    if programme.status is ProgrammeStatus.CLOSED:
        raise Refusal("readings.programme_closed")
    indicators = session.execute(
        select(Indicator.code, Indicator.id, Indicator.name, Indicator.unit, Indicator.smallest_n, Indicator.derived).where(
            Indicator.programme_id == programme_id
        )
    )
    stores = session.execute(select(Store.code, Store.id).where(store_condition(by)))
    return Codes(
        {
            code: KnownIndicator(key, name, unit, least, derived is not None)
            for code, key, name, unit, least, derived in indicators
        },
        dict(stores.all()),
        not (by.regions or by.stores or by.role in NEEDS_SCOPE),
        programme.starts_on - SLACK,
        programme.ends_on,
        clock.today(by.time_zone or "UTC"),
    )


def problems_of(rows: Iterable[ReadingText], codes: Codes) -> list[Problem]:
    """Everything that is wrong, in the order of the rows."""
    found: list[Problem] = []
    first_at: dict[tuple[str, str, date], ReadingText] = {}
    for row in rows:
        found += _problems_of_row(row, codes)
        place = (row.indicator_code, row.store_code, row.observed_on)
        earlier = first_at.setdefault(place, row)
        if earlier is not row:
            found.append(_problem(row, "twice", "indicator", first=say("core.row", n=str(earlier.row)), where=earlier.sheet))
    return found


def _problems_of_row(row: ReadingText, codes: Codes) -> list[Problem]:
    found: list[Problem] = []
    if row.observed_on > codes.today:
        found.append(_problem(row, "in_future", "date", today=codes.today, day=row.observed_on))
    elif not codes.first_day <= row.observed_on <= codes.last_day:
        days = {"first": codes.first_day, "last": codes.last_day, "day": row.observed_on}
        found.append(_problem(row, "outside_programme", "date", **days))
    if row.store_code and row.store_code not in codes.stores:
        found.append(_problem(row, "unknown_store", "store", code=row.store_code))
    if not row.store_code and not codes.whole_programme:
        found.append(_problem(row, "store_needed", "store"))
    indicator = codes.indicators.get(row.indicator_code)
    if indicator is None:
        return [*found, _problem(row, "unknown_indicator", "indicator", code=row.indicator_code)]
    if indicator.derived:
        return [*found, _problem(row, "derived_indicator", "indicator", code=row.indicator_code)]
    return [*found, *_value_problems(row, indicator)]


def _value_problems(row: ReadingText, indicator: KnownIndicator) -> list[Problem]:
    found: list[Problem] = []
    low, high = SCALE[indicator.unit]
    if not is_on_scale(indicator.unit, row.value):
        if high is None:
            found.append(_problem(row, "below_scale", "value", low=low, value=row.value))
        else:
            found.append(_problem(row, "off_scale", "value", low=low, high=high, value=row.value))
    elif abs(row.value) > FLOAT_RANGE:
        found.append(_problem(row, "too_large", "value"))
    if row.n is None and needs_n(indicator.unit, indicator.smallest_n):
        found.append(_problem(row, "n_missing", "n"))
    if row.n is not None and not 1 <= row.n <= INTEGER_RANGE:
        found.append(_problem(row, "n_wrong", "n", n=str(row.n)))
    return found


def _problem(row: ReadingText, key: str, column: str, **facts: object) -> Problem:
    return Problem(f"readings.problem.{key}", row.sheet, row.row, say(f"readings.column.{column}"), tuple(facts.items()))


def stored_readings(session: Session, indicators: set[UUID], days: Sequence[date]) -> dict[Place, Stored]:
    """What counts now, for these indicators between the first and the last of these days."""
    if not indicators:
        return {}
    rows = session.execute(
        select(Reading.indicator_id, Reading.store_id, Reading.observed_on, Reading.value, Reading.n, Reading.revision)
        .where(Reading.indicator_id.in_(indicators), Reading.observed_on.between(min(days), max(days)))
        .order_by(Reading.revision)
    )
    return {(indicator_id, store_id, day): Stored(value, n, revision) for indicator_id, store_id, day, value, n, revision in rows}
