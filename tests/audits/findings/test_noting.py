from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.findings.actions.noting import follow_audit
from audits.findings.forms import what_failed
from audits.findings.models import Finding
from audits.findings.queries import findings, most_frequent
from audits.findings.rules import FindingKind
from audits.review.models import AuditScore
from audits.rubrics.forms import read_snapshot, score_answers
from audits.visits.models import Assignment, AuditState, Purpose
from tests.factories.audits import FULL, SNAPSHOT, Visit, long_snapshot
from tests.factories.findings import BAD, approved_audit, release
from tests.factories.people import new_actor, new_store
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed
from tracker.people.rules import Actor, Role

SECTION_MARKED = read_snapshot(
    {**SNAPSHOT, "sections": [{**SNAPSHOT["sections"][0], "pass_mark": 50}, *SNAPSHOT["sections"][1:]]}
)


def failing(rubric, answers) -> dict[str, FindingKind]:  # type: ignore[no-untyped-def]
    return {one.code: one.kind for one in what_failed(rubric, answers, score_answers(rubric, answers))}


def standing(submission_id: UUID) -> set[str]:
    with reading() as session:
        rows = session.scalars(select(Finding).where(Finding.submission_id == submission_id, Finding.withdrawn_at.is_(None)))
        return {row.item_code for row in rows}


def follow(visit: Visit, submission_id: UUID, state: AuditState) -> None:
    with writing() as session:
        session.get_one(Assignment, visit.assignment_id).state = state
        session.flush()
        follow_audit(session, submission_id, visit.lead)


def test_items_sections_and_the_audit_below_their_marks_are_findings() -> None:
    assert failing(SECTION_MARKED, BAD) == {
        "greeted": FindingKind.CRITICAL_ITEM,
        "smile": FindingKind.FAILED_ITEM,
        "greeting": FindingKind.LOW_SECTION,
        "small_visit": FindingKind.LOW_AUDIT,
    }


def test_an_audit_at_its_mark_and_a_section_without_one_are_none() -> None:
    rubric = read_snapshot(SNAPSHOT)
    assert failing(rubric, FULL) == {}
    exact = read_snapshot({**SNAPSHOT, "policy": {"pass_mark": 87.5}})
    assert score_answers(exact, FULL).percent == Decimal("87.5")
    assert failing(exact, FULL) == {}


def test_nothing_scored_is_not_below_the_mark() -> None:
    assert failing(read_snapshot(long_snapshot(1)), {"q1": "na"}) == {}


def test_findings_are_withdrawn_with_their_audit_and_come_back_with_it(visit: Visit) -> None:
    with writing() as session:
        key = approved_audit(session, visit, BAD)
    before = standing(key)
    assert {"greeted", "smile"} < before
    follow(visit, key, AuditState.EXCLUDED)
    assert standing(key) == set()
    with reading() as session:
        assert findings(session, by=visit.lead, submission_id=key) == []
        assert most_frequent(session, by=visit.lead, programme_id=visit.programme_id) == []
        assert len(session.scalars(select(Finding)).all()) == len(before)
    follow(visit, key, AuditState.APPROVED)
    assert standing(key) == before
    with reading() as session:
        verbs = list(session.scalars(select(Event.verb).where(Event.subject_id == key).order_by(Event.position)))
        assert verbs[-3:] == ["findings.noted", "findings.withdrawn", "findings.noted"]
        assert events.verify(session).broken_at is None


def test_following_an_audit_twice_changes_nothing(visit: Visit) -> None:
    with writing() as session:
        key = approved_audit(session, visit, BAD)
        n = len(session.scalars(select(Event)).all())
        follow_audit(session, key, visit.lead)
        assert len(session.scalars(select(Event)).all()) == n


def test_a_calibration_makes_no_findings(visit: Visit) -> None:
    with writing() as session:
        session.get_one(Assignment, visit.assignment_id).purpose = Purpose.CALIBRATION
        key = approved_audit(session, visit, BAD)
    assert standing(key) == set()
    with reading() as session:
        assert session.scalars(select(AuditScore.submission_id)).all() == [key]


def test_a_store_sees_findings_of_released_audits_of_its_own_only(visit: Visit) -> None:
    with writing() as session:
        key = approved_audit(session, visit, BAD, released=False)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        other = new_actor(session, Role.STORE_MANAGER, stores=[new_store(session).id])
    assert seen_by(manager) == 0
    assert seen_by(visit.lead) == 3
    with writing() as session:
        public_id = release(session, key, visit.lead)
    assert seen_by(manager) == 3
    assert seen_by(other) == 0
    with reading() as session:
        assert len(findings(session, by=manager, public_id=public_id)) == 3
        assert findings(session, by=other, public_id=public_id) == []
        assert most_frequent(session, by=other, programme_id=visit.programme_id) == []


def seen_by(actor: Actor) -> int:
    with reading() as session:
        return len(findings(session, by=actor))


def test_an_executive_sees_counts_and_no_finding(visit: Visit) -> None:
    with writing() as session:
        approved_audit(session, visit, BAD)
        executive = new_actor(session, Role.EXECUTIVE)
    with reading() as session:
        counted = most_frequent(session, by=executive, programme_id=visit.programme_id)
        assert sum(row.n for row in counted) == 3
        with pytest.raises(NotAllowed):
            findings(session, by=executive)


def test_a_finding_tells_a_store_the_week_and_no_more(visit: Visit) -> None:
    with writing() as session:
        key = approved_audit(session, visit, BAD)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
    with reading() as session:
        [first, *_] = findings(session, by=manager)
        assert first.week is not None
        assert first.week.weekday() == 0
        assert str(key) not in repr(first)
