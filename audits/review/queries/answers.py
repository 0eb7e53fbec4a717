"""The answers that count: what the visitor gave, with the corrections of review and appeal on top."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.models import AnswerCorrection
from audits.visits.actions.given import AT_ONCE, latest_answers_of
from tracker.people.models import Identity


@dataclass(frozen=True)
class CorrectionRow:
    """`before` is what counted until then. `by` is the name of whoever corrected it."""

    item_code: str
    before: Any
    value: Any
    reason: str
    by: str
    at: datetime
    is_of_appeal: bool


def answers_in_effect(session: Session, submission_id: UUID) -> dict[str, Any]:
    """By item code; findings and scores read these."""
    return answers_in_effect_of(session, [submission_id]).get(submission_id, {})


def answers_in_effect_of(session: Session, submission_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    keys = list(submission_ids)
    answers = latest_answers_of(session, keys)
    for at in range(0, len(keys), AT_ONCE):
        rows = session.execute(
            select(AnswerCorrection.submission_id, AnswerCorrection.item_code, AnswerCorrection.value)
            .where(AnswerCorrection.submission_id.in_(keys[at : at + AT_ONCE]))
            .order_by(AnswerCorrection.id)
        )
        for row in rows:
            answers.setdefault(row.submission_id, {})[row.item_code] = row.value
    return answers


def corrections_of(session: Session, submission_id: UUID) -> list[CorrectionRow]:
    """Oldest first, each with what it replaced; whoever asks has shown the right to the audit and to names."""
    counted = latest_answers_of(session, [submission_id]).get(submission_id, {})
    rows = session.execute(
        select(AnswerCorrection, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == AnswerCorrection.corrected_by)
        .where(AnswerCorrection.submission_id == submission_id)
        .order_by(AnswerCorrection.id)
    )
    found = []
    for correction, name in rows:
        code = correction.item_code
        is_of_appeal = correction.appeal_id is not None
        found.append(
            CorrectionRow(
                code,
                counted.get(code),
                correction.value,
                correction.reason,
                name or "",
                correction.corrected_at,
                is_of_appeal,
            )
        )
        counted[code] = correction.value
    return found
