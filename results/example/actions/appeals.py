"""Appeals of the example's store managers, open and decided; an audit that no longer counts, and one in review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from audits.findings.forms import Failing, what_failed
from audits.findings.models import ActionFinding, Finding
from audits.review.actions.counting import numbers
from audits.review.models import (
    AnswerCorrection,
    Appeal,
    AppealCategory,
    AppealDecision,
    AppealItem,
    AppealRuling,
    AppealState,
    AuditScore,
    Decision,
    ReviewDecision,
    Ruling,
)
from audits.rubrics.forms import ItemKind, RubricText, score_answers
from audits.visits.models import Answer, Assignment, AuditState, Submission
from results.example.actions.organisation import Cast
from results.example.actions.visits import Rows, Setting
from results.example.rules import APPEALS, EXCLUDED_BECAUSE, AppealText
from tracker.core.ids import new_id
from tracker.people.rules import Role

BETTER = (ItemKind.YESNO, ItemKind.SINGLE)  # items whose best answer is one option
OPENED_AFTER, DECIDED_AFTER = timedelta(days=3), timedelta(days=5)


@dataclass(frozen=True)
class Heard:
    """An audit that its store objects to: its score's row, and the item that failed."""

    score: dict[str, Any]
    rubric: RubricText
    answers: dict[str, Any]
    item_code: str


def appeals_heard(rows: Rows, cast: Cast, setting: Setting) -> None:
    for row in rows.of[AuditScore]:
        row["replaces"] = None  # every row of a table names the same columns
    for row in rows.of[Finding]:
        row["withdrawn_at"] = None
    for row in rows.of[Assignment]:
        row["reviewer_id"] = None
    assignments = _assignments(rows)
    chosen = _chosen(rows, cast, setting)
    for text, heard in zip(APPEALS, chosen, strict=True):
        _appeal(rows, cast, setting, text, heard, assignments)
    spoken_for = {heard.score["submission_id"] for heard in chosen}
    _exclude(rows, cast, assignments, spoken_for)
    waiting = next(row for row in rows.of[Assignment] if row["state"] is AuditState.SUBMITTED)
    waiting |= {"state": AuditState.IN_REVIEW, "reviewer_id": cast.with_role(Role.REVIEWER)[0]}


def _assignments(rows: Rows) -> Mapping[UUID, dict[str, Any]]:
    """The assignment's row by its submission."""
    by_key = {row["id"]: row for row in rows.of[Assignment]}
    return {row["id"]: by_key[row["assignment_id"]] for row in rows.of[Submission]}


def _chosen(rows: Rows, cast: Cast, setting: Setting) -> Sequence[Heard]:
    """The latest audits of stores with a manager that failed an item nobody plans an action against."""
    planned = {row["finding_id"] for row in rows.of[ActionFinding]}
    failed: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.of[Finding]:
        failed.setdefault(row["submission_id"], []).append(row)
    found: list[Heard] = []
    for score in sorted(rows.of[AuditScore], key=lambda row: row["scored_at"], reverse=True):
        wanting = failed.get(score["submission_id"], [])
        rubric = setting.rubrics[score["channel_code"]][1]
        codes = [row["item_code"] for row in wanting if row["item_code"] in rubric.items]
        codes = [code for code in codes if rubric.items[code].kind in BETTER and rubric.items[code].condition is None]
        if score["store_id"] in cast.managers and codes and not any(row["id"] in planned for row in wanting):
            found.append(Heard(score, rubric, _answers(rows, score["submission_id"]), codes[0]))
        if len(found) == len(APPEALS):
            break
    return found


def _answers(rows: Rows, submission_id: UUID) -> dict[str, Any]:
    return {row["item_code"]: row["value"] for row in rows.of[Answer] if row["draft_id"] == submission_id}


