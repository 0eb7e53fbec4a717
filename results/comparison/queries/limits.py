"""What people decided about limits, and what they noted beside the values."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.models import ChartNote, LimitsRebase
from results.comparison.process_limits import Rebase
from results.comparison.rules import NoteKind
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity
from tracker.people.rules import Action, Actor, Place


@dataclass(frozen=True)
class RebaseRow:
    """`withdrawn_at` is None while it stands."""

    id: UUID
    version: int
    starts_on: date
    reason: str
    decided_at: datetime
    decided_by: str
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class NoteRow:
    """`indicator_id` is None where the note stands on the chart of every indicator."""

    id: UUID
    version: int
    indicator_id: UUID | None
    happened_on: date
    kind: NoteKind
    text: str
    made_by: str


def rebases_of(session: Session, *, programme_id: UUID) -> dict[UUID, tuple[Rebase, ...]]:
    """Those that stand, by indicator and in order of time. For callers that have already asked who may see the programme."""
    rows = session.execute(
        select(LimitsRebase.indicator_id, LimitsRebase.starts_on, LimitsRebase.reason, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == LimitsRebase.decided_by)
        .where(LimitsRebase.programme_id == programme_id, LimitsRebase.withdrawn_at.is_(None))
        .order_by(LimitsRebase.starts_on)
    )
    found: dict[UUID, list[Rebase]] = defaultdict(list)
    for indicator_id, starts_on, reason, name in rows:
        found[indicator_id].append(Rebase(starts_on, reason, name or ""))
    return {key: tuple(rebases) for key, rebases in found.items()}


def rebases(session: Session, *, indicator_id: UUID, by: Actor) -> list[RebaseRow]:
    """The latest day first, of a day the one that stands; withdrawn ones stay as a record."""
    demand(by, Action.SEE_RESULTS)
    rows = session.execute(
        select(LimitsRebase, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == LimitsRebase.decided_by)
        .where(LimitsRebase.indicator_id == indicator_id, programme_condition(by, LimitsRebase.programme_id))
        .order_by(LimitsRebase.starts_on.desc(), LimitsRebase.withdrawn_at.is_not(None), LimitsRebase.decided_at.desc())
    )
    return [
        RebaseRow(row.id, row.version, row.starts_on, row.reason, row.decided_at, name or "", row.withdrawn_at)
        for row, name in rows
    ]


def notes(session: Session, *, programme_id: UUID, by: Actor) -> list[NoteRow]:
    """In order of time."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    rows = session.execute(
        select(ChartNote, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == ChartNote.made_by)
        .where(
            ChartNote.programme_id == programme_id,
            programme_condition(by, ChartNote.programme_id),
            ChartNote.removed_at.is_(None),
        )
        .order_by(ChartNote.happened_on, ChartNote.made_at)
    )
    return [NoteRow(row.id, row.version, row.indicator_id, row.happened_on, row.kind, row.text, name or "") for row, name in rows]
