"""Published rubrics, as those who may see them see them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText, load_template, read_snapshot, template_codes
from audits.rubrics.models import DraftState, Rubric, RubricDraft, RubricVersion
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class PublishedRubric:
    """The newest version of a rubric."""

    version_id: UUID
    code: str
    name: Label
    channel_code: str
    number: int
    published_at: datetime


@dataclass(frozen=True)
class VersionRow:
    version_id: UUID
    number: int
    snapshot_hash: str
    published_at: datetime
    rubric: RubricText


@dataclass(frozen=True)
class VersionName:
    version_id: UUID
    number: int
    published_at: datetime


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list; `based_on` is the number of the version it was begun from."""

    id: UUID
    code: str
    name: Label
    based_on: int | None
    changed_at: datetime


@dataclass(frozen=True)
class DraftInHand:
    """A draft to go on with. `version` counts its changes: who saves says which one was seen."""

    id: UUID
    version: int
    document: dict[str, Any]
    based_on: UUID | None
    changed_at: datetime


# A published version never changes and is the same for everybody, so what was read once is kept.
_versions: dict[UUID, VersionRow] = {}


def published_rubrics(session: Session, *, by: Actor) -> list[PublishedRubric]:
    demand(by, Action.SEE_RUBRIC)
    newest = (
        select(RubricVersion.rubric_id, func.max(RubricVersion.number).label("number"))
        .group_by(RubricVersion.rubric_id)
        .subquery()
    )
    rows = session.execute(
        select(RubricVersion.id, Rubric.code, Rubric.name, Rubric.channel_code, RubricVersion.number, RubricVersion.published_at)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .join(newest, (newest.c.rubric_id == RubricVersion.rubric_id) & (newest.c.number == RubricVersion.number))
        .order_by(Rubric.code)
    )
    return [PublishedRubric(*row) for row in rows]


def shipped_rubrics(session: Session, *, by: Actor) -> list[RubricText]:
    """The templates whose text is not published yet, as they are shipped."""
    demand(by, Action.PUBLISH_RUBRIC)
    published = set(session.scalars(select(RubricVersion.snapshot_hash)))
    return [rubric for rubric in shipped_templates() if rubric.snapshot_hash() not in published]


@cache
def shipped_templates() -> tuple[RubricText, ...]:
    """All that are shipped. Kept, for reading one takes a tenth of a second."""
    return tuple(load_template(code) for code in template_codes())


def versions_of(session: Session, *, code: str, by: Actor) -> list[VersionName]:
    """All versions of a rubric, the newest first."""
    demand(by, Action.SEE_RUBRIC)
    rows = session.execute(
        select(RubricVersion.id, RubricVersion.number, RubricVersion.published_at)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.code == code)
        .order_by(RubricVersion.number.desc())
    )
    return [VersionName(*row) for row in rows]


def open_drafts(session: Session, *, by: Actor) -> list[DraftRow]:
    demand(by, Action.PUBLISH_RUBRIC)
    rows = session.execute(
        select(RubricDraft.id, RubricDraft.code, RubricDraft.name, RubricVersion.number, RubricDraft.changed_at)
        .outerjoin(RubricVersion, RubricVersion.id == RubricDraft.based_on)
        .where(RubricDraft.state == DraftState.OPEN)
        .order_by(RubricDraft.changed_at.desc(), RubricDraft.id)
    )
    return [DraftRow(*row) for row in rows]


def rubric_draft(session: Session, *, draft_id: UUID, by: Actor) -> DraftInHand:
    demand(by, Action.PUBLISH_RUBRIC)
    found = session.get(RubricDraft, draft_id)
    if found is None or found.state is not DraftState.OPEN:
        raise NotFound("rubrics.draft_closed")
    return DraftInHand(found.id, found.version, found.document, found.based_on, found.changed_at)


def draft_version(session: Session, *, draft_id: UUID) -> int | None:
    """How often an open draft was changed; None when it is not open any more."""
    return session.scalar(select(RubricDraft.version).where(RubricDraft.id == draft_id, RubricDraft.state == DraftState.OPEN))


def rubric_version(session: Session, *, version_id: UUID, by: Actor | None = None) -> VersionRow:
    """The version with its text. `by` is None where the caller has checked the right already, as for an own visit."""
    if by is not None:
        demand(by, Action.SEE_RUBRIC)
    if version_id not in _versions:
        found = session.get(RubricVersion, version_id)
        if found is None:
            raise NotFound("core.not_found")
        rubric = read_snapshot(found.snapshot)
        _versions[version_id] = VersionRow(found.id, found.number, found.snapshot_hash, found.published_at, rubric)
    return _versions[version_id]
