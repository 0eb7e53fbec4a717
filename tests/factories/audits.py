"""A small rubric with every kind of item, and visits on it, stored and ready to be used by a test."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.forms import read_snapshot
from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.actions.assignments import assign_visit
from audits.visits.actions.drafts import open_draft, store_answer, take_lease
from audits.visits.actions.submissions import Receipt, submit
from audits.visits.models import Assignment
from audits.visits.queries import visit_in_hand
from tests.factories.people import new_actor, new_channel, new_region, new_store
from tests.factories.programmes import new_programme
from tracker.people.models import Channel, Store
from tracker.people.rules import Actor, Role

LEASE = "lease-of-the-first-tab"
DAY = date(2026, 3, 2)
_numbers = count(1)


def both(en: str, chinese: str) -> dict[str, str]:
    return {"en": en, "zh_CN": chinese}


def yes_no(code: str, en: str, chinese: str, **more: Any) -> dict[str, Any]:
    options = [
        {"code": "yes", "label": both("Yes", "是"), "points": 1},
        {"code": "no", "label": both("No", "否"), "points": 0, "fail": True},
        {"code": "na", "label": both("N/A", "不适用"), "not_applicable": True},
    ]
    return {"code": code, "kind": "yesno", "label": both(en, chinese), "options": options, "required": True, **more}


SNAPSHOT: dict[str, Any] = {
    "code": "small_visit",
    "name": both("Small visit", "小型暗访"),
    "channel": "store",
    "purpose": both("For tests", "用于测试"),
    "policy": {"pass_mark": 80, "bands": [{"name": "poor", "from": 0}, {"name": "good", "from": 80}]},
    "sections": [
        {
            "code": "greeting",
            "name": both("Greeting", "迎宾"),
            "dimension": "responsiveness",
            "items": [
                yes_no("greeted", "Were you greeted?", "是否有人迎接您？", critical=True, evidence={"note": ["no"]}),
                {
                    "code": "seconds",
                    "kind": "duration",
                    "label": both("Seconds until greeted", "多少秒后迎接"),
                    "unit": "seconds",
                    "lowest": 0,
                    "highest": 600,
                    "bands": [{"from": 0, "below": 30, "points": 2}, {"from": 30, "points": 0}],
                    "condition": {"item": "greeted", "equals": ["yes"]},
                    "required": True,
                },
                yes_no("smile", "A smile?", "是否微笑？"),
            ],
        },
        {
            "code": "facilities",
            "name": both("Facilities", "环境设施"),
            "dimension": "tangibles",
            "items": [
                yes_no("clean", "Is the store clean?", "门店是否整洁？", evidence={"photo": ["no"]}),
                {
                    "code": "seen",
                    "kind": "multiple",
                    "label": both("What did you see?", "您看到了什么？"),
                    "options": [
                        {"code": "price", "label": both("Price tags", "价签"), "points": 1},
                        {"code": "signs", "label": both("Signs", "指示牌"), "points": 1},
                        {"code": "queue", "label": both("Queue guide", "排队引导"), "points": 1},
                    ],
                },
                {"code": "remarks", "kind": "text", "label": both("Remarks", "备注")},
                {"code": "front", "kind": "photo", "label": both("The shop front", "门店正面")},
            ],
        },
    ],
}
FULL = {"greeted": "yes", "seconds": 12, "smile": "yes", "clean": "yes", "seen": ["price", "signs"], "remarks": "All well"}


def long_snapshot(items: int) -> dict[str, Any]:
    """One section of so many required yes-no items q1, q2, ..."""
    snapshot = deepcopy(SNAPSHOT)
    asked = [yes_no(f"q{number}", f"Question {number}?", f"问题 {number}？") for number in range(1, items + 1)]
    snapshot["sections"] = [{**snapshot["sections"][0], "items": asked}]
    return snapshot


@dataclass(frozen=True)
class Visit:
    """An assigned visit and who is concerned."""

    assignment_id: UUID
    programme_id: UUID
    store_id: UUID
    region_id: UUID
    version_id: UUID
    lead: Actor
    shopper: Actor


def published(session: Session, snapshot: dict[str, Any]) -> RubricVersion:
    rubric = read_snapshot({**snapshot, "code": f"{snapshot['code']}_{next(_numbers)}"})
    row = Rubric(code=rubric.code, name=rubric.name, channel_code=rubric.channel)
    session.add(row)
    session.flush()
    version = RubricVersion(rubric_id=row.id, number=1, snapshot=rubric.snapshot(), snapshot_hash=rubric.snapshot_hash())
    session.add(version)
    session.flush()
    return version


def new_visit(
    session: Session, *, snapshot: dict[str, Any] | None = None, store: Store | None = None, shopper: Actor | None = None
) -> Visit:
    store = store or new_store(session, region=new_region(session))
    if session.scalars(select(Channel).where(Channel.code == "store")).one_or_none() is None:
        new_channel(session)
    lead, shopper = new_actor(session, Role.PROGRAMME_LEAD), shopper or new_actor(session, Role.MYSTERY_SHOPPER)
    programme, version = new_programme(session), published(session, snapshot or SNAPSHOT)
    assignment_id = assign_visit(
        session,
        programme_id=programme.id,
        store_id=store.id,
        rubric_version_id=version.id,
        channel_code="store",
        assignee_id=shopper.person_id,
        visit_from=DAY,
        due_on=DAY + timedelta(days=13),
        by=lead,
    )
    return Visit(assignment_id, programme.id, store.id, store.region_id, version.id, lead, shopper)


def new_draft(session: Session, visit: Visit, *, lease: str = LEASE) -> UUID:
    draft_id = open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
    take_lease(session, draft_id=draft_id, token=lease, by=visit.shopper)
    return draft_id


def answer_all(session: Session, visit: Visit, draft_id: UUID, answers: dict[str, Any] | None = None) -> None:
    for code, value in (answers or FULL).items():
        store_answer(session, draft_id=draft_id, item_code=code, value=value, lease=LEASE, by=visit.shopper)


def new_submission(session: Session, visit: Visit, answers: dict[str, Any] | None = None) -> Receipt:
    draft_id = new_draft(session, visit)
    answer_all(session, visit, draft_id, answers)
    return submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper)


def state_of(session: Session, visit: Visit) -> str:
    return session.get_one(Assignment, visit.assignment_id).state.value


def answers_of(session: Session, visit: Visit) -> dict[str, Any]:
    seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=LEASE, by=visit.shopper)
    return dict(seen.answers) if seen else {}
