from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.findings.actions import change_action, defer_action, give_evidence, move_action, open_actions
from audits.findings.models import ActionChange, CorrectiveAction, Finding
from audits.findings.queries import (
    ActionFilter,
    action_rows,
    action_view,
    count_actions,
    due_actions,
    overdue_actions,
    owner_choices,
)
from audits.findings.rules import ActionState, Cause, FindingKind, Level
from tests.factories.audits import Visit
from tests.factories.findings import BAD, NO_SMILE, PLAN, another_visit, approved_audit, finding_of, in_days, new_action
from tests.factories.people import new_actor, new_region, new_store
from tests.tracker.core.test_files import encoded, scene
from tracker.core import clock, events
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.models import Person, Store
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.plan.rules import ProgrammeStatus

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
OPEN, DOING, DONE = ActionState.OPEN, ActionState.DOING, ActionState.DONE


@pytest.fixture
def failed(visit: Visit) -> UUID:
    """An approved audit whose `greeted` (critical) and `smile` failed."""
    with writing() as session:
        return approved_audit(session, visit, BAD)


@pytest.fixture
def manager(visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])


def act(action: Callable[..., Any], **arguments: Any) -> Any:
    with writing() as session:
        return action(session, **arguments)


def opened(visit: Visit, failed: UUID, code: str = "smile", **more: Any) -> UUID:
    with writing() as session:
        return new_action(session, visit, failed, code, **more)


def stored(action_id: UUID) -> CorrectiveAction:
    with reading() as session:
        row = session.get_one(CorrectiveAction, action_id)
        session.expunge(row)
        return row


def seen(action_id: UUID) -> int:
    return stored(action_id).version


def finding(submission_id: UUID, code: str) -> UUID:
    with reading() as session:
        return finding_of(session, submission_id, code)


def plan(by: Actor, finding_ids: list[UUID], **more: Any) -> list[UUID]:
    asked: dict[str, Any] = PLAN | {"due_on": in_days(7)} | more
    return act(open_actions, finding_ids=finding_ids, by=by, **asked)  # type: ignore[no-any-return]


# Opening


def test_an_action_answers_the_findings_it_was_opened_from(visit: Visit, failed: UUID, manager: Actor) -> None:
    keys = plan(visit.lead, [finding(failed, "smile"), finding(failed, "greeted")])
    assert len(keys) == 1
    action = stored(keys[0])
    assert (action.item_code, action.level, action.state, action.version) == ("greeted", Level.ITEM, OPEN, 1)
    assert (action.store_id, action.owner_id, action.opened_by) == (visit.store_id, manager.person_id, visit.lead.person_id)
    assert (action.what, action.cause, action.whys) == (PLAN["what"], Cause.PEOPLE, PLAN["whys"])
    with reading() as session:
        view = action_view(session, action_id=action.id, by=visit.lead)
        assert {row.item_code for row in view.findings} == {"greeted", "smile"}
        assert [change.state for change in view.changes] == [OPEN]
        assert events.verify(session).broken_at is None


def test_one_item_in_many_stores_makes_one_action_a_store_for_each_manager(visit: Visit, failed: UUID, manager: Actor) -> None:
    with writing() as session:
        other = another_visit(session, visit, store=new_store(session))
        other_failed = approved_audit(session, other, NO_SMILE)
        other_manager = new_actor(session, Role.STORE_MANAGER, stores=[other.store_id])
    keys = plan(visit.lead, [finding(failed, "smile"), finding(other_failed, "smile")])
    made = {stored(key).store_id: stored(key).owner_id for key in keys}
    assert made == {visit.store_id: manager.person_id, other.store_id: other_manager.person_id}


def test_a_store_without_a_manager_needs_an_owner(visit: Visit, failed: UUID) -> None:
    with pytest.raises(Refusal, match="no_manager"):
        plan(visit.lead, [finding(failed, "smile")])
    [key] = plan(visit.lead, [finding(failed, "smile")], owner_id=visit.lead.person_id)
    assert stored(key).owner_id == visit.lead.person_id


