"""The findings behind a weak spot."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.models import Finding
from audits.findings.queries.seen import findings_seen
from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import Assignment
from tracker.people.rules import Actor

MOST_COUNTED = 1_000  # a page must not cost what is stored


def count_findings(
    session: Session,
    *,
    programme_id: UUID,
    rubric_code: str = "",
    codes: Collection[str] = (),
    store_id: UUID | None = None,
    by: Actor,
) -> int:
    """That stand, and that this person may see; no further than `MOST_COUNTED`."""
    wanted = findings_seen(by).where(Finding.programme_id == programme_id)
    if store_id is not None:
        wanted = wanted.where(Finding.store_id == store_id)
    else:
        versions = select(RubricVersion.id).join(Rubric, Rubric.id == RubricVersion.rubric_id).where(Rubric.code == rubric_code)
        wanted = wanted.where(Finding.item_code.in_(sorted(codes)), Assignment.rubric_version_id.in_(versions))
    found = wanted.with_only_columns(Finding.id).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0
