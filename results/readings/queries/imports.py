"""What was imported, what it corrected, what a file would change, and the codes a file may hold."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from results.readings.forms import ReadingsFile
from results.readings.intake import Comparison, compare
from results.readings.models import Reading, ReadingImport, SurveyAnswer
from results.readings.rules import StoreCode, TypedIndicator, needs_n
from results.readings.rules.parts import PartCode
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Region, Store, Team
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator

LATEST_IMPORTS = 50


@dataclass(frozen=True)
class ImportRow:
    """`rows` of which `new` and `corrected` were stored; the others were stored already. With `answers` it is a survey: its rows
    are respondents, and what is new or corrected are the values computed from their answers."""

    id: UUID
    file_name: str
    rows: int
    answers: int
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
    answers = (
        select(func.count())
        .where(SurveyAnswer.import_id == ReadingImport.id)
        .correlate(ReadingImport)
        .scalar_subquery()
        .label("answers")
    )
    rows = session.execute(
        select(ReadingImport, counted.c.new, counted.c.corrected, answers, Identity.display_name)
        .outerjoin(counted, counted.c.import_id == ReadingImport.id)
        .outerjoin(Identity, Identity.person_id == ReadingImport.imported_by)
        .where(ReadingImport.programme_id == programme_id, programme_condition(by, ReadingImport.programme_id))
        .order_by(ReadingImport.imported_at.desc(), ReadingImport.id.desc())
        .limit(LATEST_IMPORTS)
    )
    return [
        ImportRow(row.id, row.file_name, row.rows, answered, new or 0, corrected or 0, row.imported_at, name or "")
        for row, new, corrected, answered, name in rows
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


def team_codes(session: Session, *, by: Actor) -> list[PartCode]:
    """Active teams of the stores this person may see, each with its store."""
    demand(by, Action.IMPORT_READINGS)
    rows = session.execute(
        select(Team.code, Team.name, Store.code)
        .join(Store, Store.id == Team.store_id)
        .where(Team.active, store_condition(by))
        .order_by(Store.code, Team.code)
    )
    return [PartCode(code, str(name), store) for code, name, store in rows]


def channel_codes(session: Session, *, by: Actor) -> list[PartCode]:
    demand(by, Action.IMPORT_READINGS)
    rows = session.execute(select(Channel.code, Channel.name).where(Channel.active).order_by(Channel.code))
    return [PartCode(code, str(name)) for code, name in rows]