def test_a_finding_is_planned_against_once_until_that_action_is_over(visit: Visit, failed: UUID) -> None:
    key = opened(visit, failed)
    with pytest.raises(Refusal, match="planned_already"):
        opened(visit, failed)
    act(move_action, action_id=key, seen=seen(key), to=ActionState.DROPPED, reason="Another way", by=visit.lead)
    assert stored(opened(visit, failed)).state is OPEN


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"what": "  "}, "core.field_wrong"),
        ({"what": "\x00"}, "core.field_wrong"),
        ({"whys": []}, "core.field_wrong"),
        ({"whys": ["a", "b", "c", "d", "e", "f"]}, "core.field_wrong"),
        ({"whys": ["a", " "]}, "core.field_wrong"),
        ({"due_on": date(2020, 1, 1)}, "actions.due_past"),
    ],
)
def test_a_plan_that_says_too_little_is_refused(visit: Visit, failed: UUID, wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(Refusal) as refused:
        opened(visit, failed, **wrong)
    assert refused.value.key == key


def test_a_withdrawn_finding_and_one_out_of_reach_are_planned_against_by_nobody(visit: Visit, failed: UUID) -> None:
    with writing() as session:
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    with pytest.raises(NotFound):
        plan(elsewhere, [finding(failed, "smile")])
    with writing() as session:
        session.get_one(Finding, finding_of(session, failed, "smile")).withdrawn_at = clock.now()
    with pytest.raises(NotFound):
        plan(visit.lead, [finding(failed, "smile")], owner_id=visit.lead.person_id)
    with pytest.raises(Refusal, match="choose_findings"):
        plan(visit.lead, [])


def test_a_closed_programme_takes_no_action(visit: Visit, failed: UUID) -> None:
    with writing() as session:
        session.get_one(Programme, visit.programme_id).status = ProgrammeStatus.CLOSED
    with pytest.raises(Refusal, match="programme_closed"):
        opened(visit, failed)


def test_an_action_against_a_low_audit_is_about_the_audit(visit: Visit, failed: UUID) -> None:
    with reading() as session:
        code = session.scalars(select(Finding.item_code).where(Finding.kind == FindingKind.LOW_AUDIT)).one()
    action = stored(opened(visit, failed, code))
    assert (action.level, action.item_code, action.rubric_code) == (Level.AUDIT, code, code)
    with reading() as session:
        assert str(action_view(session, action_id=action.id, by=visit.lead).row.item) == "Small visit"


# Owners


def test_an_owner_is_somebody_whose_scope_reaches_the_store(visit: Visit, failed: UUID, manager: Actor) -> None:
    with writing() as session:
        region, other = session.get_one(Store, visit.store_id).region_id, new_store(session)
        fit = [
            manager,
            visit.lead,
            new_actor(session, Role.SUPERVISOR, regions=[region]),
            new_actor(session, Role.SUPERVISOR, programmes=[visit.programme_id]),
        ]
        unfit = [
            new_actor(session, Role.STORE_MANAGER, stores=[other.id]),
            new_actor(session, Role.STORE_MANAGER),
            new_actor(session, Role.SUPERVISOR, regions=[other.region_id]),
            new_actor(session, Role.REVIEWER),
            new_actor(session, Role.MYSTERY_SHOPPER),
        ]
        gone = new_actor(session, Role.SUPERVISOR)
        session.get_one(Person, gone.person_id).active = False
    with reading() as session:
        offered = owner_choices(session, store_id=visit.store_id, programme_id=visit.programme_id, by=visit.lead)
    assert {row.id for row in offered} == {one.person_id for one in fit}
    assert offered[0].role is Role.STORE_MANAGER
    for one in [*unfit, gone]:
        with pytest.raises(Refusal, match="owner_elsewhere"):
            opened(visit, failed, owner=one)


# Moving


def test_an_action_goes_from_open_to_done_with_a_record_of_each_step(visit: Visit, failed: UUID, manager: Actor) -> None:
    key = opened(visit, failed, owner=manager)
    act(move_action, action_id=key, seen=1, to=DOING, by=manager)
    act(move_action, action_id=key, seen=2, to=DONE, reason="All trained", by=manager)
    action = stored(key)
    assert (action.state, action.version) == (DONE, 3)
    assert action.done_at is not None
    with reading() as session:
        rows = session.scalars(select(ActionChange).where(ActionChange.action_id == key).order_by(ActionChange.id)).all()
        assert [(row.state, row.reason) for row in rows] == [(OPEN, ""), (DOING, ""), (DONE, "All trained")]
        assert rows[-1].change == {"state": ["doing", "done"]}
        last = session.scalars(select(Event).where(Event.subject_id == key).order_by(Event.position.desc())).first()
        assert last is not None
        assert (last.verb, last.change) == ("action.moved", {"state": ["doing", "done"]})


def test_a_step_that_the_table_does_not_have_is_refused(visit: Visit, failed: UUID) -> None:
    key = opened(visit, failed)
    with pytest.raises(Refusal, match="no_step"):
        act(move_action, action_id=key, seen=1, to=ActionState.VERIFIED, reason="I believe so", by=visit.lead)


def test_what_a_lead_decides_is_refused_to_a_manager_and_wants_a_reason(visit: Visit, failed: UUID, manager: Actor) -> None:
    key = opened(visit, failed, owner=manager)
    dropped = ActionState.DROPPED
    with pytest.raises(NotAllowed):
        act(move_action, action_id=key, seen=1, to=dropped, reason="Too much work", by=manager)
    for empty in ("", "  ", "\x00"):
        with pytest.raises(Refusal, match="reason_missing"):
            act(move_action, action_id=key, seen=1, to=dropped, reason=empty, by=visit.lead)
    act(move_action, action_id=key, seen=1, to=dropped, reason="The store closes", by=visit.lead)
    assert stored(key).state is dropped


def test_a_stale_step_is_refused(visit: Visit, failed: UUID, manager: Actor) -> None:
    key = opened(visit, failed, owner=manager)
    act(move_action, action_id=key, seen=1, to=DOING, by=manager)
    with pytest.raises(Stale):
        act(move_action, action_id=key, seen=1, to=DONE, by=visit.lead)
    assert stored(key).state is DOING


def test_the_manager_of_another_store_finds_nothing(visit: Visit, failed: UUID) -> None:
    key = opened(visit, failed)
    with writing() as session:
        other = new_actor(session, Role.STORE_MANAGER, stores=[new_store(session).id])
    with pytest.raises(NotFound):
        act(move_action, action_id=key, seen=1, to=DOING, by=other)
    with pytest.raises(NotFound):
        act(give_evidence, action_id=key, note="Look", by=other)
    with reading() as session:
        assert action_rows(session, by=other) == []
        assert count_actions(session, by=other) == {}
        with pytest.raises(NotFound):
            action_view(session, action_id=key, by=other)


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.EXECUTIVE])
def test_who_has_nothing_to_do_with_actions_sees_none(visit: Visit, failed: UUID, role: Role) -> None:
    opened(visit, failed)
    with writing() as session:
        somebody = new_actor(session, role)
    with reading() as session:
        with pytest.raises(NotAllowed):
            action_rows(session, by=somebody)
        assert due_actions(session, by=somebody) == overdue_actions(session, by=somebody) == []


