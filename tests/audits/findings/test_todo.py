"""What waits for each role, the most urgent first."""

from datetime import timedelta

import pytest

from audits.findings.queries.todo import todo
from audits.review.rules import Step
from audits.visits.models import Assignment, AuditState
from tests.audits.review.stage import Stage
from tests.factories.audits import DAY, new_visit
from tests.factories.findings import NO_SMILE, another_visit, approved_audit, new_action
from tests.factories.people import new_actor
from tests.tracker.messages.letters import GROUP, NOON, new_target
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.messages.actions.outbox import claim_letter, settle_letter, write_message
from tracker.messages.models import MessageTarget
from tracker.messages.rules import MessageKind
from tracker.people.rules import Actor, Role

MONDAY = DAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.standing_at(NOON):
        yield


def waits_for(actor: Actor) -> list[tuple[str, int]]:
    with reading() as session:
        return [(one.kind.value, one.n) for one in todo(session, by=actor)]


def test_a_visitors_visits_are_each_counted_once_the_late_ones_first(database):
    with writing() as session:
        first = new_visit(session)
        visits = [first, *(another_visit(session, first) for _ in range(4))]
        for visit, state, days in zip(
            visits,
            (AuditState.RETURNED, AuditState.IN_PROGRESS, AuditState.RETURNED, AuditState.ASSIGNED, AuditState.CANCELLED),
            (-1, 3, 5, 2, 1),
            strict=True,
        ):
            row = session.get_one(Assignment, visit.assignment_id)
            row.state, row.visit_from, row.due_on = state, DAY - timedelta(days=9), DAY + timedelta(days=days)
    assert waits_for(first.shopper) == [("visits_overdue", 1), ("visits_returned", 1), ("visits_open", 2)]
    with reading() as session:
        assert todo(session, by=first.shopper)[-1].first == DAY + timedelta(days=2)


def test_a_reviewer_sees_what_waits_for_review_for_a_ruling_and_for_release(database):
    with writing() as session:
        stage = Stage(session)
    assert waits_for(stage.second) == [("audits_waiting", 1)]
    with writing() as session:
        stage.session = session
        stage.do(Step.TAKEN_UP)
        stage.do(Step.APPROVED)
    assert waits_for(stage.second) == [("audits_to_release", 1)]
    with writing() as session:
        stage.session = session
        stage.do(Step.RELEASED)
        stage.do(Step.APPEALED)
    assert waits_for(stage.second) == [("appeals_open", 1)]
    assert waits_for(stage.first) == []  # who approved it does not decide about it
    assert waits_for(stage.manager) == []


def test_an_owner_sees_their_actions_and_the_lead_those_of_others_that_are_late(database):
    with writing() as session:
        visit = new_visit(session)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        new_action(session, visit, approved_audit(session, visit, NO_SMILE), owner=manager)
        new_action(session, visit, approved_audit(session, another_visit(session, visit), NO_SMILE), due_on=MONDAY)
    assert waits_for(manager) == [("actions_due", 1)]
    assert waits_for(visit.lead) == [("actions_due", 1)]
    with clock.standing_at(NOON + timedelta(days=8)):
        assert waits_for(manager) == [("actions_overdue", 1)]
        assert waits_for(visit.lead) == [("actions_overdue", 1), ("actions_late", 1)]


def test_the_administrator_is_told_of_messages_that_did_not_get_out(actor_of):
    administrator = actor_of(Role.ADMINISTRATOR)
    with writing() as session:
        session.get_one(MessageTarget, new_target(session, GROUP)).active = True
        write_message(session, kind=MessageKind.ACTION_OVERDUE, key="a", subject="Overdue", body="")
        session.query(MessageTarget).one().active = False
        letter = claim_letter(session)
        settle_letter(session, letter=letter, error=letter.trouble)
    assert waits_for(administrator) == [("messages_given_up", 1)]
