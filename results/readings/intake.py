"""What given readings would change: each row held against the programme's codes, its scale and what is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from results.readings.forms import ReadingsFile, ReadingText
from results.readings.models import Reading
from results.readings.rules import SCALE, is_on_scale, needs_n
from results.readings.rules.parts import agrees, of_parts
from tracker.core import clock
from tracker.core.models import FLOAT_RANGE, INTEGER_RANGE
from tracker.core.refusals import NotFound, Problem, Problems, Refusal
from tracker.core.words import Label, say
from tracker.people.access import programme_condition, store_condition
from tracker.people.models import Channel, Store, Team
from tracker.people.rules import NEEDS_SCOPE, Actor
from tracker.plan.models import Programme
from tracker.plan.rules import SLACK, ProgrammeStatus
from tracker.targets.models import Indicator
from tracker.targets.rules import Unit

AT_ONCE = 500  # days asked for in one statement


@dataclass(frozen=True)
class KnownIndicator:
    id: UUID
    name: Label
    unit: Unit
    smallest_n: int
    derived: bool


@dataclass(frozen=True)
class KnownTeam:
    id: UUID
    store_id: UUID
    store_code: str


@dataclass(frozen=True)
class Codes:
    """What a row may name, and when: the programme's own codes, as far as this person may see them, and its days with the year
    before, for process limits rest on what was measured before the programme."""

    indicators: dict[str, KnownIndicator]
    stores: dict[str, UUID]
    teams: dict[str, KnownTeam]
    channels: frozenset[str]
    whole_programme: bool
    first_day: date
    last_day: date
    today: date


@dataclass(frozen=True)
class Where:
    """What one value is of. No store: the whole programme; a team stands beside its store; no channel: all of them."""

    indicator_id: UUID
    store_id: UUID | None
    team_id: UUID | None
    channel_code: str
    observed_on: date


@dataclass(frozen=True)
class Measured:
    value: float
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    squares: float | None = None


_WHERE, _MEASURED = (tuple(each.name for each in fields(kind)) for kind in (Where, Measured))


@dataclass(frozen=True)
class Stored:
    measured: Measured
    revision: int


@dataclass(frozen=True)
class Change:
    """A row that would be stored: new where `before` is None, else a correction of it."""

    text: ReadingText
    indicator: Label
    where: Where
    measured: Measured
    before: Stored | None


@dataclass(frozen=True)
class Comparison:
    new: tuple[Change, ...]
    corrected: tuple[Change, ...]
    same: int


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with a row, by the field it is in."""

    text: ReadingText
    field: str
    key: str
    facts: tuple[tuple[str, object], ...]

    @property
    def problem(self) -> Problem:
        return Problem(self.key, self.text.sheet, self.text.row, say(f"readings.column.{self.field}"), self.facts)


def compare(session: Session, *, by: Actor, programme_id: UUID, file: ReadingsFile) -> Comparison:
    """Which rows are new, which correct what is stored, how many change nothing. Raises all problems of the file at once."""
    codes = known_codes(session, by=by, programme_id=programme_id)
    found = [wrong.problem for wrong in wrongs_of(file.rows, codes)]
    problems = sorted([*file.problems, *found], key=lambda problem: (problem.sheet, problem.row or 0))
    if problems:
        raise Problems(problems)
    if not file.rows:
        raise Refusal("readings.file_empty", field="file")
    return compared(session, file.rows, codes)


def compared(session: Session, rows: Sequence[ReadingText], codes: Codes) -> Comparison:
    """Rows without a problem against what is stored."""
    found = changes_of(session, rows, codes)
    new = [change for change in found if change.before is None]
    corrected = [change for change in found if change.before and differs(change.measured, change.before.measured)]
    return Comparison(tuple(new), tuple(corrected), len(rows) - len(new) - len(corrected))