# Deferring and changing


def test_a_deferral_is_counted_with_its_reason_and_an_earlier_day_is_not(visit: Visit, failed: UUID, manager: Actor) -> None:
    key = opened(visit, failed, owner=manager)
    with pytest.raises(NotAllowed):
        act(defer_action, action_id=key, seen=1, due_on=in_days(20), reason="Later", by=manager)
    with pytest.raises(Refusal, match="reason_missing"):
        act(defer_action, action_id=key, seen=1, due_on=in_days(20), reason="", by=visit.lead)
    act(defer_action, action_id=key, seen=1, due_on=in_days(20), reason="The trainer is ill", by=visit.lead)
    act(defer_action, action_id=key, seen=2, due_on=in_days(10), reason="A trainer was found", by=visit.lead)
    assert (stored(key).due_on, stored(key).deferrals) == (in_days(10), 1)
    for wrong, why in ((in_days(10), "same_due"), (in_days(-1), "due_past")):
        with pytest.raises(Refusal, match=why):
            act(defer_action, action_id=key, seen=3, due_on=wrong, reason="x", by=visit.lead)


def test_what_and_who_can_change_while_it_is_not_verified(visit: Visit, failed: UUID, manager: Actor) -> None:
    key = opened(visit, failed)
    told: dict[str, Any] = {"what": "Stand at the door", "cause": Cause.PROCESS, "whys": ["a", "b"], "expected": ""}
    act(change_action, action_id=key, seen=1, owner_id=manager.person_id, by=manager, **told)
    action = stored(key)
    assert (action.what, action.cause, action.whys, action.owner_id) == (*list(told.values())[:3], manager.person_id)
    with reading() as session:
        last = session.scalars(select(Event).where(Event.subject_id == key).order_by(Event.position.desc())).first()
        assert last is not None
        assert last.change["texts"] == ["expected", "what", "whys"]
        assert "Stand at the door" not in str(last.change)
    act(move_action, action_id=key, seen=2, to=ActionState.DROPPED, reason="Done with", by=visit.lead)
    with pytest.raises(Refusal, match="closed"):
        act(change_action, action_id=key, seen=3, owner_id=manager.person_id, by=manager, **told)


