"""Returning item by item, correcting, undoing and excluding: each a record of its own, with a reason."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from audits.review.actions import (
    approve,
    correct_answer,
    exclude_audit,
    reinstate_audit,
    return_audit,
    take_up,
    withdraw_approval,
    withdraw_return,
)
from audits.review.models import AnswerCorrection, AuditRelease, AuditScore, ReturnedItem
from audits.review.queries import answers_in_effect, audit, last_return, return_remarks
from audits.review.queries.approved import audit_table, compared
from audits.review.rules import Decision, OtherRules
from audits.visits.actions.given import latest_answers
from audits.visits.models import Assignment
from tests.audits.review.approved import asked
from tests.audits.review.stage import Stage
from tests.factories.audits import FULL, Visit, state_of
from tests.factories.people import new_actor, new_region
from tests.factories.reviews import approved, released, submitted
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Actor, Role

NO_SMILE = {**FULL, "smile": "no"}
WHY = "Because"


def sent(visit: Visit, answers: dict[str, Any] | None = None) -> UUID:
    with writing() as session:
        return submitted(session, visit, answers)


def do(action: Any, submission_id: UUID, by: Actor, **given: Any) -> Any:
    with writing() as session:
        return action(session, submission_id=submission_id, by=by, **given)


def test_items_come_back_with_a_reason_each_and_need_no_other(visit: Visit, reviewer: Actor) -> None:
    key = sent(visit)
    do(return_audit, key, reviewer, reason="", items={"clean": "The photo is blurred", "smile": "Who smiled?"})
    with reading() as session:
        assert last_return(session, assignment_id=visit.assignment_id, by=visit.shopper) == ""
        found = return_remarks(session, assignment_id=visit.assignment_id, by=visit.shopper)
        assert found == {"clean": ["The photo is blurred"], "smile": ["Who smiled?"]}
        [told] = audit(session, submission_id=key, by=reviewer).attempts
        assert (told.decision, told.items["smile"], told.decided_by) == (Decision.RETURNED, "Who smiled?", reviewer.display_name)


def test_only_the_last_return_is_told_and_only_while_the_visit_is_open(visit: Visit, reviewer: Actor) -> None:
    key = sent(visit)
    do(return_audit, key, reviewer, reason="First", items={"smile": "First"})
    do(withdraw_return, key, reviewer, reason="Too early")
    with reading() as session:
        assert last_return(session, assignment_id=visit.assignment_id, by=visit.shopper) is None
        assert return_remarks(session, assignment_id=visit.assignment_id, by=visit.shopper) == {}
    do(return_audit, key, reviewer, reason="Second", items={"clean": "Second"})
    with reading() as session:
        assert last_return(session, assignment_id=visit.assignment_id, by=visit.shopper) == "Second"
        assert return_remarks(session, assignment_id=visit.assignment_id, by=visit.shopper) == {"clean": ["Second"]}


def test_nobody_reads_the_remarks_to_somebody_elses_visit(visit: Visit, reviewer: Actor) -> None:
    do(return_audit, sent(visit), reviewer, reason="Which counter?", items={"smile": "Which counter?"})
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
    with reading() as session:
        assert return_remarks(session, assignment_id=visit.assignment_id, by=other) == {}


@pytest.mark.parametrize(
    ("items", "key"),
    [
        ({}, "reason_missing"),
        ({"smile": " "}, "item_reason_missing"),
        ({"smile": "x" * 2001}, "reason_long"),
        ({"no_such_item": "?"}, "unknown_item"),
    ],
)
def test_a_return_says_why(visit: Visit, reviewer: Actor, items: dict[str, str], key: str) -> None:
    with pytest.raises(Refusal, match=key):
        do(return_audit, sent(visit), reviewer, reason=" ", items=items)
    with reading() as session:
        assert state_of(session, visit) == "submitted"
        assert session.scalars(select(ReturnedItem)).all() == []


def test_what_somebody_has_in_review_nobody_else_decides_until_taken_over(visit: Visit, reviewer: Actor) -> None:
    key = sent(visit, NO_SMILE)
    with writing() as session:
        other = new_actor(session, Role.REVIEWER)
    do(take_up, key, other)
    correction = {"item_code": "smile", "value": "yes", "reason": WHY}
    for action, given in ((approve, {}), (return_audit, {"reason": WHY}), (correct_answer, correction)):
        with pytest.raises(Stale, match="in_other_hands"):
            do(action, key, reviewer, **given)
    do(take_up, key, reviewer)
    do(approve, key, reviewer)
    with reading() as session:
        taken = session.scalars(select(Event).where(Event.verb == "audit.taken_up").order_by(Event.position)).all()
        assert [(event.by, event.change["reviewer_id"]) for event in taken] == [
            (other.person_id, [None, str(other.person_id)]),
            (reviewer.person_id, [str(other.person_id), str(reviewer.person_id)]),
        ]
        assert session.get_one(Assignment, visit.assignment_id).reviewer_id is None


def test_a_correction_stands_beside_the_original_and_counts(visit: Visit, reviewer: Actor) -> None:
    key = sent(visit, NO_SMILE)
    do(take_up, key, reviewer)
    do(correct_answer, key, reviewer, item_code="smile", value="yes", reason="The photo shows it")
    with reading() as session:
        assert latest_answers(session, key)["smile"] == "no"
        assert answers_in_effect(session, key)["smile"] == "yes"
        [told] = audit(session, submission_id=key, by=reviewer).corrections
        assert (told.item_code, told.before, told.value, told.reason) == ("smile", "no", "yes", "The photo shows it")
        assert (told.by, told.is_of_appeal) == (reviewer.display_name, False)
    assert do(approve, key, reviewer).answers["smile"] == "yes"
    with reading() as session:
        assert session.scalars(select(AuditScore.percent)).all() == [87.5]
        [row] = audit_table(session, asked=asked(visit), by=visit.lead).rows
        assert row.answers["smile"] == "yes"
        found = compared(session, asked=asked(visit), under=OtherRules(), by=visit.lead).found
        assert (found.changed_percent, found.before.mean) == (0, 87.5)
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.scalars(select(AnswerCorrection)).one().value = "no"


@pytest.mark.parametrize(
    ("item_code", "value", "reason", "key"),
    [
        ("smile", "yes", " ", "correction_reason_missing"),
        ("smile", "no", WHY, "correction_same"),
        ("smile", "perhaps", WHY, "no_such_option"),
        ("no_such_item", "yes", WHY, "unknown_item"),
        ("smile.note", "She smiled", WHY, "unknown_item"),
        ("front", "x", WHY, "photo_is_no_answer"),
    ],
)
def test_a_correction_is_another_answer_to_an_item_with_a_reason(
    visit: Visit, reviewer: Actor, item_code: str, value: Any, reason: str, key: str
) -> None:
    submission = sent(visit, NO_SMILE)
    do(take_up, submission, reviewer)
    with pytest.raises(Refusal, match=key):
        do(correct_answer, submission, reviewer, item_code=item_code, value=value, reason=reason)


def test_answers_are_corrected_in_review_only(visit: Visit, reviewer: Actor) -> None:
    key, given = sent(visit, NO_SMILE), {"item_code": "smile", "value": "yes", "reason": WHY}
    with pytest.raises(Stale, match="not_in_review"):
        do(correct_answer, key, reviewer, **given)
    do(approve, key, reviewer)
    with pytest.raises(Stale, match="not_in_review"):
        do(correct_answer, key, reviewer, **given)


def test_a_correction_that_opens_an_item_without_an_answer_is_followed_up_before_the_approval(
    visit: Visit, reviewer: Actor
) -> None:
    """Not greeted, so nobody counted seconds; greeted after all, the seconds are asked."""
    key = sent(
        visit, {**{code: value for code, value in FULL.items() if code != "seconds"}, "greeted": "no", "greeted.note": "x"}
    )
    do(take_up, key, reviewer)
    do(correct_answer, key, reviewer, item_code="greeted", value="yes", reason=WHY)
    with pytest.raises(Refusal, match="correction_incomplete") as refused:
        do(approve, key, reviewer)
    assert refused.value.facts == {"items": "Seconds until greeted"}
    do(correct_answer, key, reviewer, item_code="seconds", value=12, reason=WHY)
    assert do(approve, key, reviewer).score.shown_percent == "87.50"


def test_an_approval_withdrawn_leaves_its_score_as_a_record_and_the_next_replaces_it(visit: Visit, reviewer: Actor) -> None:
    key = sent(visit, NO_SMILE)
    do(approve, key, reviewer)
    do(withdraw_approval, key, reviewer, reason=WHY)
    with reading() as session:
        assert session.get_one(Assignment, visit.assignment_id).reviewer_id == reviewer.person_id
        assert audit_table(session, asked=asked(visit), by=visit.lead).total == 0
    do(correct_answer, key, reviewer, item_code="smile", value="yes", reason=WHY)
    do(approve, key, reviewer)
    with reading() as session:
        first, second = session.scalars(select(AuditScore).order_by(AuditScore.id)).all()
        assert (first.percent, second.percent, second.replaces, second.visited_on) == (75.0, 87.5, first.id, first.visited_on)
        told = [one.decision for one in audit(session, submission_id=key, by=reviewer).attempts]
        assert told == [Decision.APPROVED, Decision.APPROVAL_WITHDRAWN, Decision.APPROVED]


def test_the_score_of_an_attempt_that_was_sent_back_after_all_is_replaced_by_that_of_the_next(
    visit: Visit, reviewer: Actor
) -> None:
    with writing() as session:
        stage = Stage(session)
    do(approve, stage.key, stage.first)
    do(withdraw_approval, stage.key, stage.first, reason=WHY)
    do(return_audit, stage.key, stage.first, reason=WHY)
    with writing() as session:
        stage.session = session
        stage.submit_again()
    do(approve, stage.key, stage.second)
    with reading() as session:
        scores = session.scalars(
            select(AuditScore).where(AuditScore.store_id == stage.visit.store_id).order_by(AuditScore.id)
        ).all()
        assert [score.replaces for score in scores] == [None, scores[0].id]
        assert scores[1].submission_id == stage.key != scores[0].submission_id


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (withdraw_return, "undo_reason_missing"),
        (withdraw_approval, "undo_reason_missing"),
        (exclude_audit, "exclude_reason_missing"),
        (reinstate_audit, "undo_reason_missing"),
    ],
)
def test_every_undoing_says_why(visit: Visit, reviewer: Actor, action: Any, key: str) -> None:
    submission = sent(visit)
    with pytest.raises(Refusal, match=key):
        do(action, submission, reviewer, reason=" ")


@pytest.mark.parametrize("role", Role)
def test_who_may_exclude_and_who_may_undo_a_decision(visit: Visit, role: Role) -> None:
    """Excluding is for those who release; undoing what a reviewer decided, for reviewers."""
    with writing() as session:
        key = approved(session, visit)
        somebody = new_actor(session, role, stores=[visit.store_id])
    allowed = {
        withdraw_approval: role is Role.REVIEWER,
        exclude_audit: role in (Role.ADMINISTRATOR, Role.PROGRAMME_LEAD, Role.REVIEWER),
    }
    if not allowed[withdraw_approval]:
        with pytest.raises(NotAllowed):
            do(withdraw_approval, key, somebody, reason=WHY)
    if allowed[exclude_audit]:
        do(exclude_audit, key, somebody, reason=WHY)
        do(reinstate_audit, key, somebody, reason=WHY)
    else:
        with pytest.raises(NotAllowed):
            do(exclude_audit, key, somebody, reason=WHY)


def test_nobody_acts_on_their_own_visit_or_beyond_their_reach(visit: Visit) -> None:
    key = sent(visit)
    with writing() as session:
        far = new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
    for action, given in ((take_up, {}), (approve, {}), (exclude_audit, {"reason": WHY})):
        with pytest.raises(NotFound):
            do(action, key, far, **given)
        with pytest.raises(Refusal, match="own_audit"):
            do(action, key, Actor(visit.shopper.person_id, Role.REVIEWER), **given)


def test_releases_and_corrections_are_never_rewritten(visit: Visit) -> None:
    with writing() as session:
        released(session, visit)
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.delete(session.scalars(select(AuditRelease)).one())
