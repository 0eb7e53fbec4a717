"""Approved audits of one rubric, over two of its versions."""

from copy import deepcopy
from typing import Any
from uuid import UUID

from sqlalchemy import select

from audits.review.actions import approve
from audits.review.rules import AuditSet
from audits.rubrics.forms import read_snapshot
from audits.rubrics.models import RubricVersion
from audits.visits.models import Assignment, Submission
from tests.factories.audits import SNAPSHOT, Visit, both, new_submission, new_visit
from tests.factories.people import new_actor
from tracker.core.db import reading, writing
from tracker.people.models import Store
from tracker.people.rules import Role


def approve_one(visit: Visit, answers: dict[str, Any], *, version_id: UUID | None = None) -> UUID:
    """One more approved audit in the visit's programme and store, with its version unless another is given."""
    with writing() as session:
        snapshot = SNAPSHOT | {"name": both("Rubric of nobody", "无人使用的标准")}  # the factory makes one for each visit
        store = session.get_one(Store, visit.store_id)
        other = new_visit(session, snapshot=snapshot, store=store, shopper=visit.shopper)
        row = session.get_one(Assignment, other.assignment_id)
        row.programme_id, row.rubric_version_id = visit.programme_id, version_id or visit.version_id
        session.flush()
        new_submission(session, other, answers)
        key = session.scalars(select(Submission.id).where(Submission.assignment_id == row.id)).one()
        approve(session, submission_id=key, by=new_actor(session, Role.REVIEWER))
    return key


def next_version(visit: Visit) -> UUID:
    """Without the item `smile`, and with other options of what was seen."""
    with writing() as session:
        first = session.get_one(RubricVersion, visit.version_id)
        snapshot = deepcopy(SNAPSHOT) | {"code": first.snapshot["code"]}
        snapshot["sections"][0]["items"].pop()
        snapshot["sections"][1]["items"][1]["options"] = [
            {"code": "price", "label": {"en": "Price tags", "zh_CN": "价签"}, "points": 1},
            {"code": "map", "label": {"en": "A map", "zh_CN": "导览图"}, "points": 0},
        ]
        text = read_snapshot(snapshot)
        made = RubricVersion(rubric_id=first.rubric_id, number=2, snapshot=text.snapshot(), snapshot_hash=text.snapshot_hash())
        session.add(made)
        session.flush()
        return made.id


def asked(visit: Visit, **limits: Any) -> AuditSet:
    with reading() as session:
        code = session.get_one(RubricVersion, visit.version_id).snapshot["code"]
    return AuditSet(visit.programme_id, code, **limits)
