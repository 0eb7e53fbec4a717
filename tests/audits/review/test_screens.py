import pytest
from streamlit.testing.v1 import AppTest

from tests.audits.app import opened, sound, texts
from tests.audits.review.test_actions import BAD, again, approved, returned, submitted
from tests.conftest import Database
from tests.factories.audits import Visit, new_visit, state_of
from tests.factories.people import new_actor
from tracker.core.db import reading, writing
from tracker.people.models import Person
from tracker.people.rules import Actor, Role

NO_ID = "01890000-0000-7000-8000-000000000000"  # a key that nothing has; the same in each test process
CANARY = "Canary Shopper 7731"


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        return new_visit(session, shopper=new_actor(session, Role.MYSTERY_SHOPPER, display_name=CANARY))


@pytest.fixture
def reviewer(visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, Role.REVIEWER)


def table(page: AppTest, number: int) -> list[dict[str, str]]:
    return page.dataframe[number].value.to_dict("records")


def test_an_empty_queue_says_what_will_appear(reviewer: Actor) -> None:
    page = opened(reviewer, "audits/review")
    assert "Nothing waits" in texts(page)
    assert "No audit has been approved" in texts(page)


def test_a_reviewer_opens_an_audit_and_approves_it(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit, BAD)
    page = opened(reviewer, "audits/review")
    assert CANARY in texts(page)
    page.button(key=f"open {key}").click()
    sound(page.run())
    lines = table(page, 0)
    assert lines[-1]["Item"] == "Total"
    assert sum(float(line["Earned"]) for line in lines[:-1]) == float(lines[-1]["Earned"])
    assert "Nobody came" in texts(page)
    page.button(key="approve").click()
    sound(page.run())
    with reading() as session:
        assert state_of(session, visit) == "approved"
    page = opened(reviewer, "audits/review", audit=str(key))
    assert [row["Kind"] for row in table(page, 2)] != []
    assert not [button for button in page.button if button.key == "approve"]


def test_a_return_without_a_reason_is_refused_and_with_one_goes_back(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    page = opened(reviewer, "audits/review", audit=str(key))
    page.button(key="return").click()
    sound(page.run())
    assert "Write why the audit goes back" in texts(page)
    page.text_area[0].set_value("Which counter?")
    page.button(key="return").click()
    sound(page.run())
    with reading() as session:
        assert state_of(session, visit) == "returned"
    mine = opened(visit.shopper, "audits/visit", assignment=str(visit.assignment_id))
    assert "Which counter?" in texts(mine)


def test_earlier_attempts_are_shown_with_their_reason(visit: Visit, reviewer: Actor) -> None:
    returned(submitted(visit), reviewer, "Which counter?")
    page = opened(reviewer, "audits/review", audit=str(again(visit)))
    assert "Which counter?" in texts(page)


def test_nobody_is_offered_a_decision_about_their_own(visit: Visit) -> None:
    with writing() as session:
        both = new_actor(session, Role.SUPERVISOR)
        own = new_visit(session, shopper=both)
    key = submitted(own)
    with writing() as session:
        session.get_one(Person, both.person_id).role = Role.REVIEWER
    page = opened(both, "audits/review", audit=str(key))
    assert not [button for button in page.button if button.key == "approve"]


@pytest.mark.parametrize("asked", ["", "x", NO_ID])
def test_an_address_that_names_no_audit_says_so(reviewer: Actor, asked: str) -> None:
    page = opened(reviewer, "audits/review", audit=asked)
    assert not [button for button in page.button if button.key == "approve"]


def test_a_lead_reads_scores_and_decides_nothing(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    page = opened(visit.lead, "audits/review", audit=str(key))
    assert "87.5%" in [metric.value for metric in page.metric]
    assert not [button for button in page.button if button.key in ("approve", "return")]


def test_a_store_manager_reads_the_score_and_not_the_shopper(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
    for page in (opened(manager, "audits/review"), opened(manager, "audits/review", audit=str(key))):
        assert CANARY not in texts(page)
    assert "87.5%" in [metric.value for metric in page.metric]
