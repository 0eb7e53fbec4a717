"""What was imported, what it corrected, what a file would change, and the codes a file may hold."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from results.readings.forms import ReadingsFile
from results.readings.intake import Comparison, compare
from results.readings.models import Reading, ReadingImport
from results.readings.rules import StoreCode, TypedIndicator, needs_n
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Region, Store
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator
from tracker.targets.rules import Unit

LATEST_IMPORTS = 50
LATEST_CORRECTIONS = 200


@dataclass(frozen=True)
class ImportRow:
    """`rows` of which `new` and `corrected` were stored; the others were stored already."""

    id: UUID
    file_name: str
    rows: int
    new: int
    corrected: int
    imported_at: datetime
    imported_by: str


def imports(session: Session, *, programme_id: UUID, by: Actor) -> list[ImportRow]:
    """The latest first."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    counted = (
        select(
            Reading.import_id,
            func.count().filter(Reading.revision == 1).label("new"),
            func.count().filter(Reading.revision > 1).label("corrected"),
        )
        .where(Reading.programme_id == programme_id, Reading.import_id.is_not(None))
        .group_by(Reading.import_id)
        .subquery()
    )
    rows = session.execute(
        select(ReadingImport, counted.c.new, counted.c.corrected, Identity.display_name)
        .outerjoin(counted, counted.c.import_id == ReadingImport.id)
        .outerjoin(Identity, Identity.person_id == ReadingImport.imported_by)
        .where(ReadingImport.programme_id == programme_id, programme_condition(by, ReadingImport.programme_id))
        .order_by(ReadingImport.imported_at.desc(), ReadingImport.id.desc())
        .limit(LATEST_IMPORTS)
    )
    return [
        ImportRow(row.id, row.file_name, row.rows, new or 0, corrected or 0, row.imported_at, name or "")
        for row, new, corrected, name in rows
    ]


@dataclass(frozen=True)
class CorrectionRow:
    """`store` is empty for a value of the whole programme."""

    recorded_at: datetime
    indicator: str
    unit: Unit
    store: str
    observed_on: date
    before: float
    n_before: int | None
    after: float
    n_after: int | None


def corrections(session: Session, *, programme_id: UUID, by: Actor) -> list[CorrectionRow]:
    """The latest first: what each correction replaced. A reading of a store only for those who may see the store."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    before = aliased(Reading)
    limited = bool(by.regions or by.stores)
    rows = session.execute(
        select(
            Reading.recorded_at,
            Indicator.name,
            Indicator.unit,
            Store.code,
            Reading.observed_on,
            before.value,
            before.n,
            Reading.value,
            Reading.n,
        )
        .join(
            before,
            (before.indicator_id == Reading.indicator_id)
            & ((before.store_id == Reading.store_id) | (before.store_id.is_(None) & Reading.store_id.is_(None)))
            & (before.observed_on == Reading.observed_on)
            & (before.revision == Reading.revision - 1),
        )
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .outerjoin(Store, Store.id == Reading.store_id)
        .where(
            Reading.programme_id == programme_id,
            programme_condition(by, Reading.programme_id),
            Reading.revision > 1,
            store_condition(by) if limited else Reading.id.is_not(None),
        )
        .order_by(Reading.recorded_at.desc(), Reading.id.desc())
        .limit(LATEST_CORRECTIONS)
    )
    return [
        CorrectionRow(at, str(name), unit, code or "", day, old, n_old, new, n_new)
        for at, name, unit, code, day, old, n_old, new, n_new in rows
    ]


@dataclass(frozen=True)
class Preview:
    """`again` is when this very file was imported before: then there is nothing to store."""

    comparison: Comparison
    again: datetime | None


def preview(session: Session, *, programme_id: UUID, file: ReadingsFile, by: Actor) -> Preview:
    """What the file would change. Raises all its problems at once."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    again = session.scalar(
        select(ReadingImport.imported_at).where(
            ReadingImport.programme_id == programme_id, ReadingImport.file_hash == file.file_hash
        )
    )
    if again is not None:
        return Preview(Comparison((), (), len(file.rows)), again)
    return Preview(compare(session, by=by, programme_id=programme_id, file=file), None)


def typed_indicators(session: Session, *, programme_id: UUID, by: Actor) -> list[TypedIndicator]:
    """The indicators whose values are typed, in the programme's order."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    rows = session.execute(
        select(Indicator.code, Indicator.name, Indicator.unit, Indicator.smallest_n)
        .where(
            Indicator.programme_id == programme_id,
            programme_condition(by, Indicator.programme_id),
            Indicator.derived.is_(None),
        )
        .order_by(Indicator.position)
    )
    return [TypedIndicator(code, str(name), unit, needs_n(unit, least)) for code, name, unit, least in rows]


def store_codes(session: Session, *, by: Actor) -> list[StoreCode]:
    demand(by, Action.IMPORT_READINGS)
    rows = session.execute(
        select(Store.code, Store.name, Region.name)
        .join(Region, Region.id == Store.region_id)
        .where(Store.active, store_condition(by))
        .order_by(Store.code)
    )
    return [StoreCode(code, str(name), str(region)) for code, name, region in rows]
