import dataclasses
import json
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import event, select

from audits.findings.actions import approve_audit
from audits.findings.queries import findings
from audits.review.actions import return_audit
from audits.review.models import Decision
from audits.review.queries import approved_audits, audit, count_approved, queue
from audits.visits.models import AuditState, Submission
from tests.audits.review.test_actions import BAD, again, approved, returned, submitted
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_visit
from tests.factories.people import new_actor, new_region
from tracker.core.db import doors, reading, writing
from tracker.core.ids import new_id
from tracker.core.refusals import NotAllowed, NotFound
from tracker.people.rules import Actor, Role

CANARY = "Canary Shopper 7731"
CANARY_LOGIN = "canary7731"


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, user_name=CANARY_LOGIN, display_name=CANARY)
        return new_visit(session, shopper=shopper)


@pytest.fixture
def reviewer(visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, Role.REVIEWER)


def person(role: Role, visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, role, stores=[visit.store_id])


def test_the_queue_shows_reviewers_what_waits_and_whose_it_is(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    with reading() as session:
        [row] = queue(session, by=reviewer)
        assert (row.submission_id, row.shopper, row.attempt, row.is_own) == (key, CANARY, 1, False)
        assert queue(session, by=Actor(visit.shopper.person_id, Role.REVIEWER))[0].is_own
    approved(key, reviewer)
    with reading() as session:
        assert queue(session, by=reviewer) == []


def test_the_queue_holds_the_latest_attempt_only_and_only_ones_own_region(visit: Visit, reviewer: Actor) -> None:
    returned(submitted(visit), reviewer)
    second = again(visit)
    with writing() as session:
        elsewhere = new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
    with reading() as session:
        assert [row.submission_id for row in queue(session, by=reviewer)] == [second]
        assert queue(session, by=elsewhere) == []


def test_a_reviewer_sees_answers_score_trace_and_attempts(visit: Visit, reviewer: Actor) -> None:
    first = submitted(visit, BAD)
    returned(first, reviewer, "Which counter?")
    second = again(visit, smile="yes")
    with reading() as session:
        seen = audit(session, submission_id=second, by=reviewer)
    assert (seen.shopper, seen.may_decide, seen.state) == (CANARY, True, AuditState.SUBMITTED)
    assert [(attempt.number, attempt.decision, attempt.reason) for attempt in seen.attempts] == [
        (1, Decision.RETURNED, "Which counter?"),
        (2, None, ""),
    ]
    assert seen.score is not None
    assert sum(float(line["earned"]) for line in seen.score["trace"]) == float(seen.score["earned"])
    assert "seconds" not in seen.shown
    with reading() as session:
        old = audit(session, submission_id=first, by=reviewer)
        assert not old.may_decide
        assert old.answers["smile"] == "no"


def test_stores_see_an_audit_once_it_is_approved(visit: Visit, reviewer: Actor) -> None:
    manager, key = person(Role.STORE_MANAGER, visit), submitted(visit)
    with pytest.raises(NotFound), reading() as session:
        audit(session, submission_id=key, by=manager)
    approved(key, reviewer)
    with reading() as session:
        [row] = approved_audits(session, by=manager)
        seen = audit(session, submission_id=row.submission_id, by=manager)
        assert (row.percent, row.passed, row.band, count_approved(session, by=manager)) == (87.5, True, "good", 1)
    assert seen.answers == FULL
    assert row.week.weekday() == 0
    assert isinstance(row.week, date)


def test_a_store_sees_no_other_store(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    with writing() as session:
        other = new_actor(session, Role.STORE_MANAGER, stores=[new_visit(session).store_id])
        unscoped = new_actor(session, Role.STORE_MANAGER)
    for manager in (other, unscoped):
        with reading() as session:
            assert approved_audits(session, by=manager) == []
            assert count_approved(session, by=manager) == 0
            assert findings(session, by=manager) == []
        with pytest.raises(NotFound), reading() as session:
            audit(session, submission_id=key, by=manager)


def test_executives_shoppers_and_supervisors_see_no_single_audit(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    for role in (Role.EXECUTIVE, Role.MYSTERY_SHOPPER, Role.SUPERVISOR):
        with pytest.raises(NotAllowed), reading() as session:
            audit(session, submission_id=key, by=person(role, visit))
        with pytest.raises(NotAllowed), reading() as session:
            approved_audits(session, by=person(role, visit))
        with pytest.raises(NotAllowed), reading() as session:
            queue(session, by=person(role, visit))


def test_nothing_a_store_manager_reads_tells_who_the_shopper_was(visit: Visit, reviewer: Actor) -> None:
    """Canaries: name, sign-in name, person's id and the moment of the visit, in every value of every row."""
    returned(submitted(visit, BAD), reviewer)
    key = again(visit)
    approved(key, reviewer)
    manager, statements = person(Role.STORE_MANAGER, visit), []
    listen = ("before_cursor_execute", lambda *call: statements.append(call[2]))
    event.listen(doors().read_engine, *listen)
    try:
        with reading() as session:
            read = [
                *approved_audits(session, by=manager),
                audit(session, submission_id=key, by=manager),
                *findings(session, by=manager),
            ]
            received = session.scalars(select(Submission.received_at).where(Submission.id == key)).one()
    finally:
        event.remove(doors().read_engine, *listen)
    text = json.dumps([dataclasses.asdict(row) for row in read if not hasattr(row, "rubric")], default=str)
    [view] = [row for row in read if hasattr(row, "rubric")]
    text += repr(view)
    assert len(read) >= 3
    for canary in (
        CANARY,
        CANARY_LOGIN,
        str(visit.shopper.person_id),
        visit.shopper.person_id.hex,
        received.isoformat(),
        str(received),
    ):
        assert canary not in text
    assert (view.shopper, view.received_at, view.receipt, list(view.flags), list(view.attempts)) == (None, None, None, [], [])
    assert not any("identity" in statement for statement in statements)


def test_leads_see_who_the_shopper_was_but_do_not_decide(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    with reading() as session:
        seen = audit(session, submission_id=key, by=visit.lead)
    assert (seen.shopper, seen.may_decide) == (CANARY, False)


def test_one_does_not_decide_about_ones_own(visit: Visit) -> None:
    key = submitted(visit)
    with reading() as session:
        assert not audit(session, submission_id=key, by=Actor(visit.shopper.person_id, Role.REVIEWER)).may_decide


def test_an_unknown_audit_is_not_found(visit: Visit, reviewer: Actor) -> None:
    with pytest.raises(NotFound), reading() as session:
        audit(session, submission_id=new_id(), by=reviewer)
    with pytest.raises(NotFound), writing() as session:
        return_audit(session, submission_id=new_id(), reason="x", by=reviewer)


def test_every_finding_names_its_store(visit: Visit, reviewer: Actor) -> None:
    key: UUID = submitted(visit, BAD)
    with writing() as session:
        approve_audit(session, submission_id=key, by=reviewer)
    with reading() as session:
        assert {row.submission_id for row in findings(session, by=reviewer)} == {key}
        assert all(row.store_code for row in findings(session, by=reviewer, store_id=visit.store_id))
