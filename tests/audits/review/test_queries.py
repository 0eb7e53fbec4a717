from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from audits.findings.actions import approve_audit
from audits.findings.queries import findings
from audits.review.actions import exclude_audit, release_audits, return_audit, take_up
from audits.review.models import Decision
from audits.review.queries import approved_audits, audit, count_approved, excluded_audits, queue
from audits.review.queries.lists import ranked
from audits.review.rules import Step
from audits.visits.actions.submissions import submit
from audits.visits.models import AuditState
from tests.audits.review.test_actions import BAD, again, approved, returned, submitted
from tests.conftest import Database
from tests.factories.audits import LEASE, Visit, answer_all, new_draft, new_visit
from tests.factories.people import new_actor, new_region
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.refusals import NotAllowed, NotFound
from tracker.people.rules import Actor, Role

CANARY = "Canary Shopper 7731"
CANARY_LOGIN = "canary7731"
START = datetime(2026, 3, 5, 9, tzinfo=UTC)


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, user_name=CANARY_LOGIN, display_name=CANARY)
        return new_visit(session, shopper=shopper)


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


def test_executives_shoppers_supervisors_and_stores_see_no_audit_by_its_own_key(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    for role in (Role.EXECUTIVE, Role.MYSTERY_SHOPPER, Role.SUPERVISOR, Role.STORE_MANAGER):
        somebody = person(role, visit)
        for read in (approved_audits, count_approved, excluded_audits, queue):
            with pytest.raises(NotAllowed), reading() as session:
                read(session, by=somebody)
        with pytest.raises(NotAllowed), reading() as session:
            audit(session, submission_id=key, by=somebody)


def test_lists_hold_what_was_approved_released_and_excluded(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    with reading() as session:
        [row] = approved_audits(session, by=reviewer, unreleased=True)
        assert (row.percent, row.passed, row.band, row.is_released, row.week.weekday()) == (87.5, True, "good", False, 0)
        assert count_approved(session, by=reviewer, unreleased=True) == 1
    with writing() as session:
        release_audits(session, submission_ids=[key], by=reviewer)
    with reading() as session:
        assert (count_approved(session, by=reviewer, unreleased=True), count_approved(session, by=reviewer)) == (0, 1)
        assert [row.is_released for row in approved_audits(session, by=reviewer)] == [True]
    with writing() as session:
        exclude_audit(session, submission_id=key, reason="Wrong store", by=reviewer)
    with reading() as session:
        assert (count_approved(session, by=reviewer), approved_audits(session, by=reviewer)) == (0, [])
        assert [(row.submission_id, row.state) for row in excluded_audits(session, by=reviewer)] == [(key, AuditState.EXCLUDED)]


def test_the_queue_says_who_has_an_audit_in_review(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    with writing() as session:
        take_up(session, submission_id=key, by=reviewer)
        other = new_actor(session, Role.REVIEWER)
    with reading() as session:
        [mine], [theirs] = queue(session, by=reviewer), queue(session, by=other)
    assert (mine.state, mine.is_mine, mine.reviewer) == (AuditState.IN_REVIEW, True, reviewer.display_name)
    assert (theirs.is_mine, theirs.reviewer) == (False, reviewer.display_name)


def test_what_is_odd_comes_first_in_the_queue_and_else_what_waits_longest(visit: Visit, reviewer: Actor) -> None:
    """Sent within a second of its opening, the second audit is very fast; the first took an hour."""
    with clock.standing_at(START), writing() as session:
        draft_id = new_draft(session, visit)
        answer_all(session, visit, draft_id)
    with clock.standing_at(START + timedelta(hours=1)), writing() as session:
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper)
        quick = new_visit(session)
    with clock.standing_at(START + timedelta(hours=2)):
        odd = submitted(quick)
    with reading() as session:
        rows = ranked(session, queue(session, by=reviewer))
    assert [row.submission_id for row, _ in rows] == [odd, draft_id]
    assert [bool(signals) for _, signals in rows] == [True, False]


def test_every_step_that_is_offered_is_possible_and_no_other(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)

    def steps(by: Actor) -> set[Step]:
        with reading() as session:
            return set(audit(session, submission_id=key, by=by).steps)

    deciding = {Step.RETURNED, Step.APPROVED}
    assert steps(reviewer) == deciding | {Step.TAKEN_UP, Step.EXCLUDED}
    assert steps(visit.lead) == {Step.EXCLUDED}
    with writing() as session:
        take_up(session, submission_id=key, by=reviewer)
        other = new_actor(session, Role.REVIEWER)
    assert steps(reviewer) == deciding | {Step.CORRECTED, Step.EXCLUDED}
    assert steps(other) == {Step.TAKEN_UP, Step.EXCLUDED}
    approved(key, reviewer)
    assert steps(other) == {Step.APPROVAL_WITHDRAWN, Step.RELEASED, Step.EXCLUDED}
    assert steps(visit.lead) == {Step.RELEASED, Step.EXCLUDED}
    with writing() as session:
        release_audits(session, submission_ids=[key], by=visit.lead)
    assert steps(other) == {Step.EXCLUDED}


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
        assert len(findings(session, by=reviewer, submission_id=key)) == len(findings(session, by=reviewer)) > 0
        assert all(row.store_code for row in findings(session, by=reviewer, store_id=visit.store_id))