def changes_of(session: Session, rows: Sequence[ReadingText], codes: Codes) -> list[Change]:
    """Each row beside what is stored in its place, also where they are the same."""
    places = [_where(row, codes) for row in rows]
    stored = stored_readings(session, {place.indicator_id for place in places}, [row.observed_on for row in rows])
    found: list[Change] = []
    for row, place in zip(rows, places, strict=True):
        indicator = codes.indicators[row.indicator_code]
        found.append(Change(row, indicator.name, place, measured_of(row, indicator.unit), stored.get(place)))
    return found


def differs(given: Measured, stored: Measured) -> bool:
    """A row without its two numbers does not take away those that are stored for the same value."""
    if (given.value, given.n) != (stored.value, stored.n):
        return True
    return given.denominator is not None and (given.numerator, given.denominator) != (stored.numerator, stored.denominator)


def _where(row: ReadingText, codes: Codes) -> Where:
    team = codes.teams[row.team_code] if row.team_code else None
    store_id = codes.stores[row.store_code] if row.store_code else team.store_id if team else None
    key = codes.indicators[row.indicator_code].id
    return Where(key, store_id, team.id if team else None, row.channel_code, row.observed_on)


def measured_of(row: ReadingText, unit: Unit) -> Measured:
    """With two numbers the value is exactly theirs, and a whole denominator without an n is the n."""
    if row.numerator is None or row.denominator is None:
        return Measured(row.value or 0.0, row.n)
    whole = row.denominator == int(row.denominator) and 1 <= row.denominator <= INTEGER_RANGE
    n = int(row.denominator) if row.n is None and whole else row.n
    return Measured(of_parts(unit, row.numerator, row.denominator), n, row.numerator, row.denominator)


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
    teams = session.execute(
        select(Team.code, Team.id, Store.id, Store.code).join(Store, Store.id == Team.store_id).where(store_condition(by))
    )
    return Codes(
        {
            code: KnownIndicator(key, name, unit, least, derived is not None)
            for code, key, name, unit, least, derived in indicators
        },
        dict(stores.all()),
        {code: KnownTeam(key, store_id, store_code) for code, key, store_id, store_code in teams},
        frozenset(session.scalars(select(Channel.code))),
        _sees_all(by),
        programme.starts_on - SLACK,
        programme.ends_on,
        clock.today(by.time_zone or "UTC"),
    )


def _sees_all(by: Actor) -> bool:
    return not (by.regions or by.stores or by.role in NEEDS_SCOPE)


def within_reach(by: Actor) -> ColumnElement[bool]:
    """The readings this person may know, where `Store` is joined by the outside: those of no store belong to who sees all."""
    return true() if _sees_all(by) else store_condition(by)


def wrongs_of(rows: Iterable[ReadingText], codes: Codes) -> list[Wrong]:
    """Everything that is wrong, in the order of the rows."""
    found: list[Wrong] = []
    first_at: dict[tuple[str, ...], ReadingText] = {}
    for row in rows:
        found += _wrongs_of_row(row, codes)
        store_code = "" if row.team_code in codes.teams else row.store_code  # a team is of one store, named or not
        place = (row.indicator_code, store_code, row.team_code, row.channel_code, row.observed_on.isoformat())
        earlier = first_at.setdefault(place, row)
        if earlier is not row and row.sheet:
            found.append(_wrong(row, "twice", "indicator", first=say("core.row", n=str(earlier.row)), where=earlier.sheet))
        elif earlier is not row:
            found.append(_wrong(row, "sent_twice", "indicator", index=str(earlier.row)))
    return found


def _wrongs_of_row(row: ReadingText, codes: Codes) -> list[Wrong]:
    found = [*wrong_places(row, codes), *wrong_day(row, codes)]
    indicator = codes.indicators.get(row.indicator_code)
    if indicator is None:
        return [*found, _wrong(row, "unknown_indicator", "indicator", code=row.indicator_code)]
    if indicator.derived:
        return [*found, _wrong(row, "derived_indicator", "indicator", code=row.indicator_code)]
    parts = list(_wrong_parts(row, indicator.unit))
    return [*found, *(parts or _wrong_value(row, indicator))]


