"""What a correction changed: pass rates before and after, observed and not attributed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.models import ActionChange, CorrectiveAction, Finding
from audits.findings.queries.seen import released_to
from audits.findings.rules import LEVELS, ActionState, Effect, Level, Passed, effect_of
from audits.review.models import AuditRelease, AuditScore
from audits.review.queries.counting import counts
from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import Assignment, Submission
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, can

MOST_AUDITS = 2_000  # the latest; the proof of each score is read to see whether the item was asked
ASKED = frozenset({"answered", "no_band"})  # a line of a score's proof that an answer stands behind


@dataclass(frozen=True)
class ItemEffect:
    """Over `stores` stores in which an action about this was done."""

    stores: int
    effect: Effect


def effect_of_action(session: Session, *, action_id: UUID, by: Actor) -> list[ItemEffect]:
    """In the action's own store, then in all stores (within reach) where one about the same was done; none before it is."""
    demand(by, Action.SEE_ACTIONS)
    action = session.scalars(
        select(CorrectiveAction)
        .join(Store, Store.id == CorrectiveAction.store_id)
        .where(CorrectiveAction.id == action_id, store_condition(by), programme_condition(by, CorrectiveAction.programme_id))
    ).one_or_none()
    if action is None:
        raise NotFound("actions.not_found")
    done = _done_days(session, action, by)
    if action.store_id not in done:
        return []
    audits = _audits(session, action, done, by)
    own = ItemEffect(1, effect_of([passed for store_id, passed in audits if store_id == action.store_id]))
    if len(done) == 1:
        return [own]
    return [own, ItemEffect(len(done), effect_of([passed for _, passed in audits]))]


def _done_days(session: Session, action: CorrectiveAction, by: Actor) -> dict[UUID, date]:
    """By store the day on which an action about the same was first done. A repeat stays in: leaving it out would flatter."""
    rows = session.execute(
        select(CorrectiveAction.store_id, func.min(ActionChange.changed_at).label("at"))
        .join(ActionChange, ActionChange.action_id == CorrectiveAction.id)
        .join(Store, Store.id == CorrectiveAction.store_id)
        .where(
            CorrectiveAction.programme_id == action.programme_id,
            CorrectiveAction.rubric_code == action.rubric_code,
            CorrectiveAction.level == action.level,
            CorrectiveAction.item_code == action.item_code,
            ActionChange.state.in_([ActionState.DONE, ActionState.VERIFIED]),
            store_condition(by),
        )
        .group_by(CorrectiveAction.store_id)
    )
    return {row.store_id: row.at.date() for row in rows}


def _audits(session: Session, action: CorrectiveAction, done: dict[UUID, date], by: Actor) -> list[tuple[UUID, Passed]]:
    query = (
        select(AuditScore.submission_id, AuditScore.store_id, AuditScore.visited_on, AuditScore.result)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(
            AuditScore.programme_id == action.programme_id,
            Rubric.code == action.rubric_code,
            AuditScore.store_id.in_(list(done)),
            counts(),
        )
        .order_by(AuditScore.visited_on.desc(), AuditScore.id)
        .limit(MOST_AUDITS)
    )
    if not can(by, Action.RELEASE_AUDIT):
        query = query.join(AuditRelease, AuditRelease.submission_id == AuditScore.submission_id)
    failed = set(session.scalars(_failed(action, done, by)))
    return [
        (row.store_id, Passed(row.visited_on, done[row.store_id], row.submission_id not in failed))
        for row in session.execute(query)
        if _was_asked(row.result, action.level, action.item_code)
    ]


def _failed(action: CorrectiveAction, done: dict[UUID, date], by: Actor) -> Any:
    kinds = [kind for kind, level in LEVELS.items() if level is action.level]
    return select(Finding.submission_id).where(
        Finding.programme_id == action.programme_id,
        Finding.item_code == action.item_code,
        Finding.kind.in_(kinds),
        Finding.store_id.in_(list(done)),
        Finding.withdrawn_at.is_(None),
        released_to(by),
    )


def _was_asked(result: dict[str, Any], level: Level, code: str) -> bool:
    """Whether the score rests on an answer to the item, or on anything in the section; what did not apply passes nothing."""
    if level is Level.ITEM:
        return any(line["item"] == code and line["reason"] in ASKED for line in result["trace"])
    if level is Level.SECTION:
        return any(section["name"] == code and section["passed"] is not None for section in result["sections"])
    return result["percent"] is not None
