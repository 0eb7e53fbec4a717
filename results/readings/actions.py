"""Storing readings. A value that differs from the stored one is a new revision; the old one stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from results.readings.forms import ReadingsFile
from results.readings.intake import Change, compare
from results.readings.models import Reading, ReadingImport
from tracker.core import clock, events
from tracker.core.ids import new_id
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme

AT_ONCE = 1000  # rows an insert: SQLite takes at most 32,766 values a statement


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
    _one_at_a_time(session, programme_id)
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
    _store(session, [*comparison.new, *comparison.corrected], imported, by)
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


def _one_at_a_time(session: Session, programme_id: UUID) -> None:
    """Two imports into one programme wait for each other, so that none takes the other's revision or misses its file."""
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update(key_share=True))


def _store(session: Session, changes: Iterable[Change], imported: ReadingImport, by: Actor) -> None:
    moment = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "programme_id": imported.programme_id,
            "indicator_id": change.indicator_id,
            "store_id": change.store_id,
            "observed_on": change.text.observed_on,
            "value": change.text.value,
            "n": change.text.n,
            "revision": change.before.revision + 1 if change.before else 1,
            "import_id": imported.id,
            "recorded_at": moment,
            "recorded_by": by.person_id,
        }
        for change in changes
    ]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(Reading), rows[start : start + AT_ONCE])
