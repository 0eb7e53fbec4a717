"""Readings from a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.actions.storing import one_at_a_time, store_revisions
from results.readings.forms import ReadingsFile
from results.readings.intake import Change, Measured, Where, compare
from results.readings.models import ReadingImport
from results.readings.rules import ReadingSource
from tracker.core import events
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place


@dataclass(frozen=True)
class Imported:
    """`again`: this very file was imported before, so nothing was changed."""

    new: int
    corrected: int
    same: int
    again: bool = False


def import_readings(session: Session, *, programme_id: UUID, file: ReadingsFile, by: Actor) -> Imported:
    """Store what is new and what differs, or nothing when anything is wrong. One event an import."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    one_at_a_time(session, programme_id)
    if session.scalar(select(ReadingImport.id).filter_by(programme_id=programme_id, file_hash=file.file_hash)):
        return Imported(0, 0, len(file.rows), again=True)
    comparison = compare(session, by=by, programme_id=programme_id, file=file)
    imported = ReadingImport(
        programme_id=programme_id,
        file_hash=file.file_hash,
        file_name=file.file_name,
        rows=len(file.rows),
        imported_by=by.person_id,
    )
    session.add(imported)
    session.flush()
    changes = revisions_of([*comparison.new, *comparison.corrected])
    store_revisions(session, changes, programme_id=programme_id, source=ReadingSource.FILE, by=by, import_id=imported.id)
    counted = {
        "rows": len(file.rows),
        "new": len(comparison.new),
        "corrected": len(comparison.corrected),
        "same": comparison.same,
    }
    events.record(
        session,
        by=by.person_id,
        verb="readings.imported",
        on="reading_import",
        key=imported.id,
        change={"file_hash": file.file_hash, **counted},
    )
    return Imported(counted["new"], counted["corrected"], comparison.same)


def revisions_of(changes: Iterable[Change]) -> Iterator[tuple[Where, Measured, int, str]]:
    for change in changes:
        yield change.where, change.measured, change.before.revision + 1 if change.before else 1, change.text.note
