"""Who is told what while an audit goes its way, and what nobody is told."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.actions import change_action
from audits.findings.models import CorrectiveAction
from audits.findings.queries.due import action_days, actions_to_remind_of
from audits.findings.rules import Cause
from audits.review.actions import return_audit
from audits.review.rules import Step
from audits.visits.actions.assignments import reassign_visit
from audits.visits.models import Assignment
from tests.audits.review.stage import Stage
from tests.factories.audits import new_visit
from tests.factories.findings import NO_SMILE, approved_audit, new_action
from tests.factories.people import new_actor
from tests.tracker.messages.letters import GROUP, NOON, PERSONAL, new_target, stored
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import speaking
from tracker.messages.models import Message
from tracker.messages.rules import MessageKind
from tracker.people.access import who_may
from tracker.people.models import Identity
from tracker.people.queries import actor_of_person
from tracker.people.rules import Action, Actor, Place, Role, can

NAME = "Canary Shopper"


@pytest.fixture(autouse=True)
def _targets(database):
    with clock.standing_at(NOON):
        with writing() as session:
            new_target(session, PERSONAL)
            new_target(session, GROUP)
        yield


def give_addresses(session: Session) -> None:
    for number, row in enumerate(session.scalars(select(Identity))):
        row.email = f"person{number}@example.org"
    session.flush()


def told(session: Session, kind: MessageKind) -> set[object]:
    """The people who were told, and None for the group."""
    return set(session.scalars(select(Message.person_id).where(Message.kind == kind.value)))


@pytest.fixture
def played(database) -> Stage:
    """An audit assigned, submitted, approved, released, appealed and decided."""
    with writing() as session:
        stage = Stage(session)
        session.get_one(Identity, stage.visit.shopper.person_id).display_name = NAME
        give_addresses(session)
        session.get_one(Identity, stage.visit.shopper.person_id).email = "canary@example.org"
        for step in (Step.TAKEN_UP, Step.APPROVED, Step.RELEASED, Step.APPEALED, Step.AMENDED):
            stage.do(step)
        return stage


def test_the_manager_is_told_of_the_release_and_the_ruling_and_other_reviewers_of_the_appeal(played):
    with reading() as session:
        assert told(session, MessageKind.AUDIT_RELEASED) == {played.manager.person_id, None}
        assert told(session, MessageKind.APPEAL_DECIDED) == {played.manager.person_id, None}
        assert told(session, MessageKind.APPEAL_OPENED) == {played.second.person_id, None}  # the first has had a part in it


def test_no_message_to_a_store_or_a_group_names_the_visitor_the_audit_or_the_day(played):
    with reading() as session:
        assignment = session.get_one(Assignment, played.visit.assignment_id)
        secrets = (NAME, "canary@", str(played.key), str(assignment.id), str(assignment.due_on), "Mar ")
        rows = [row for row in stored(session) if row.person_id in (None, played.manager.person_id)]
    assert len(rows) >= 5
    texts = "\n".join(f"{row.key} {row.subject} {row.body}" for row in rows)
    assert [secret for secret in secrets if secret in texts] == []


def test_a_returned_audit_is_told_to_its_visitor_without_the_reasons(database):
    with writing() as session:
        stage = Stage(session)
        give_addresses(session)
        stage.do(Step.TAKEN_UP)
        return_audit(session, submission_id=stage.key, reason="A secret reason", by=stage.first)
        assert told(session, MessageKind.AUDIT_RETURNED) == {stage.visit.shopper.person_id, None}
    with reading() as session:
        assert not any("secret" in row.body + row.subject for row in stored(session))


def test_a_visit_is_told_to_whoever_gets_it(database):
    with writing() as session:
        visit = new_visit(session)
        give_addresses(session)
        other = new_actor(session, Role.SUPERVISOR)
        session.get_one(Identity, other.person_id).email = "other@example.org"
        reassign_visit(session, assignment_id=visit.assignment_id, seen=1, to=other.person_id, reason="Away", by=visit.lead)
        assert told(session, MessageKind.VISIT_ASSIGNED) == {other.person_id, None}


@pytest.fixture
def action(database) -> tuple[UUID, Actor]:
    """The key of an action of the store's manager, due in a week, and the manager."""
    with writing() as session:
        visit = new_visit(session)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id], time_zone="Asia/Shanghai")
        give_addresses(session)
        key = new_action(session, visit, approved_audit(session, visit, NO_SMILE), owner=manager)
        return key, manager


def test_an_action_is_told_to_its_owner_and_to_the_next_one(action):
    key, manager = action
    with writing() as session:
        assert told(session, MessageKind.ACTION_ASSIGNED) == {manager.person_id, None}
        row = session.get_one(CorrectiveAction, key)
        lead = actor_of_person(session, person_id=row.opened_by)
        change_action(
            session,
            action_id=key,
            seen=row.version,
            what=row.what,
            cause=Cause.PEOPLE,
            whys=["Nobody looked"],
            expected="",
            owner_id=lead.person_id,
            by=lead,
        )
        assert told(session, MessageKind.ACTION_ASSIGNED) == {manager.person_id, None}  # nobody tells themselves


def test_an_action_is_a_day_of_its_owner_and_reminded_of_before_and_after(action):
    key, manager = action
    with reading() as session, speaking("en"):
        due = session.get_one(CorrectiveAction, key).due_on
        (day,) = action_days(session, manager)
    assert (day.key, day.day) == (f"action-{key}", due)
    assert "A smile?" in day.title
    kinds = {}
    for days in (-3, -2, 0, 1, 8):
        with clock.standing_at(NOON + timedelta(days=7 + days)), reading() as session:
            kinds[days] = [one.kind.value for one in actions_to_remind_of(session)]
    assert kinds[0] == ["action_due_soon"]
    assert kinds[1] == ["action_overdue"]
    assert kinds[-2] == ["action_due_soon"]
    assert kinds[-3] == kinds[8] == []


@pytest.mark.parametrize("action", [Action.APPEAL_AUDIT, Action.DECIDE_APPEAL, Action.PLAN_ACTION])
def test_whom_a_place_concerns_is_whoever_may_act_there(database, action):
    """The condition in SQL says what `can` says."""
    with writing() as session:
        visit, other = new_visit(session), new_visit(session)
        scopes = [
            {},
            {"stores": [visit.store_id]},
            {"regions": [visit.region_id]},
            {"stores": [other.store_id]},
            {"programmes": [visit.programme_id]},
            {"programmes": [other.programme_id], "stores": [visit.store_id]},
            {"programmes": [visit.programme_id], "regions": [other.region_id], "stores": [visit.store_id]},
        ]
        people = [new_actor(session, role, **scope) for role in Role for scope in scopes]
        place = Place(visit.programme_id, visit.region_id, visit.store_id)
        expected = {actor.person_id for actor in people if can(actor, action, place)}
        assert set(who_may(session, action=action, place=place)) & {one.person_id for one in people} == expected
        assert 0 < len(expected) < len(people)
