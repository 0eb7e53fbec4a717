"""The findings that somebody may see: those that stand, in their stores, and for a store only once its audit is released."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, true

from audits.findings.models import Finding
from audits.review.models import AuditRelease
from audits.visits.models import Assignment, Submission
from tracker.core.words import Label
from tracker.people.access import programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, can


def released_to(by: Actor) -> ColumnElement[bool]:
    """Who may release sees a finding at once, everybody else when its audit is released."""
    if can(by, Action.RELEASE_AUDIT):
        return true()
    return exists().where(AuditRelease.submission_id == Finding.submission_id)


def findings_seen(by: Actor) -> Select[Finding, UUID, Label, str, UUID]:
    """Finding with region_id, store, store_code and rubric_version_id. Whoever uses it has checked the right."""
    return (
        select(
            Finding,
            Store.region_id,
            Store.name.label("store"),
            Store.code.label("store_code"),
            Assignment.rubric_version_id,
        )
        .join(Submission, Submission.id == Finding.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Finding.store_id)
        .where(
            Finding.withdrawn_at.is_(None),
            store_condition(by),
            programme_condition(by, Finding.programme_id),
            released_to(by),
        )
    )
