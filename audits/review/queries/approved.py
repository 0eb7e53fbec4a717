"""Approved audits of one rubric, over all of its versions: for what another rule would change, and for one table of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditRescore, AuditScore
from audits.review.queries.answers import answers_in_effect_of
from audits.review.queries.counting import counts, may_see
from audits.review.rules import AuditSet, OtherRules, Outcome, Rescored, WhatIf, week_of, what_if
from audits.rubrics.forms import RubricText, score_answers, validate_answer
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.scoring.documents import score_document
from audits.scoring.policy import Policy
from audits.scoring.rules import NotAnswered, Score
from audits.visits.actions.given import shown_codes
from audits.visits.models import Assignment, Submission
from tracker.core.refusals import Refusal
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Store
from tracker.people.rules import Action, Actor, Place, can

MOST_COMPARED = 2_000  # audits; each is scored anew while somebody waits
MOST_IN_TABLE = 20_000


@dataclass(frozen=True)
class MovedRow:
    """One of the audits that change most."""

    submission_id: UUID
    store: Label
    store_code: str
    week: date
    audit: Rescored


@dataclass(frozen=True)
class Compared:
    """`total` audits fit, of which the latest were compared. `ignored` counts audits by item whose answer the other version
    has no place for; `blocked` could not be scored, for the policy wants every answer."""

    total: int
    submission_ids: tuple[UUID, ...]
    found: WhatIf
    most: tuple[MovedRow, ...]
    ignored: Mapping[str, int]
    blocked: int
    rubric: RubricText | None


@dataclass(frozen=True)
class ScoredAgain:
    score: Score
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class RescoreRow:
    """A score under other rules, beside the audit's own."""

    scored_at: datetime
    version: int
    policy: Mapping[str, Any]
    percent: float | None
    passed: bool | None
    band: str
    reason: str


@dataclass(frozen=True)
class TableRow:
    """One approved audit for the table. `visited` is the week's Monday, and `shopper` None, for who may not know the visitor."""

    submission_id: UUID | None
    store_code: str
    store: Label
    channel: Label
    visited: date
    shopper: str | None
    version: int
    version_id: UUID
    answers: Mapping[str, Any]
    score: Mapping[str, Any]


@dataclass(frozen=True)
class AuditTable:
    """`rubrics` by the number of their version. `total` fit, of which `rows` holds the latest."""

    total: int
    rubrics: Mapping[int, RubricText]
    rows: tuple[TableRow, ...]
    is_named: bool


def score_under(own: RubricText, other: RubricText, answers: Mapping[str, Any], policy: Policy | None) -> ScoredAgain:
    """The score of these answers by the other text. Answers that it has no place for count for nothing, and are named."""
    if own is other:
        return ScoredAgain(score_answers(own, answers, policy), ())
    shown = shown_codes(own, answers)
    given = {code: value for code, value in answers.items() if value is not None and code in shown and code in own.items}
    kept = {code: value for code, value in given.items() if _takes(other, code, value)}
    return ScoredAgain(score_answers(other, kept, policy), tuple(code for code in given if code not in kept))


def compared(session: Session, *, asked: AuditSet, under: OtherRules, by: Actor) -> Compared:
    """What other rules would change about these audits. Nothing is stored."""
    demand(by, Action.PUBLISH_RUBRIC, Place(asked.programme_id))
    demand(by, Action.SEE_AUDIT_SCORE, Place(asked.programme_id))
    query = _approved(asked, by)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(_latest(query).limit(MOST_COMPARED)).all()
    answers = answers_in_effect_of(session, [row.submission_id for row in rows])
    other = rubric_version(session, version_id=under.version_id, by=by).rubric if under.version_id else None
    audits, ignored, blocked = [], Counter[str](), 0
    for row in rows:
        own = rubric_version(session, version_id=row.version_id).rubric
        after = Outcome(None, None, None)
        try:
            again = score_under(own, other or own, answers.get(row.submission_id, {}), under.policy)
            after = _outcome(again.score)
            ignored.update(again.ignored)
        except NotAnswered:
            blocked += 1
        before = Outcome(None if row.percent_text is None else Decimal(row.percent_text), row.passed, row.band)
        audits.append(Rescored(row.submission_id, before, after))
    found = what_if(audits)
    at = {row.submission_id: row for row in rows}
    moved = [(at[audit.key], audit) for audit in found.most]
    most = [MovedRow(row.submission_id, row.store, row.store_code, week_of(row.visited_on), audit) for row, audit in moved]
    newest = other or (rubric_version(session, version_id=rows[0].version_id).rubric if rows else None)
    return Compared(total, tuple(at), found, tuple(most), ignored, blocked, newest)


