"""What was given with a draft: answers and pictures are append-only, the latest of each counts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.forms import ItemKind, RubricText, note_code, validate_answer, validate_note, visible_items
from audits.visits.models import Answer, Evidence
from audits.visits.rules import payload_hash, plain_value
from audits.visits.rules.texts import text_mark
from tracker.core.refusals import Refusal

AT_ONCE = 500  # drafts asked for in one query; SQLite takes 32,766 variables


def checked(rubric: RubricText, code: str, value: Any) -> Any:
    """The value to store for an item or for its note; a refusal when the rubric has no such item or it is no answer to it."""
    item = rubric.items.get(code.removesuffix(note_code("")))
    if item is None:
        raise Refusal("visits.unknown_item", field=code, item=code)
    return plain_value(validate_answer(item, value) if code == item.code else validate_note(item, value))


def shown_codes(rubric: RubricText, answers: Mapping[str, Any]) -> frozenset[str]:
    """The codes under which an answer or a note counts now."""
    shown = visible_items(rubric, answers)
    return shown | {note_code(code) for code in shown}


def content_hash(
    rubric: RubricText, submission_id: UUID, answers: Mapping[str, Any], evidence: Mapping[str, Sequence[str]]
) -> str:
    """Only what is shown counts: an old answer below a condition that no longer holds is not part of the submission."""
    shown = shown_codes(rubric, answers)
    return payload_hash(
        str(submission_id),
        {code: value for code, value in answers.items() if code in shown},
        {code: hashes for code, hashes in evidence.items() if code in shown},
    )


def text_rows(rubric: RubricText, submission_id: UUID, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of WrittenText: the texts and notes of a submission that are long enough to be recognised in another visit."""
    written = {item.code for item in rubric.all_items() if item.kind is ItemKind.TEXT}
    rows = []
    for code in sorted(shown_codes(rubric, answers)):
        text = answers.get(code)
        if isinstance(text, str) and (code in written or code not in rubric.items) and (mark := text_mark(text)):
            rows.append({"submission_id": submission_id, "item_code": code, "mark": mark})
    return rows


def latest_answers(session: Session, draft_id: UUID) -> dict[str, Any]:
    """By item code; null where an answer was taken back."""
    return latest_answers_of(session, [draft_id]).get(draft_id, {})


def latest_answers_of(session: Session, draft_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    answers: dict[UUID, dict[str, Any]] = {}
    keys = list(draft_ids)
    for at in range(0, len(keys), AT_ONCE):
        rows = session.execute(
            select(Answer.draft_id, Answer.item_code, Answer.value)
            .where(Answer.draft_id.in_(keys[at : at + AT_ONCE]))
            .order_by(Answer.id)
        )
        for row in rows:
            answers.setdefault(row.draft_id, {})[row.item_code] = row.value
    return answers


def live_evidence(session: Session, draft_id: UUID) -> dict[str, list[str]]:
    """Hashes of the pictures that count, by item code, in the order given."""
    return live_evidence_of(session, [draft_id]).get(draft_id, {})


def live_evidence_of(session: Session, draft_ids: Sequence[UUID]) -> dict[UUID, dict[str, list[str]]]:
    rows = session.execute(
        select(Evidence.draft_id, Evidence.item_code, Evidence.file_hash, Evidence.withdrawn)
        .where(Evidence.draft_id.in_(draft_ids))
        .order_by(Evidence.id)
    )
    live: dict[UUID, dict[str, list[str]]] = {}
    for row in rows:
        hashes = live.setdefault(row.draft_id, {}).setdefault(row.item_code, [])
        if row.withdrawn and row.file_hash in hashes:
            hashes.remove(row.file_hash)
        elif not row.withdrawn and row.file_hash not in hashes:
            hashes.append(row.file_hash)
    return live
