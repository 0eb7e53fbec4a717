from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from audits.findings.actions import approve_audit
from audits.findings.models import Finding
from audits.findings.queries import findings, most_frequent
from audits.findings.rules import FindingKind
from audits.review.actions import approve, return_audit
from audits.review.models import AuditScore, AuditTally, Decision, ReviewDecision
from audits.review.queries import last_return
from audits.visits.actions.drafts import open_draft, store_answer, take_lease
from audits.visits.actions.submissions import submit
from audits.visits.models import Answer, Draft, Submission
from tests.factories.audits import FULL, LEASE, Visit, new_submission, new_visit, state_of
from tests.factories.people import new_actor, new_region
from tracker.core import clock, events
from tracker.core.db import doors, reading, writing
from tracker.core.ids import new_id
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.models import Person, Store
from tracker.people.rules import Actor, Role

BAD = {**FULL, "greeted": "no", "greeted.note": "Nobody came", "smile": "no"}


def submitted(visit: Visit, answers: dict[str, Any] | None = None) -> UUID:
    with writing() as session:
        new_submission(session, visit, answers)
        return session.scalars(select(Submission.id).where(Submission.assignment_id == visit.assignment_id)).one()


def approved(submission_id: UUID, by: Actor) -> int:
    with writing() as session:
        return approve_audit(session, submission_id=submission_id, by=by)


def returned(submission_id: UUID, by: Actor, reason: str = "The photo is blurred") -> None:
    with writing() as session:
        return_audit(session, submission_id=submission_id, reason=reason, by=by)


def again(visit: Visit, **answers: Any) -> UUID:
    with writing() as session:
        draft_id = open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
        take_lease(session, draft_id=draft_id, token=LEASE, by=visit.shopper)
        for code, value in answers.items():
            store_answer(session, draft_id=draft_id, item_code=code, value=value, lease=LEASE, by=visit.shopper)
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper)
    return draft_id