def rescores(session: Session, *, submission_id: UUID, by: Actor) -> list[RescoreRow]:
    """The scores beside this audit's own, latest first; for those who review or set the rules, and empty for others."""
    demand(by, Action.SEE_AUDIT_SCORE)
    if not (can(by, Action.PUBLISH_RUBRIC) or can(by, Action.REVIEW_AUDIT)):
        return []
    rows = session.scalars(
        select(AuditRescore)
        .join(Submission, Submission.id == AuditRescore.submission_id)
        .join(Store, Store.id == Submission.store_id)
        .where(
            AuditRescore.submission_id == submission_id,
            store_condition(by),
            programme_condition(by, AuditRescore.programme_id),
        )
        .order_by(AuditRescore.id.desc())
    )
    found = []
    for row in rows:
        version = rubric_version(session, version_id=row.rubric_version_id)
        band = version.rubric.band_name(row.band) if row.band else ""
        found.append(RescoreRow(row.scored_at, version.number, row.result["policy"], row.percent, row.passed, band, row.reason))
    return found


def audit_table(session: Session, *, asked: AuditSet, by: Actor) -> AuditTable:
    """Approved audits with all their answers, the latest first."""
    demand(by, Action.SEE_AUDIT_SCORE, Place(asked.programme_id))
    is_named = can(by, Action.SEE_SHOPPER_IDENTITY, Place(asked.programme_id))
    query = _approved(asked, by)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = _latest(query).add_columns(AuditScore.result, Channel.name.label("channel"), RubricVersion.number)
    query = query.join(Channel, Channel.code == AuditScore.channel_code)
    if is_named:
        query = query.join(Identity, Identity.person_id == Assignment.assignee_id).add_columns(Identity.display_name)
    rows = session.execute(query.limit(MOST_IN_TABLE)).all()
    answers = answers_in_effect_of(session, [row.submission_id for row in rows])
    made = [
        TableRow(
            submission_id=row.submission_id if is_named else None,
            store_code=row.store_code,
            store=row.store,
            channel=row.channel,
            visited=row.visited_on if is_named else week_of(row.visited_on),
            shopper=row.display_name if is_named else None,
            version=row.number,
            version_id=row.version_id,
            answers=answers.get(row.submission_id, {}),
            score=row.result,
        )
        for row in rows
    ]
    return AuditTable(total, _texts(session, asked.rubric_code), _shown_only(session, made), is_named)


def _approved(asked: AuditSet, by: Actor) -> Any:
    query = (
        select(
            AuditScore.submission_id,
            AuditScore.visited_on,
            AuditScore.passed,
            AuditScore.band,
            AuditScore.result["percent"].as_string().label("percent_text"),
            Assignment.rubric_version_id.label("version_id"),
            Store.name.label("store"),
            Store.code.label("store_code"),
        )
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .join(Store, Store.id == AuditScore.store_id)
        .where(
            AuditScore.programme_id == asked.programme_id,
            Rubric.code == asked.rubric_code,
            counts(),
            may_see(by),
            store_condition(by),
            programme_condition(by, AuditScore.programme_id),
        )
    )
    if asked.first:
        query = query.where(AuditScore.visited_on >= asked.first)
    if asked.last:
        query = query.where(AuditScore.visited_on <= asked.last)
    return query.where(AuditScore.channel_code == asked.channel_code) if asked.channel_code else query


def _latest(query: Any) -> Any:
    return query.order_by(AuditScore.visited_on.desc(), AuditScore.id.desc())


def _takes(rubric: RubricText, code: str, value: Any) -> bool:
    item = rubric.items.get(code)
    if item is None:
        return False
    try:
        return validate_answer(item, value) is not None
    except Refusal:
        return False


def _outcome(score: Score) -> Outcome:
    """Its percent with the digits under which a score is stored, so that the same score is the same number."""
    percent = score_document(score)["percent"]
    return Outcome(None if percent is None else Decimal(percent), score.passed, score.band)


def _texts(session: Session, code: str) -> dict[int, RubricText]:
    rows = session.execute(
        select(RubricVersion.id, RubricVersion.number)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.code == code)
        .order_by(RubricVersion.number)
    )
    return {row.number: rubric_version(session, version_id=row.id).rubric for row in rows}


def _shown_only(session: Session, rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """Without old answers below a condition that no longer holds: they count for nothing."""
    made = []
    for row in rows:
        shown = shown_codes(rubric_version(session, version_id=row.version_id).rubric, row.answers)
        made.append(replace(row, answers={code: value for code, value in row.answers.items() if code in shown}))
    return tuple(made)
