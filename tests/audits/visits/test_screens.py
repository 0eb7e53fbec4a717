from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from audits.visits.actions.drafts import store_answer, take_lease
from audits.visits.queries import assignments, visit_in_hand
from tests.audits.app import opened, sound, texts
from tests.factories.audits import (
    FULL,
    Visit,
    answer_all,
    answers_of,
    long_snapshot,
    new_draft,
    new_submission,
    new_visit,
    state_of,
)
from tests.factories.people import new_actor, new_store
from tracker.core.db import reading, writing
from tracker.people.rules import Role

NO_ID = "01890000-0000-7000-8000-000000000000"  # a key that nothing has; the same in each test process


def fill_in(visit: Visit, **address: str) -> AppTest:
    return opened(visit.shopper, "audits/visit", assignment=str(visit.assignment_id), **address)


def keys(app: AppTest) -> list[str]:
    """Of the items asked on this screen."""
    inputs = (app.get("button_group"), app.number_input, app.text_input, app.selectbox)
    found = [str(element.key) for kind in inputs for element in kind if element.key]
    return sorted(key.split(" ", 1)[1] for key in found if " " in key)


def item(app: AppTest, code: str) -> Any:
    return next(
        element
        for kind in (app.get("button_group"), app.number_input, app.text_input)
        for element in kind
        if str(element.key).endswith(f" {code}")
    )


def lease_of(page: AppTest) -> str:
    """The lease in the address; a value may come as a list."""
    said = page.query_params["t"]
    return said if isinstance(said, str) else said[0]


def test_my_visits_say_what_to_do_when_there_is_nothing(visit: Visit) -> None:
    with writing() as session:
        nobody = new_actor(session, Role.MYSTERY_SHOPPER)
    assert "No visit waits" in texts(opened(nobody, "audits/my_visits"))


def test_my_visits_show_open_and_finished_ones(visit: Visit) -> None:
    with writing() as session:
        done = new_visit(session, shopper=visit.shopper)
        receipt = new_submission(session, done)
    page = opened(visit.shopper, "audits/my_visits")
    assert [button.key for button in page.button if str(button.key).startswith("open ")] == [f"open {visit.assignment_id}"]
    assert receipt.code in texts(page)


def test_a_visit_opens_on_its_first_screen_with_what_is_stored(visit: Visit) -> None:
    with writing() as session:
        draft_id = new_draft(session, visit)
        answer_all(session, visit, draft_id, {"greeted": "yes", "seconds": 40})
    page = fill_in(visit, t="lease-of-the-first-tab")
    assert keys(page) == ["greeted", "seconds", "smile"]
    assert item(page, "greeted").value == "yes"
    assert item(page, "seconds").value == 40


def test_an_answer_is_stored_and_what_depends_on_it_appears(visit: Visit) -> None:
    page = fill_in(visit)
    assert keys(page) == ["greeted", "smile"]
    item(page, "greeted").set_value("yes")
    assert keys(sound(page.run())) == ["greeted", "seconds", "smile"]
    item(page, "greeted").set_value("no")
    assert keys(sound(page.run())) == ["greeted", "greeted note", "smile"]
    with reading() as session:
        assert answers_of(session, visit) == {"greeted": "no"}


def test_an_answer_is_taken_back_by_tapping_it_again(visit: Visit) -> None:
    page = fill_in(visit)
    item(page, "smile").set_value("yes")
    page.run()
    item(page, "smile").set_value(None)
    sound(page.run())
    with reading() as session:
        assert answers_of(session, visit) == {"smile": None}


def test_a_long_section_is_cut_into_screens_of_at_most_eight(visit: Visit) -> None:
    with writing() as session:
        long = new_visit(session, snapshot=long_snapshot(20), shopper=visit.shopper)
    found = []
    for screen in ("1", "2", "3"):
        page = opened(visit.shopper, "audits/visit", assignment=str(long.assignment_id), at=screen)
        if page.query_params.get("t") is None:  # a new session of the same person: it has to take over
            page.button(key="visit_take_over").click()
            sound(page.run())
        found.append(len(keys(page)))
    assert found == [6, 7, 7]


@pytest.mark.parametrize("at", ["0", "-1", "99", "x", "", "１", "9" * 50])
def test_an_address_that_names_no_screen_shows_one(visit: Visit, at: str) -> None:
    assert keys(fill_in(visit, at=at))


