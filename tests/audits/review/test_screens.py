import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from audits.review.actions import take_up
from audits.review.models import AuditScore, Ruling
from audits.review.queries import audit, count_approved
from tests.audits.app import opened, sound, texts
from tests.audits.review.test_actions import BAD, again, approved, returned, submitted
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_visit, state_of
from tests.factories.people import new_actor
from tests.factories.reviews import appealed, manager_of, public_id_of, released
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
def manager(visit: Visit) -> Actor:
    with writing() as session:
        return manager_of(session, visit)


def table(page: AppTest, number: int) -> list[dict[str, str]]:
    return page.dataframe[number].value.to_dict("records")


def test_an_empty_queue_says_what_will_appear(reviewer: Actor) -> None:
    assert "Nothing waits" in texts(opened(reviewer, "audits/review"))
    for name, said in {
        "returned": "No audit is with its visitor",
        "unreleased": "Every approved audit has been released",
        "approved": "No audit has been approved",
        "excluded": "No audit is excluded",
    }.items():
        assert said in texts(opened(reviewer, "audits/review", list=name))


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
    assert any("Kind" in row for at in range(len(page.dataframe)) for row in table(page, at))  # what failed
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


def pressed(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return sound(page.run())


def test_items_go_back_with_a_remark_of_their_own_and_stand_on_the_form(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    page = opened(reviewer, "audits/review", audit=str(key))
    page.toggle[0].set_value(True)
    sound(page.run())
    page.text_input(key=f"remark {key} clean").set_value("The floor is wet on the photo")
    pressed(page, "return")
    with reading() as session:
        assert state_of(session, visit) == "returned"
    mine = opened(visit.shopper, "audits/visit", assignment=str(visit.assignment_id), at="2")
    assert "The floor is wet on the photo" in texts(mine).replace("\\", "")
    assert "Is the store clean?" in texts(mine)


def test_a_reviewer_takes_up_corrects_and_approves(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit, {**FULL, "smile": "no"})
    page = pressed(opened(reviewer, "audits/review", audit=str(key)), "take_up")
    page.selectbox[0].set_value("smile")
    sound(page.run())
    page.button_group(key=f"correct {key} smile 0").set_value("yes")
    page.text_area(key=f"correct {key} smile 0 reason").set_value("The photo shows it")
    pressed(page, "correct")
    assert "was No, counts as Yes" in str(page.info[0].value)
    pressed(page, "approve")
    with reading() as session:
        assert audit(session, submission_id=key, by=reviewer).answers["smile"] == "yes"
        assert session.scalars(select(AuditScore.percent)).all() == [87.5]


def test_what_somebody_else_has_in_review_is_taken_over_first(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    with writing() as session:
        take_up(session, submission_id=key, by=new_actor(session, Role.REVIEWER, display_name="Somebody Else"))
    page = opened(reviewer, "audits/review", audit=str(key))
    assert "approve" not in [button.key for button in page.button]
    assert "Take over from Somebody Else" in [button.label for button in page.button]
    assert "approve" in [button.key for button in pressed(page, "take_up").button]


def test_an_approval_is_withdrawn_with_a_reason(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    page = pressed(opened(reviewer, "audits/review", audit=str(key)), "undo_approval_withdrawn")
    assert "Write why this is undone" in texts(page)
    page.text_area(key=f"undo {key}").set_value("The wrong button")
    pressed(page, "undo_approval_withdrawn")
    with reading() as session:
        assert state_of(session, visit) == "in_review"
    assert "Why: The wrong button" in texts(opened(reviewer, "audits/review", audit=str(key)))


def test_a_lead_releases_what_was_chosen_and_is_told_to_look_for_names(visit: Visit, reviewer: Actor) -> None:
    key = submitted(visit)
    approved(key, reviewer)
    page = opened(visit.lead, "audits/review", list="unreleased")
    assert "look for names" in texts(page)
    assert page.button(key="release_chosen").disabled
    page.checkbox[0].check()
    pressed(sound(page.run()), "release_chosen")
    with reading() as session:
        assert count_approved(session, by=visit.lead, unreleased=True) == 0


def test_a_store_manager_finds_no_page_of_the_review(visit: Visit, manager: Actor) -> None:
    with pytest.raises(ValueError, match="review"):
        opened(manager, "audits/review")


def test_a_store_manager_reads_what_was_released_and_objects(visit: Visit, reviewer: Actor, manager: Actor) -> None:
    assert "No audit of your store has been released yet" in texts(opened(manager, "audits/released"))
    with writing() as session:
        public_id = public_id_of(session, released(session, visit, {**FULL, "smile": "no"}, by=reviewer))
    page = opened(manager, "audits/released")
    assert CANARY not in texts(page)
    pressed(page, f"open {public_id}")
    assert "75.0%" in [metric.value for metric in page.metric]
    assert "• A smile?" in texts(page)
    page.checkbox(key=f"object {public_id} smile").check()
    sound(page.run())
    pressed(page, "send_appeal")
    assert "Write for each item what you object to" in texts(page)
    page.text_area(key=f"text {public_id} smile").set_value("She did smile")
    pressed(page, "send_appeal")
    assert "She did smile" in texts(page)
    assert not [box for box in page.checkbox if (box.key or "").startswith("object")]
    pressed(page, "withdraw_appeal")
    with reading() as session:
        assert state_of(session, visit) == "approved"


def test_somebody_without_a_part_in_it_decides_the_appeal_and_the_store_reads_why(
    visit: Visit, reviewer: Actor, manager: Actor
) -> None:
    with writing() as session:
        key = released(session, visit, {**FULL, "smile": "no"}, by=reviewer)
        appeal_id, public_id = appealed(session, visit, key, by=manager), public_id_of(session, key)
        judge = new_actor(session, Role.REVIEWER)
    page = pressed(opened(reviewer, "audits/appeals"), f"appeal {appeal_id}")
    assert "neither approved nor corrected" in "\n".join(str(one.value) for one in page.info)
    page = pressed(opened(judge, "audits/appeals"), f"appeal {appeal_id}")
    page.button_group(key=f"ruling {appeal_id} smile").set_value(Ruling.AMENDED)
    sound(page.run())
    page.button_group(key=f"value {appeal_id} smile").set_value("yes")
    page.text_area(key=f"reason {appeal_id} smile").set_value("The second picture shows it")
    pressed(page, "decide_appeal")
    with reading() as session:
        assert state_of(session, visit) == "amended"
    told = texts(opened(manager, "audits/released", audit=str(public_id)))
    assert "75.0% before, 87.5% now" in told
    assert "The second picture shows it" in told
    assert "1 (100.0%; 20.7% to 100.0%)" in str(table(opened(judge, "audits/appeals"), 0))


def test_a_store_opens_its_appeals_on_its_own_page(visit: Visit, manager: Actor) -> None:
    with writing() as session:
        appeal_id = appealed(session, visit, released(session, visit), by=manager)
    page = opened(manager, "audits/appeals")
    assert "Open appeals: 1" in texts(page)
    assert not page.metric
    assert "Object to" not in texts(pressed(page, f"appeal {appeal_id}"))


@pytest.mark.parametrize("asked", ["x", NO_ID])
def test_an_address_that_names_no_released_audit_or_appeal_says_so(
    visit: Visit, reviewer: Actor, manager: Actor, asked: str
) -> None:
    assert "This audit does not exist" in texts(opened(manager, "audits/released", audit=asked))
    assert "There is no such appeal" in texts(opened(reviewer, "audits/appeals", appeal=asked))
