"""What all ways of storing readings share."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from results.readings.intake import Measured, Where
from results.readings.models import Reading
from results.readings.rules import ReadingSource
from tracker.core import clock
from tracker.core.ids import new_id
from tracker.people.rules import Actor
from tracker.plan.models import Programme

AT_ONCE = 1000  # rows an insert: SQLite takes at most 32,766 values a statement


def one_at_a_time(session: Session, programme_id: UUID) -> None:
    """Two who store into one programme wait for each other, so that none takes the other's revision or misses its file."""
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update(key_share=True))


def store_revisions(
    session: Session,
    revisions: Iterable[tuple[Where, Measured, int, str]],
    *,
    programme_id: UUID,
    source: ReadingSource,
    by: Actor,
    import_id: UUID | None = None,
) -> list[UUID]:
    """Each with the number of its revision and its note; the keys in the same order."""
    common = {
        "programme_id": programme_id,
        "source": source,
        "import_id": import_id,
        "recorded_at": clock.now(),
        "recorded_by": by.person_id,
    }
    rows: list[dict[str, Any]] = [
        {**common, **vars(where), **vars(measured), "id": new_id(), "revision": revision, "note": note}
        for where, measured, revision, note in revisions
    ]
    insert_many(session, Reading, rows)
    return [row["id"] for row in rows]


def insert_many(session: Session, kind: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(kind), rows[start : start + AT_ONCE])
