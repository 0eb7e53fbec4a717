from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from audits.findings.actions import move_action
from audits.findings.models import ActionCheck
from audits.findings.queries import action_rows, action_view, ranked_findings
from audits.findings.rules import ActionState, CheckOutcome
from tests.audits.app import opened, sound, texts
from tests.factories.audits import Visit
from tests.factories.findings import BAD, another_visit, approved_audit, finding_of, in_days, new_action
from tests.factories.people import new_actor, new_store
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role

PAGE = "audits/actions"
OWNER = "Canary Owner 5512"


@pytest.fixture
def failed(visit: Visit) -> UUID:
    with writing() as session:
        return approved_audit(session, visit, BAD)


@pytest.fixture
def manager(visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id], display_name=OWNER)


@pytest.fixture
def action(visit: Visit, failed: UUID, manager: Actor) -> UUID:
    with writing() as session:
        return new_action(session, visit, failed, owner=manager)


def press(page: AppTest, start: str) -> AppTest:
    next(button for button in page.button if str(button.key).startswith(start)).click()
    return sound(page.run())


def item(page: AppTest, end: str) -> object:
    return next(one for one in page.get("button_group") if str(one.key).endswith(end))


def test_the_list_says_what_to_do_when_there_is_nothing(visit: Visit) -> None:
    page = opened(visit.lead, PAGE)
    assert "No corrective action here" in texts(page)


def test_the_list_shows_actions_and_the_address_keeps_the_filter(visit: Visit, action: UUID) -> None:
    page = opened(visit.lead, PAGE)
    assert "Practise greeting" in texts(page)
    assert "Practise greeting" not in texts(opened(visit.lead, PAGE, store="nowhere"))
    assert "Practise greeting" not in texts(opened(visit.lead, PAGE, mine="1"))


def test_the_ranking_shows_each_part_of_a_priority(visit: Visit, failed: UUID) -> None:
    page = opened(visit.lead, PAGE, view="ranking")
    shown = texts(page)
    assert shown.index("Were you greeted?") < shown.index("A smile?")
    assert "3 (Critical item) × 1.00 × stores: 1 = 3.0" in shown


def test_a_lead_plans_an_action_from_a_finding(visit: Visit, failed: UUID, manager: Actor) -> None:
    with reading() as session:
        key = str(finding_of(session, failed, "greeted"))
    page = opened(visit.lead, PAGE, finding=key)
    assert page.button(key="open_actions").disabled
    page.text_area(key=f"what {key}").set_value("Greet *every* guest")
    page.selectbox(key=f"cause {key}").select_index(4)
    page.text_input(key=f"why 0 {key}").set_value("Nobody looks up")
    sound(page.run())
    press(page, "open_actions")
    with reading() as session:
        [row] = action_rows(session, by=visit.lead)
        view = action_view(session, action_id=row.id, by=visit.lead)
    assert (row.what, row.owner, len(view.findings)) == ("Greet *every* guest", OWNER, 3)
    assert "Greet *every* guest" in texts(page)


def test_a_lead_plans_against_one_item_in_all_stores(visit: Visit, failed: UUID, manager: Actor) -> None:
    with writing() as session:
        other = another_visit(session, visit, store=new_store(session))
        approved_audit(session, other, BAD)
        new_actor(session, Role.STORE_MANAGER, stores=[other.store_id])
    with reading() as session:
        [first, *_] = ranked_findings(session, programme_id=visit.programme_id, by=visit.lead)
    asked = f"{first.rubric_code}~item~greeted"
    page = opened(visit.lead, PAGE, plan=asked)
    page.text_area(key=f"what {asked}").set_value("Greet")
    page.selectbox(key=f"cause {asked}").select_index(0)
    page.text_input(key=f"why 0 {asked}").set_value("x")
    press(sound(page.run()), "open_actions")
    with reading() as session:
        assert len(action_rows(session, by=visit.lead)) == 2


def test_a_manager_does_an_action_step_by_step(visit: Visit, action: UUID, manager: Actor) -> None:
    page = opened(manager, PAGE, action=str(action))
    assert not [button for button in page.button if "dropped" in str(button.key)]
    press(page, "to doing")
    press(page, "to done")
    assert "Done, to be verified" in [badge.value for badge in page.markdown] or "Done, to be verified" in texts(page)
    with reading() as session:
        assert action_view(session, action_id=action, by=manager).row.state is ActionState.DONE


def test_a_lead_drops_an_action_only_with_a_reason(visit: Visit, action: UUID) -> None:
    page = opened(visit.lead, PAGE, action=str(action))
    press(page, "to dropped")
    assert "Write the reason" in texts(page)
    page.text_input(key=f"reason {action} 1").set_value("The store closes")
    press(page, "to dropped")
    with reading() as session:
        assert action_view(session, action_id=action, by=visit.lead).row.state is ActionState.DROPPED


@pytest.mark.parametrize("asked", ["x", "", "01890000-0000-7000-8000-000000000000"])
def test_an_address_that_names_no_action_says_so(visit: Visit, asked: str) -> None:
    assert "not here" in texts(opened(visit.lead, PAGE, action=asked))
    assert texts(opened(visit.lead, PAGE, finding=asked))
    assert texts(opened(visit.lead, PAGE, plan=asked))


def test_the_visitor_finds_the_action_below_its_item_and_not_its_owner(visit: Visit, action: UUID, manager: Actor) -> None:
    with writing() as session:
        move_action(session, action_id=action, seen=1, to=ActionState.DONE, by=manager)
        again = another_visit(session, visit)
    page = opened(again.shopper, "audits/visit", assignment=str(again.assignment_id))
    assert "Practise greeting" in texts(page)
    assert "is said to be put right" in page.info[0].value
    assert OWNER not in texts(page)
    item(page, f"action {action}").set_value(CheckOutcome.FIXED)  # type: ignore[attr-defined]
    sound(page.run())
    note = next(one for one in page.text_input if str(one.key).endswith(f"action {action} note"))
    note.set_value("All smile now")
    sound(page.run())
    with reading() as session:
        rows = session.scalars(select(ActionCheck).order_by(ActionCheck.id)).all()
        assert [(row.outcome, row.note) for row in rows] == [
            (CheckOutcome.FIXED, ""),
            (CheckOutcome.FIXED, "All smile now"),
        ]


def test_the_sending_screen_says_what_was_not_looked_at(visit: Visit, action: UUID) -> None:
    with writing() as session:
        again = another_visit(session, visit)
    page = opened(again.shopper, "audits/visit", assignment=str(again.assignment_id), at="send")
    assert "not looked at yet: 1" in "\n".join(str(one.value) for one in page.info)


def test_a_reviewer_reads_actions_and_plans_none(visit: Visit, action: UUID) -> None:
    with writing() as session:
        reviewer = new_actor(session, Role.REVIEWER)
    page = opened(reviewer, PAGE, action=str(action))
    assert "Practise greeting" in texts(page)
    assert [button.key for button in page.button] == ["back"]


def test_the_lead_starts_with_what_is_overdue(visit: Visit, failed: UUID) -> None:
    with clock.standing_at(clock.now() - timedelta(days=9)), writing() as session:
        new_action(session, visit, failed, due_on=in_days(2))
    page = opened(visit.lead, PAGE, state="late")
    assert "Days late: 7" in "\n".join(str(one.value) for one in page.markdown)