# Evidence


def test_evidence_is_a_note_or_a_picture_and_stays(visit: Visit, failed: UUID, manager: Actor) -> None:
    key = opened(visit, failed, owner=manager)
    with pytest.raises(Refusal, match="evidence_empty"):
        act(give_evidence, action_id=key, note=" ", by=manager)
    act(give_evidence, action_id=key, note="New rota", by=manager)
    act(give_evidence, action_id=key, data=encoded(scene()), by=manager)
    with reading() as session:
        rows = action_view(session, action_id=key, by=visit.lead).evidence
    assert [(row.note, row.file_hash is not None, row.who) for row in rows] == [
        ("New rota", False, manager.display_name),
        ("", True, manager.display_name),
    ]


# Lists


def test_lists_are_filtered_and_say_how_late_each_is(visit: Visit, failed: UUID, manager: Actor) -> None:
    with clock.standing_at(NOW):
        first = opened(visit, failed, "smile", owner=manager, due_on=in_days(2))
        second = opened(visit, failed, "greeted", due_on=in_days(9))
    with clock.standing_at(NOW + timedelta(days=5)), reading() as session:
        rows = action_rows(session, by=visit.lead)
        assert [(row.id, row.days_late) for row in rows] == [(first, 3), (second, 0)]
        assert count_actions(session, by=visit.lead) == {OPEN: 2}
        assert [row.id for row in overdue_actions(session, by=visit.lead)] == [first]
        assert overdue_actions(session, by=manager) == []
        assert [row.id for row in due_actions(session, by=manager)] == [first]
        for where, found in (
            (ActionFilter(late=True), [first]),
            (ActionFilter(owner_id=manager.person_id), [first]),
            (ActionFilter(item_code="greeted"), [second]),
            (ActionFilter(store="nowhere"), []),
            (ActionFilter(state=DONE), []),
            (ActionFilter(programme_id=visit.programme_id, state=OPEN, store=rows[0].store_code), [first, second]),
        ):
            assert [row.id for row in action_rows(session, by=visit.lead, where=where)] == found
