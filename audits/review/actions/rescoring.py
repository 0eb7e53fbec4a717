"""Approved audits scored by other rules, each beside its score and never instead of it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.actions.counting import numbers
from audits.review.actions.taking import said_why
from audits.review.models import AuditRescore, AuditScore
from audits.review.queries.answers import answers_in_effect_of
from audits.review.queries.approved import score_under
from audits.review.queries.counting import counts
from audits.rubrics.queries import rubric_version
from audits.scoring.policy import Policy
from audits.scoring.rules import NotAnswered, Score
from audits.visits.actions.given import AT_ONCE
from audits.visits.models import Assignment, Submission
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor

MOST_NAMED = 100  # audits that the event of a rescoring names; each has its own row all the same


@dataclass(frozen=True)
class RescoredAudits:
    """`ignored` counts audits by item: the other version has no place for what was answered there."""

    rescore_ids: tuple[UUID, ...]
    ignored: Mapping[str, int]


def rescore_audits(
    session: Session,
    *,
    submission_ids: Collection[UUID],
    rubric_version_id: UUID | None,
    policy: Policy | None,
    reason: str,
    by: Actor,
) -> RescoredAudits:
    """Score approved audits by another version (None: their own) or policy (None: the version's), each beside its score."""
    demand(by, Action.PUBLISH_RUBRIC)
    demand(by, Action.SEE_AUDIT_SCORE)
    reason = said_why(reason, "review.rescore_reason_missing")
    refuse_unless(rubric_version_id is not None or policy is not None, "review.same_rules")
    other = rubric_version(session, version_id=rubric_version_id, by=by) if rubric_version_id else None
    rows = _frozen(session, submission_ids, by)
    answers = answers_in_effect_of(session, list(rows))
    made, ignored = [], Counter[str]()
    for key, row in rows.items():
        own = rubric_version(session, version_id=row.rubric_version_id)
        try:
            again = score_under(own.rubric, (other or own).rubric, answers.get(key, {}), policy)
        except NotAnswered as error:
            labels = [str((other or own).rubric.items[code].label) for code in error.items]
            raise Refusal("review.no_score", items="; ".join(labels)) from error
        ignored.update(again.ignored)
        made.append(_beside(row.AuditScore, (other or own).version_id, again.score, reason, by))
    session.add_all(made)
    session.flush()
    for programme_id in sorted({row.programme_id for row in made}):
        here = [row for row in made if row.programme_id == programme_id]
        said = {
            "audits": len(here),
            "rubric_version": rubric_version_id,
            "preset": policy.preset if policy else None,
            "reason": reason,
            "ignored": dict(ignored),
            "submissions": [row.submission_id for row in here[:MOST_NAMED]],
        }
        events.record(session, by=by.person_id, verb="audit.rescored", on="programme", key=programme_id, change=said)
    return RescoredAudits(tuple(row.id for row in made), ignored)


def _frozen(session: Session, submission_ids: Collection[UUID], by: Actor) -> dict[UUID, Any]:
    """The frozen scores of these audits, by submission; refused unless each is approved and within reach."""
    found: dict[UUID, Any] = {}
    keys = sorted(set(submission_ids))
    refuse_unless(bool(keys), "review.nothing_to_rescore")
    for at in range(0, len(keys), AT_ONCE):
        rows = session.execute(
            select(AuditScore, Assignment.rubric_version_id)
            .join(Submission, Submission.id == AuditScore.submission_id)
            .join(Assignment, Assignment.id == Submission.assignment_id)
            .join(Store, Store.id == AuditScore.store_id)
            .where(
                AuditScore.submission_id.in_(keys[at : at + AT_ONCE]),
                counts(),
                store_condition(by),
                programme_condition(by, AuditScore.programme_id),
            )
        )
        found |= {row.AuditScore.submission_id: row for row in rows}
    if len(found) < len(keys):
        raise NotFound("review.not_found")
    return found


def _beside(frozen: AuditScore, version_id: UUID, score: Score, reason: str, by: Actor) -> AuditRescore:
    return AuditRescore(
        id=new_id(),
        programme_id=frozen.programme_id,
        submission_id=frozen.submission_id,
        score_id=frozen.id,
        rubric_version_id=version_id,
        **numbers(score),
        reason=reason,
        scored_by=by.person_id,
    )