def test_approving_freezes_the_score_with_policy_and_trace(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    assert approved(key, reviewer) == 0
    with reading() as session:
        frozen = session.scalars(select(AuditScore)).one()
        # greeted 1 + seconds 2 + smile 1 + clean 1 + seen 2 of 3: 7 of 8
        assert (frozen.earned, frozen.possible, frozen.percent, frozen.passed, frozen.band) == ("7", "8", 87.5, True, "good")
        trace = frozen.result["trace"]
        assert sum(float(line["earned"]) for line in trace) == 7
        assert frozen.result["policy"]["pass_mark"] == "80"
        decision = session.scalars(select(ReviewDecision)).one()
        assert (decision.decision, decision.decided_by) == (Decision.APPROVED, reviewer.person_id)
        assert state_of(session, visit) == "approved"
        assert events.verify(session).broken_at is None


def test_a_frozen_score_cannot_be_edited_in_the_database(visit: Visit, reviewer: Actor) -> None:
    approved(submitted(visit), reviewer)
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.scalars(select(AuditScore)).one().percent = 100.0
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.delete(session.scalars(select(ReviewDecision)).one())


def test_what_failed_becomes_findings_and_critical_items_are_marked(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit, BAD)
    assert approved(key, reviewer) == 3
    with reading() as session:
        rows = {str(row.item): row.kind for row in findings(session, by=reviewer, submission_id=key)}
        assert rows == {
            "Were you greeted?": FindingKind.CRITICAL_ITEM,
            "A smile?": FindingKind.FAILED_ITEM,
            "Small visit": FindingKind.LOW_AUDIT,
        }
        assert len(findings(session, by=reviewer, store_id=visit.store_id)) == 3
        counted = most_frequent(session, by=reviewer, programme_id=visit.programme_id)
        assert {"greeted", "smile"} < {row.item_code for row in counted if row.n == 1}


def test_approving_counts_in_the_month_of_the_visit(visit: Visit, reviewer: Actor) -> None:
    with clock.standing_at(datetime(2026, 3, 31, 17, tzinfo=UTC)):  # April in Shanghai
        with writing() as session:
            session.get_one(Person, visit.shopper.person_id).time_zone = "Asia/Shanghai"
        key = submitted(visit)
    approved(key, reviewer)
    with reading() as session:
        tally = session.scalars(select(AuditTally)).one()
        assert (tally.month, tally.store_id, tally.channel_code) == (date(2026, 4, 1), visit.store_id, "store")
        assert (tally.n, tally.passed, tally.total, tally.total_of_squares) == (1, 1, 87.5, 87.5**2)


def test_a_return_needs_a_reason_and_opens_the_next_attempt(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    for bad in ("", "   ", "\x00", "x" * 2001):
        with pytest.raises(Refusal, match="reason"):
            returned(key, reviewer, bad)
    returned(key, reviewer)
    with reading() as session:
        assert state_of(session, visit) == "returned"
        assert last_return(session, assignment_id=visit.assignment_id, by=visit.shopper) == "The photo is blurred"
        assert session.scalar(select(func.count()).select_from(AuditScore)) == 0
    second = again(visit, smile="no")
    with reading() as session:
        assert session.get_one(Draft, second).attempt == 2
        assert last_return(session, assignment_id=visit.assignment_id, by=visit.shopper) is None
    with pytest.raises(Stale):
        approved(key, reviewer)
    assert approved(second, reviewer) == 2  # the item, and 75 % below the pass mark


def test_the_visit_counts_on_the_day_of_its_first_attempt(visit: Visit, reviewer: Actor) -> None:
    with clock.standing_at(datetime(2026, 3, 5, 12, tzinfo=UTC)):
        key = submitted(visit)
    returned(key, reviewer)
    with clock.standing_at(datetime(2026, 4, 5, 12, tzinfo=UTC)):
        second = again(visit)
    approved(second, reviewer)
    with reading() as session:
        assert session.scalars(select(AuditScore.visited_on)).one() == date(2026, 3, 5)


def test_a_decision_is_made_once(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    with pytest.raises(Stale):
        approved(key, reviewer)
    with pytest.raises(Stale):
        returned(key, reviewer)


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.REVIEWER], ids=[role.value for role in Role if role is not Role.REVIEWER]
)
def test_only_reviewers_decide(visit: Visit, role: Role) -> None:
    key = submitted(visit)
    with writing() as session:
        other = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        approved(key, other)
    with pytest.raises(NotAllowed):
        returned(key, other)


def test_nobody_reviews_their_own_audit(visit: Visit) -> None:
    """Someone who filled it in as a supervisor and has since become a reviewer."""
    key = submitted(visit)
    own = Actor(visit.shopper.person_id, Role.REVIEWER)
    with pytest.raises(Refusal, match="own_audit"):
        approved(key, own)
    with pytest.raises(Refusal, match="own_audit"):
        returned(key, own)


def test_a_reviewer_of_another_region_finds_nothing(visit: Visit) -> None:
    key = submitted(visit)
    with writing() as session:
        elsewhere = new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
    for missing in (key, new_id()):
        with pytest.raises(NotFound):
            approved(missing, elsewhere)


def test_reviewers_who_approve_at_once_all_count(visit: Visit, reviewer: Actor) -> None:
    with writing() as session:
        store = session.get_one(Store, visit.store_id)
        others = [new_visit(session, store=store, shopper=visit.shopper) for _ in range(8)]
        for other in others:
            new_submission(session, other)
        keys = list(session.scalars(select(Submission.id)))
    opened, barrier = doors(), Barrier(len(keys))

    def one(key: UUID) -> None:
        barrier.wait()
        with opened.write() as session, session.begin():
            approve_audit(session, submission_id=key, by=reviewer)

    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(one, keys))
    with reading() as session:
        assert sum(session.scalars(select(AuditTally.n))) == len(keys)
        assert session.scalar(select(func.count()).select_from(AuditScore)) == len(keys)


def test_two_reviewers_at_once_one_decides(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit, BAD)
    opened, barrier = doors(), Barrier(8)

    def one(number: int) -> str:
        barrier.wait()
        try:
            with opened.write() as session, session.begin():
                if number % 2:
                    approve_audit(session, submission_id=key, by=reviewer)
                else:
                    return_audit(session, submission_id=key, reason="Unclear", by=reviewer)
                return "decided"
        except Stale as stale:
            return stale.key

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(one, range(8)))
    assert (told.count("decided"), told.count("review.already_decided")) == (1, 7)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ReviewDecision)) == 1
        scores = session.scalar(select(func.count()).select_from(AuditScore)) or 0
        assert session.scalar(select(func.count()).select_from(Finding)) == 3 * scores


def test_approving_without_findings_still_freezes(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    with writing() as session:
        assert approve(session, submission_id=key, by=reviewer).score.shown_percent == "87.50"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == len(FULL)
