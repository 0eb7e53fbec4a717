"""The rows of all tallies from scores that count: for one cell, for what a single audit changes, and for a whole programme."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from audits.review.models import AuditItemTally, AuditScore, AuditSectionTally, AuditSpread, AuditTally, CountedAudit
from audits.review.queries.counting import counts
from audits.review.rules import NO_WAVE, WHOLE_AUDIT, item_counts, month_of, section_percents, step_of
from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import Assignment, Submission
from tracker.core import db
from tracker.core.models import Base
from tracker.people.models import Store
from tracker.plan.models import Programme

AT_ONCE = 1_000  # rows a statement: SQLite takes at most 32,766 values
READ_AT_ONCE = 500
Row = dict[str, Any]
REGION = ("programme_id", "month", "channel_code", "region_id", "rubric_code")
TALLIES = (AuditTally, AuditSectionTally, AuditItemTally, AuditSpread, CountedAudit)


@dataclass(frozen=True)
class CountedScore:
    """A score that counts, and where. `result` is its frozen document."""

    assignment_id: UUID
    score_id: UUID
    programme_id: UUID
    store_id: UUID
    region_id: UUID
    channel_code: str
    rubric_code: str
    wave_id: UUID | None
    visited_on: date
    percent: float | None
    passed: bool | None
    result: Mapping[str, Any]

    @property
    def place(self) -> tuple[UUID, date, str]:
        """The part of the key that all tallies have: programme, month, channel."""
        return self.programme_id, month_of(self.visited_on), self.channel_code


def scores(session: Session, *conditions: ColumnElement[bool]) -> Iterator[CountedScore]:
    rows = session.execute(
        select(
            Submission.assignment_id,
            AuditScore.id,
            AuditScore.programme_id,
            AuditScore.store_id,
            Store.region_id,
            AuditScore.channel_code,
            Rubric.code,
            Assignment.wave_id,
            AuditScore.visited_on,
            AuditScore.percent,
            AuditScore.passed,
            AuditScore.result,
        )
        .select_from(AuditScore)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .join(Store, Store.id == AuditScore.store_id)
        .where(*conditions)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    return (CountedScore(*tuple(row)) for row in rows)


class StoreSums:
    """Sums of percents by store. They are exact before they are rounded once, so that the order of scores does not matter."""

    def __init__(self, counted: Iterable[CountedScore] = ()) -> None:
        self._parts: dict[tuple[Any, ...], list[tuple[float, bool]]] = defaultdict(list)
        for score in counted:
            self.add(score)

    def add(self, score: CountedScore) -> None:
        for section, percent, passed in section_percents(score.percent, score.passed, score.result):
            self._parts[*score.place, score.store_id, score.rubric_code, section].append((percent, passed))

    def audit_rows(self) -> list[Row]:
        whole: dict[tuple[Any, ...], list[tuple[float, bool]]] = defaultdict(list)
        for (*cell, _, section), parts in self._parts.items():
            if section == WHOLE_AUDIT:
                whole[tuple(cell)] += parts
        return [_cell(key) | _summed(parts) for key, parts in whole.items()]

    def section_rows(self) -> list[Row]:
        return [
            _cell(cell) | {"rubric_code": rubric, "section_code": section} | _summed(parts)
            for (*cell, rubric, section), parts in self._parts.items()
        ]


def _cell(key: Sequence[Any]) -> Row:
    return dict(zip(("programme_id", "month", "channel_code", "store_id"), key, strict=True))


def _summed(parts: Sequence[tuple[float, bool]]) -> Row:
    return {
        "n": len(parts),
        "passed": sum(passed for _, passed in parts),
        "total": fsum(percent for percent, _ in parts),
        "total_of_squares": fsum(percent * percent for percent, _ in parts),
    }


class RegionCounts:
    """Whole numbers by region, or what a change adds to them."""

    def __init__(self) -> None:
        self._items: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
        self._spreads: Counter[tuple[Any, ...]] = Counter()

    def add(self, score: CountedScore, sign: int = 1) -> None:
        place = (*score.place, score.region_id, score.rubric_code)
        for item in item_counts(score.result):
            counts = self._items[*place, item.code]
            for at, value in enumerate((True, item.kept, item.missed)):
                counts[at] += sign * value
        if score.percent is not None:
            self._spreads[*place, score.wave_id or NO_WAVE, step_of(score.percent)] += sign

    def item_rows(self) -> list[Row]:
        """In the order of their keys, in which everybody locks them; without those that say nothing."""
        names = (*REGION, "item_code")
        kept = ((key, counts) for key, counts in self._items.items() if any(counts))
        return [
            dict(zip(names, key, strict=True)) | dict(zip(("asked", "kept", "missed"), counts, strict=True))
            for key, counts in sorted(kept)
        ]

    def spread_rows(self) -> list[Row]:
        names = (*REGION, "wave_id", "step")
        return [dict(zip(names, key, strict=True)) | {"n": n} for key, n in sorted(self._spreads.items()) if n]


def counted_row(score: CountedScore) -> Row:
    return {name: getattr(score, name) for name in ("assignment_id", "programme_id", "score_id", "region_id")}


def rows_of(counted: Iterable[CountedScore]) -> dict[type[Base], list[Row]]:
    """All that these scores make, in all tallies."""
    sums, counts, stands = StoreSums(), RegionCounts(), []
    for score in counted:
        sums.add(score)
        counts.add(score)
        stands.append(counted_row(score))
    return {
        AuditTally: sums.audit_rows(),
        AuditSectionTally: sums.section_rows(),
        AuditItemTally: counts.item_rows(),
        AuditSpread: counts.spread_rows(),
        CountedAudit: stands,
    }


def store_rows(session: Session, kind: type[Base], rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(kind.__table__), rows[start : start + AT_ONCE])  # type: ignore[arg-type]


def add_rows(session: Session, kind: type[Base], rows: Sequence[Row], values: Sequence[str]) -> None:
    """Add these numbers to what the rows of their keys hold."""
    if not rows:
        return
    table: Any = kind.__table__
    statement = db.insert_into(session, table).values(list(rows))
    keys = [column.name for column in table.primary_key]
    added = {name: table.c[name] + statement.excluded[name] for name in values}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=added))


def rebuild_tallies(session: Session, *, programme_id: UUID) -> int:
    """All tallies of a programme from its frozen scores; how many count. Nobody approves in it meanwhile."""
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update())
    for kind in TALLIES:
        session.execute(delete(kind).where(kind.programme_id == programme_id))
    rows = rows_of(scores(session, AuditScore.programme_id == programme_id, counts()))
    for kind in TALLIES:
        store_rows(session, kind, rows[kind])
    return len(rows[CountedAudit])


def rebuild_missing(session: Session) -> int:
    """A database of the first release has scores and none of the later tallies: they are made once, at the start."""
    if session.execute(select(CountedAudit.assignment_id).limit(1)).first() is not None:
        return 0
    programmes = session.scalars(select(AuditScore.programme_id).distinct().order_by(AuditScore.programme_id)).all()
    return sum(rebuild_tallies(session, programme_id=programme_id) for programme_id in programmes)
