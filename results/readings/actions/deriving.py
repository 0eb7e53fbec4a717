"""Derived values stored as readings. One that differs from the stored one is a new revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.actions.storing import insert_many, one_at_a_time
from results.readings.intake import Measured, Where
from results.readings.models import Reading
from results.readings.queries.derived import derived_values
from results.readings.queries.sums import is_latest
from results.readings.rules import ReadingSource
from tracker.core import clock, events
from tracker.core.ids import new_id
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place


@dataclass(frozen=True)
class Refreshed:
    new: int
    corrected: int
    same: int

    def __add__(self, other: "Refreshed") -> "Refreshed":
        return Refreshed(self.new + other.new, self.corrected + other.corrected, self.same + other.same)


def refresh_derived(session: Session, *, programme_id: UUID, by: Actor | None) -> Refreshed:
    """Store what derived indicators are worth now, at each month's end since the start and at the last whole week's. `by` is None
    where the service does it by itself."""
    if by is not None:
        demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    one_at_a_time(session, programme_id)
    today = clock.today((by and by.time_zone) or "UTC")
    values = list(derived_values(session, programme_id=programme_id, today=today))
    stored = _stored(session, programme_id, {where.indicator_id for where, _ in values})
    rows, new, same = [], 0, 0
    for where, measured in values:
        before = stored.get(where)
        if before is not None and before[0] == measured:
            same += 1
            continue
        new += before is None
        rows.append((where, measured, before[1] + 1 if before else 1))
    _store(session, programme_id, rows, by)
    found = Refreshed(new, len(rows) - new, same)
    if rows:
        said = {"new": found.new, "corrected": found.corrected, "same": found.same}
        doer = by.person_id if by else None
        events.record(session, by=doer, verb="readings.derived", on="programme", key=programme_id, change=said)
    return found


def _stored(session: Session, programme_id: UUID, indicators: set[UUID]) -> dict[Where, tuple[Measured, int]]:
    columns = [getattr(Reading, name) for name in (*Where.__dataclass_fields__, *Measured.__dataclass_fields__)]
    wanted = (Reading.indicator_id.in_(indicators), Reading.source == ReadingSource.DERIVED, is_latest(programme_id))
    places = len(Where.__dataclass_fields__)
    return {
        Where(*row[:places]): (Measured(*row[places:-1]), row.revision)
        for row in session.execute(select(*columns, Reading.revision).where(*wanted))
    }


def _store(session: Session, programme_id: UUID, rows: Iterable[tuple[Where, Measured, int]], by: Actor | None) -> None:
    common = {
        "programme_id": programme_id,
        "source": ReadingSource.DERIVED,
        "recorded_at": clock.now(),
        "recorded_by": by.person_id if by else None,
    }
    made = [
        {**common, **vars(where), **vars(measured), "id": new_id(), "revision": revision} for where, measured, revision in rows
    ]
    insert_many(session, Reading, made)