@pytest.mark.parametrize("assignment", ["", "not-an-id", NO_ID])
def test_an_address_that_names_no_visit_says_so(visit: Visit, assignment: str) -> None:
    page = opened(visit.shopper, "audits/visit", assignment=assignment)
    assert "visit" in texts(page).lower()
    assert keys(page) == []


def test_a_second_session_is_read_only_until_it_takes_over(visit: Visit) -> None:
    with writing() as session:
        draft_id = new_draft(session, visit)
        answer_all(session, visit, draft_id, {"smile": "no"})
    page = fill_in(visit, t="not-the-lease")
    assert keys(page) == []
    assert "only be read" in texts(page)
    page.button(key="visit_take_over").click()
    sound(page.run())
    assert item(page, "smile").value == "no"
    with reading() as session:
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=lease_of(page), by=visit.shopper)
        assert seen is not None
        assert seen.holds


def test_a_screen_that_lost_its_lease_stores_nothing(visit: Visit) -> None:
    page = fill_in(visit)
    with reading() as session:
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease="", by=visit.shopper)
    assert seen is not None
    with writing() as session:
        take_lease(session, draft_id=seen.draft_id, token="other", by=visit.shopper, force=True)
    item(page, "smile").set_value("yes")
    sound(page.run())
    with reading() as session:
        assert answers_of(session, visit) == {}


def test_what_is_missing_leads_to_its_screen_and_then_it_is_submitted(visit: Visit) -> None:
    page = fill_in(visit, at="send")
    assert page.button(key="visit_send").disabled
    page.button(key="missing clean answer").click()
    assert "clean" in keys(sound(page.run()))
    draft = str(item(page, "clean").key).split(" ")[0]
    token = lease_of(page)
    for code, value in FULL.items():
        with writing() as session:
            store_answer(session, draft_id=UUID(draft), item_code=code, value=value, lease=token, by=visit.shopper)
    page.query_params["at"] = "send"
    page.run()
    page.button(key="visit_send").click()
    sound(page.run())
    assert "is stored" in texts(page)
    with reading() as session:
        assert state_of(session, visit) == "submitted"
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease="", by=visit.shopper)
    assert seen is not None
    assert [code.value for code in page.code] == [seen.receipt]


def test_what_people_wrote_is_no_markdown(visit: Visit) -> None:
    snapshot = long_snapshot(1)
    snapshot["sections"][0]["items"][0]["label"] = {"en": "![x](http://beacon.example/p.png) <b>", "zh_CN": "题"}
    with writing() as session:
        odd = new_visit(session, snapshot=snapshot, shopper=visit.shopper)
    page = opened(visit.shopper, "audits/visit", assignment=str(odd.assignment_id))
    assert "![x](" not in texts(page)


def assigning(visit: Visit) -> AppTest:
    return opened(visit.lead, "audits/assignments")


def test_a_lead_assigns_a_visit_and_sees_it_in_the_list(visit: Visit) -> None:
    page = assigning(visit)
    before = len(page.get("button"))
    page.text_input(key="store_search").set_value("S")
    page.run()
    page.button(key="assign").click()
    sound(page.run())
    with reading() as session:
        rows = assignments(session, by=visit.lead, programme_id=visit.programme_id)
    assert len(rows) == 2
    assert len([button for button in page.button if str(button.key).startswith("change ")]) == 2
    assert before


def test_an_unknown_store_is_said_and_nothing_can_be_assigned(visit: Visit) -> None:
    page = assigning(visit)
    page.text_input(key="store_search").set_value("no such store")
    sound(page.run())
    assert "No active store matches" in texts(page)
    assert not [button for button in page.button if button.key == "assign"]


def test_dates_in_the_wrong_order_are_refused_in_a_sentence(visit: Visit) -> None:
    page = assigning(visit)
    first = page.date_input(key="visit_from").value
    page.date_input(key="due_on").set_value(first.replace(year=first.year - 1))
    page.run()
    page.button(key="assign").click()
    sound(page.run())
    assert "lies before the first day" in texts(page)


def test_the_list_can_be_narrowed_to_a_state(visit: Visit) -> None:
    with writing() as session:
        new_store(session)
    page = assigning(visit)
    page.selectbox(key="state").select_index(4)
    sound(page.run())
    assert "No visit in this list" in texts(page)