def wrong_day(row: ReadingText, codes: Codes) -> list[Wrong]:
    if row.observed_on > codes.today:
        return [_wrong(row, "in_future", "date", today=codes.today, day=row.observed_on)]
    if codes.first_day <= row.observed_on <= codes.last_day:
        return []
    return [_wrong(row, "outside_programme", "date", first=codes.first_day, last=codes.last_day, day=row.observed_on)]


def wrong_places(row: ReadingText, codes: Codes) -> Iterable[Wrong]:
    team = codes.teams.get(row.team_code)
    if row.store_code and row.store_code not in codes.stores:
        yield _wrong(row, "unknown_store", "store", code=row.store_code)
    elif row.team_code and team is None:
        yield _wrong(row, "unknown_team", "team", code=row.team_code)
    elif row.store_code and team and team.store_code != row.store_code:
        facts = {"team": row.team_code, "right": team.store_code, "store": row.store_code}
        yield _wrong(row, "other_store", "team", **facts)
    elif not row.store_code and not team and not codes.whole_programme:
        yield _wrong(row, "store_needed", "store")
    if row.channel_code and row.channel_code not in codes.channels:
        known = say("files.list_separator").join(sorted(codes.channels))
        yield _wrong(row, "unknown_channel", "channel", code=row.channel_code, known=known)


def _wrong_parts(row: ReadingText, unit: Unit) -> Iterable[Wrong]:
    numerator, denominator = row.numerator, row.denominator
    if numerator is None and denominator is None:
        if row.value is None:
            yield _wrong(row, "value_missing", "value")
    elif numerator is None or denominator is None:
        yield _wrong(row, "part_missing", "numerator" if numerator is None else "denominator")
    elif abs(numerator) > FLOAT_RANGE or abs(denominator) > FLOAT_RANGE:
        yield _wrong(row, "too_large", "numerator")
    elif denominator <= 0:
        yield _wrong(row, "denominator_wrong", "denominator", value=denominator)
    elif row.value is not None and not agrees(row.value, exact := of_parts(unit, numerator, denominator)):
        yield _wrong(row, "parts_disagree", "value", value=row.value, exact=exact)


def _wrong_value(row: ReadingText, indicator: KnownIndicator) -> Iterable[Wrong]:
    measured = measured_of(row, indicator.unit)
    low, high = SCALE[indicator.unit]
    if not is_on_scale(indicator.unit, measured.value):
        if high is None:
            yield _wrong(row, "below_scale", "value", low=low, value=measured.value)
        else:
            yield _wrong(row, "off_scale", "value", low=low, high=high, value=measured.value)
    elif abs(measured.value) > FLOAT_RANGE:
        yield _wrong(row, "too_large", "value")
    if measured.n is None and needs_n(indicator.unit, indicator.smallest_n):
        yield _wrong(row, "n_missing", "n")
    if measured.n is not None and not 1 <= measured.n <= INTEGER_RANGE:
        yield _wrong(row, "n_wrong", "n", n=str(measured.n))


def _wrong(row: ReadingText, key: str, field: str, **facts: object) -> Wrong:
    return Wrong(row, field, f"readings.problem.{key}", tuple(facts.items()))


def stored_readings(session: Session, indicators: set[UUID], days: Sequence[date]) -> dict[Where, Stored]:
    """What counts now, for these indicators on these days."""
    found: dict[Where, Stored] = {}
    once = sorted(set(days))
    for start in range(0, len(once), AT_ONCE):
        rows = session.execute(
            select(*(getattr(Reading, name) for name in (*_WHERE, *_MEASURED, "revision")))
            .where(Reading.indicator_id.in_(indicators), Reading.observed_on.in_(once[start : start + AT_ONCE]))
            .order_by(Reading.revision)
        )
        for row in rows:
            place = Where(*row[: len(_WHERE)])
            found[place] = Stored(Measured(*row[len(_WHERE) : -1]), row.revision)
    return found
