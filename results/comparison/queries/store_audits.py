"""The audits behind a store's values: the last step of the way down. By the week alone, and without a trace of who visited."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.models import AuditRelease, AuditScore
from audits.review.queries import counts
from audits.review.rules import waits_for_release, week_of
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.visits.models import Assignment, Submission
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Store
from tracker.people.rules import Action, Actor, Place

LATEST_AUDITS = 24  # of one store: a year with two visits a month


@dataclass(frozen=True)
class SectionValue:
    """`earned` of `possible`; no percent where nothing was possible."""

    code: str
    name: str
    percent: float | None
    earned: float | None
    possible: float | None


@dataclass(frozen=True)
class StoreAudit:
    """`key` opens it on the page of this person: of review, or of released audits for those who wait for the release."""

    key: UUID
    week: date
    channel: str
    rubric: str
    percent: float | None
    passed: bool | None
    band: str
    sections: tuple[SectionValue, ...]


def audits_of_store(
    session: Session, *, programme_id: UUID, store_id: UUID, rubric_code: str = "", by: Actor
) -> list[StoreAudit]:
    """Those that count, the latest first; of one rubric where a code is given. To a store only what was released to it."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    waits = waits_for_release(by)
    query = (
        select(AuditScore, Channel.name, RubricVersion.id, AuditRelease.public_id)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Store, Store.id == AuditScore.store_id)
        .join(Channel, Channel.code == AuditScore.channel_code)
        .join(AuditRelease, AuditRelease.submission_id == AuditScore.submission_id, isouter=not waits)
        .where(
            AuditScore.programme_id == programme_id,
            AuditScore.store_id == store_id,
            programme_condition(by, AuditScore.programme_id),
            store_condition(by),
            counts(),
        )
        .order_by(AuditScore.visited_on.desc(), AuditScore.id.desc())
        .limit(LATEST_AUDITS)
    )
    if rubric_code:
        query = query.join(Rubric, Rubric.id == RubricVersion.rubric_id).where(Rubric.code == rubric_code)
    return [_row(session, row, waits) for row in session.execute(query)]


def _row(session: Session, row: Any, waits: bool) -> StoreAudit:
    score, channel, version_id, public_id = row
    rubric = rubric_version(session, version_id=version_id).rubric
    names = {section.code: str(section.name) for section in rubric.sections}
    return StoreAudit(
        key=public_id if waits else score.submission_id,
        week=week_of(score.visited_on),
        channel=str(channel),
        rubric=str(rubric.name),
        percent=score.percent,
        passed=score.passed,
        band=rubric.band_name(score.band) if score.band else "",
        sections=tuple(_section(part, names) for part in score.result["sections"]),
    )


def _section(part: dict[str, Any], names: dict[str, str]) -> SectionValue:
    percent, earned, possible = (None if part[name] is None else float(part[name]) for name in ("percent", "earned", "possible"))
    return SectionValue(part["name"], names.get(part["name"], part["name"]), percent, earned, possible)
