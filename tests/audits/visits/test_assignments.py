from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from audits.visits.actions.assignments import assign_visit, cancel_visit
from audits.visits.actions.drafts import open_draft
from audits.visits.models import Assignment, AuditState
from audits.visits.queries import (
    assignments,
    channel_choices,
    count_assignments,
    store_choices,
    version_choices,
)
from tests.factories.audits import DAY, Visit, new_submission, state_of
from tests.factories.people import new_actor, new_region, new_store
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.models import Person, Store
from tracker.people.rules import Role
from tracker.plan.models import Programme, ProgrammeStatus


def order(visit: Visit, **other: Any) -> dict[str, Any]:
    usual = {
        "programme_id": visit.programme_id,
        "store_id": visit.store_id,
        "rubric_version_id": visit.version_id,
        "channel_code": "store",
        "assignee_id": visit.shopper.person_id,
        "visit_from": DAY,
        "due_on": DAY + timedelta(days=13),
        "by": visit.lead,
    }
    return {**usual, **other}


def refused(visit: Visit, **other: Any) -> str:
    with pytest.raises(Refusal) as refusal, writing() as session:
        assign_visit(session, **order(visit, **other))
    return refusal.value.key


def test_an_assigned_visit_is_stored_with_its_event(visit: Visit) -> None:
    with reading() as session:
        stored = session.get_one(Assignment, visit.assignment_id)
        assert (stored.state, stored.due_on) == (AuditState.ASSIGNED, DAY + timedelta(days=13))
        event = session.scalars(select(Event).where(Event.verb == "visit.assigned")).one()
        assert (event.subject_id, event.by) == (visit.assignment_id, visit.lead.person_id)


def test_a_day_is_enough_for_a_visit(visit: Visit) -> None:
    with writing() as session:
        assert assign_visit(session, **order(visit, due_on=DAY))


def test_bad_input_is_refused_with_its_reason(visit: Visit) -> None:
    with writing() as session:
        reviewer, elsewhere = new_actor(session, Role.REVIEWER), new_region(session)
        limited = new_actor(session, Role.MYSTERY_SHOPPER, regions=[elsewhere.id])
    assert refused(visit, due_on=DAY - timedelta(days=1)) == "visits.due_before_from"
    assert refused(visit, store_id=new_id()) == "visits.store_inactive"
    assert refused(visit, rubric_version_id=new_id()) == "visits.no_rubric"
    assert refused(visit, channel_code="fax") == "visits.channel_unknown"
    assert refused(visit, assignee_id=new_id()) == "visits.assignee_inactive"
    assert refused(visit, assignee_id=reviewer.person_id) == "visits.assignee_role"
    assert refused(visit, assignee_id=limited.person_id) == "visits.assignee_elsewhere"
    assert refused(visit, programme_id=new_id()) == "visits.programme_closed"


def test_what_is_switched_off_takes_no_new_visit(visit: Visit) -> None:
    with writing() as session:
        session.get_one(Store, visit.store_id).active = False
    assert refused(visit) == "visits.store_inactive"
    with writing() as session:
        session.get_one(Store, visit.store_id).active = True
        session.get_one(Person, visit.shopper.person_id).active = False
    assert refused(visit) == "visits.assignee_inactive"
    with writing() as session:
        session.get_one(Person, visit.shopper.person_id).active = True
        session.get_one(Programme, visit.programme_id).status = ProgrammeStatus.CLOSED
    assert refused(visit) == "visits.programme_closed"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.MYSTERY_SHOPPER, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_only_leads_assign_and_cancel(visit: Visit, role: Role) -> None:
    with writing() as session:
        other = new_actor(session, role)
    with pytest.raises(NotAllowed), writing() as session:
        assign_visit(session, **order(visit, by=other))
    with pytest.raises(NotAllowed), writing() as session:
        cancel_visit(session, assignment_id=visit.assignment_id, seen=1, reason="No longer wanted", by=other)


def test_a_lead_of_one_region_neither_assigns_nor_sees_in_another(visit: Visit) -> None:
    with writing() as session:
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    with pytest.raises(NotAllowed), writing() as session:
        assign_visit(session, **order(visit, by=elsewhere))
    with pytest.raises(NotFound), writing() as session:
        cancel_visit(session, assignment_id=visit.assignment_id, seen=1, reason="No longer wanted", by=elsewhere)
    with reading() as session:
        assert assignments(session, by=elsewhere, programme_id=visit.programme_id) == []
        assert count_assignments(session, by=elsewhere, programme_id=visit.programme_id) == {}
        assert store_choices(session, by=elsewhere) == []


def test_a_cancelled_visit_is_closed_to_its_shopper(visit: Visit) -> None:
    with writing() as session:
        cancel_visit(session, assignment_id=visit.assignment_id, seen=1, reason="No longer wanted", by=visit.lead)
    with reading() as session:
        assert state_of(session, visit) == "cancelled"
    with pytest.raises(Refusal, match=r"visits\.cancelled"), writing() as session:
        open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)


def test_a_submitted_visit_is_not_cancelled(visit: Visit) -> None:
    with writing() as session:
        new_submission(session, visit)
        version = session.get_one(Assignment, visit.assignment_id).version
    with pytest.raises(Refusal, match="cannot_cancel"), writing() as session:
        cancel_visit(session, assignment_id=visit.assignment_id, seen=version, reason="No longer wanted", by=visit.lead)


def test_cancelling_what_was_opened_meanwhile_is_stale(visit: Visit) -> None:
    with writing() as session:
        open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
    with pytest.raises(Stale), writing() as session:
        cancel_visit(session, assignment_id=visit.assignment_id, seen=1, reason="No longer wanted", by=visit.lead)


def test_the_lead_sees_who_goes_where_and_can_filter_by_state(visit: Visit) -> None:
    with reading() as session:
        [row] = assignments(session, by=visit.lead, programme_id=visit.programme_id)
        assert (row.id, row.assignee, row.state) == (visit.assignment_id, visit.shopper.display_name, AuditState.ASSIGNED)
        assert row.can_be_cancelled
        assert assignments(session, by=visit.lead, programme_id=visit.programme_id, state=AuditState.APPROVED) == []
        assert count_assignments(session, by=visit.lead, programme_id=visit.programme_id) == {AuditState.ASSIGNED: 1}


def test_choices_offer_only_what_can_be_used(visit: Visit) -> None:
    with writing() as session:
        new_store(session, "OFF").active = False
        new_store(session, "A100%")
    with reading() as session:
        codes = {choice.code for choice in store_choices(session, by=visit.lead)}
        assert "OFF" not in codes
        assert [choice.code for choice in store_choices(session, by=visit.lead, search="100%")] == ["A100%"]
        assert [choice.code for choice in store_choices(session, by=visit.lead, search="a100%店")] == ["A100%"]
        assert store_choices(session, by=visit.lead, search="_") == []
        assert [version.key for version in version_choices(session, by=visit.lead)] == [visit.version_id]
        assert [channel.code for channel in channel_choices(session, by=visit.lead)] == ["store"]