def _appeal(
    rows: Rows, cast: Cast, setting: Setting, text: AppealText, heard: Heard, assignments: Mapping[UUID, dict[str, Any]]
) -> None:
    key, item_id, submission_id = new_id(), new_id(), heard.score["submission_id"]
    opened_at = heard.score["scored_at"] + OPENED_AFTER
    state = AppealState.DECIDED if text.ruling else AppealState.WITHDRAWN if text.is_withdrawn else AppealState.OPEN
    rows.add(
        Appeal,
        id=key,
        programme_id=setting.programme_id,
        submission_id=submission_id,
        store_id=heard.score["store_id"],
        state=state,
        opened_at=opened_at,
        opened_by=cast.managers[heard.score["store_id"]],
        version=1 if state is AppealState.OPEN else 2,
    )
    said = {"item_code": heard.item_code, "category": AppealCategory(text.category), "text": text.text}
    rows.add(AppealItem, id=item_id, appeal_id=key, **said)
    if state is AppealState.OPEN:
        assignments[submission_id]["state"] = AuditState.APPEALED
    if text.ruling:
        ruling = Ruling(text.ruling)
        assignments[submission_id]["state"] = AuditState(text.ruling)
        _decide(rows, cast, setting, text, heard, key, item_id, ruling, opened_at + DECIDED_AFTER)


def _decide(
    rows: Rows,
    cast: Cast,
    setting: Setting,
    text: AppealText,
    heard: Heard,
    appeal_id: UUID,
    item_id: UUID,
    ruling: Ruling,
    at: datetime,
) -> None:
    submission_id, common = heard.score["submission_id"], {"programme_id": setting.programme_id}
    approver = next(row["decided_by"] for row in rows.of[ReviewDecision] if row["submission_id"] == submission_id)
    judge = next(person for person in cast.with_role(Role.REVIEWER) if person != approver)
    item, after = heard.rubric.items[heard.item_code], None
    value = max(item.options, key=lambda option: option.points).code if ruling is Ruling.AMENDED else None
    rows.add(AppealRuling, id=new_id(), appeal_item_id=item_id, ruling=ruling, value=value, reason=text.reason)
    if ruling is Ruling.AMENDED:
        after = new_id()
        given = {"item_code": heard.item_code, "value": value, "reason": text.reason, "corrected_at": at, "corrected_by": judge}
        rows.add(AnswerCorrection, id=new_id(), submission_id=submission_id, appeal_id=appeal_id, **given, **common)
        answers = heard.answers | {heard.item_code: value}
        score = score_answers(heard.rubric, answers)
        kept = {name: heard.score[name] for name in ("submission_id", "store_id", "channel_code", "visited_on")}
        made = {"id": after, "scored_at": at, "replaces": heard.score["id"], **common, **kept, **numbers(score)}
        rows.of[AuditScore].append(made)
        standing = what_failed(heard.rubric, answers, score)
        for row in rows.of[Finding]:
            if row["submission_id"] == submission_id and Failing(row["kind"], row["item_code"]) not in standing:
                row["withdrawn_at"] = at
    rows.add(
        AppealDecision,
        id=new_id(),
        appeal_id=appeal_id,
        ruling=ruling,
        score_before=heard.score["id"],
        score_after=after,
        decided_at=at,
        decided_by=judge,
    )


def _exclude(rows: Rows, cast: Cast, assignments: Mapping[UUID, dict[str, Any]], spoken_for: set[UUID]) -> None:
    """The latest audit of a store without a manager: kept and paid, and no longer counted."""
    free = [row for row in rows.of[AuditScore] if row["store_id"] not in cast.managers and row["percent"] is not None]
    score = max((row for row in free if row["submission_id"] not in spoken_for), key=lambda row: row["scored_at"])
    submission_id, at = score["submission_id"], score["scored_at"] + timedelta(hours=5)
    assignments[submission_id]["state"] = AuditState.EXCLUDED
    rows.add(
        ReviewDecision,
        id=new_id(),
        programme_id=score["programme_id"],
        submission_id=submission_id,
        decision=Decision.EXCLUDED,
        reason=EXCLUDED_BECAUSE,
        decided_at=at,
        decided_by=cast.lead.person_id,
    )
    for row in rows.of[Finding]:
        if row["submission_id"] == submission_id:
            row["withdrawn_at"] = at
