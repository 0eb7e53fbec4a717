"""All tallies of a programme, as they are stored and as they would be made anew; without rows that hold nothing."""

from typing import Any

from sqlalchemy import select

from audits.review.actions.tallying import TALLIES, rows_of, scores
from audits.review.models import AuditScore
from audits.review.queries import counts
from tracker.core.db import reading


def stored(programme_id: Any) -> dict[str, list[Any]]:
    with reading() as session:
        return {
            kind.__tablename__: plain(session.execute(select(kind.__table__).where(kind.programme_id == programme_id)).mappings())
            for kind in TALLIES
        }


def made_anew(programme_id: Any) -> dict[str, list[Any]]:
    with reading() as session:
        rows = rows_of(scores(session, AuditScore.programme_id == programme_id, counts()))
    return {kind.__tablename__: plain(rows[kind]) for kind in TALLIES}


def plain(rows: Any) -> list[Any]:
    told = [row for row in rows if row.get("n") != 0 and row.get("asked") != 0]
    return sorted(sorted((name, str(value)) for name, value in row.items()) for row in told)
