"""The next visit: an action is checked on its form, and follows what its approved audit says."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.findings.actions import approve_audit, exclude_audit, move_action, reinstate_audit, settle_appeal, store_check
from audits.findings.models import ActionChange, ActionCheck, ActionFinding, CorrectiveAction, Finding
from audits.findings.queries import action_view, actions_on_form
from audits.findings.rules import REDO_DAYS, ActionState, CheckOutcome
from audits.review.actions import open_appeal, return_audit
from audits.review.forms.appeals import AppealItemForm, RulingForm
from audits.review.models import Appeal, AuditRelease
from audits.review.rules import AppealCategory, Ruling
from audits.visits.actions.drafts import open_draft, take_lease
from audits.visits.actions.submissions import submit
from audits.visits.models import Assignment
from tests.factories.audits import FULL, LEASE, SNAPSHOT, Visit, answer_all, both, new_draft, new_visit, yes_no
from tests.factories.findings import BAD, NO_SMILE, another_visit, approved_audit, finding_of, new_action, release
from tests.factories.people import new_actor, new_store
from tracker.core import clock, events
from tracker.core.db import reading, writing
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.people.rules import Actor, Role

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
FIXED, NOT_FIXED, NOT_SEEN = CheckOutcome.FIXED, CheckOutcome.NOT_FIXED, CheckOutcome.NOT_SEEN
DONE, VERIFIED, REOPENED = ActionState.DONE, ActionState.VERIFIED, ActionState.REOPENED


@pytest.fixture
def action(visit: Visit) -> UUID:
    """Against `smile`, opened on the fourth of May and done an hour later."""
    with clock.standing_at(NOW), writing() as session:
        key = new_action(session, visit, approved_audit(session, visit, NO_SMILE))
    with clock.standing_at(NOW + timedelta(hours=1)), writing() as session:
        move_action(session, action_id=key, seen=1, to=DONE, by=visit.lead)
    return key


def later_visit(visit: Visit, days: int = 7, answers: dict[str, Any] | None = None, **checks: Any) -> tuple[Visit, UUID]:
    """A visit that many days on, with what was checked, approved by a reviewer; the key of its submission."""
    with clock.standing_at(NOW + timedelta(days=days)), writing() as session:
        again = another_visit(session, visit)
        draft_id = new_draft(session, again)
        for outcome, action_id in checks.items():
            check(session, again, draft_id, action_id, CheckOutcome(outcome))
        answer_all(session, again, draft_id, answers)
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=again.shopper)
        approve_audit(session, submission_id=draft_id, by=new_actor(session, Role.REVIEWER))
    return again, draft_id


def check(session: Any, visit: Visit, draft_id: UUID, action_id: UUID, outcome: CheckOutcome, note: str = "") -> None:
    given = {"draft_id": draft_id, "action_id": action_id, "outcome": outcome, "note": note}
    store_check(session, **given, lease=LEASE, by=visit.shopper)


def state(action_id: UUID) -> ActionState:
    with reading() as session:
        return session.scalars(select(CorrectiveAction.state).where(CorrectiveAction.id == action_id)).one()


def reviewer() -> Actor:
    with writing() as session:
        return new_actor(session, Role.REVIEWER)


# On the form


def test_the_form_shows_the_stores_unverified_actions_about_its_items(visit: Visit, action: UUID) -> None:
    with writing() as session:
        again = another_visit(session, visit)
        draft_id = new_draft(session, again)
        elsewhere = another_visit(session, visit, store=new_store(session))
        other_draft = new_draft(session, elsewhere)
    with reading() as session:
        [found] = actions_on_form(session, draft_id=draft_id, by=again.shopper)
        assert (found.id, found.codes, found.is_claimed, found.outcome) == (action, {"smile"}, True, None)
        assert actions_on_form(session, draft_id=other_draft, by=elsewhere.shopper) == []
        with pytest.raises(NotFound):
            actions_on_form(session, draft_id=draft_id, by=new_visitor())


def new_visitor() -> Actor:
    with writing() as session:
        return new_actor(session, Role.MYSTERY_SHOPPER)


def test_a_rubric_without_the_item_shows_nothing(visit: Visit, action: UUID) -> None:
    sections = [{"code": "other", "name": both("Other", "其他"), "items": [yes_no("bag", "A bag?", "提供袋子？")]}]
    with writing() as session:
        again = another_visit(session, visit)
        other = new_visit(session, snapshot={**SNAPSHOT, "sections": sections}, shopper=again.shopper)
        session.get_one(Assignment, again.assignment_id).rubric_version_id = other.version_id
        draft_id = new_draft(session, again)
    with reading() as session:
        assert actions_on_form(session, draft_id=draft_id, by=again.shopper) == []


def test_a_check_is_stored_at_once_and_the_same_again_changes_nothing(visit: Visit, action: UUID) -> None:
    with writing() as session:
        again = another_visit(session, visit)
        draft_id = new_draft(session, again)
        for outcome, note in ((NOT_SEEN, ""), (FIXED, "Smiled"), (FIXED, "Smiled")):
            check(session, again, draft_id, action, outcome, note)
    with reading() as session:
        rows = session.scalars(select(ActionCheck).order_by(ActionCheck.id)).all()
        assert [(row.outcome, row.note) for row in rows] == [(NOT_SEEN, ""), (FIXED, "Smiled")]
        [found] = actions_on_form(session, draft_id=draft_id, by=again.shopper)
        assert (found.outcome, found.note) == (FIXED, "Smiled")


def test_only_the_tab_that_holds_the_visit_stores_a_check_and_only_about_its_store(visit: Visit, action: UUID) -> None:
    with writing() as session:
        again = another_visit(session, visit)
        draft_id = new_draft(session, again)
        elsewhere = another_visit(session, visit, store=new_store(session))
        other_draft = new_draft(session, elsewhere)
    given = {"action_id": action, "outcome": FIXED, "note": ""}
    with pytest.raises(Stale), writing() as session:
        store_check(session, **given, draft_id=draft_id, lease="another tab", by=again.shopper)
    with pytest.raises(NotFound), writing() as session:
        store_check(session, **given, draft_id=other_draft, lease=LEASE, by=elsewhere.shopper)
    with writing() as session:
        move_action(session, action_id=action, seen=2, to=VERIFIED, reason="Seen on a photo", by=visit.lead)
    with pytest.raises(Refusal, match="settled_meanwhile"), writing() as session:
        store_check(session, **given, draft_id=draft_id, lease=LEASE, by=again.shopper)


def test_what_was_checked_before_a_return_counts_after_it(visit: Visit, action: UUID) -> None:
    decides = reviewer()
    with clock.standing_at(NOW + timedelta(days=7)), writing() as session:
        again = another_visit(session, visit)
        first = new_draft(session, again)
        check(session, again, first, action, FIXED)
        answer_all(session, again, first, FULL)
        submit(session, draft_id=first, lease=LEASE, claimed_at=None, by=again.shopper)
        return_audit(session, submission_id=first, reason="Which counter?", by=decides)
        second = open_draft(session, assignment_id=again.assignment_id, by=again.shopper)
        take_lease(session, draft_id=second, token=LEASE, by=again.shopper)
        assert actions_on_form(session, draft_id=second, by=again.shopper)[0].outcome is FIXED
        submit(session, draft_id=second, lease=LEASE, claimed_at=None, by=again.shopper)
        approve_audit(session, submission_id=second, by=decides)
    assert state(action) is VERIFIED


# When the audit is approved


@pytest.mark.parametrize(
    ("answers", "outcome", "after"),
    [
        (FULL, FIXED, VERIFIED),
        (NO_SMILE, FIXED, REOPENED),
        (FULL, NOT_FIXED, REOPENED),
        (FULL, NOT_SEEN, DONE),
        (FULL, None, DONE),
        (NO_SMILE, None, REOPENED),
    ],
)
def test_an_approved_audit_settles_the_action(
    visit: Visit, action: UUID, answers: dict[str, Any], outcome: CheckOutcome | None, after: ActionState
) -> None:
    later_visit(visit, answers=answers, **({outcome.value: action} if outcome else {}))
    assert state(action) is after
    with reading() as session:
        last = session.scalars(select(ActionChange).order_by(ActionChange.id.desc())).first()
        assert last is not None
        by_audit = last.submission_id is not None
        assert by_audit == (after is not DONE)
        assert last.changed_by is None or not by_audit
        assert events.verify(session).broken_at is None


def test_a_repeat_opens_a_verified_action_again(visit: Visit, action: UUID) -> None:
    later_visit(visit, 7, FULL, fixed=action)
    later_visit(visit, 14, FULL)
    assert state(action) is VERIFIED
    later_visit(visit, 21, NO_SMILE)
    assert state(action) is REOPENED
    with reading() as session, clock.standing_at(NOW + timedelta(days=22)):
        view = action_view(session, action_id=action, by=visit.lead)
        assert (view.repeats, view.row.days_late, view.row.deferrals) == (1, 0, 0)
        assert view.row.due_on == (NOW + timedelta(days=21 + REDO_DAYS)).date()


def test_of_several_answers_to_the_same_item_a_repeat_opens_the_latest(visit: Visit, action: UUID) -> None:
    later_visit(visit, 7, FULL, fixed=action)
    with clock.standing_at(NOW + timedelta(days=8)), writing() as session:
        key = session.scalars(select(Finding.submission_id).where(Finding.item_code == "smile")).first()
        assert key is not None
        second = new_action(session, visit, key)
        move_action(session, action_id=second, seen=1, to=DONE, by=visit.lead)
    later_visit(visit, 14, FULL, fixed=second)
    later_visit(visit, 21, NO_SMILE)
    assert (state(action), state(second)) == (VERIFIED, REOPENED)


def test_a_visit_made_before_it_was_done_does_not_open_it_again(visit: Visit) -> None:
    with clock.standing_at(NOW), writing() as session:
        key = new_action(session, visit, approved_audit(session, visit, NO_SMILE))
        again = another_visit(session, visit)
        draft_id = new_draft(session, again)
        answer_all(session, again, draft_id, NO_SMILE)
        submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=again.shopper)
    with clock.standing_at(NOW + timedelta(days=1)), writing() as session:
        move_action(session, action_id=key, seen=1, to=DONE, by=visit.lead)
    with clock.standing_at(NOW + timedelta(days=2)), writing() as session:
        approve_audit(session, submission_id=draft_id, by=new_actor(session, Role.REVIEWER))
    assert state(key) is DONE


def test_an_action_against_two_items_is_verified_when_neither_fails(visit: Visit) -> None:
    with clock.standing_at(NOW), writing() as session:
        failed = approved_audit(session, visit, BAD)
        key = new_action(session, visit, failed, "greeted")
        session.add(ActionFinding(action_id=key, finding_id=finding_of(session, failed, "smile")))
    later_visit(visit, 7, NO_SMILE, fixed=key)
    assert state(key) is ActionState.OPEN
    later_visit(visit, 14, FULL, fixed=key)
    assert state(key) is VERIFIED


def test_an_excluded_audit_takes_back_what_it_said(visit: Visit, action: UUID) -> None:
    _, submission_id = later_visit(visit, 7, FULL, fixed=action)
    with writing() as session:
        exclude_audit(session, submission_id=submission_id, reason="Wrong store", by=visit.lead)
    assert state(action) is DONE
    with writing() as session:
        reinstate_audit(session, submission_id=submission_id, reason="It was right", by=visit.lead)
    assert state(action) is VERIFIED
    with writing() as session:
        exclude_audit(session, submission_id=submission_id, reason="Wrong after all", by=visit.lead)
    assert state(action) is DONE


def test_what_a_person_has_done_since_is_not_taken_back(visit: Visit, action: UUID) -> None:
    _, submission_id = later_visit(visit, 7, NO_SMILE)
    with writing() as session:
        seen = session.get_one(CorrectiveAction, action).version
        move_action(session, action_id=action, seen=seen, to=ActionState.DOING, by=visit.lead)
        exclude_audit(session, submission_id=submission_id, reason="Wrong store", by=visit.lead)
    assert state(action) is ActionState.DOING


# Appeals


def test_a_granted_appeal_withdraws_the_finding_and_the_repeat(visit: Visit, action: UUID) -> None:
    _, submission_id = later_visit(visit, 7, NO_SMILE)
    assert state(action) is REOPENED
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        public_id = release(session, submission_id, visit.lead)
        item = AppealItemForm(item_code="smile", category=AppealCategory.FACT, text="She did smile")
        appeal_id = open_appeal(session, public_id=public_id, items=[item], by=manager)
    with writing() as session:
        seen = session.get_one(Appeal, appeal_id).version
        ruling = RulingForm(item_code="smile", ruling=Ruling.AMENDED, value="yes", reason="The camera shows it")
        settle_appeal(session, appeal_id=appeal_id, seen=seen, rulings=[ruling], by=new_actor(session, Role.REVIEWER))
    assert state(action) is DONE
    with reading() as session:
        rows = session.scalars(select(Finding).where(Finding.submission_id == submission_id)).all()
        assert rows
        assert all(row.withdrawn_at is not None for row in rows)
        assert session.get(AuditRelease, submission_id) is not None


# Who sees what


def test_a_store_learns_the_week_of_a_check_once_it_is_released(visit: Visit, action: UUID) -> None:
    _, submission_id = later_visit(visit, 7, FULL, fixed=action)
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
    with reading() as session:
        view = action_view(session, action_id=action, by=manager)
        assert view.checks == []
        assert [row.at for row in view.changes if row.by_audit] == [None]
    with writing() as session:
        release(session, submission_id, visit.lead)
    with reading() as session:
        view = action_view(session, action_id=action, by=manager)
        assert [(row.outcome, row.week) for row in view.checks] == [(FIXED, (NOW + timedelta(days=7)).date())]
        assert str(submission_id) not in repr(view)
